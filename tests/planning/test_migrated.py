"""What the migration to one list of sources of money writes, and what it leaves."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps

from agreements.models import BudgetLine
from core.records.money import STATED_FUNDS, FundSource
from planning.models import ActivityBudget
from tests.agreements import factories as agreements
from tests.planning import factories as make

PLANNING = import_module("planning.migrations.0005_one_list_of_funds")
AGREEMENTS = import_module("agreements.migrations.0007_one_list_of_funds")


def test_codes_of_before_become_those_of_the_one_list(regions: Any) -> None:
    line = make.make_activity()
    for code in ("kas", "ksm", "apbd"):
        make.make_budget(activity=line, fund=code)
    agreement = agreements.make_agreement(agreements.make_partnership())
    for code in ("apbd_prov", "desa", "warga", "csr"):
        agreements.make_budget_line(agreement, funding=code)
    PLANNING.use_todays(apps, None)
    AGREEMENTS.use_todays(apps, None)

    planned = {*ActivityBudget.objects.values_list("fund", flat=True)}
    promised = {*BudgetLine.objects.values_list("funding", flat=True)}
    assert planned == {*ActivityBudget.history.values_list("fund", flat=True)}  # type: ignore[attr-defined]
    assert (planned, promised) == (
        {"aksansi", "kas_kelompok", "apbd"},
        {"apbd_provinsi", "apbdes", "swadaya", "csr"},
    )
    assert planned | promised <= {code for code, _label in STATED_FUNDS.choices}


def test_money_that_is_planned_or_promised_comes_from_a_known_source() -> None:
    for field in (ActivityBudget._meta.get_field("fund"), BudgetLine._meta.get_field("funding")):
        offered = {code for code, _label in field.choices or ()}  # type: ignore[union-attr]
        assert offered == set(FundSource.values) - {FundSource.UNKNOWN}

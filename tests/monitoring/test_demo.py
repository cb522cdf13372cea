"""The real figures and laboratory results of the demonstration set, entered through the forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aksansi.demo import accounts
from aksansi.demo import monitoring as demo
from core.land import reference
from core.land.regions import Region
from core.tools.rows.history import one_action
from ksm.models import DatedFact
from monitoring import reference as instruments
from monitoring.models import Finding, Result, Sample, Visit
from monitoring.reports import build_findings
from tests.ksm.factories import make_facility

pytestmark = pytest.mark.postgres


def test_public_records_have_a_home_each_with_its_source(db: None, settings: Any) -> None:
    settings.DEMO = True
    reference.load()
    instruments.load()
    actor = accounts.load()
    make_facility("34.04")
    with one_action(by=actor):
        demo.load(actor)
    facts = DatedFact.objects.all()
    assert facts.count() == 145  # 143 aggregates, and two removal rates of the laboratory results
    assert not facts.filter(source="").exists()
    assert facts.get(subject="Truk tinja", region="33.14").value == 3
    assert facts.get(subject="Rit truk tinja per hari").value_text == "3–9"
    assert (Sample.objects.count(), Result.objects.count()) == (10, 27)
    groundwater = Result.objects.get(sample__point="groundwater")
    assert (groundwater.comparator, groundwater.value) == (">", 50)
    assert not Finding.objects.filter(is_example=False).exists()
    assert not Visit.objects.filter(is_example=False).exists()

    found = build_findings(
        user=actor, region=Region.objects.get(pk="34.04"), at=dt.date(2018, 12, 31)
    )
    assert [row.severity for row in found.government] == ["high", "medium"]
    assert all(row.is_example for row in found.government)
    assert (found.visits, found.visits_waiting) == (0, 0)  # the only one is a draft
    assert any(row.value.startswith("124") for row in found.facts)

    before = {m: m.history.count() for m in (DatedFact, Sample, Result, Finding, Visit)}
    demo.load(actor)
    assert before == {m: m.history.count() for m in before}

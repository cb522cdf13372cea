"""The money of a group: months of its cash book, years, and the fee that would carry the facility."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from ksm.forms.cash import next_month
from ksm.models import CashMonth
from ksm.models.cash import EXPENSE, INCOME
from ksm.money import book
from ksm.money.calculator import FeeSheet, monthly
from ksm.money.known import build_known
from ksm.resources.cash import WORDS
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db


def test_the_fee_that_closes_the_gap() -> None:
    sheet = FeeSheet(
        tariff=5000, connections=60, payers=40, pay=150_000, running=90_000, reserve=50_000
    )
    assert (sheet.income, sheet.income_if_all_pay, sheet.cost) == (200_000, 300_000, 290_000)
    assert sheet.gap == 90_000 and sheet.missing == []
    # 290,000 of 40 are 7,250, of 60 are 4,833: fees go in steps of 500, never below the cost.
    assert (sheet.fee, sheet.fee_if_all_pay) == (7500, 5000)
    assert sheet.fee * 40 >= 290_000 and (sheet.fee - 500) * 40 < 290_000
    assert FeeSheet(5000, 60, 58, 150_000, 90_000, 50_000).gap == 0
    assert (monthly(1_200_000, 3), monthly(100, 3), monthly(None, 3)) == (33_334, 3, None)


def test_missing_is_not_zero_in_the_reckoning() -> None:
    sheet = FeeSheet(tariff=5000, payers=40, pay=150_000, running=90_000)
    assert (sheet.gap, sheet.cost, sheet.fee) == (None, None, None)
    assert sheet.missing == ["connections", "reserve"]
    free = FeeSheet(tariff=0, connections=60, payers=0, pay=0, running=0, reserve=0)
    assert (free.gap, free.fee, free.fee_if_all_pay) == (0, None, 0)


def test_years_are_sums_of_months_and_say_what_is_unknown(regions: Any) -> None:
    group = f.make_group()
    f.make_cash(group, "2017", fees=None, pay=None, income_total=1_200_000, balance=50_000)
    f.make_cash(group, "2018-01", balance=60_000)
    f.make_cash(group, "2018-02", pay=None, power=0, balance=70_000)
    f.make_cash(group, "2018", fees=9_000_000)  # months count, where there are any
    newest, before = book.years(list(CashMonth.objects.all()))
    assert (newest.year, newest.income, newest.expense) == ("2018", 500_000, 100_000)
    assert (newest.balance, newest.months, newest.difference) == (70_000, 2, 400_000)
    assert (before.income, before.expense, before.difference) == (1_200_000, None, None)
    assert before.months == 0
    picture = book.chart(list(CashMonth.objects.all()))
    assert picture is not None and len(picture.rows) == 2
    assert picture.rows[1][2] == "0"  # no expense is drawn as none
    f.make_cash(group, "2018-03", pay=None)
    picture = book.chart(list(CashMonth.objects.all()))
    assert picture is not None and picture.rows[2][2] == "–"


def test_the_next_month_is_proposed() -> None:
    assert (next_month("2018-03"), next_month("2018-12")) == ("2018-04", "2019-01")
    assert next_month("2999-01") < "2999"


def test_a_month_is_one_short_form(officer: Any, as_user: Any) -> None:
    group = f.make_group()
    f.make_cash(group, "2018-02")
    url = reverse("ksm:cash-month-create", args=[group.pk])
    browser = as_user(officer)
    assert 'value="Maret 2018"' in browser.get(url).content.decode()
    assert browser.post(url, {"month": "Maret 2018"}).status_code == 422  # nothing said
    data = {
        "month": "Maret 2018",
        "fees": "250.000",
        "pay": "100.000",
        "power": "0",
        "balance": "-25.000",
    }
    sent = browser.post(url, data)
    assert sent.status_code == 302 and sent.url == reverse("ksm:group-cash", args=[group.pk])
    row = CashMonth.objects.get(month="2018-03")
    assert (row.fees, row.power, row.supplies, row.balance) == (250_000, 0, None, -25_000)
    assert (row.income, row.expense) == (250_000, 100_000)
    page = browser.get(sent.url).content.decode()
    assert "Rp250.000" in page and "Maret 2018" in page and "<svg" in page
    assert browser.post(url, data).status_code == 422  # once a month
    wrong = {"month": "April 2018", "fees": "250.000", "income_total": "200.000"}
    assert browser.post(url, wrong).status_code == 422
    assert browser.post(url, {"month": "3 April 2018", "fees": "1"}).status_code == 422
    assert CashMonth.objects.count() == 2


def test_the_database_holds_the_rules_of_months(regions: Any) -> None:
    group = f.make_group()
    f.make_cash(group)
    for month in ("2018-03", "2018-03-14"):
        with pytest.raises(IntegrityError), transaction.atomic():
            f.make_cash(group, month)
    assert {*INCOME, *EXPENSE} <= set(WORDS)  # every kind has its column in the table


def known_group() -> Any:
    """A group of which everything is recorded, on two facilities."""
    group = f.make_group(name="KPP Tirta")
    for sr in (20, 25):
        facility = f.make_facility(desludging_interval_years=2)
        f.make_operation(facility, group)
        f.make_status(facility, active_sr=sr)
        f.make_desludging(facility, cost=600_000)
    f.make_tariff(group, valid_from="2015", amount=3000)
    f.make_tariff(group, valid_from="2018", amount=5000)
    f.make_cash(group, "2018-02", pay=120_000, power=30_000, payers=30)
    f.make_cash(group, "2018-03", pay=100_000, power=40_000, repairs=10_000)
    f.make_cash(group, "2018", pay=999_999)
    return group


def test_the_calculator_opens_with_what_is_recorded(officer: Any, as_user: Any) -> None:
    group = known_group()
    sheet = build_known(user=officer, group=group).sheet
    assert sheet == FeeSheet(5000, 45, 30, 110_000, 40_000, 50_000)
    page = as_user(officer).get(reverse("ksm:group-fee", args=[group.pk])).content.decode()
    assert "Rp50.000 kurang tiap bulan" in page and "Rp7.000" in page
    asked = {"tariff": "7.000", "connections": "45", "payers": "30", "pay": "110.000", "running": "40.000", "reserve": "50.000"}  # fmt: skip
    url = reverse("ksm:group-fee", args=[group.pk], query=asked)
    assert "Rp10.000 lebih tiap bulan" in as_user(officer).get(url).content.decode()
    assert (
        as_user(officer)
        .get(reverse("ksm:group-fee", args=[group.pk], query={"tariff": "x"}))
        .status_code
        == 422
    )


def test_what_one_facility_does_not_tell_is_unknown_for_both(officer: Any, as_user: Any) -> None:
    group = known_group()
    other = f.make_facility()
    f.make_operation(other, group)
    sheet = build_known(user=officer, group=group).sheet
    assert (sheet.connections, sheet.reserve, sheet.gap) == (None, None, None)
    page = as_user(officer).get(reverse("ksm:group-fee", args=[group.pk])).content.decode()
    assert "Belum diketahui:" in page


def test_the_reckoning_is_one_sheet_for_the_meeting(officer: Any, as_user: Any) -> None:
    group = known_group()
    answer = as_user(officer).get(reverse("ksm:group-fee-pdf", args=[group.pk]))
    paper = PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) == 1
    assert "KPP Tirta" in text and "Rp50.000 kurang tiap bulan" in text and "Rp7.000" in text


TABLE = """KSM;Bulan;Iuran;Honor operator;Listrik;Saldo
KPP Tirta;Maret 2018;250.000;100.000;0;-25.000
KPP Tirta;April 2018;1,5 juta;;;
KPP Hilang;April 2018;1;;;
"""


def test_months_come_in_and_go_out_as_a_table(officer: Any, as_user: Any) -> None:
    group = f.make_group(name="KPP Tirta")
    counts, rows = walk("cash-months", officer, TABLE, write=True)
    assert (counts.new, counts.faulty) == (2, 1), reasons(rows)
    row = CashMonth.objects.get(group=group, month="2018-03")
    assert (row.fees, row.pay, row.power, row.supplies, row.balance) == (
        250_000,
        100_000,
        0,
        None,
        -25_000,
    )
    assert CashMonth.objects.get(month="2018-04").fees == 1_500_000
    assert walk("cash-months", officer, TABLE)[0].same == 2
    out = b"".join(
        as_user(officer).get(reverse("ksm:cash-month-list"), {"format": "csv"}).streaming_content
    )
    assert "-25000" in out.decode()

"""Cells that say more than one value, or it in another way: two years, shares of Excel, a place in one column."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from agreements.models import BudgetLine
from core.tools import partial_dates
from ksm.models import Facility, Works
from planning.models import StrategyEdition
from tests.agreements.factories import make_agreement, make_partnership
from tests.core.test_ugly_tables import book, counts, values, walked
from tests.ksm.factories import make_facility
from tests.planning import factories as planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(officer: Any, as_user: Any) -> Any:
    return as_user(officer)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015/2016", ("2015", "2016")),
        (" 2016 – 2018 ", ("2016", "2018")),
        ("2015 s.d. 2018", ("2015", "2018")),
        ("2015 s/d 2018", ("2015", "2018")),
        ("2015 sampai dengan 2018", ("2015", "2018")),
        ("2015/16", ("2015", "2016")),
        ("2010/11", None),  # November, or the next year
        ("2015-12", None),
        ("2016/2015", None),
        ("2015", None),
        ("12/2015", None),
    ],
)
def test_two_years_are_known_where_they_are_two(text: str, years: object) -> None:
    assert partial_dates.two_years(text) == years


def test_two_years_are_from_and_to_where_the_record_has_both(browser: Any) -> None:
    table = "Wilayah;Judul;Tahun;Dari tahun;Sampai tahun\n34.04;SSK;2012;2013/2017;\n34.04;SSK II;2018;2018–2022;2023\n"
    walk = walked(browser, "strategies", table)
    assert counts(walk) == {"new": 2}, walk.said()
    assert "“2013/2017” dibaca sebagai 2013 sampai dengan 2017" in walk.said()
    walk.bring_in()
    found = StrategyEdition.objects.order_by("year").values_list("period_from", "period_to")
    assert list(found) == [(2013, 2017), (2018, 2023)]  # a column of the end says it better

    make_facility(name="IPAL Satu")
    walk = walked(
        browser, "works", "Sarana;Jenis;Status;Mulai\nIPAL Satu;Rehabilitasi;Selesai;2015/2016\n"
    )
    assert counts(walk) == {"new": 1}, walk.said()
    walk.bring_in()
    works = Works.objects.get()
    assert (works.started_on, works.finished_on) == ("2015", "2016"), walk.said()

    make_partnership(stage="audiensi")
    table = "Wilayah;Jenis;Judul;Status naskah;Mulai berlaku\n34.04;MoU;Kerja sama;Ditandatangani;2015/2018\n"
    walk = walked(browser, "agreements", table)
    assert {"2015", "2018"} <= set(values(walk, 2).values()), values(walk, 2)


def test_two_years_in_place_of_one_are_refused_in_words(browser: Any) -> None:
    make_facility(name="IPAL Satu")
    planned.make_chapter()
    for sheet, table in (
        ("annual-plans", "Wilayah;Tahun\n34.04;2015/2016\n"),
        ("facilities", "Nama Sarana;Desa;Tahun dibangun\nIPAL Dua;Sumberagung;2015/2016\n"),
        ("funding", "Sarana;Sumber dana;Tahun anggaran\nIPAL Satu;DAK;2015/2016\n"),
    ):
        walk = walked(browser, sheet, table)
        assert counts(walk) == {"faulty": 1}, sheet
        assert "“2015/2016” menyebut dua tahun. Tulis 2015 di sini" in walk.said(), sheet
    for address, name in (
        (reverse("ksm:works-create", args=[Facility.objects.get().code]), "started_on"),
        (reverse("planning:annual-plan-create"), "year"),
    ):
        sent = browser.post(address, {name: "2015/2016"})
        assert "menyebut dua tahun. Tulis 2015 di sini" in sent.content.decode(), address
    edition = planned.make_strategy(year=2012)
    address = reverse("planning:strategy-edition-edit", args=[edition.pk])
    sent = browser.post(address, {"approved_on": "2015/2016"})
    assert "menyebut dua tahun" in sent.content.decode()


def shares(*formats: str) -> bytes:
    """Return a budget whose share is 0.43 in each of these formats, and one that is not of Excel."""
    made = openpyxl.Workbook()
    made.active.append(["Wilayah", "Tahun", "Sumber dana", "Porsi (%)"])
    for number, code in enumerate(formats):
        made.active.append(["34.04", 2018 + number, "APBD", 0.43])
        made.active.cell(number + 2, 4).number_format = code
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_share_that_excel_shows_as_percent_is_what_it_shows(browser: Any) -> None:
    make_agreement(make_partnership(stage="audiensi"))
    walk = walked(browser, "agreement-budgets", shares("0%", "0.00%", '0.0" %"', "General"))
    assert "43% dari Excel dibaca sebagai 43 persen" in walk.said()
    walk.bring_in()
    assert dict(BudgetLine.objects.values_list("year", "share_percent")) == {
        2018: Decimal(43), 2019: Decimal(43), 2020: Decimal("0.43"), 2021: Decimal("0.43"),
    }  # fmt: skip


def test_a_share_where_none_is_asked_for_is_refused(browser: Any) -> None:
    table = book(["Nama Sarana", "Desa", "Kapasitas (KK)"], ["IPAL A", "Sumberagung", 0.43])
    made = openpyxl.load_workbook(io.BytesIO(table))
    made.active["C2"].number_format = "0%"
    out = io.BytesIO()
    made.save(out)
    walk = walked(browser, "facilities", out.getvalue())
    assert counts(walk) == {"faulty": 1} and "Excel menampilkan “43%” di sini" in walk.said()


@pytest.mark.parametrize(
    "text",
    [
        "-7.78, 110.37",
        "-7.78,110.37",
        "-7.78; 110.37",
        "-7,78 110,37",
        "(-7.780000, 110.370000)",
        "7°46'48\"S 110°22'12\"E",
        "7°46'48\" LS, 110°22'12\" BT",
        "https://maps.google.com/?q=-7.78,110.37",
    ],
)
def test_a_place_in_one_column_is_taken_apart(browser: Any, text: str) -> None:
    quoted = text.replace('"', '""')
    walk = walked(
        browser, "facilities", f'Nama Sarana;Desa;Koordinat\nIPAL A;Sumberagung;"{quoted}"\n'
    )
    assert counts(walk) == {"new": 1}, walk.said()
    walk.bring_in()
    found = Facility.objects.get()
    assert (found.latitude, found.longitude) == (Decimal("-7.78"), Decimal("110.37"))


@pytest.mark.parametrize("text", ["-7.78", "7°46'S", "-7,795.600", "pinggir sungai"])
def test_half_a_place_is_none(browser: Any, text: str) -> None:
    walk = walked(
        browser, "facilities", f'Nama Sarana;Desa;Koordinat\nIPAL A;Sumberagung;"{text}"\n'
    )
    assert counts(walk) == {"faulty": 1}, walk.said()

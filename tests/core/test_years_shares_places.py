"""Cells that say more than one value, or it in another way: two years, shares of Excel, a place in one column."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from agreements.models import Agreement, BudgetLine, Partnership
from core.land.regions import Region
from core.tools import partial_dates
from ksm.models import Facility, Works
from monitoring.entry import visit_table
from monitoring.models import Answer, Question, Result
from planning.models import Goal, StrategyEdition
from tests.agreements.factories import make_agreement, make_partnership
from tests.core.test_ugly_tables import book, counts, values, walked
from tests.ksm.factories import make_facility
from tests.monitoring.factories import make_instrument, make_sample, make_visit, question
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
    address = reverse("planning:annual-plan-create")
    sent = browser.post(address, {"year": "2015/2016"})
    assert "menyebut dua tahun. Tulis 2015 di sini" in sent.content.decode()
    edition = planned.make_strategy(year=2012)
    address = reverse("planning:strategy-edition-edit", args=[edition.pk])
    sent = browser.post(address, {"approved_on": "2015/2016"})
    assert "menyebut dua tahun" in sent.content.decode()


def test_two_years_in_a_form_are_from_and_to_where_it_asks_for_both(browser: Any) -> None:
    code = make_facility(name="IPAL Satu").code
    address = reverse("ksm:works-create", args=[code])
    sent = browser.post(
        address,
        {"kind": "rehabilitasi", "status": "selesai", "started_on": "2015/2016", "finished_on": ""},
    )
    assert sent.status_code == 302
    works = Works.objects.get()
    assert (works.started_on, works.finished_on) == ("2015", "2016")
    planned.make_chapter()
    facts = {
        "chapter": works.facility.region.chapters.get().pk,
        "title": "Iuran",
        "field": "keuangan",
    }
    address = reverse("planning:goal-create")
    for years, kept in ((("2016–2018", ""), (2016, 2018)), (("2016/2018", "2020"), (2016, 2020))):
        data = dict(zip(("from_year", "to_year"), years, strict=True))
        sent = browser.post(address, {**facts, **data, "title": f"Iuran {kept[1]}"})
        assert sent.status_code == 302
        goal = Goal.objects.get(title=f"Iuran {kept[1]}")
        assert (goal.from_year, goal.to_year) == kept  # the field of the end says it better
    make_partnership(stage="audiensi")
    address = reverse("agreements:agreement-create", args=[Partnership.objects.get().pk])
    data = {
        "kind": "mou",
        "title": "MoU",
        "paper": "signed",
        "signed_on": "2015",
        "starts_on": "2015/2018",
        "ends_on": "",
    }
    sent = browser.post(address, data)
    assert sent.status_code == 302
    mou = Agreement.objects.get()
    assert (mou.starts_on, mou.ends_on) == (dt.date(2015, 1, 1), dt.date(2018, 12, 31))
    assert (mou.starts_on_known, mou.ends_on_known) == ("tahun", "tahun")


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


def test_a_share_of_excel_is_read_in_forms_where_a_share_is_asked_for(browser: Any) -> None:
    agreement = make_agreement(make_partnership(stage="audiensi"))
    address = reverse("agreements:budget-line-create", args=[agreement.pk])
    for year, text, kept in ((2018, "43%", 43), (2019, "12,5 %", 12.5), (2020, "7 persen", 7)):
        data = {"year": year, "funding": "apbd", "kind": "uang", "share_percent": text}
        sent = browser.post(address, data)
        assert sent.status_code == 302
        assert BudgetLine.objects.get(year=year).share_percent == Decimal(str(kept))
    sent = browser.post(address, {"year": 2021, "funding": "apbd", "amount": "43%"})
    assert sent.status_code == 422 and not BudgetLine.objects.filter(year=2021).exists()

    row = make_facility(name="IPAL Setengah")
    edit = reverse("ksm:facility-edit", args=[row.code])
    data = {
        "name": row.name,
        "facility_type": row.facility_type,
        "stage": "dibangun",
        "built_percent": "43%",
    }
    assert browser.post(edit, data).status_code == 302
    row.refresh_from_db()
    assert row.built_percent == 43
    sent = browser.post(edit, {**data, "design_kk": "43%"})
    assert sent.status_code == 422


def test_a_share_taken_out_between_two_points_is_read_as_one(browser: Any) -> None:
    add = reverse("monitoring:result-create", args=[make_sample(point="removal").pk])
    data = {"parameter": "bod", "comparator": "=", "value": "43%", "unit": "%"}
    assert browser.post(add, data).status_code == 302
    assert Result.objects.get().value == 43
    add = reverse("monitoring:result-create", args=[make_sample().pk])
    assert browser.post(add, {**data, "unit": "mg/L"}).status_code == 422


def test_a_share_of_excel_answers_a_question_in_percent(browser: Any) -> None:
    """On the page of a visit and in a table of visits, by the same reader."""
    instrument = make_instrument()
    asked = question("T02", instrument)
    Question.objects.filter(pk=asked.pk).update(unit="%")
    visit = make_visit(make_facility(code="34.04-0007", name="IPAL Satu"))
    address = reverse("monitoring:visit-aspect", args=[visit.pk, asked.aspect_id])
    sent = browser.post(address, {f"q{asked.pk}": "43%", f"b{asked.pk}": ""})
    assert sent.status_code == 302
    assert visit.answers.get().value == "43"
    made = openpyxl.Workbook()
    made.active.append(["Sarana", "Tanggal", "T02"])
    made.active.append(["34.04-0007", "9 Mei 2018", 0.43])
    made.active.append(["34.04-0007", "10 Mei 2018", "44%"])
    made.active["C2"].number_format = "0%"
    out = io.BytesIO()
    made.save(out)
    walk = walked(browser, visit_table.sheet_name(instrument), out.getvalue())
    assert counts(walk) == {"new": 2}, walk.said()
    walk.bring_in()
    assert set(Answer.objects.values_list("value", flat=True)) == {"43", "44"}


PLACES = [
    "-7.78, 110.37",
    "-7.78,110.37",
    "-7.78; 110.37",
    "-7,78 110,37",
    "(-7.780000, 110.370000)",
    "7°46'48\"S 110°22'12\"E",
    "7°46'48\" LS, 110°22'12\" BT",
    "https://maps.google.com/?q=-7.78,110.37",
]


@pytest.mark.parametrize("text", PLACES)
@pytest.mark.parametrize("name", ["latitude", "longitude"])
def test_a_place_pasted_into_one_coordinate_of_a_form_is_both(
    browser: Any, name: str, text: str
) -> None:
    row = make_facility(name="IPAL Satu")
    edit = reverse("ksm:facility-edit", args=[row.code])
    data = {"name": row.name, "facility_type": row.facility_type, "stage": row.stage}
    both = {"latitude": "", "longitude": "", name: text}
    assert browser.post(edit, {**data, **both}).status_code == 302
    row.refresh_from_db()
    assert (row.latitude, row.longitude) == (Decimal("-7.78"), Decimal("110.37"))


@pytest.mark.parametrize("lacks", ["pinggir sungai", "-7.78, 110.37 dan 110.40", "95°S 110°E"])
def test_what_is_no_place_is_refused_in_a_form(browser: Any, lacks: str) -> None:
    row = make_facility(name="IPAL Satu")
    edit = reverse("ksm:facility-edit", args=[row.code])
    data = {"name": row.name, "facility_type": row.facility_type, "stage": row.stage}
    for both in (
        {"latitude": lacks, "longitude": ""},
        {"latitude": "-7.78, 110.37", "longitude": "111"},
    ):
        assert browser.post(edit, {**data, **both}).status_code == 422
    # Three digits behind the point of a coordinate are no thousands, here and in a table.
    assert (
        browser.post(edit, {**data, "latitude": "-7.795", "longitude": "110.369"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert (row.latitude, row.longitude) == (Decimal("-7.795"), Decimal("110.369"))


def test_the_seat_of_a_region_is_pasted_at_once(secretariat: Any, as_user: Any) -> None:
    region = Region.objects.get(pk="34.04")
    sent = as_user(secretariat).post(
        reverse("core:region-edit", args=["34.04"]),
        {
            "code": "34.04",
            "name": region.name,
            "kind": region.kind,
            "latitude": "-7.7, 110.35",
            "longitude": "",
        },
    )
    assert sent.status_code == 302
    region.refresh_from_db()
    assert (float(region.latitude), float(region.longitude)) == (-7.7, 110.35)


@pytest.mark.parametrize("text", PLACES)
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

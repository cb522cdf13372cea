"""The workbook beside the letter: the same figures as numbers, a sheet for each part that holds something."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import translation
from openpyxl import load_workbook

from aksansi.letter.report import build_region_report
from aksansi.letter.sheets import PARTS, build_sheets
from core.land.regions import Region
from core.tools import formats
from core.tools.files import sheets
from core.tools.rough_days import rough_day
from core.tools.tables import Badge
from ksm.models import Facility, StatusRecord
from monitoring.reports.scores import AspectSpread, ScoredFacility, ScoresReport
from planning.models import AnnualReport
from planning.reports.proposal import AskedRow, ServiceTotal
from tests.events import factories as events
from tests.monitoring import factories as visits
from tests.planning import factories as make
from tests.roof.test_report import YEAR, account, approve, chapter, facility, pages, text_of

__all__ = ["account", "chapter"]  # fixtures


def workbook(answer: Any) -> dict[str, list[list[Any]]]:
    """Return the filled rows of each sheet."""
    book = load_workbook(io.BytesIO(answer.content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True) if any(row)]
        for sheet in book
    }


@pytest.fixture
def letter(account: AnnualReport) -> AnnualReport:
    """A letter with a facility, an activity and its money."""
    one = facility("34.04-0001", design_sr=80)
    StatusRecord.objects.create(
        facility=one,
        observed_on="2018-05",
        function_status="berfungsi",
        active_sr=84,
        kk=60,
        is_estimate=True,
    )
    plan = make.make_plan(chapter=account.chapter, year=YEAR)
    activity = make.make_activity(
        plan=plan, title="=1+1 Penyedotan\x0b", unit="unit", target=Decimal(8)
    )
    make.make_budget(activity=activity, amount=24_000_000, fund="apbd")
    make.make_progress(activity=activity, volume=Decimal(5), cost=15_000_000, fund="apbd")
    return account


def test_the_figures_are_those_of_the_letter_and_numbers(
    letter: AnnualReport, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    answer = pages(browser, "region-report-xlsx")
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="lampiran-laporan-capaian-kab-sleman-{YEAR}.xlsx"'
    )
    found = workbook(answer)
    report = build_region_report(user=officer, region=Region.objects.get(pk="34.04"), year=YEAR)
    [line] = [row for row in found["Kegiatan"] if row[0] == "=1+1 Penyedotan"]
    assert line[3:7] == [8, "unit", 5, 63] and line[8:10] == [24_000_000, 15_000_000]
    money = report.plan_year.money_total
    assert found["Dana menurut sumber"][-1][1:] == [money.planned, money.compared, money.realised]
    [achieved] = [row for row in found["Capaian"] if row[0] == "KPP didampingi"]
    assert achieved[2:5] == [1250.5, 1227, report.plan_year.achievements[0].percent]
    [served] = [row for row in found["Yang terlayani"] if row[0].endswith("(SR)")]
    assert served[1:5] == ["±84", 1, 1, 80], "what is rough stays rough"
    [first] = [row for row in found["Ringkasan"] if row[0] == "sambungan rumah (SR) aktif"]
    assert first[1] == "±84"
    plants = found["Sarana"]
    [head] = [row for row in plants if "Kode" in row]
    [plant] = [dict(zip(head, row, strict=True)) for row in plants if "34.04-0001" in row]
    assert (plant["Sarana"], plant["SR"], plant["KK"]) == ("IPAL 34.04-0001", "±84", "±60")
    assert "Contoh" not in head, "a column that holds nothing is left out"
    paper = text_of(pages(browser, "region-report-pdf").content)
    for value in (1250.5, 1227, 24_000_000):
        assert formats.number(value) in paper


def test_a_sheet_says_of_what_it_is_and_whether_it_may_be_used(
    letter: AnnualReport, as_user: Any, officer: Any, secretariat: Any
) -> None:
    Facility.objects.update(is_example=True)
    browser = as_user(officer)
    for rows in workbook(pages(browser, "region-report-xlsx")).values():
        told = [row[0] for row in rows[1:6]]
        assert told[0] == f"Laporan Capaian Daerah Tahun {YEAR} – Kabupaten Sleman"
        assert told[1].startswith(f"Data per 31 Desember {YEAR} · Kode verifikasi 34.04-{YEAR}-")
        assert told[2] == "DRAF" and told[3].startswith("CONTOH – ")
    Facility.objects.update(is_example=False)
    approve(letter, officer, secretariat)
    words = [
        row[0]
        for rows in workbook(pages(browser, "region-report-xlsx")).values()
        for row in rows[1:4]
    ]
    assert "DRAF" not in words and not any(str(word).startswith("CONTOH") for word in words)


def test_a_part_without_rows_has_no_sheet(regions: Any, officer: Any) -> None:
    report = build_region_report(user=officer, region=Region.objects.get(pk="34.04"), year=YEAR)
    titles = [sheet.title for sheet in build_sheets(report)]
    assert 0 < len(titles) < len(PARTS)
    assert not [sheet.title for sheet in build_sheets(report) if not list(sheet.records)]


def test_every_name_of_a_sheet_fits_and_is_its_own() -> None:
    names = [str(title) for title, _rows, _columns in PARTS]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 31


def test_what_visits_works_and_proposals_came_to_has_sheets_of_its_own(
    regions: Any, officer: Any
) -> None:
    aspects = ("Teknis", "Kelembagaan")
    good = Badge("Baik", "good")
    spread = [
        AspectSpread(name, 2, Decimal(61), ((good, 1), (Badge("Kurang", "bad"), 1)), 1, 0, 0)
        for name in aspects
    ]
    plant = ScoredFacility(
        "IPAL Melati",
        "Sinduadi",
        dt.date(2018, 5, 2),
        "2 Mei 2018",
        (Decimal("61.5"), None),
        Decimal(61),
        good,
        None,
        "",
        True,
    )
    total = replace(spread[0], label="")
    scores = ScoresReport("Pra-pemantauan 2013", tuple(spread), total, (plant,))
    services = (ServiceTotal("Penyedotan", 2, 4, "m³", 1_200_000),)
    asked = AskedRow("Usulan 2019", 2019, "Bappeda", 2, services, 1_200_000, "", False)
    report = build_region_report(user=officer, region=Region.objects.get(pk="34.04"), year=YEAR)
    report = replace(
        report,
        findings=replace(report.findings, scores=(scores,)),
        plan_year=replace(report.plan_year, asked=(asked,)),
    )
    with translation.override("id"):
        found = workbook(HttpResponse(sheets.build(build_sheets(report))))
    assert found["Skor per aspek"][-3][:4] == ["Pra-pemantauan 2013", "Teknis", 61, 2]
    assert found["Skor per aspek"][-1][1] == "Keseluruhan"
    assert found["Skor per aspek"][-3][4] == "Baik: 1; Kurang: 1"
    [head, row] = found["Skor per sarana"][-2:]
    assert head[3:6] == ["Teknis", "Kelembagaan", "Total"]
    assert row[3:7] == [61.5, None, 61, "Baik"] and row[-1] == "CONTOH"
    assert found["Usulan anggaran"][-1] == [
        "Usulan 2019",
        "Bappeda",
        "Penyedotan",
        2,
        4,
        "m³",
        1_200_000,
    ]


def test_what_is_known_to_the_year_alone_gets_no_day(
    letter: AnnualReport, as_user: Any, officer: Any
) -> None:
    visits.make_finding(opened_on=rough_day("2016"))
    events.make_attendance(events.make_event(), women=12, men=30, is_estimate=True)
    found = workbook(pages(as_user(officer), "region-report-xlsx"))
    assert "2016" in found["Temuan"][-1]
    assert {"±12", "±30", "±42"} <= set(found["Acara dan pelatihan"][-1])

"""Parts of the letter that convince: scores with their change, works, tariffs, proposals, photos, sign, first page."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from aksansi.letter.first_page import first_page
from aksansi.letter.photos import pictures_of
from aksansi.letter.report import RegionReport, build_region_report
from aksansi.letter.sheets import build_sheets
from aksansi.letter.views import PDF_TEMPLATE, report_context
from chapters.models import Chapter
from core.land.regions import Region
from core.records import services, steps
from core.records.review import ReviewMove
from ksm.models import Facility
from monitoring.models import Visit
from tests.agreements import factories as partners
from tests.events import factories as held
from tests.ksm import factories as registry
from tests.monitoring import factories as visits
from tests.monitoring.test_recap import visited
from tests.planning import factories as make
from tests.reading import said_by

pytestmark = pytest.mark.postgres

YEAR = 2018


@pytest.fixture
def chapter(regions: Any) -> Chapter:
    return make.make_chapter("34.04", formed_on="2013")


def report_of(user: Any, year: int = YEAR) -> RegionReport:
    with translation.override("id"):
        return build_region_report(user=user, region=Region.objects.get(pk="34.04"), year=year)


def said_of(report: RegionReport) -> str:
    """Return the words of the page that is laid out; that the paper says them is another test's (test_report.py)."""
    with translation.override("id"):
        page = render_to_string(PDF_TEMPLATE, report_context(report, on_screen=False))
    return " ".join(said_by(page).split())


def lines(user: Any, year: int = YEAR) -> dict[str, str]:
    report = report_of(user, year)
    with translation.override("id"):
        return {line.label: line.words for line in first_page(report)}


def picture(colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return SimpleUploadedFile(f"{colour}.png", out.getvalue(), "image/png")


def plant(**extra: Any) -> Facility:
    return registry.make_facility("34.04", **{"built_on": "2015", **extra})


def test_scores_per_aspect_with_class_and_change_since_the_visit_before(
    chapter: Chapter, officer: Any
) -> None:
    better, once, unseen = plant(name="IPAL Naik"), plant(name="IPAL Sekali"), plant()
    visited(better, {"T01": "rusak", "T10": "2017-01-01", "F03": "1/10"}, day="2017-05-08")
    visited(better, {"T01": "baik", "T10": "2018-01-01", "F03": "9/10"}, day="2018-05-08")
    visited(once, {"T01": "rusak", "T10": "2018-01-01", "F03": "1/10"}, day="2018-06-08")
    visited(unseen, {"T01": "baik", "T10": "2016-01-01", "F03": "9/10"}, day="2016-05-08")
    (scores,) = report_of(officer).findings.scores
    assert {row.name for row in scores.facilities} == {"IPAL Sekali", "IPAL Naik"}
    rows = {row.name: row for row in scores.facilities}
    kept = {
        visit.visited_on: visit.scores.get().total
        for visit in Visit.objects.filter(facility=better)
    }
    assert rows["IPAL Sekali"].change is None
    now, before = kept[dt.date(2018, 5, 8)], kept[dt.date(2017, 5, 8)]
    assert now is not None and before is not None and now != before
    assert rows["IPAL Naik"].change == now - before
    told = scores.total
    assert (told.n, told.compared, sum(n for _badge, n in told.grades)) == (2, 1, 2)
    assert told.better == (now > before) and told.worse == (now < before)
    assert [row.label for row in scores.aspects] == ["Teknis", "Keuangan"]
    words = lines(officer)["Hasil kunjungan pemantauan"]
    assert words.startswith("2 dari 3 sarana dikunjungi") and "1 membaik" in words
    with translation.override("id"):
        assert "1 membaik, 0 menurun, 0 tetap" in said_of(report_of(officer))


def test_a_visit_of_another_region_or_not_approved_has_no_score_in_the_letter(
    chapter: Chapter, officer: Any
) -> None:
    visited(registry.make_facility("33.72"), {"T01": "baik"}, day="2018-05-08")
    visited(plant(), {"T01": "baik"}, day="2019-05-08")
    gone = visited(plant(), {"T01": "baik"}, day="2018-05-08")
    Visit.objects.filter(pk=gone.pk).update(state="draft")
    assert report_of(officer).findings.scores == ()


def test_proposals_say_service_facilities_and_rupiah_and_are_never_added_up(
    chapter: Chapter, officer: Any
) -> None:
    proposal = make.make_proposal(year=YEAR + 1)
    facility = plant()
    make.make_proposal_line(proposal=proposal, facility=facility)
    make.make_proposal_line(proposal=proposal, quantity=1)
    make.make_proposal_line(
        proposal=make.make_proposal(year=YEAR + 1, forum="musrenbang_kec"), facility=facility
    )
    make.make_proposal_line(proposal=make.make_proposal(year=YEAR + 2))
    make.make_proposal_line(proposal=make.make_proposal(region_id="33.72", year=YEAR + 1))
    asked = report_of(officer).plan_year.asked
    assert [(row.facilities, row.total) for row in asked] == [(2, 1_000_000), (1, 750_000)]
    assert [(row.service, row.quantity) for row in asked[0].services] == [("Pengurasan lumpur", 4)]
    words = lines(officer)[f"Usulan tahun {YEAR + 1}"]
    assert "Rp1.000.000 untuk 2 sarana" in words and "Rp750.000 untuk 1 sarana" in words
    assert "1.750.000" not in said_of(report_of(officer))


def test_works_and_tariffs_of_the_year_stand_in_the_letter(chapter: Chapter, officer: Any) -> None:
    facility = plant(name="IPAL Mlati")
    works = registry.make_works(
        facility, status="selesai", started_on="2018-02", finished_on="2018-05", sr_added=12
    )
    registry.make_cost(works, amount=24_000_000)
    registry.make_works(facility, started_on="2019-02", status="berjalan")
    registry.make_tariff(facility, customer="Warung", amount=20_000)
    registry.make_tariff(facility, customer="Kos", amount=9_000, valid_from="2019")
    registry.make_tariff(registry.make_facility("33.72"), customer="Tetangga")
    found = report_of(officer).registry
    assert [(row.facility, row.cost, row.sr_added) for row in found.works.rows] == [
        ("IPAL Mlati", 24_000_000, 12)
    ]
    assert [row.what.rsplit(", ")[-1] for row in found.tariffs] == ["Warung"]
    text = said_of(report_of(officer))
    assert "Rp24.000.000" in text and "Rp20.000 per KK per bulan" in text
    assert "Rp9.000" not in text and "Tetangga" not in text


def test_photos_of_works_stand_before_and_after_then_the_newest_at_most_eight(
    chapter: Chapter, officer: Any
) -> None:
    works = registry.make_works(plant(), status="selesai", finished_on="2018-05")
    for moment, day, colour in (
        ("before", dt.date(2017, 12, 1), "red"),
        ("after", dt.date(2018, 5, 1), "green"),
    ):
        services.add_file(
            obj=works, by=officer, upload=picture(colour), title=colour, taken_on=day, moment=moment
        )
    visit = visits.make_visit(plant())
    for number in range(9):
        services.add_file(
            obj=visit,
            by=officer,
            upload=picture(f"#{number}{number}{number}000"),
            title=f"foto {number}",
            taken_on=dt.date(2018, 6, number + 1),
        )
    services.add_file(
        obj=visit, by=officer, upload=picture("blue"), title="lain", taken_on=dt.date(2019, 1, 1)
    )
    region = Region.objects.get(pk="34.04")
    _logo, photos = pictures_of(user=officer, region=region, chapter=chapter, year=YEAR, embed=True)
    assert [photo.title for photo in photos][:3] == ["red", "green", "foto 8"]
    assert len(photos) == 8 and all(photo.src.startswith("data:image/jpeg") for photo in photos)
    assert "lain" not in [photo.title for photo in photos]
    assert "green, 1 Mei 2018" in said_of(report_of(officer))


def test_the_chapters_own_sign_stands_in_the_letterhead(
    chapter: Chapter, officer: Any, as_user: Any
) -> None:
    before = report_context(report_of(officer), on_screen=True)["paper"]
    assert before["letterhead"]["logo"] == ""  # type: ignore[index]
    kept = services.add_file(
        obj=chapter, by=officer, upload=picture("purple"), title="Lambang", moment="logo"
    )
    report = report_of(officer)
    shown = report_context(report, on_screen=True)["paper"]["letterhead"]  # type: ignore[index]
    assert shown["logo"] == kept.get_absolute_url()
    assert f'<img src="{kept.get_absolute_url()}"' in (
        as_user(officer).get(reverse("region-report", args=["34.04", YEAR])).content.decode()
    )


def test_the_code_is_a_picture_too_that_leads_to_its_check(chapter: Chapter, officer: Any) -> None:
    context = report_context(report_of(officer), on_screen=False)
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(str(context["verify_url"]))
    code.make(fit=True)
    dark = sum(sum(row) for row in code.get_matrix())
    assert str(context["verify_qr"]).count("h1v1h-1z") == dark > 100


def test_what_is_approved_is_told_as_x_of_y(
    chapter: Chapter, officer: Any, secretariat: Any
) -> None:
    visited(plant(), {"T01": "baik"}, day="2018-05-08")
    waiting = visits.make_visit(plant(), visited_on=dt.date(2018, 6, 1))
    Visit.objects.filter(pk=waiting.pk).update(state="submitted")
    account = make.make_achievement(realised=Decimal(40)).annual_report
    words = lines(officer, account.year)["Disetujui Sekretariat"]
    assert "kunjungan 1 dari 2 yang diserahkan" in words and "capaian belum disetujui" in words
    steps.move(obj=account, move_=ReviewMove.SUBMIT, by=officer)
    steps.move(obj=account, move_=ReviewMove.APPROVE, by=secretariat)
    assert "capaian sudah disetujui" in lines(officer, account.year)["Disetujui Sekretariat"]


def test_the_annex_has_only_columns_that_hold_something(chapter: Chapter, officer: Any) -> None:
    facility = plant()
    assert report_of(officer).registry.annex_holds == frozenset()
    registry.make_status(facility, kk=40)
    assert report_of(officer).registry.annex_holds == {"kk"}


def test_facilities_of_which_only_the_name_is_known_take_a_line_of_a_list(
    chapter: Chapter, officer: Any
) -> None:
    known = plant(name="IPAL Dikenal")
    registry.make_status(known, kk=40)
    named = plant(name="IPAL komunal KPP Maju")
    registry.make_operation(named, registry.make_group("34.04", name="KPP Maju"))
    found = report_of(officer).registry
    assert [row.name for row in found.annex_told] == ["IPAL Dikenal"]
    (row,) = found.annex_named
    assert row.name == "IPAL komunal KPP Maju" and row.beside_name == row.village
    said = said_of(report_of(officer)).partition("Lampiran: daftar sarana")[2]
    rows, _break, names = said.partition("keberfungsian dan pemakaiannya belum diketahui")
    assert "IPAL Dikenal" in rows and "KPP Maju" not in rows
    assert names.count("KPP Maju") == 1, "the group is not said again beside a name that says it"


def test_events_show_only_the_columns_of_people_that_hold_something(
    chapter: Chapter, officer: Any
) -> None:
    event = held.make_event()
    said = said_of(report_of(officer))
    assert "Jumlah yang hadir tidak tercatat." in said and "Perempuan" not in said
    held.make_attendance(event, women=12)
    found = report_of(officer).events
    assert "women" in found.people_hold and "men" not in found.people_hold
    said = said_of(report_of(officer))
    assert "Perempuan" in said and "Laki-laki" not in said and "tidak tercatat" not in said


def test_without_a_chapter_the_secretariat_alone_signs(regions: Any, secretariat: Any) -> None:
    said = said_of(report_of(secretariat)).partition("12. Pengesahan")[2]
    assert "Direktur" in said and "Ketua" not in said and "AKSANSI Daerah" not in said
    make.make_chapter("34.04", formed_on="2013")
    said = said_of(report_of(secretariat)).partition("12. Pengesahan")[2]
    assert "Direktur" in said and "AKSANSI Daerah Kab. Sleman" in said and "Ketua" in said


def test_tariffs_of_one_group_stand_under_its_name_once(chapter: Chapter, officer: Any) -> None:
    facility = plant(name="IPAL Satu Nama")
    for customer in ("Kos", "Warung"):
        registry.make_tariff(facility, customer=customer)
    said = said_of(report_of(officer))
    assert said.partition("Lampiran")[0].count("IPAL Satu Nama") == 1


def test_a_full_letter_needs_at_most_40_queries(
    chapter: Chapter, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        facility = plant()
        visited(facility, {"T01": "baik", "F03": "9/10"}, day="2017-05-08")
        visited(facility, {"T01": "baik", "F03": "9/10"}, day="2018-05-08")
        registry.make_works(facility, status="selesai", finished_on="2018-05")
        registry.make_tariff(facility)
        make.make_proposal_line(proposal=make.make_proposal(year=YEAR + 1), facility=facility)
        visits.make_finding(facility=facility)
    plan = make.make_plan(year=YEAR)
    make.make_activity(plan=plan)
    make.make_achievement()
    with django_assert_max_num_queries(40):
        build_region_report(user=officer, region=Region.objects.get(pk="34.04"), year=YEAR)


def test_a_province_tells_of_its_kabupaten_and_kota(
    chapter: Chapter, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    plant(name="IPAL Satu")
    registry.make_status(plant(name="IPAL Dua", code="34.04-0002"), observed_on="2018-08")
    make.make_plan(chapter=chapter, year=YEAR)
    province = Region.objects.get(pk="34")
    with translation.override("id"), django_assert_max_num_queries(40):
        report = build_region_report(user=secretariat, region=province, year=YEAR)
        context = report_context(report, on_screen=True)
    (sleman,) = report.regencies.lines
    assert (sleman.name, sleman.registry and sleman.registry.facilities) == ("Kab. Sleman", 2)
    assert sleman.plan is not None and sleman.account is None
    assert report.regencies.silent == ("Kab. Kulon Progo",)
    assert context["regencies"][0][1].standing == reverse(
        "ksm:facility-list", query={"region": "34.04", "stage": "berdiri", "as_of": "2018-12-31"}
    )
    said = said_of(report)
    assert "perkembangannya ada pada bagian 2" in said and "Belum ada catatan untuk" in said
    assert "Belum ada rencana" not in said
    assert report_of(secretariat).regencies.lines == ()


def test_a_province_tells_one_truth_of_the_cooperation_within_it(
    chapter: Chapter, secretariat: Any, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    """Its table of kabupaten, its part on cooperation, its first page, what is missing, the workbook and the overview."""
    province = Region.objects.get(pk="34")
    signed = partners.make_partnership("34.04")
    partners.make_agreement(signed, number_theirs="12/2015", ends_on=dt.date(2020, 2, 2))
    partners.make_agreement(signed, kind="pks", paper="draft", signed_on="")
    partners.make_blocker(
        partners.make_partnership("34.01", stage="audiensi", entered_on="2016-02")
    )
    later = {"stage": "mou", "entered_on": "2019-02"}  # after the year
    partners.make_partnership("34.01", counterpart="Perumda", **later)
    partners.make_partnership("33.72")

    def told() -> tuple[RegionReport, str]:
        with translation.override("id"), django_assert_max_num_queries(40):
            report = build_region_report(user=secretariat, region=province, year=YEAR)
        return report, said_of(report)

    report, said = told()
    part = said.partition("8. Kerja sama dengan pemerintah daerah")[2].partition("9. Rencana")[0]
    assert "Belum ada kerja sama dengan pemerintah provinsi yang tercatat." in part
    assert (
        "MoU 12/2015 (ditandatangani, berlaku)" in part
        and "Kab. Kulon Progo" in part
        and "PKS (" not in part
    )
    assert "Data kerja sama untuk wilayah ini belum tersedia" not in said
    assert "Kabupaten dan kota: MoU ditandatangani (1), Audiensi (1)" in said
    stages = [(line.name, line.stage) for line in report.regencies.lines]
    assert stages == [("Kab. Kulon Progo", "Audiensi"), ("Kab. Sleman", "MoU ditandatangani")]
    gaps = [(gap.part, gap.missing) for gap in report.gaps]
    assert ("AKSANSI Daerah", "Provinsi ini belum memiliki AKSANSI Daerah sendiri.") in gaps
    assert not [part for part, _missing in gaps if part == "Rencana"]
    with translation.override("id"):
        (sheet,) = (one for one in build_sheets(report) if one.title.startswith("Kerja sama kab"))
    assert len(list(sheet.records)) == 2
    page = as_user(secretariat).get(reverse("region-overview", args=["34"])).content.decode()
    assert "Kerja sama di seluruh provinsi:" in page and "MoU ditandatangani" in page
    # The province's own stands first, those within it below.
    partners.make_partnership("34", stage="potensi")
    report, said = told()
    part = said.partition("8. Kerja sama dengan pemerintah daerah")[2].partition("9. Rencana")[0]
    assert "Berada pada tahap “Potensi”" in part and "MoU 12/2015 (ditandatangani, berlaku)" in part
    assert "Potensi; Kabupaten dan kota: MoU ditandatangani (1)" in said
    assert "Belum ada kerja sama" not in said


def test_a_province_without_a_chapter_counts_those_within_it(
    chapter: Chapter, secretariat: Any
) -> None:
    make.make_chapter("34.01", status="candidate")
    make.approve(make.make_plan(chapter=chapter, year=YEAR))
    make.approve(make.make_report(chapter=chapter, year=YEAR))
    with translation.override("id"):
        province = Region.objects.get(pk="34")
        report = build_region_report(user=secretariat, region=province, year=YEAR)
        figures = report_context(report, on_screen=True)["figures"]
        words = {line.label: line.words for line in first_page(report)}
    (told,) = [one for one in figures if "kabupaten dan kota dengan capaian" in str(one["label"])]
    assert told["value"].value == 1 and told["note"] == "dari 1 yang memiliki AKSANSI Daerah"
    assert "state=approved" in told["value"].url and "region=34" in told["value"].url
    said = "1 memiliki AKSANSI Daerah; untuk 2018 disetujui: rencana 1, capaian 1"
    assert words["Kabupaten dan kota"] == said


def test_days_of_years_are_grouped_in_the_letter(
    chapter: Chapter, officer: Any, as_user: Any
) -> None:
    visits.make_finding(facility=plant(), opened_on=dt.date(2013, 5, 8))
    html = as_user(officer).get(reverse("region-report", args=["34.04", YEAR])).content.decode()
    assert "2.063 hari" in html

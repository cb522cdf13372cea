"""The report: one set of figures for page, PDF, command and archive; empty parts say who can help."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from aksansi.letter import views
from aksansi.letter.report import build_region_report, day_of
from chapters.models import Chapter
from core.land.regions import Region
from core.records import steps
from core.records.review import ReviewMove
from core.tools import pdf
from ksm.models import Facility, StatusRecord
from planning.models import Achievement, AnnualReport, ArchivedReport
from tests.planning import factories as make

pytestmark = pytest.mark.postgres

YEAR = 2018


@pytest.fixture
def chapter(regions: Any) -> Chapter:
    return Chapter.objects.create(region_id="34.04", status="active", formed_on="2013-10-31")


@pytest.fixture
def account(chapter: Chapter) -> AnnualReport:
    found = AnnualReport.objects.create(chapter=chapter, year=YEAR, summary="Tahun yang baik.")
    Achievement.objects.create(
        annual_report=found,
        name="KPP didampingi",
        unit="KPP",
        target=Decimal("1250.5"),
        realised=Decimal(1227),
    )
    return found


def facility(code: str, region: str = "34.04", **extra: Any) -> Facility:
    return Facility.objects.create(
        stage="terbangun",
        code=code,
        name=f"IPAL {code}",
        facility_type="ipal_komunal",
        region_id=region,
        **extra,
    )


def approve(account: AnnualReport, officer: Any, secretariat: Any) -> None:
    steps.move(obj=account, move_=ReviewMove.SUBMIT, by=officer)
    steps.move(obj=account, move_=ReviewMove.APPROVE, by=secretariat)


def text_of(pdf: bytes) -> str:
    return re.sub(
        r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    )


def pages(browser: Any, name: str = "region-report", **query: Any) -> Any:
    return browser.get(reverse(name, kwargs={"key": "34.04", "year": YEAR}), query)


def test_a_running_year_holds_for_today_and_a_past_one_for_its_end() -> None:
    today = dt.date(2026, 11, 22)
    assert day_of(2018, today=today) == dt.date(2018, 12, 31)
    assert day_of(2026, today=today) == today


def test_page_and_pdf_show_the_same_figures(
    account: AnnualReport, as_user: Any, officer: Any
) -> None:
    facility("34.04-0001")
    StatusRecord.objects.create(
        facility=Facility.objects.get(),
        observed_on="2018-05",
        function_status="berfungsi",
        active_sr=84,
    )
    browser = as_user(officer)
    html = pages(browser).content.decode()
    answer = pages(browser, "region-report-pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for piece in ("1.227", "1.250,5", "KPP didampingi", "84", "Tahun yang baik."):
        assert piece in html, piece
        assert piece in text, piece


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_no_word_of_the_paper_runs_off_its_page(
    account: AnnualReport, as_user: Any, officer: Any, tmp_path: Path
) -> None:
    for number in (1, 2):
        one = facility(f"34.04-000{number}", design_sr=80, design_kk=230, built_on="2012")
        for status in ("berfungsi", "berfungsi_sebagian")[:number]:
            StatusRecord.objects.create(
                facility=one,
                observed_on=f"2018-0{number}",
                function_status=status,
                active_sr=84,
                kk=116,
                jiwa=468,
                is_estimate=True,
            )
    activity = make.make_activity(
        plan=make.make_plan(chapter=account.chapter, year=YEAR),
        title="Penyedotan terjadwal IPAL komunal",
        unit="kapanewon",
        target=Decimal(8),
    )
    make.make_budget(activity=activity, amount=24_000_000, fund="apbd")
    make.make_progress(activity=activity, volume=Decimal(5), cost=15_000_000, fund="apbd")
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(pages(as_user(officer), "region-report-pdf").content)
    told = subprocess.run(["pdftotext", "-bbox", paper, "-"], capture_output=True, text=True)
    width = float(re.findall(r'<page width="([\d.]+)"', told.stdout)[0])
    words = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)', told.stdout)
    assert len(words) > 300
    assert [word for right, word in words if float(right) > width - 20] == []
    # Nor beyond the frame, where the number of the last page ends.
    frame = max(float(right) for right, word in words if word == str(told.stdout.count("<page ")))
    assert [word for right, word in words if float(right) > frame + 1 and len(word) > 1] == []


def test_the_pdf_is_tagged_titled_and_indonesian_for_an_english_reader(
    account: AnnualReport, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    browser.cookies["django_language"] = "en"
    reader = PdfReader(io.BytesIO(pages(browser, "region-report-pdf").content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "id"
    assert "Laporan Capaian Daerah" in str(reader.metadata and reader.metadata.title)
    assert "Halaman 1 dari" in reader.pages[0].extract_text().replace("\n", " ")


def test_the_digest_is_the_same_in_both_languages(
    account: AnnualReport, as_user: Any, officer: Any
) -> None:
    def code(language: str) -> str:
        browser = as_user(officer)
        browser.cookies["django_language"] = language
        return pages(browser).context["report"].code

    assert code("id") == code("en")


def test_a_draft_is_watermarked_and_an_approved_one_is_not(
    account: AnnualReport, as_user: Any, officer: Any, secretariat: Any
) -> None:
    assert "DRAF" in text_of(pages(as_user(officer), "region-report-pdf").content)
    approve(account, officer, secretariat)
    assert "DRAF" not in text_of(pages(as_user(officer), "region-report-pdf").content)
    account.refresh_from_db()
    steps.move(obj=account, move_=ReviewMove.UNLOCK, by=secretariat, remark="Angka keliru")
    assert "DRAF" in text_of(pages(as_user(officer), "region-report-pdf").content)


def test_only_whoever_may_enter_what_is_missing_is_led_there(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    make.make_chapter()
    leads = 'href="/planning/plans/add/'
    assert leads in pages(as_user(officer)).content.decode()
    assert leads not in pages(as_user(official)).content.decode()


def test_empty_parts_say_what_is_missing_and_who_can_add_it(
    regions: Any, as_user: Any, officer: Any
) -> None:
    answer = pages(as_user(officer))
    html = answer.content.decode()
    assert "Belum ada AKSANSI Daerah" in html
    assert "Pengurus AKSANSI Daerah" in html
    gaps = answer.context["report"].gaps
    assert len(gaps) >= 5
    assert all(gap.missing and gap.who for gap in gaps)


def test_where_to_enter_what_is_missing_is_told_only_to_whoever_may(
    chapter: Chapter, as_user: Any, officer: Any, official: Any
) -> None:
    told = "Bagian 11 menunjukkan tempat mengisinya."
    gap = f"Data capaian {YEAR} belum tersedia."
    mine = pages(as_user(officer)).content.decode()
    assert gap in mine and told in mine
    theirs = pages(as_user(official)).content.decode()
    assert gap in theirs and told not in theirs
    paper = text_of(pages(as_user(officer), "region-report-pdf").content)
    assert gap in paper and told not in paper


def test_an_example_anywhere_marks_the_whole_report(
    account: AnnualReport, as_user: Any, officer: Any
) -> None:
    assert not pages(as_user(officer)).context["report"].has_examples
    for number in (7, 8, 9):
        facility(f"34.04-000{number}", is_example=True, built_on="2015")
    answer = pages(as_user(officer))
    assert answer.context["report"].has_examples
    page = answer.content.decode()
    # Said once at the head; the rows bear the sign.
    assert page.count("CONTOH") == 1 and page.count('<b class="example-star">*</b>') >= 3


def test_no_row_of_another_region_counts(account: AnnualReport, as_user: Any, officer: Any) -> None:
    facility("33.72-0001", "33.72")
    assert pages(as_user(officer)).context["report"].registry.facilities_total == 0


@pytest.mark.parametrize("year", [1899, 1999, 2100])
def test_a_year_without_reports_is_a_404(
    regions: Any, as_user: Any, officer: Any, year: int
) -> None:
    place = reverse("region-report", kwargs={"key": "34.04", "year": 2018}).replace(
        "2018", str(year)
    )
    assert as_user(officer).get(place).status_code == 404


def archive(browser: Any, **data: Any) -> Any:
    place = reverse("region-report-archive", kwargs={"key": "34.04", "year": YEAR})
    return browser.post(
        place,
        {"number": "", "letter_date": "15 Januari 2019", "addressee": "Bupati Sleman", **data},
    )


def test_only_an_approved_report_becomes_a_letter(
    account: AnnualReport, as_user: Any, officer: Any, secretariat: Any
) -> None:
    assert archive(as_user(officer)).status_code == 422
    assert not ArchivedReport.objects.exists()
    approve(account, officer, secretariat)
    assert archive(as_user(officer)).status_code == 302
    kept = ArchivedReport.objects.get()
    assert kept.is_intact()
    assert kept.letter_date == dt.date(2019, 1, 15)
    with kept.pdf.open("rb") as file:
        text = text_of(file.read())
    assert kept.number in text and kept.verification_code in text and "Bupati Sleman" in text


def test_the_same_figures_are_not_archived_twice(
    account: AnnualReport, as_user: Any, officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "render_pdf", lambda report, **letter: make.PDF)
    approve(account, officer, secretariat)
    assert archive(as_user(officer)).status_code == 302
    assert archive(as_user(officer)).status_code == 422
    assert ArchivedReport.objects.count() == 1


def test_the_paper_is_laid_out_before_anything_is_held(
    account: AnnualReport, as_user: Any, officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    """With a browser's token too, whose transaction spans the step: a layout inside one is refused (`held`)."""
    approve(account, officer, secretariat)
    assert archive(as_user(officer), form_token=str(uuid.uuid4())).status_code == 302
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        pdf.write("<html></html>")


def test_figures_that_change_while_the_paper_is_made_are_not_sealed(
    account: AnnualReport, as_user: Any, officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    approve(account, officer, secretariat)

    def slow(report: Any, **given: Any) -> bytes:
        steps.move(obj=account, move_=ReviewMove.UNLOCK, by=secretariat, remark="Salah hitung")
        Achievement.objects.update(realised=1)
        steps.move(obj=account, move_=ReviewMove.RELOCK, by=secretariat)
        return b"%PDF-"

    monkeypatch.setattr(views, "render_pdf", slow)
    answer = archive(as_user(officer), form_token=str(uuid.uuid4()))
    assert answer.status_code == 422 and "berubah" in answer.content.decode()
    assert not ArchivedReport.objects.exists()


def test_the_letter_stays_as_it_was_when_the_figures_change(
    account: AnnualReport, as_user: Any, officer: Any, official: Any, secretariat: Any
) -> None:
    approve(account, officer, secretariat)
    archive(as_user(officer))
    kept = ArchivedReport.objects.get()
    Achievement.objects.update(realised=1)
    answer = as_user(official).get(reverse("planning:archived-report-pdf", args=[kept.pk]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "1.227" in text_of(body)
    assert ArchivedReport.objects.get().sha256 == kept.sha256


def test_the_command_writes_the_same_report(
    account: AnnualReport, tmp_path: Any, capsys: Any
) -> None:
    target = tmp_path / "laporan.pdf"
    call_command("region_report", "34.04", year=YEAR, output=str(target))
    assert "1.227" in text_of(target.read_bytes())
    call_command("region_report", "sleman", year=YEAR, output=str(target))
    with pytest.raises(CommandError, match="No region"):
        call_command("region_report", "99.99", year=YEAR, output=str(target))
    with pytest.raises(CommandError, match="year"):
        call_command("region_report", "34.04", year=1900, output=str(target))
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("region_report", "34.04", year=YEAR, output=str(tmp_path / "x" / "y.pdf"))


def test_the_report_needs_at_most_40_queries(
    account: AnnualReport, officer: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        build_region_report(user=officer, region=Region.objects.get(pk="34.04"), year=YEAR)


def test_today_is_in_a_running_report(chapter: Chapter, officer: Any) -> None:
    today = timezone.localdate()
    found = build_region_report(
        user=officer, region=Region.objects.get(pk="34.04"), year=today.year
    )
    assert found.at == today

"""Visits with their answers as a table: out as a workbook, edited, and in again, by the pages of the wizard."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.records import undo
from core.records.batches import Batch
from core.records.review import State
from monitoring import services
from monitoring.entry.visit_table import sheet_name
from monitoring.models import Answer, Visit
from tests.importing import walk
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.wizard import Walk

pytestmark = pytest.mark.django_db
HEAD = "Sarana;Tanggal;Tim;T01;T02;T10;F03;F11;F12"


@pytest.fixture
def sheet(regions: Any) -> str:
    return sheet_name(f.make_instrument())


def counts(walk: Walk) -> dict[str, int]:
    return {kind: n for kind, n in walk.job.checked.items() if n}


def walked(browser: Any, sheet: str, *lines: str, head: str = HEAD) -> Walk:
    return Walk(browser, sheet, "kunjungan.csv", "\n".join([head, *lines])).check()


def answers(visit: Visit | None = None) -> dict[str, str]:
    rows = Answer.objects.current().filter(visit=visit or Visit.objects.get())
    return {row.question.code: row.as_text() for row in rows.select_related("question")}


def workbook(browser: Any, sheet: str, query: str = "") -> Any:
    sent = browser.get(reverse("core:import-template", args=[sheet]) + query)
    return openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content)))


def content(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(page: Any, start: str) -> int:
    return next(cell.column for cell in page[1] if str(cell.value).startswith(start))


def whole_visit(facility: Any = None, **extra: Any) -> Visit:
    visit = f.make_visit(facility or make_facility(), team="DPUPKP, AKSANSI", **extra)
    for code, value in {
        "T01": "baik",
        "T02": "42.5",
        "T10": "2016-03",
        "F03": "24/30",
        "F11": "baik rusak",
    }.items():
        f.make_answer(visit, code, value)
    f.make_answer(visit, "F12", "", reason="refused")
    return visit


def test_a_row_becomes_a_draft_with_answers_as_the_form_reads_them(
    officer: Any, as_user: Any, sheet: str
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(
        as_user(officer), sheet,
        "34.04-1;8 Mei 2018;DPUPKP;Baik;42,5;Maret 2016;24 dari 30;Rusak, baik;Bersih",
    )  # fmt: skip
    assert counts(walk) == {"new": 1}, walk.said()
    shown = {one["label"]: one["value"] for one in walk.rows()[0]["values"]}
    assert shown["T01 Soal T01"] == "Baik" and shown["F11 Soal F11"] == "Baik; Rusak"
    assert "disimpan sebagai draf" in walk.rows()[0]["what"]
    walk.bring_in()
    visit = Visit.objects.get()
    assert (visit.state, visit.visited_on, visit.submission) == (
        State.DRAFT,
        dt.date(2018, 5, 8),
        0,
    )
    assert answers() == {
        "T01": "baik", "T02": "42.5", "T10": "2016-03", "F03": "24/30", "F11": "baik rusak", "F12": "Bersih",
    }  # fmt: skip
    assert Answer.objects.get(question__code="F03").whole == 30
    visit.instrument.refresh_from_db()
    assert visit.instrument.is_frozen
    again = walked(
        as_user(officer), sheet,
        "34.04-0001;08/05/2018;DPUPKP;baik;42,50;03/2016;24/30;baik; rusak".replace("; rusak", " rusak") + ";Bersih",
    )  # fmt: skip
    assert counts(again) == {"same": 1}, again.rows()


def test_why_there_is_no_answer_is_read_and_a_blank_leaves_alone(
    officer: Any, as_user: Any, sheet: str
) -> None:
    make_facility(code="34.04-0001")
    line = "34.04-1;8 Mei 2018;;tidak tahu;tidak berlaku;;menolak;-;"
    walked(as_user(officer), sheet, line).bring_in()
    assert answers() == {"T01": "!dk", "T02": "!na", "F03": "!refused"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("Bagus;;;;;", "tidak ada dalam daftar"),
        (";600;;;;", "500"),
        (";banyak;;;;", "bukan angka"),
        (";;kemarin;;;", "bukan tanggal"),
        (";;;24;;", "24/30"),
        (";;;3/0;;", "tidak boleh 0"),
        (";;;;Bagus;", "tidak ada dalam daftar"),
    ],
)
def test_an_answer_that_cannot_be_is_told_in_words(
    officer: Any, as_user: Any, sheet: str, cells: str, said: str
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(as_user(officer), sheet, f"34.04-1;8 Mei 2018;;{cells}")
    assert counts(walk) == {"faulty": 1} and said in walk.said(), walk.said()


def test_a_ratio_that_excel_made_a_day_of_is_refused(
    officer: Any, as_user: Any, sheet: str
) -> None:
    make_facility(code="34.04-0001")
    book = openpyxl.Workbook()
    book.active.append(["Sarana", "Tanggal", "F03"])
    book.active.append(["34.04-1", dt.date(2018, 5, 8), dt.date(2018, 5, 3)])
    walk = Walk(as_user(officer), sheet, "x.xlsx", content(book)).check()
    assert counts(walk) == {"faulty": 1} and "Excel" in walk.said()


@pytest.mark.parametrize("who", ["officer", "secretariat"])
def test_what_goes_out_comes_back_equal_and_an_edited_cell_changes_that_cell(
    who: str, request: Any, as_user: Any, sheet: str
) -> None:
    user = request.getfixturevalue(who)
    browser, visit = as_user(user), whole_visit()
    book = workbook(browser, sheet)
    same = Walk(browser, sheet, "x.xlsx", content(book)).check()
    assert counts(same) == {"same": 1}, same.said()
    page = book.worksheets[0]
    page.cell(3, column(page, "T02")).value = 40
    page.cell(3, column(page, "F03")).value = "(kosongkan)"
    walk = Walk(browser, sheet, "x.xlsx", content(book)).check()
    (row,) = walk.rows("changed")
    assert [(one["label"], one["old"], one["new"]) for one in row["changes"]] == [
        ("T02 Soal T02", "42,5", "40"), ("F03 Soal F03", "24/30", "–"),
    ]  # fmt: skip
    before = answers()
    walk.bring_in()
    assert answers() == {**{k: v for k, v in before.items() if k != "F03"}, "T02": "40"}
    visit.refresh_from_db()
    assert visit.state == State.DRAFT
    twice = Walk(browser, sheet, "x.xlsx", content(workbook(browser, sheet))).check()
    assert counts(twice) == {"same": 1}, twice.said()


def test_all_that_went_out_comes_into_an_empty_house_the_same(
    secretariat: Any, as_user: Any, sheet: str
) -> None:
    browser = as_user(secretariat)
    round_ = f.make_round(name="Putaran 2018")
    plant = make_facility(code="34.04-0001")
    whole_visit(plant)
    whole_visit(plant, round=round_)  # the panel of an award, on the same day
    book = workbook(browser, sheet)
    page = book.worksheets[0]
    bare = [[cell.value for cell in row][2:] for row in page.iter_rows(min_row=3)]
    page.delete_cols(1, 2)
    page.delete_rows(2)  # the example
    Answer.objects.all().delete()
    Visit.objects.all().delete()
    walk = Walk(browser, sheet, "x.xlsx", content(book)).check()
    assert counts(walk) == {"new": 2}, walk.said()
    walk.bring_in()
    again = workbook(browser, sheet).worksheets[0]
    assert [[cell.value for cell in row][2:] for row in again.iter_rows(min_row=3)] == bare


def test_a_visit_that_was_handed_in_or_approved_is_not_changed(
    officer: Any, secretariat: Any, as_user: Any, sheet: str
) -> None:
    visit = whole_visit()
    browser = as_user(officer)
    for state in (State.SUBMITTED, State.APPROVED):
        Visit.objects.update(
            state=state,
            submitted_at="2018-06-01T00:00Z",
            reviewed_at="2018-06-02T00:00Z",
            submitted_by=officer,
        )
        book = workbook(browser, sheet)
        assert counts(Walk(browser, sheet, "x.xlsx", content(book)).check()) == {"same": 1}
        page = book.worksheets[0]
        page.cell(3, column(page, "T02")).value = 40
        walk = Walk(browser, sheet, "x.xlsx", content(book)).check()
        assert counts(walk) == {"faulty": 1} and "Sekretariat" in walk.said(), walk.said()
    assert answers(visit)["T02"] == "42.5"


def test_what_somebody_answered_meanwhile_is_not_written_over(
    officer: Any, as_user: Any, sheet: str
) -> None:
    browser, visit = as_user(officer), whole_visit()
    book = workbook(browser, sheet)
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("rusak", "")})
    walk = Walk(browser, sheet, "x.xlsx", content(book)).check()
    assert counts(walk) == {"faulty": 1} and "Berubah sejak" in walk.said(), walk.said()
    assert answers(visit)["T01"] == "rusak"


def test_an_import_of_answers_is_taken_back(officer: Any, as_user: Any, sheet: str) -> None:
    browser = as_user(officer)
    visit = f.make_visit(make_facility(code="34.04-0001"))
    f.make_answer(visit, "T02", "42")
    walked(browser, sheet, "34.04-1;8 Mei 2018;;Baik;40;;;;").bring_in()
    assert answers(visit) == {"T01": "baik", "T02": "40"}
    undo.undo(stamp=Batch.objects.get().pk, by=officer)
    assert answers(visit) == {"T02": "42"}
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("rusak", "")})
    assert answers(visit) == {"T01": "rusak", "T02": "42"}


def test_an_officer_reaches_own_visits_only(
    officer: Any, secretariat: Any, as_user: Any, sheet: str
) -> None:
    whole_visit()
    other = whole_visit(make_facility("33.72", village="Semanggi", code="33.72-0001"))
    page = workbook(as_user(officer), sheet).worksheets[0]
    assert page.max_row == 3
    book = workbook(as_user(secretariat), sheet)
    assert book.worksheets[0].max_row == 4
    walk = Walk(as_user(officer), sheet, "x.xlsx", content(book)).check()
    assert counts(walk) == {"same": 1, "faulty": 1} and answers(other)["T01"] == "baik"


def test_the_list_leads_to_the_table_with_its_filter(
    officer: Any, as_user: Any, sheet: str
) -> None:
    browser = as_user(officer)
    whole_visit()
    whole_visit(make_facility(name="IPAL Lain", village="Sinduadi"), visited_on=dt.date(2017, 5, 8))
    page = browser.get(reverse("monitoring:visit-list") + "?year=2018")
    start = reverse("core:import-job-create", args=[sheet]) + "?year=2018"
    assert f'href="{start}"' in page.content.decode()
    said = browser.get(start).content.decode()
    assert (
        "Instrumen uji" in said
        and f"{reverse('core:import-template', args=[sheet])}?year=2018" in said
    )
    assert workbook(browser, sheet, "?year=2018").worksheets[0].max_row == 3
    shown = browser.get(reverse("monitoring:instrument-detail", args=[f.make_instrument().pk]))
    assert reverse("core:import-job-create", args=[sheet]) in shown.content.decode()


def test_a_hundred_visits_cost_no_more_queries_than_ten(officer: Any, sheet: str) -> None:
    plants = [make_facility(code=f"34.04-{n:04d}", name=f"IPAL {n}") for n in range(1, 61)]
    lines = [f"{one.code};8 Mei 2018;;Baik;42,5;2016;24/30;baik;" for one in plants]
    spent = []
    for part in (lines[:10], lines[10:]):
        with CaptureQueriesContext(connection) as caught:
            found, _rows = walk(sheet, officer, "\n".join([HEAD, *part]), write=True)
        assert found.new == len(part)
        # SQLite takes only so many values an INSERT.
        spent.append(sum("INSERT" not in one["sql"] for one in caught.captured_queries))
    assert spent[1] <= spent[0]


def test_n10_a_visit_of_a_month_goes_out_and_in(officer: Any, as_user: Any, sheet: str) -> None:
    row, browser = make_facility(), as_user(officer)
    walked(browser, sheet, f"{row.code};Mei 2014;Tim 1;baik;;;;;").bring_in()
    visit = Visit.objects.get()
    assert visit.partial == "2014-05"
    book = workbook(browser, sheet)
    page = book.worksheets[0]
    day = column(page, "Dikunjungi pada")
    (line,) = (n for n in range(2, page.max_row + 1) if page.cell(n, day).value == "Mei 2014")
    same = Walk(browser, sheet, "kunjungan.xlsx", content(book)).check()
    assert counts(same) == {"same": 1}
    page.cell(line, day).value = "2014"
    Walk(browser, sheet, "kunjungan.xlsx", content(book)).check().bring_in()
    visit.refresh_from_db()
    assert visit.partial == "2014"

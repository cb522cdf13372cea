"""What looks wrong and can be so is asked before it is saved, told in a table, and the answer is kept in the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from chapters.models import BoardSeat, Chapter
from core.pages.scoped_forms import RecordForm
from core.records.records import Record
from core.tools.partial_dates import display
from ksm.choices import Payer, ProviderKind
from tests.chapters.factories import make_seat
from tests.importing import walk
from tests.ksm.factories import make_facility
from tests.planning import factories as make
from tests.reading import said_by
from tests.test_policy import below

pytestmark = pytest.mark.django_db
AHEAD = (timezone.localdate() + dt.timedelta(days=9)).isoformat()


def a_seat() -> tuple[str, dict[str, str], str]:
    make_seat(make.make_chapter(), "ketua", person="Budi", term_from="2015")
    url = reverse("chapters:board-seat-create", args=[Chapter.objects.get().pk])
    return url, {"role": "ketua", "person": "Tini", "term_from": "2020"}, "Budi juga menjabat ketua"


def seats_as_lines() -> tuple[str, dict[str, str], str]:
    make_seat(make.make_chapter(), "ketua", person="Budi", term_from="2015")
    url = reverse("chapters:chapter-seats", args=[Chapter.objects.get().pk])
    return url, {"text": "Ketua: Tini\nSekretaris: Siti"}, "Budi juga menjabat ketua"


def an_activity() -> tuple[str, dict[str, str], str]:
    goal, plan = make.make_goal(from_year=2016, to_year=2018), make.make_plan(year=2027)
    url = reverse("planning:activity-create", args=[plan.pk])
    return url, {"title": "Pelatihan", "field": "teknis", "goal": str(goal.pk)}, "2016–2018"


def progress_of(date: str) -> tuple[str, dict[str, str], str]:
    plan = make.approve(make.make_plan())
    url = reverse("planning:progress-create", args=[make.make_activity(plan=plan).pk])
    return url, {"date": date, "evidence": "Notula"}, "Rencana ini untuk 2018"


def early_progress() -> tuple[str, dict[str, str], str]:
    return progress_of("2017-12-31")


def late_progress() -> tuple[str, dict[str, str], str]:
    return progress_of("2019-01-02")


def an_event() -> tuple[str, dict[str, str], str]:
    facts = {"title": "Rapat", "kind": "coordination", "state": "held", "region": "34.04"}
    return reverse("events:event-create"), {**facts, "starts_on": AHEAD}, "belum tiba"


def an_emptying() -> tuple[str, dict[str, str], str]:
    facility = make_facility(built_on="2015")
    unknown = {"provider_kind": ProviderKind.UNKNOWN, "payer": Payer.UNKNOWN}
    url = reverse("ksm:desludging-create", args=[facility.code])
    return url, {"done_on": "2014-03-01", **unknown}, "2015"


CASES = [a_seat, seats_as_lines, an_activity, early_progress, late_progress, an_event, an_emptying]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_is_asked_taken_when_confirmed_and_the_history_says_by_whom(
    case: Callable[[], tuple[str, dict[str, str], str]], regions: Any, as_user: Any, officer: Any
) -> None:
    url, data, words = case()
    browser = as_user(officer)
    assert 'name="sure"' in browser.get(url).content.decode()  # hidden: there is nothing to ask yet
    asked = browser.post(url, data)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert words in said_by(page) and "Ya, sudah benar" in page
    assert 'type="checkbox" name="sure"' in page
    assert "Mohon ditegaskan" in page and "perlu diperbaiki" not in page
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in all_kept()}
    assert browser.post(url, {**data, "sure": "on"}).status_code == 302
    [row] = [
        row
        for model, known in before.items()
        for row in model._base_manager.exclude(pk__in=known)
        if row.doubts()
    ]
    entry = row.history.get()
    assert entry.history_user == officer
    assert entry.history_change_reason.startswith("Ditegaskan: ")
    assert words[:20] in entry.history_change_reason or words in entry.history_change_reason
    # Whoever reads the record reads of it.
    history = reverse(f"{row._meta.app_label}:{noun(row)}-history", args=[row.key])
    assert "Ditegaskan: " in said_by(browser.get(history).content.decode())


def all_kept() -> list[Any]:
    """Return the kinds of records that can be doubtful."""
    return [one for one in apps.get_models() if "doubts" in vars(one) and one is not Record]


def noun(row: Any) -> str:
    names = {"boardseat": "board-seat"}
    return names.get(row._meta.model_name, row._meta.model_name)


def test_every_record_that_can_be_doubtful_is_asked_about_by_each_form() -> None:
    forms = [one for one in below(RecordForm) if getattr(one, "Meta", None)]
    doubtful = set(all_kept())
    assert len(doubtful) == 5
    asks = {one._meta.model for one in forms if "sure" in one.base_fields}
    assert asks == doubtful
    silent = [one for one in forms if one._meta.model in doubtful and "sure" not in one.base_fields]
    assert silent == []


def test_what_was_confirmed_is_not_asked_again_and_another_doubt_is(
    regions: Any, as_user: Any, officer: Any
) -> None:
    chapter = make.make_chapter()
    first = make_seat(chapter, "ketua", person="Budi", term_from="2015")
    second = make_seat(chapter, "ketua", person="Tini", term_from="2020")
    browser = as_user(officer)
    url = reverse("chapters:board-seat-edit", args=[second.pk])
    data = {"role": "ketua", "person": "Tini", "phone": "0812", "term_from": "2020"}
    assert browser.post(url, data).status_code == 302
    assert second.history.first().history_change_reason is None
    # Another one in the seat beside it is another question.
    BoardSeat.objects.filter(pk=first.pk).update(person="Joko", term_to="2018")
    BoardSeat.objects.filter(pk=second.pk).update(role="wakil")
    answer = browser.post(url, {**data, "term_from": "2016"})
    assert answer.status_code == 422 and "Joko" in said_by(answer.content.decode())


def test_two_chairs_among_the_lines_are_asked_about(
    regions: Any, as_user: Any, officer: Any
) -> None:
    url = reverse("chapters:chapter-seats", args=[make.make_chapter().pk])
    browser, data = as_user(officer), {"text": "Ketua: Budi\nKetua: Tini"}
    answer = browser.post(url, data)
    assert answer.status_code == 422
    assert "Budi juga menjabat ketua" in said_by(answer.content.decode())
    assert not BoardSeat.objects.exists()
    for _time in range(2):  # the second time all of it is there: nothing to ask
        assert browser.post(url, {**data, "sure": "on"} if not _time else data).status_code == 302
    assert BoardSeat.objects.count() == 2


def test_what_cannot_be_is_refused_all_the_same(regions: Any, as_user: Any, officer: Any) -> None:
    plan = make.approve(make.make_plan(year=timezone.localdate().year))
    url = reverse("planning:progress-create", args=[make.make_activity(plan=plan).pk])
    answer = as_user(officer).post(url, {"date": AHEAD, "evidence": "Notula", "sure": "on"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("sheet", "table", "column", "words"),
    [
        ("board-seats", "Kode wilayah;Jabatan;Nama;Mulai\nKab. Sleman;Ketua;Tini;2020", "role", "Budi"),
        ("events", f"Judul;Jenis;Status;Kabupaten;Tanggal\nRapat;Rapat;Terlaksana;Kab. Sleman;{AHEAD}", "state", display(AHEAD)),
        ("desludgings", "Kode sarana;Tanggal;Volume\n34.04-0001;1 Maret 2014;4", "done_on", "2015"),
        ("progress", "Kabupaten;Tahun;Kegiatan;Tanggal;Bukti\nKab. Sleman;2018;Pelatihan;2 Januari 2019;Notula", "date",
         "2018"),
    ],
)  # fmt: skip
def test_a_table_tells_it_in_the_dry_run_and_takes_the_row(
    sheet: str, table: str, column: str, words: str, officer: Any
) -> None:
    make_seat(make.make_chapter(), "ketua", person="Budi", term_from="2015")
    make_facility(code="34.04-0001", built_on="2015")
    make.make_activity(plan=make.approve(make.make_plan()), title="Pelatihan")
    counts, rows = walk(sheet, officer, table)
    assert (counts.new, counts.faulty) == (1, 0), rows
    [told] = [one for one in rows[0].told if one.column == column]
    assert words in told.text
    assert walk(sheet, officer, table, write=True)[0].new == 1

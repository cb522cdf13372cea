"""What stands oddly in workbooks, what is too large, and two windows that confirm at once."""

from __future__ import annotations

import io
import threading
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from chapters.models import Office
from core.importing import engine, jobs, looks
from core.importing.cells import quantities
from core.importing.cells.text import WebAddress
from core.importing.models import ImportJob
from core.people.users import User
from core.records.jobs import queue, runs
from core.records.jobs.kinds import Work
from core.records.jobs.models import SILENCE, Job, JobState, Worker
from core.records.jobs.worker import WorkerProcess
from core.views.import_columns import ImportColumnsPage
from core.views.imports import ImportStartPage
from ksm.models import Group


def workbook(change: Any = None) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ("Nama KSM", "Desa", "Jenis"),
        ("KSM Satu", "Tirtoadi", "KSM"),
        ("KSM Dua", None, "KSM"),
        ("KSM Tiga", "Margodadi", "KSM"),
    ):
        page.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("kelompok.xlsx", out.getvalue())


def started(user: User, upload: Any) -> ImportJob:
    job = jobs.start(user=user, sheet_name="groups", upload=upload)
    job.save()
    mapping = {int(number): name for number, name in job.mapping.items()}
    jobs.check(job=job, mapping=mapping, words={})
    job.refresh_from_db()
    return job


@pytest.mark.django_db
def test_hidden_rows_are_read_and_hidden_sheets_are_not(officer: Any) -> None:
    def hide(book: Any) -> None:
        book.active.row_dimensions[3].hidden = True
        other = book.create_sheet("Rahasia")
        other.append(("Nama KSM", "Desa", "Jenis"))
        other.append(("KSM Rahasia", "Tirtoadi", "KSM"))
        other.sheet_state = "hidden"

    job = started(officer, workbook(hide))
    assert any("Rahasia" in note for note in job.notes)
    assert any("tersembunyi" in note and "1" in note for note in job.notes)
    assert job.checked["new"] == 3
    assert jobs.confirm(job=job, by=officer)
    assert set(Group.objects.values_list("name", flat=True)) == {"KSM Satu", "KSM Dua", "KSM Tiga"}


@pytest.mark.django_db
def test_a_cell_merged_over_lines_holds_for_each(officer: Any) -> None:
    job = started(officer, workbook(lambda book: book.active.merge_cells("B2:B3")))
    assert any("gabung" in note for note in job.notes), job.notes
    jobs.confirm(job=job, by=officer)
    villages = dict(Group.objects.values_list("name", "village"))
    assert villages == {"KSM Satu": "Tirtoadi", "KSM Dua": "Tirtoadi", "KSM Tiga": "Margodadi"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "limit"),
    [("IMPORT_MAX_MB", 0.001), ("IMPORT_MAX_ROWS", 1), ("IMPORT_MAX_COLUMNS", 2)],
)
def test_what_is_beyond_a_limit_is_refused_and_not_kept(
    officer: Any, settings: Any, name: str, limit: float
) -> None:
    setattr(settings, name, limit)
    rows = [f"KSM {n};Tirtoadi;KSM" for n in range(100)]
    table = "\n".join(["Nama KSM;Desa;Jenis", *rows]).encode()
    with pytest.raises(ValidationError):
        jobs.start(user=officer, sheet_name="groups", upload=SimpleUploadedFile("k.csv", table))
    assert not ImportJob.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_windows_that_confirm_at_once_import_once(regions: Any, officer: Any) -> None:
    job = started(officer, workbook())
    ready, answers = threading.Barrier(2), []

    def confirm() -> None:
        try:
            own = ImportJob.objects.get(pk=job.pk)
            ready.wait()
            answers.append(jobs.confirm(job=own, by=officer))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _window in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    job.refresh_from_db()
    assert (job.state, job.read_back) == ("done", {"new": 3, "changed": 0})
    assert Group.objects.count() == 3


# --- Long tables: a worker takes them, the page shows how far it is -------------------


@pytest.fixture
def worker(settings: Any) -> Any:
    """Long work as TASK_WORKER=1 has it; returns a function that lets one worker empty the line."""
    settings.TASK_WORKER = True
    return lambda: WorkerProcess().run(is_drain=True)


def long_table() -> SimpleUploadedFile:
    rows = [f"KSM {n};Tirtoadi;KSM" for n in range(jobs.SHORT_ROWS + 1)]
    return SimpleUploadedFile("k.csv", "\n".join(["Nama KSM;Desa;Jenis", *rows]).encode())


@pytest.mark.django_db(transaction=True)
def test_a_long_table_waits_for_the_worker_and_shows_how_far_it_is(
    officer: Any, as_user: Any, worker: Any
) -> None:
    Worker.objects.create(name="at work")
    job, browser = started(officer, long_table()), as_user(officer)
    assert (job.state, job.checked) == ("checking", {})
    waiting = browser.get(job.get_absolute_url())
    assert b"<progress" in waiting.content and b'data-again="2000"' in waiting.content
    assert b'name="resume"' not in waiting.content
    worker()
    job.refresh_from_db()
    assert (job.state, job.checked["new"]) == ("checked", jobs.SHORT_ROWS + 1)
    # The part that is looked at again holds neither title nor steps: the whole page is asked for.
    assert browser.get(job.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"]
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    assert Group.objects.count() == 0
    assert "HX-Refresh" not in browser.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    worker()
    job.refresh_from_db()
    assert (job.state, job.read_back["new"]) == ("done", jobs.SHORT_ROWS + 1)
    assert Group.objects.count() == jobs.SHORT_ROWS + 1


@pytest.mark.django_db(transaction=True)
def test_a_request_does_no_job_that_a_worker_will(officer: Any, as_user: Any, worker: Any) -> None:
    """Else ten tables of one officer are walked in all threads of the web workers."""
    job, browser = started(officer, long_table()), as_user(officer)
    mate = Worker.objects.create(name="w")
    browser.post(job.get_absolute_url(), {"resume": "1"})
    assert Job.objects.get().state == JobState.WAITING
    mate.delete()
    with queue._IN_REQUESTS.take():  # another table is walked in this process
        browser.post(job.get_absolute_url(), {"resume": "1"})
    assert Job.objects.get().state == JobState.WAITING
    browser.post(job.get_absolute_url(), {"resume": "1"})
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db
def test_one_table_at_a_time_is_read_in_a_process(officer: Any, as_user: Any) -> None:
    job, browser = started(officer, workbook()), as_user(officer)
    ImportJob.objects.update(state="uploaded")
    columns = reverse("core:import-job-columns", args=[job.uuid])
    upload = reverse("core:import-job-create", args=["groups"])
    with looks.READING.take(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks.READING, "_seconds", 0.01)
        for answer in (browser.get(columns), browser.post(upload, {"file": workbook()})):
            assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert browser.get(columns).status_code == 200
    assert ImportColumnsPage.is_heavy and ImportStartPage.is_heavy


@pytest.mark.django_db(transaction=True)
def test_a_short_table_does_not_wait_for_a_worker(officer: Any, worker: Any) -> None:
    job = started(officer, workbook())
    assert job.state == "checked"
    assert jobs.confirm(job=job, by=officer)
    assert Group.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_no_worker_takes_can_be_started_by_hand_and_is_done_once(
    officer: Any, as_user: Any, worker: Any
) -> None:
    job, browser = started(officer, long_table()), as_user(officer)
    assert b'name="resume"' in browser.get(job.get_absolute_url()).content
    browser.post(job.get_absolute_url(), {"resume": "1"})
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    worker()  # takes both up, the first of which is over
    job.refresh_from_db()
    assert (job.state, job.read_back["new"]) == ("done", jobs.SHORT_ROWS + 1)
    assert Group.history.count() == jobs.SHORT_ROWS + 1


class Death(BaseException):
    """Ends a run as kill -9 does: nothing of it is caught."""


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_died_goes_on_behind_what_stands(
    officer: Any, as_user: Any, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody corrected meanwhile stays; in the end the import is told as the whole it is."""
    monkeypatch.setattr(engine, "BATCH", 100)
    job, browser = started(officer, long_table()), as_user(officer)
    worker()
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    real = Work.tell

    def dies(self: Work, done: int, *more: Any, **told: Any) -> None:
        real(self, done, *more, **told)
        if done == 200:
            raise Death

    with monkeypatch.context() as patch:
        patch.setattr(Work, "tell", dies)
        with pytest.raises(Death):
            worker()
    assert Group.objects.count() == 200
    Job.objects.filter(state="running").update(beat_at=timezone.now() - SILENCE * 2)
    page = browser.get(job.get_absolute_url()).content.decode()
    assert "Terhenti pada baris 200 dari 301; yang masuk tetap masuk." in page
    assert "Terhenti pada baris 200" in browser.get("/").content.decode()
    Group.objects.filter(name="KSM 7").update(village="Sumberadi")
    worker()
    job.refresh_from_db()
    assert job.state == "done" and job.written == {"new": 301, "changed": 0, "same": 0, "faulty": 0}
    assert Group.objects.count() == Group.history.count() == 301
    assert Group.objects.get(name="KSM 7").village == "Sumberadi"
    page = browser.get(job.get_absolute_url()).content.decode()
    assert "dihitung ulang dalam basis data" in page or "Diimpor: 301" in page
    assert "Terhenti" not in browser.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_a_run_that_was_taken_over_is_not_written(officer: Any, worker: Any) -> None:
    job = started(officer, long_table())
    worker()
    jobs.confirm(job=ImportJob.objects.get(pk=job.pk), by=officer)
    slow = runs.take(Job.objects.get(state="waiting"))
    assert slow is not None
    Job.objects.filter(pk=slow.job.pk).update(beat_at=timezone.now() - SILENCE * 2)
    worker()
    assert Group.objects.count() == 301
    Group.objects.all().delete()  # so that it would have something to write
    ImportJob.objects.update(state="importing", written_rows=0)
    runs.do(slow)
    assert Group.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_import_keeps_what_is_in_and_can_go_on(
    officer: Any, as_user: Any, worker: Any
) -> None:
    job, browser = started(officer, long_table()), as_user(officer)
    browser.post(job.get_absolute_url(), {"cancel": "1"})
    job.refresh_from_db()
    assert job.state == "uploaded" and "Dibatalkan" in job.failure
    jobs.check(job=job, mapping={int(n): name for n, name in job.mapping.items()}, words={})
    worker()
    job.refresh_from_db()
    assert job.state == "checked"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("bps.go.id/publikasi", "https://bps.go.id/publikasi"),
        ("http://bps.go.id", "http://bps.go.id"),
        ("", ""),
        ("javascript://bps.go.id/%0Aalert(1)", None),
        ("data://text/html,x", None),
        ("ftp://bps.go.id/a", None),
        ("kata biasa", None),
    ],
)
def test_an_address_that_becomes_a_link_is_one_of_the_web(typed: str, kept: str | None) -> None:
    """The same in a table, in a form and in the admin."""
    field = Office._meta.get_field("source_url")
    if kept is None:
        with pytest.raises(ValidationError):
            WebAddress().clean(typed)
        with pytest.raises(ValidationError):
            field.clean(typed, Office())
    else:
        assert WebAddress().clean(typed) == kept
        assert field.formfield().clean(typed) == kept


@pytest.mark.parametrize("cell", [quantities.Whole(), quantities.FigureCell()])
@pytest.mark.parametrize("value", ["1e999999999", "-1e16", 1e300, float("inf"), "NaN", 10**400])
def test_a_number_beyond_all_reckoning_is_a_faulty_cell(cell: Any, value: Any) -> None:
    with pytest.raises(ValidationError, match="bukan angka"):
        cell.clean(value)

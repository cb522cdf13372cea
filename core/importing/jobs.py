"""The steps of an import: upload, columns, dry run, import. Long tables are walked by a worker (`walk`)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from core.access import Action as May
from core.access import Reader, require
from core.importing.headers import known_header
from core.importing.looks import READING, grid_of, look, read
from core.importing.models import ImportJob, ImportState
from core.importing.named import sheet_of
from core.importing.quota import require_room_for_import
from core.importing.sheets import Sheet
from core.importing.walk import KIND
from core.people.users import User
from core.records.jobs import queue
from core.records.jobs.kinds import Work
from core.records.jobs.models import Job
from core.tools.files import grids
from core.tools.files import spreadsheets as files
from core.tools.visible import visible

# A table of at most so many rows is walked at once, in the request.
SHORT_ROWS = 300


def start(*, user: User, sheet_name: str, upload: Any) -> ImportJob:
    """Return a checked upload as a new import with its columns suggested; saving it keeps the file.

    Raises ValidationError with a sentence where the file cannot be read or is one too many, PermissionDenied; Busy.
    """
    sheet = sheet_of(sheet_name, user)
    require(user, May.ADD, sheet.model)
    require_room_for_import(user)
    with READING.take():
        return _read_in(sheet, upload, user)


def _read_in(sheet: Sheet, upload: Any, user: User) -> ImportJob:
    book = files.open_book(upload, size=upload.size)
    known = known_header(sheet)
    name = _best_page(book, known)
    job = ImportJob(
        sheet=sheet.name, user=user, original_name=visible(str(upload.name))[:200], sheet_name=name
    )
    # The first page that can be read must be read here, so that a bad file is refused at once.
    grid = grid_of(sheet, book, name)
    job.notes = [*book.notes]
    look(job, sheet, grid)
    job.file = File(upload, name="table")
    return job


def _best_page(book: files.Book, known: Any) -> str:
    """Return the page with the most known headers: instruction sheets lie beside the data."""
    if len(book.names) == 1:
        return book.names[0]
    best, most = book.names[0], -1
    for name in book.names[:20]:
        try:
            hits = sum(map(known, grids.read_grid(book, name, known).headers))
        except ValidationError:
            continue
        if hits > most:
            best, most = name, hits
    return best


def choose_page(*, job: ImportJob, name: str) -> None:
    """Turn to another page of the workbook; its columns are suggested anew."""
    job.sheet_name = name
    book, grid = read(job, is_surveyed=False)
    job.words, job.readings, job.notes = {}, {}, [*book.notes]
    look(job, sheet_of(job.sheet, job.user), grid)
    # The page does not hold it while the book is read: a check going on elsewhere keeps its state.
    told = (
        "sheet_name",
        "words",
        "readings",
        "notes",
        "mapping",
        "columns",
        "total_rows",
        "left_out",
    )
    job.save(update_fields=told)


def check(
    *,
    job: ImportJob,
    mapping: dict[int, str],
    words: dict[str, dict[str, str]],
    readings: dict[str, str] | None = None,
) -> bool:
    """Keep how the columns are read and start the dry run; return False where it is on its way already.

    Raises ValidationError where too many of the account's tables wait.
    """
    with transaction.atomic():
        held = ImportJob.objects.select_for_update().get(pk=job.pk)
        if held.state in (ImportState.CHECKING, ImportState.IMPORTING, ImportState.DONE):
            return False
        held.mapping = {str(number): name for number, name in mapping.items() if name}
        held.words, held.readings = words, readings or {}
        held.state, held.checked, held.preview, held.written_rows = ImportState.CHECKING, {}, [], 0
        held.failure = ""
        _put_in_line(held)
    _start(held)
    return True


def confirm(*, job: ImportJob, by: Reader) -> bool:
    """Start the import of the good rows; return False where it was started before (sent twice, two windows).

    Raises ValidationError where too many of the account's tables wait.
    """
    with transaction.atomic():
        held = ImportJob.objects.select_for_update().get(pk=job.pk)
        if held.user_id != by.pk or held.state not in (ImportState.CHECKED, ImportState.FAILED):
            return False
        if not held.checked:
            return False
        held.state, held.failure = ImportState.IMPORTING, ""
        _put_in_line(held)
    _start(held)
    return True


def _put_in_line(job: ImportJob) -> None:
    """Save an import with the job that walks it. Raises ValidationError where too many of the account's wait."""
    if job.work is not None:
        Job.objects.filter(pk=job.work.pk).update(noted_at=timezone.now())
    job.work = queue.ask(
        kind=KIND.name,
        owner=job.user,
        title=job.original_name,
        args={"import": job.pk, "state": job.state},
        total=job.total_rows,
    )
    job.save()


def _start(job: ImportJob) -> None:
    """Walk a short table now: its answer is there before a worker would have looked. Leave a long one to a worker."""
    assert job.work is not None
    if job.total_rows <= SHORT_ROWS:
        queue.run_now(job.work)
    else:
        queue.hand_over(job.work)


def hand_in(*, work: Work, user: User, sheet_name: str, table: bytes, name: str) -> ImportJob:
    """Return a table that another job has fetched as an import of that job, for `carry_out`; nobody is asked before.

    Raises ValidationError with a sentence where the table cannot be read, PermissionDenied; Busy.
    """
    sheet = sheet_of(sheet_name, user)
    require(user, May.ADD, sheet.model)
    upload = ContentFile(table, name=name)
    with READING.take():
        job = _read_in(sheet, upload, user)
    upload.seek(0)
    with transaction.atomic():
        work.hold(total=job.total_rows, done=0)
        work.job.total = job.total_rows
        job.state, job.work = ImportState.IMPORTING, work.job
        job.save()
    return job

"""The steps of an import: upload, columns, dry run, import. Long tables are walked by the task worker.

Short ones are walked in the request: their answer is there before a worker would have looked.
A dry run or import that was interrupted is started again without harm: what went in is found and
counted as the same. `claim` lets only one run write at a time.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django_tasks import task

from core.access import Action as May
from core.access import may, require
from core.importing.engine import Engine
from core.importing.headers import known_header, suggest
from core.importing.models import ImportJob, ImportState
from core.importing.quota import require_room_for_import
from core.importing.report import Collector
from core.importing.rows import Writer
from core.importing.sheets import Sheet, sheet_class
from core.people.security import record
from core.people.security_log import SecurityKind
from core.records import bulk
from core.records.batches import Batch, BatchKind
from core.tools.files import spreadsheets as files
from core.tools.rows.history import request_now
from core.tools.visible import visible

log = logging.getLogger(__name__)
# A table of at most so many rows is walked at once, in the request.
SHORT_ROWS = 300
# A run that gave no sign of life for so long is taken for dead, one nobody took for so long for
# forgotten (no worker runs); either may then be started by hand.
SILENCE, UNTAKEN = dt.timedelta(seconds=90), dt.timedelta(seconds=15)


class TakenOver(Exception):
    """Another run of the same import goes on; this one stops."""


def start(*, user: Any, sheet_name: str, upload: Any) -> ImportJob:
    """Keep a checked upload as a new import with its columns suggested.

    Raises ValidationError with a sentence where the file cannot be read or is one too many, PermissionDenied.
    """
    sheet = sheet_of(sheet_name, user)
    require(user, May.ADD, sheet.model)
    require_room_for_import(user)
    book = files.open_book(upload, size=upload.size)
    known = known_header(sheet)
    name = _best_page(book, known)
    job = ImportJob(
        sheet=sheet_name, user=user, original_name=visible(str(upload.name))[:200], sheet_name=name
    )
    # The first page that can be read must be read here, so that a bad file is refused at once.
    grid = files.read_grid(book, name, known)
    job.mapping = {str(number): found for number, found in suggest(sheet, grid.headers).items()}
    job.notes = [*book.notes, *grid.notes]
    job.total_rows = sum(1 for _line in grid.lines())
    job.file.save("", ContentFile(_kept(upload)), save=False)
    job.save()
    forget_old(user=user)
    return job


def _kept(upload: IO[bytes]) -> bytes:
    upload.seek(0)
    return upload.read()


def _best_page(book: files.Book, known: Any) -> str:
    """Return the page with the most known headers: instruction sheets lie beside the data."""
    if len(book.names) == 1:
        return book.names[0]
    best, most = book.names[0], -1
    for name in book.names[:20]:
        try:
            hits = sum(map(known, files.read_grid(book, name, known).headers))
        except ValidationError:
            continue
        if hits > most:
            best, most = name, hits
    return best


def sheet_of(name: str, user: Any) -> Sheet:
    """Return the sheet of this name for a user. Raises LookupError."""
    found = sheet_class(name)
    if found is None:
        raise LookupError(name)
    return found(user)


def read(job: ImportJob, *, is_surveyed: bool = True) -> tuple[files.Book, files.Grid]:
    """Return the kept file and its chosen page. Raises ValidationError where it is gone or unreadable."""
    try:
        with job.file.open("rb") as content:
            book = files.open_book(content, size=job.file.size, is_surveyed=is_surveyed)
    except (FileNotFoundError, ValueError) as error:
        raise ValidationError(
            __("The uploaded file was deleted; please upload it again.")
        ) from error
    sheet = sheet_of(job.sheet, job.user)
    return book, files.read_grid(book, job.sheet_name, known_header(sheet))


def choose_page(*, job: ImportJob, name: str) -> None:
    """Turn to another page of the workbook; its columns are suggested anew."""
    job.sheet_name = name
    book, grid = read(job, is_surveyed=False)
    found = suggest(sheet_of(job.sheet, job.user), grid.headers)
    job.mapping = {str(number): column for number, column in found.items()}
    job.words, job.notes = {}, [*book.notes, *grid.notes]
    job.total_rows = sum(1 for _line in grid.lines())
    job.save(update_fields=["sheet_name", "mapping", "words", "notes", "total_rows"])


def check(*, job: ImportJob, mapping: dict[int, str], words: dict[str, dict[str, str]]) -> bool:
    """Keep how the columns are read and start the dry run; return False where it is on its way already."""
    with transaction.atomic():
        held = ImportJob.objects.select_for_update().get(pk=job.pk)
        if held.state in (ImportState.CHECKING, ImportState.IMPORTING, ImportState.DONE):
            return False
        held.mapping = {str(number): name for number, name in mapping.items() if name}
        held.words = words
        held.state, held.checked, held.preview, held.done_rows = ImportState.CHECKING, {}, [], 0
        held.failure, held.claim = "", None
        held.save()
    _hand_over(held)
    return True


def confirm(*, job: ImportJob, by: Any) -> bool:
    """Start the import of the good rows; return False where it was started before (sent twice, two windows)."""
    with transaction.atomic():
        held = ImportJob.objects.select_for_update().get(pk=job.pk)
        if held.user_id != by.pk or held.state not in (ImportState.CHECKED, ImportState.FAILED):
            return False
        if not held.checked:
            return False
        held.state, held.done_rows, held.failure = ImportState.IMPORTING, 0, ""
        held.claim = None
        held.save()
    _hand_over(held)
    return True


def _hand_over(job: ImportJob) -> None:
    """Walk a short table now, leave a long one to the worker (`TASK_WORKER`; without one it is now too)."""
    if job.total_rows <= SHORT_ROWS:
        run(job.pk)
    else:
        walk.enqueue(job.pk, translation.get_language() or "id")


def is_silent(job: ImportJob) -> bool:
    """Return whether a run gives no sign of life: no worker took it, or it died."""
    patience = UNTAKEN if job.claim is None else SILENCE
    return job.is_running and timezone.now() - job.touched_at > patience


def resume(*, job: ImportJob) -> None:
    """Run here and now what no worker took."""
    if is_silent(job):
        run(job.pk)


@task()
def walk(job_id: int, language: str) -> None:
    with translation.override(language):
        run(job_id)


def run(job_id: int) -> None:
    """Do the dry run or the import an ImportJob waits for; a failure is kept on it in words."""
    job = ImportJob.objects.select_related("user").filter(pk=job_id).first()
    if job is None or not job.is_running:
        return
    claim = uuid.uuid4()
    ImportJob.objects.filter(pk=job.pk).update(claim=claim, touched_at=timezone.now())
    writes = job.state == ImportState.IMPORTING
    try:
        _walk(job, claim, writes=writes)
    except TakenOver:
        return
    except Exception as error:
        log.exception("import %s stopped", job.uuid)
        words = (
            " ".join(error.messages)
            if isinstance(error, ValidationError)
            else __(
                "The work was interrupted. What is in stays in; start again to bring in the rest."
            )
        )
        state = (
            ImportState.FAILED
            if writes or not isinstance(error, ValidationError)
            else ImportState.UPLOADED
        )
        ImportJob.objects.filter(pk=job.pk, claim=claim).update(
            state=state, failure=words[:500], read_back=_read_back(job)
        )


def _walk(job: ImportJob, claim: uuid.UUID, *, writes: bool) -> None:
    sheet = sheet_of(job.sheet, job.user)
    if not may(job.user, May.ADD, sheet.model):
        raise ValidationError(__("Your account may not do this any more."))
    _book, grid = read(job)
    mapping = {int(number): name for number, name in job.mapping.items()}
    collector = Collector(sheet, grid, mapping)

    def alive(done: int) -> None:
        mine = ImportJob.objects.filter(pk=job.pk, claim=claim)
        if not mine.update(done_rows=done, touched_at=timezone.now()):
            raise TakenOver

    engine = Engine(
        sheet,
        grid,
        mapping,
        words=job.words,
        writer=Writer(job.user, job.uuid, __("Import: %(file)s") % {"file": job.original_name})
        if writes
        else None,
        on_row=collector.take,
        on_progress=alive,
    )
    counts = engine.run().as_dict()
    job.refresh_from_db(fields=["claim"])
    if job.claim != claim:
        raise TakenOver
    job.preview = collector.preview()
    job.total_rows = job.done_rows = sum(counts.values())
    if job.errors_file:
        job.errors_file.delete(save=False)
    if collector.errors is not None:
        job.errors_file.save("", ContentFile(collector.errors.content()), save=False)
    if writes:
        job.written, job.read_back = counts, _read_back(job)
        job.state, job.finished_at = ImportState.DONE, timezone.now()
        _remember(job)
    else:
        job.checked, job.state = counts, ImportState.CHECKED
    job.save()


def _remember(job: ImportJob) -> None:
    """Let the import stand among the changes of many rows, where it is told row by row and taken back."""
    wrote = sum(job.read_back.values())
    if wrote and not Batch.objects.filter(pk=job.uuid).exists():
        bulk.remember(
            outcome=bulk.BulkOutcome(job.uuid, wrote, job.written.get("same", 0)),
            kind=BatchKind.IMPORT,
            by=job.user,
            reason=job.original_name,
            list_name=sheet_of(job.sheet, job.user).list_url,
        )
        record(
            SecurityKind.IMPORT,
            request=request_now(),
            user=job.user,
            detail=f"{job.sheet}: {wrote}, {job.original_name}",
        )


def _read_back(job: ImportJob) -> dict[str, int]:
    """Return what the history holds of this import: rows entered and rows changed."""
    sheet = sheet_of(job.sheet, job.user)
    written = sheet.model.history.filter(request_stamp=job.uuid)  # type: ignore[attr-defined]
    return {
        "new": written.filter(history_type="+").count(),
        "changed": written.filter(history_type="~").count(),
    }


def forget_old(*, user: Any) -> None:
    """Delete the files of the user's old imports; what they wrote stays, with its history."""
    before = timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    for job in ImportJob.objects.filter(user=user, created_at__lt=before).exclude(file="")[:20]:
        job.file.delete(save=False)
        if job.errors_file:
            job.errors_file.delete(save=False)
        job.preview = []
        job.save(update_fields=["file", "errors_file", "preview"])

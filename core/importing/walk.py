"""The walk over a table as a job: the dry run or the import, what came of it, and its end.

One run writes at a time (`core.records.jobs`). Where a run ended, the next one goes on behind the last batch
that stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action as May
from core.access import may
from core.importing.engine import Engine
from core.importing.looks import columns_of, read
from core.importing.models import ImportJob, ImportState
from core.importing.named import sheet_of
from core.importing.report import Collector
from core.importing.rows import Kind, Row, Writer
from core.people.security import record
from core.people.security_log import SecurityKind
from core.records import bulk
from core.records.batches import Batch, BatchKind
from core.records.jobs import kinds
from core.records.jobs.kinds import Cancelled, JobOutcome, Work
from core.records.jobs.models import Job
from core.tools.formats import number
from core.tools.rows.history import request_now


def carry_out(work: Work, also: Callable[[Row], None] = lambda row: None) -> JobOutcome:
    """Do the dry run or the import a job was asked for; one that is over meanwhile says so.

    `also` is told of each row.
    """
    job = ImportJob.objects.select_related("user").filter(work=work.job).first()
    if job is None:
        return JobOutcome()
    if not job.is_running:  # an earlier run did it all, and was killed before it could say so
        return JobOutcome(told(job))
    writes = job.state == ImportState.IMPORTING
    sheet = sheet_of(job.sheet, job.user)
    if not may(job.user, May.ADD, sheet.model):
        raise ValidationError(__("Your account may not do this any more."))
    _book, grid = read(job)
    mapping = {int(number): name for number, name in job.mapping.items()}
    job.columns = columns_of(sheet, grid, mapping)
    collector = Collector(sheet, grid, mapping)

    def take(row: Row) -> None:
        collector.take(row)
        also(row)

    def wrote(done: int) -> None:
        work.hold(done=done)
        ImportJob.objects.filter(pk=job.pk).update(written_rows=done)

    engine = Engine(
        sheet,
        grid,
        mapping,
        words=job.words,
        readings=job.readings,
        writer=Writer(job.user, job.uuid, __("Import: %(file)s") % {"file": job.original_name})
        if writes
        else None,
        written=job.written_rows if writes else 0,
        on_row=take,
        on_progress=lambda done: work.tell(max(done, job.written_rows if writes else 0)),
        on_write=wrote,
    )
    counts = engine.run().as_dict()
    errors = collector.errors.content() if collector.errors is not None else b""
    with transaction.atomic():
        work.hold()
        job.preview, job.told = collector.preview(), collector.of_columns()
        job.asked = collector.asked
        job.total_rows = sum(counts.values())
        if job.errors_file:
            job.errors_file.delete(save=False)
        if errors:
            job.errors_file.save("", ContentFile(errors), save=False)
        if writes:
            job.read_back = _read_back(job)
            job.written = _with_earlier(counts, job.read_back)
            job.state, job.finished_at = ImportState.DONE, timezone.now()
            job.written_rows = job.total_rows
            _remember(job)
        else:
            job.checked, job.state = counts, ImportState.CHECKED
        job.save()
    return JobOutcome(told(job))


def line_of(job: ImportJob, line: int) -> list[dict[str, Any]]:
    """Return what a line of the file holds as the dry run understands it; nothing is written."""
    sheet = sheet_of(job.sheet, job.user)
    _book, grid = read(job)
    mapping = {int(number): name for number, name in job.mapping.items()}
    collector = Collector(sheet, grid, mapping)
    engine = Engine(
        sheet,
        grid,
        mapping,
        words=job.words,
        readings=job.readings,
        on_row=collector.take,
        only=line,
    )
    engine.run()
    return collector.preview()


def told(job: ImportJob) -> str:
    """Return the counts of an import in one line: "775 new · 3 faulty"."""
    words = kind_words()
    return " · ".join(f"{number(n)} {words[kind].lower()}" for kind, n in job.counts.items() if n)


def kind_words() -> dict[str, str]:
    return {
        Kind.NEW: __("New"),
        Kind.CHANGED: __("Changed"),
        Kind.SAME: __("Unchanged"),
        Kind.FAULTY: __("Faulty"),
    }


def _with_earlier(counts: dict[str, int], read_back: dict[str, int]) -> dict[str, int]:
    """Return the counts of a whole import, whose earlier rows this walk found as they were written before.

    What the history holds of the import is what went in, by whichever run.
    """
    good = sum(counts.values()) - counts[Kind.FAULTY]
    return {
        **read_back,
        Kind.SAME.value: max(0, good - sum(read_back.values())),
        Kind.FAULTY.value: counts[Kind.FAULTY],
    }


def ended(work: Job, error: Exception) -> None:
    """Tell the import that its walk failed or was cancelled; what is in stays in."""
    job = ImportJob.objects.select_related("user").filter(work=work).first()
    if job is None or not job.is_running:
        return
    writes = job.state == ImportState.IMPORTING
    if isinstance(error, ValidationError):
        job.failure = " ".join(error.messages)[:500]
    elif isinstance(error, Cancelled):
        job.failure = __("Cancelled. What is in stays in; start again to bring in the rest.")
    else:
        job.failure = __(
            "The work was interrupted. What is in stays in; start again to bring in the rest."
        )
    starts_over = isinstance(error, ValidationError | Cancelled) and not writes
    job.state = ImportState.UPLOADED if starts_over else ImportState.FAILED
    job.read_back = _read_back(job)
    job.save(update_fields=["failure", "state", "read_back"])


def address(work: Job) -> str:
    """Return the address of the import that a job walks."""
    return reverse("core:import-of-job", args=[work.uuid])


KIND = kinds.register(
    kinds.JobKind(
        "import",
        _("Import of a table"),
        carry_out,
        counted=_("%(done)s of %(total)s rows"),
        stopped=_("Stopped at row %(done)s of %(total)s; what is in stays in."),
        short=settings.IMPORT_MAX_ROWS,
        ended=ended,
        address=address,
    )
)


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


def forget_old() -> int:
    """Delete the files of old imports; return of how many. What they wrote stays, with its history."""
    before = timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = ImportJob.objects.filter(created_at__lt=before).exclude(file="")
    found = list(old)
    for job in found:
        job.file.delete(save=False)
        if job.errors_file:
            job.errors_file.delete(save=False)
        ImportJob.objects.filter(pk=job.pk).update(file="", errors_file="", preview=[])
    return len(found)

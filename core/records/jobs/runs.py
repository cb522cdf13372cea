"""The runs of jobs: taking one up, doing it, keeping what came of it.

A job is taken by one conditional UPDATE, on either database: of two workers one finds it taken. What a run
writes on it counts only under its own claim. A run beats while it works; one that has fallen silent is taken up by the
next worker, which finds what is finished.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from core.access import is_current
from core.records.jobs import kinds
from core.records.jobs.kinds import Cancelled, HandedBack, JobOutcome, TakenOver, Work
from core.records.jobs.models import BEAT, SILENCE, Job, JobPart, JobState, Worker
from core.tools.press import LayoutEnded
from core.tools.turns import Busy, TooMany

log = logging.getLogger(__name__)
LATELY = dt.timedelta(minutes=10)  # so long a turn counts against the next one of its account
MOST_IN_VAIN = 5  # a job whose runs died so often before anything was done is the likely cause


class GivenUp(ValidationError):
    """The runs of a job were ended from outside too often; only the Secretariat has it tried again."""


def take(
    job: Job, *, worker: Worker | None = None, is_ending: Callable[[], bool] = lambda: False
) -> Work | None:
    """Return a run of a job that waits or was left by a dead run; None where another one was faster."""
    claim, now = uuid.uuid4(), timezone.now()
    taken = (
        Job.objects.to_take()
        .filter(pk=job.pk)
        .update(
            state=JobState.RUNNING,
            claim=claim,
            worker=worker,
            beat_at=now,
            started_at=Coalesce("started_at", now),
            runs=F("runs") + 1,
            in_vain=F("in_vain") + 1,
        )
    )
    if not taken:
        return None
    return Work(
        Job.objects.select_related("owner").get(pk=job.pk),
        claim,
        is_ending=is_ending,
    )


def do(work: Work) -> None:
    """Do a job that was taken; what comes of it is kept on it. Raises nothing the work raises."""
    job, kind = work.job, kinds.kind_of(work.job)
    with translation.override(job.language), _beating(work):
        try:
            if kind is None:
                raise ValidationError(__("This kind of work is not done any more."))
            if job.in_vain > MOST_IN_VAIN:
                raise GivenUp(
                    __(
                        "The work was ended from outside %(times)s times. Ask the Secretariat before trying again."
                    )
                    % {"times": MOST_IN_VAIN}
                )
            if job.wants_end:
                raise Cancelled
            if job.owner is not None and not is_current(job.owner):
                raise ValidationError(__("Your account may not do this any more."))
            _keep(work, kind.run(work))
        except TakenOver:
            log.info("job %s: another run goes on", job.uuid)
        except (HandedBack, Busy, TooMany):
            work.rows().update(state=JobState.WAITING, claim=None, in_vain=0)
        except (OperationalError, InterfaceError, LayoutEnded):
            # No fault of the work is known: a database that was away or locked, a layout ended from outside.
            log.exception("job %s (%s) waits for another run", job.uuid, job.kind)
            with suppress(DatabaseError, InterfaceError):
                work.rows().update(state=JobState.WAITING, claim=None)
        except Cancelled as error:
            _end(work, JobState.CANCELLED, error)
        except Exception as error:
            if not isinstance(error, ValidationError):
                log.exception("job %s (%s) failed", job.uuid, job.kind)
            _end(work, JobState.FAILED, error)


def _keep(work: Work, outcome: JobOutcome) -> None:
    job = work.job
    if outcome.content:
        job.result.save("", ContentFile(outcome.content), save=False)
    with transaction.atomic():
        work.hold(
            state=JobState.DONE,
            finished_at=timezone.now(),
            said=outcome.said[:300],
            failure="",
            step="",
            done=job.total,
            in_vain=0,
            result=job.result.name or "",
            result_name=outcome.name[:120],
            result_type=outcome.mime,
        )
    forget_parts(job)


def _end(work: Work, state: JobState, error: Exception) -> None:
    job, kind = work.job, kinds.kind_of(work.job)
    words = " ".join(error.messages) if isinstance(error, ValidationError) else ""
    if state == JobState.FAILED and not words:
        words = __("The work was interrupted by a fault of the system. It can be tried again.")
    # A run that ended by itself was not ended from outside.
    outlived = {} if isinstance(error, (GivenUp, Cancelled)) else {"in_vain": 0}
    told = {"failure": words[:500], "step": "", **outlived}
    try:
        with transaction.atomic():
            work.hold(state=state, finished_at=timezone.now(), **told)
            if kind is not None and kind.ended is not None:
                kind.ended(job, error)
    except TakenOver:
        return
    if state == JobState.CANCELLED:
        forget_parts(job)


def forget_parts(job: Job) -> None:
    """Delete the files of finished parts; that they are finished stays known."""
    for part in JobPart.objects.filter(job=job).exclude(file=""):
        part.file.delete(save=False)
        JobPart.objects.filter(pk=part.pk).update(file="")


def next_work(worker: Worker, *, is_ending: Callable[[], bool] = lambda: False) -> Work | None:
    """Return the next job for a worker, taken; None where nothing waits."""
    for job in _line():
        if work := take(job, worker=worker, is_ending=is_ending):
            return work
    return None


def _line() -> list[Job]:
    """Return what may be taken: the oldest work of the account that had the fewest turns lately comes first.

    Timed work is nobody's: it waits for no more than what is as near to its turn and older.
    """
    now = timezone.now()
    at_work = Q(state=JobState.RUNNING, beat_at__gte=now - SILENCE)
    lately = Q(started_at__isnull=False, finished_at__gte=now - LATELY)
    owners = Job.objects.filter(at_work | lately, owner__isnull=False).order_by()
    had = Counter(owners.values_list("owner_id", flat=True))
    waiting = Job.objects.to_take().defer("args").order_by("created_at", "pk")
    return sorted(waiting, key=lambda job: had[job.owner_id] if job.owner_id else 0)


@contextmanager
def _beating(work: Work) -> Iterator[None]:
    """Let a thread tell that the run is alive while it works, however long its steps are."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT.total_seconds()):
            try:
                now = timezone.now()
                work.rows().update(beat_at=now)
                if (worker := work.job.worker_id) is not None:
                    Worker.objects.filter(pk=worker).update(seen_at=now)
            except DatabaseError:  # away or busy: the next beat tells
                log.info("job %s: a beat was missed", work.job.uuid)
            finally:
                connection.close()

    pulse = threading.Thread(target=beat, daemon=True, name=f"beat-{work.job.pk}")
    pulse.start()
    try:
        yield
    finally:
        over.set()
        pulse.join()

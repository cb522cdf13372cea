"""Asking for long work, taking it up, doing it, ending it. The row of a job is its place in the line.

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
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as __

from core.access import Reader, is_current, is_national, only_region
from core.people.users import User
from core.records.jobs import kinds
from core.records.jobs.kinds import Cancelled, HandedBack, Outcome, TakenOver, Work
from core.records.jobs.models import BEAT, OPEN, SILENCE, Job, JobPart, JobState, Worker
from core.tools.formats import number
from core.tools.press import LayoutEnded
from core.tools.turns import Busy, TooMany, Turns

log = logging.getLogger(__name__)
MOST_OF_ONE = 10  # jobs of one account in line or under way
_IN_REQUESTS = Turns(at_once=1, waiting=0, seconds=0)  # jobs done by a web worker itself
LATELY = dt.timedelta(minutes=10)  # so long a turn counts against the next one of its account
MOST_IN_VAIN = 5  # a job whose runs died so often before anything was done is the likely cause


class GivenUp(ValidationError):
    """The runs of a job were ended from outside too often; only the Secretariat has it tried again."""


def ask(
    *,
    kind: str,
    owner: Any,
    title: Any,
    args: dict[str, Any],
    total: int = 0,
) -> Job:
    """Return a new job in line, or the very same one where it stands there already.

    Raises ValidationError where the account has too many in line.
    """
    with transaction.atomic():
        # Those who ask for one account at the same moment are counted one after the other.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
        same = Job.objects.filter(owner=owner, kind=kind).order_by("-created_at", "-pk")
        last = next((job for job in same[: 2 * MOST_OF_ONE] if job.args == args), None)
        if last is not None and last.is_open:
            return last
        if Job.objects.filter(owner=owner, state__in=OPEN).count() >= MOST_OF_ONE:
            raise ValidationError(
                __(
                    "%(count)s jobs of yours are waiting or under way; wait until one of them is done."
                )
                % {"count": MOST_OF_ONE},
                code="quota",
            )
        return Job.objects.create(
            kind=kind,
            owner=owner,
            title=str(title)[:200],
            args=args,
            total=total,
            in_vain=last.in_vain if last is not None else 0,
            region_id=only_region(owner),
            language=translation.get_language() or settings.LANGUAGE_CODE,
        )


def hand_over(job: Job) -> None:
    """Leave a job to the workers; where none is meant to run (`TASK_WORKER=0`), do short work now."""
    if not settings.TASK_WORKER and is_short(job):
        run_now(job)


def is_short(job: Job) -> bool:
    """Return whether a job may be done in a request."""
    kind = kinds.kind_of(job)
    return kind is not None and job.total <= kind.short and kind.short > 0


def waits_in_vain(job: Job) -> bool:
    """Return whether nobody is there to take the job up."""
    return (job.state == JobState.WAITING or job.is_stopped) and not Worker.alive().exists()


def run_in_request(job: Job) -> bool:
    """Do a job that waits in vain, one at a time in a web worker; False where that is not so, or another is at work."""
    if not waits_in_vain(job):
        return False
    try:
        with _IN_REQUESTS.take():
            return run_now(job)
    except Busy:
        return False


def run_now(job: Job) -> bool:
    """Do a job here; return False where somebody else is at it or it is over."""
    work = take(job)
    if work is None:
        return False
    do(work)
    return True


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


def _keep(work: Work, outcome: Outcome) -> None:
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


def cancel(job: Job) -> bool:
    """End a job: at once where it waits, at its next step where it is under way; False where it is over."""
    with transaction.atomic():
        held = Job.objects.select_for_update().get(pk=job.pk)
        if not held.is_open:
            return False
        if held.state == JobState.RUNNING and not held.is_stopped:
            return bool(
                Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(wants_end=True)
            )
        is_mine = Job.objects.to_take().filter(pk=job.pk)
        if not is_mine.update(
            state=JobState.CANCELLED, finished_at=timezone.now(), claim=None, wants_end=True
        ):
            return False
        kind = kinds.kind_of(held)
        if kind is not None and kind.ended is not None:
            kind.ended(held, Cancelled())
    forget_parts(held)
    return True


def retry(job: Job, *, by: Reader) -> bool:
    """Put a job that failed or was cancelled in line again; what it finished is not done again.

    How many of its runs were ended from outside is forgotten for the Secretariat alone.
    """
    is_over = job.state in (JobState.FAILED, JobState.CANCELLED)
    if not is_over or not again(job, forgets=is_national(by)):
        return False
    hand_over(job)
    return True


def again(job: Job, *, forgets: bool = True) -> bool:
    """Set a job that is over back to waiting; return False where somebody was faster."""
    set_back = Job.objects.filter(pk=job.pk, state=job.state).exclude(state__in=OPEN)
    found = set_back.update(
        state=JobState.WAITING,
        claim=None,
        failure="",
        wants_end=False,
        finished_at=None,
        started_at=None,
        noted_at=None,
        **({"runs": 0, "in_vain": 0} if forgets else {}),
    )
    job.refresh_from_db()
    return bool(found)


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


def progress(job: Job) -> str:
    """Return in a sentence how far a job is, "" where there is nothing to count."""
    kind = kinds.kind_of(job)
    if kind is None or not job.total:
        return ""
    told = kind.stopped if job.is_stopped or job.state == JobState.FAILED else kind.counted
    return str(told) % {"done": number(job.done), "total": number(job.total)}


def result_name(job: Job) -> str:
    stem, dot, extension = job.result_name.rpartition(".")
    return f"{slugify(stem) or 'hasil'}{dot}{extension}"

"""Asking for long work, handing it over, ending it, trying again. The row of a job is its place in the line."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as __

from core.access import Reader, is_national, only_region
from core.people.users import User
from core.records.jobs import kinds, runs
from core.records.jobs.kinds import Cancelled
from core.records.jobs.models import OPEN, Job, JobState, Worker
from core.tools.formats import Words, number
from core.tools.turns import Busy, Turns

MOST_OF_ONE = 10  # jobs of one account in line or under way
_IN_REQUESTS = Turns(at_once=1, waiting=0, seconds=0)  # jobs done by a web worker itself


def ask(
    *,
    kind: str,
    owner: User,
    title: Words,
    args: dict[str, object],
    total: int = 0,
    is_limited: bool = True,
) -> Job:
    """Return a new job in line, or the very same one where it stands there already.

    Raises ValidationError where the account has too many in line; what only follows from a deed is not
    `is_limited`.
    """
    with transaction.atomic():
        # Those who ask for one account at the same moment are counted one after the other.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
        same = Job.objects.filter(owner=owner, kind=kind).order_by("-created_at", "-pk")
        last = next((job for job in same[: 2 * MOST_OF_ONE] if job.args == args), None)
        if last is not None and last.is_open:
            return last
        in_line = Job.objects.filter(owner=owner, state__in=OPEN)
        if is_limited and in_line.count() >= MOST_OF_ONE:
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
    work = runs.take(job)
    if work is None:
        return False
    runs.do(work)
    return True


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
    runs.forget_parts(held)
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

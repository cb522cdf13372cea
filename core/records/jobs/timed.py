"""Work that comes by the clock: a rhythm for each kind, and one job for each time it is due.

Whoever finds that work is due moves its clock on by one conditional UPDATE and puts the job in line in the same
transaction: of two schedulers one finds it moved. A job is one of its slot besides (a constraint). What was missed
while nobody ran is caught up once; the clock then goes on from now.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.jobs import kinds, queue
from core.records.jobs.kinds import JobKind, JobOutcome, Work
from core.records.jobs.models import Job, TimedWork
from core.tools import formats
from core.tools.formats import Words
from core.tools.rows.values import value_class

log = logging.getLogger(__name__)
# Put in line so much after its time, work was missed and is caught up.
MISSED = dt.timedelta(minutes=30)
MONDAY, SUNDAY = 0, 6


@value_class
class Rhythm:
    """Daily at a time of the local clock, or weekly on a weekday (0 is Monday)."""

    at: dt.time
    weekday: int | None = None

    @property
    def days(self) -> int:
        return 1 if self.weekday is None else 7

    def last(self, now: dt.datetime) -> dt.datetime:
        """Return when the work was due last, at `now` or before."""
        local = timezone.localtime(now)
        day = local.date()
        if self.weekday is not None:
            day -= dt.timedelta(days=(day.weekday() - self.weekday) % 7)
        found = self._at(day)
        return found if found <= now else self._at(day - dt.timedelta(days=self.days))

    def next(self, now: dt.datetime) -> dt.datetime:
        """Return when the work is due next, after `now`."""
        return self._at(timezone.localtime(self.last(now)).date() + dt.timedelta(days=self.days))

    def _at(self, day: dt.date) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day, self.at))

    @override
    def __str__(self) -> str:
        clock = time_format(self.at, "TIME_FORMAT")
        if self.weekday is None:
            return __("daily at %(time)s") % {"time": clock}
        return __("every %(day)s at %(time)s") % {"day": _DAYS[self.weekday], "time": clock}


_DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_rhythms: dict[str, Rhythm] = {}
_upkeep: list[Callable[[], object]] = []


def register(
    name: str, label: Words, rhythm: Rhythm, run: Callable[[Work], JobOutcome], **more: Any
) -> None:
    """Make work known that comes by the clock; `more` as in `JobKind`."""
    kinds.register(JobKind(name, label, run, **more))
    _rhythms[name] = rhythm


def register_upkeep(run: Callable[[], object]) -> None:
    """Make small work known that a worker does at every look at the clock; it finds out itself whether there is any."""
    _upkeep.append(run)


def keep_up() -> None:
    """Do what `register_upkeep` was told; what fails is told in the log and tried again, other work goes on."""
    for run in _upkeep:
        try:
            run()
        except Exception:
            log.exception("Upkeep failed.")


def names() -> list[str]:
    return list(_rhythms)


def rhythm_of(kind: str) -> Rhythm | None:
    return _rhythms.get(kind)


def clocks() -> dict[str, TimedWork]:
    """Return when each kind is due next, with its last job; one query."""
    return {row.kind: row for row in TimedWork.objects.select_related("last_job")}


def put_due() -> list[Job]:
    """Put in line what is due and has not been; return the jobs this call has put there."""
    now = timezone.now()
    clocks = {clock.kind: clock for clock in TimedWork.objects.all()}
    return [job for kind in _rhythms if (job := _put_one(kind, clocks.get(kind), now))]


def _put_one(kind: str, clock: TimedWork | None, now: dt.datetime) -> Job | None:
    rhythm = _rhythms[kind]
    if clock is None:
        # Known for the first time: it begins with its next time, nothing was missed.
        TimedWork.objects.get_or_create(kind=kind, defaults={"next_run_at": rhythm.next(now)})
        return None
    if clock.next_run_at > now:
        return None
    try:
        with transaction.atomic():
            mine = TimedWork.objects.filter(pk=clock.pk, next_run_at=clock.next_run_at)
            if not mine.update(next_run_at=rhythm.next(now)):
                return None
            job = Job.objects.create(kind=kind, slot=clock.next_run_at)
            TimedWork.objects.filter(pk=clock.pk).update(last_job=job)
            return job
    except IntegrityError:
        return None  # somebody did the work of this slot by hand


def put_now(kind: str) -> Job:
    """Put timed work in line for the time it was due last: what was done for that time is not done again.

    Raises LookupError.
    """
    now, rhythm = timezone.now(), _rhythms[kind]
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(kind=kind, slot=rhythm.last(now))
        TimedWork.objects.get_or_create(kind=kind, defaults={"next_run_at": rhythm.next(now)})
        TimedWork.objects.filter(kind=kind).update(last_job=job)
    if not is_new:
        queue.again(job)
    return job


def was_missed(job: Job) -> str:
    """Return in a sentence that timed work was caught up, "" where it ran in its time."""
    if job.slot is None or job.created_at - job.slot < MISSED:
        return ""
    return __("Caught up: it was due on %(moment)s.") % {"moment": formats.moment(job.slot)}

"""What the page of jobs says of a job and of timed work, in words that are true at the moment they are read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from core.records.jobs import kinds, queue, tidying, timed
from core.records.jobs.models import Job, JobState, Worker
from core.tools.formats import Words
from core.tools.rows.values import value_class
from core.tools.tables import Badge

_TONES = {
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.RUNNING: "info",
    JobState.WAITING: "part",
    JobState.CANCELLED: "none",
}


@value_class
class Clock:
    """A line of timed work: what, how often, and how it went last."""

    kind: str
    label: Words
    rhythm: str
    next_run_at: dt.datetime | None
    is_overdue: bool
    last: Job | None
    badge: Badge | None
    missed: str


def kind_word(job: Job) -> str:
    kind = kinds.kind_of(job)
    return str(kind.label) if kind else job.kind


def what(job: Job) -> str:
    return job.title or kind_word(job)


def kind_note(job: Job) -> str:
    """Return the kind where the job has a name of its own."""
    return kind_word(job) if job.title else ""


def result_words(job: Job) -> str:
    """Return why it failed, what came of it, or the name of the file that waits."""
    return job.failure or job.said or (queue.result_name(job) if job.has_result else "")


def state_badge(job: Job) -> Badge:
    if job.is_stopped:
        return Badge(pgettext("of a job", "Stopped"), "bad")
    return Badge(job.get_state_display(), _TONES[JobState(job.state)])


def how_long(job: Job) -> str:
    """Return how long a job took, or has been at it, in words; "" before it began."""
    if job.started_at is None:
        return ""
    end = job.finished_at or (job.beat_at if job.is_stopped else None) or timezone.now()
    seconds = max(1, round((end - job.started_at).total_seconds()))
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def build_clocks() -> list[Clock]:
    """Return every kind of timed work with its rhythm, next and last run, one query."""
    now = timezone.now()
    rows = timed.clocks()
    found = []
    for name in timed.names():
        row = rows.get(name)
        last = row.last_job if row else None
        next_run = row.next_run_at if row else None
        found.append(
            Clock(
                kind=name,
                label=kinds.kind_named(name).label,
                rhythm=str(timed.rhythm_of(name)),
                next_run_at=next_run,
                is_overdue=next_run is not None and now - next_run > timed.MISSED,
                last=last,
                badge=state_badge(last) if last else None,
                missed=timed.was_missed(last) if last else "",
            )
        )
    return found


def system_health() -> dict[str, object]:
    """Return what a watcher asks: workers alive, hours since the last backup, what waits, how timed work went last."""
    saved, waiting = tidying.last_done("backup"), Job.objects.filter(state=JobState.WAITING)
    hours = None if saved is None else round((timezone.now() - saved) / dt.timedelta(hours=1), 1)
    return {
        "workers": Worker.alive().count(),
        "backup_hours": hours,
        "waiting": waiting.count(),
        "stopped": Job.objects.all().stopped().count(),
        "timed": {clock.kind: clock.last.state if clock.last else None for clock in build_clocks()},
    }

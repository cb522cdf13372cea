"""What of the own long work waits for its owner: what stopped or failed, and results nobody has fetched yet."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as __

from aksansi.jobs.jobs import what
from core.people.users import User
from core.records.jobs import queue
from core.records.jobs.models import RESULT_KEPT, SILENCE, Job, JobState
from core.tools.formats import moment
from core.tools.todo import Task

SHOWN = 5
ASKED = "asked"


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return a task for each own job that needs its owner; gone when it was noted, goes on, or a week is over."""
    now = timezone.now()
    silent = Q(state=JobState.RUNNING, beat_at__lt=now - SILENCE)
    over = Q(noted_at=None, finished_at__gte=now - RESULT_KEPT)
    ready = Q(state=JobState.DONE) & ~Q(result="") & over
    failed = Q(state=JobState.FAILED) & over
    jobs = (
        Job.objects.visible_to(user)
        .filter(silent | ready | failed, owner=user)
        .order_by("-created_at")
    )
    return [_task(job) for job in jobs[:SHOWN]]


def _task(job: Job) -> Task:
    if job.state == JobState.DONE:
        title = __("Fetch the result: %(what)s") % {"what": what(job)}
        note = __("Kept until %(at)s.") % {"at": moment(job.kept_until)}
        return Task(title, job.get_absolute_url(), note, tone=ASKED)
    if job.state == JobState.FAILED:
        title = __("See why it failed: %(what)s") % {"what": what(job)}
        return Task(title, job.get_absolute_url(), job.failure, tone=ASKED)
    title = __("Look at stopped work: %(what)s") % {"what": what(job)}
    return Task(title, job.get_absolute_url(), queue.progress(job), tone=ASKED)

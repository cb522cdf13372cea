"""What is deleted of jobs: results after a week, whole jobs later, workers that are gone."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.records.jobs.models import (
    JOB_KEPT,
    OPEN,
    RESULT_KEPT,
    Job,
    JobPart,
    JobState,
    Worker,
)

GONE = dt.timedelta(days=2)  # a worker that gave no sign of life for so long is no news any more


def forget_results() -> int:
    """Delete the files of results and parts that are kept no longer; return how many results went."""
    before = timezone.now() - RESULT_KEPT
    over = Job.objects.exclude(state__in=OPEN).filter(finished_at__lt=before)
    for part in JobPart.objects.filter(job__in=over).exclude(file=""):
        part.file.delete(save=False)
        JobPart.objects.filter(pk=part.pk).update(file="")
    found = list(over.exclude(result=""))
    for job in found:
        job.result.delete(save=False)
        Job.objects.filter(pk=job.pk).update(result="")
    return len(found)


def failed_since(moment: dt.datetime, *, but: str = "") -> int:
    """Return how many jobs failed since a moment, other than those of the kind `but`."""
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=moment)
    return failed.exclude(kind=but).count()


def last_done(kind: str) -> dt.datetime | None:
    """Return when work of a kind ended well last; None where it never did."""
    done = Job.objects.filter(kind=kind, state=JobState.DONE).order_by("-finished_at")
    return done.values_list("finished_at", flat=True).first()


def note(job: Job) -> None:
    """Keep that its owner fetched the result, or took note that it failed."""
    Job.objects.filter(pk=job.pk).update(noted_at=timezone.now())


def forget_jobs() -> int:
    """Delete old jobs and workers that are gone; return how many jobs went."""
    now = timezone.now()
    Worker.objects.filter(seen_at__lt=now - GONE).delete()
    old = Job.objects.exclude(state__in=OPEN).filter(finished_at__lt=now - JOB_KEPT)
    return old.delete()[1].get("core.Job", 0)

"""One piece of work beside the pages, what it has finished so far, the clock of timed work, and the workers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import ScopedQuerySet

# A run tells every BEAT that it is alive. After SILENCE it is taken for dead, and another worker takes its work up.
BEAT, SILENCE = dt.timedelta(seconds=4), dt.timedelta(seconds=20)
# A result is kept so long for whoever asked for it, the line that tells of it somewhat longer.
RESULT_KEPT, JOB_KEPT = dt.timedelta(days=7), dt.timedelta(days=100)


class JobState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a job", "Waiting")
    RUNNING = "running", pgettext_lazy("of a job", "Under way")
    DONE = "done", pgettext_lazy("of a job", "Done")
    FAILED = "failed", pgettext_lazy("of a job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("of a job", "Cancelled")


OPEN = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(ScopedQuerySet):
    scope_path = None
    owner_path = "owner"  # the Secretariat sees all, to be able to help
    made_at = "created_at"

    def to_take(self) -> Self:
        """Return what a worker may take: what waits, and what a run that gives no sign of life has left."""
        silent = Q(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENCE)
        return self.filter(Q(state=JobState.WAITING) | silent)

    def stopped(self) -> Self:
        """Return what was under way and gives no sign of life."""
        return self.filter(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENCE)


class Worker(models.Model):
    """A worker process and its pulse."""

    name = models.CharField(_("worker"), max_length=80)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        return self.ended_at is None and timezone.now() - self.seen_at <= SILENCE

    @classmethod
    def recent(cls) -> models.QuerySet[Worker]:
        """Return the workers that gave a sign of life in the last 24 hours."""
        return cls.objects.filter(seen_at__gte=timezone.now() - dt.timedelta(days=1))

    @classmethod
    def alive(cls) -> models.QuerySet[Worker]:
        """Return the workers that gave a sign of life just now."""
        return cls.objects.filter(ended_at=None, seen_at__gte=timezone.now() - SILENCE)


def result_path(instance: Job, filename: str) -> str:
    return f"jobs/{instance.uuid.hex[:2]}/{instance.uuid.hex}/result"


def part_path(instance: JobPart, filename: str) -> str:
    return f"jobs/{instance.job.uuid.hex[:2]}/{instance.job.uuid.hex}/{uuid.uuid4().hex}"


class Job(models.Model):
    """`kind` names what is to be done (`core.records.jobs.kinds`), `args` of what.

    `slot` is when timed work was due: one job for each. `claim` names the run that is at it; what it writes on the
    job counts only while it is still its own. `done` of `total` in units of the kind; `in_vain` runs in a row ended
    before anything more was done.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("what"), max_length=200, blank=True)
    args = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="id")
    slot = models.DateTimeField(_("due"), null=True)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    claim = models.UUIDField(null=True, editable=False)
    worker = models.ForeignKey(Worker, models.SET_NULL, null=True, related_name="+")
    runs = models.PositiveSmallIntegerField(_("times taken up"), default=0)
    in_vain = models.PositiveSmallIntegerField(default=0)
    wants_end = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    said = models.CharField(_("result"), max_length=300, blank=True)
    failure = models.CharField(_("reason"), max_length=500, blank=True)
    result = models.FileField(upload_to=result_path, blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    result_type = models.CharField(max_length=100, blank=True)
    # When its owner fetched the result, or took note that it failed.
    noted_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()
    key_field: ClassVar[str] = "uuid"

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=("kind", "slot"), name="core_job_once_a_slot"),
        ]
        indexes = [
            models.Index(fields=("state", "created_at"), name="core_job_in_line"),
            models.Index(fields=("owner", "-created_at"), name="core_job_of_owner"),
        ]

    @override
    def __str__(self) -> str:
        return self.title or self.kind

    def get_absolute_url(self) -> str:
        return reverse("job-detail", args=[self.uuid])

    @property
    def key(self) -> Any:
        return self.uuid

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_stopped(self) -> bool:
        """Whether it was under way and its run gives no sign of life any more."""
        if self.state != JobState.RUNNING:
            return False
        return self.beat_at is None or timezone.now() - self.beat_at > SILENCE

    @property
    def share(self) -> int | None:
        """How much is done, in per cent; None where nobody knows of how much."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def kept_until(self) -> dt.datetime | None:
        """Until when the result can be fetched; None where there is none."""
        return self.finished_at + RESULT_KEPT if self.result and self.finished_at else None

    @property
    def has_result(self) -> bool:
        return self.kept_until is not None and timezone.now() < self.kept_until


class JobPart(models.Model):
    """What a job has finished: a letter of a book with its file, a mail that went out. It is not done again."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=64)
    file = models.FileField(upload_to=part_path, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("job", "name"), name="core_job_part_once")]

    @override
    def __str__(self) -> str:
        return self.name


class TimedWork(models.Model):
    """When work of a kind is due next; its rhythm is declared with the kind (`core.records.jobs.timed`)."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    next_run_at = models.DateTimeField(_("next run"))
    last_job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("timed work")
        verbose_name_plural = _("timed work")

    @override
    def __str__(self) -> str:
        return self.kind

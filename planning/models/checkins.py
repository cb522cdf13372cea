"""The Secretariat looks in on a chapter between two reviews ("mengecek dan membimbing", source 000)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools.partial_dates import in_future
from planning.models.activities import Activity
from planning.models.horizons import OfChapterQuerySet


class Means(models.TextChoices):
    VISIT = "kunjungan", _("Visit")
    CALL = "telepon", _("Phone call")
    MESSAGE = "pesan", _("Message or letter")
    MEETING = "rapat", _("Meeting")


class CheckInQuerySet(OfChapterQuerySet):
    added_nationally = True
    released_path = "is_released"

    def promised(self) -> Self:
        """Return the check-ins whose promise is not kept yet."""
        return self.current().exclude(promise="").filter(kept_on__isnull=True)

    def overdue(self, *, today: dt.date) -> Self:
        return self.promised().filter(promise_due__lt=today)


class CheckIn(Record):
    """What the Secretariat found and advised on a day, and what the chapter promised until when."""

    chapter = models.ForeignKey(
        "chapters.Chapter", models.PROTECT, related_name="check_ins", verbose_name=_("chapter")
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name=_("activity"),
        help_text=_("Empty where it concerns the whole chapter."),
    )
    checked_on = models.DateField(_("checked on"))
    means = models.CharField(_("how"), max_length=10, choices=Means.choices)
    found = models.TextField(_("what was found and advised"), max_length=4000)
    is_released = models.BooleanField(
        _("also for the regional government"),
        default=False,
        help_text=_("Otherwise it stays between the Secretariat and the chapter."),
    )
    promise = models.CharField(
        _("what the chapter promised"), max_length=300, blank=True, help_text=_("One action.")
    )
    promise_due = models.DateField(_("until"), null=True, blank=True)
    kept_on = models.DateField(_("kept on"), null=True, blank=True, editable=False)
    kept_how = models.CharField(_("what was done"), max_length=500, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("checked by"),
        editable=False,
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ("-checked_on", "-pk")
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.CheckConstraint(
                name="planning_checkin_promise_has_date",
                condition=Q(promise="", promise_due__isnull=True)
                | (~Q(promise="") & Q(promise_due__isnull=False)),
                violation_error_message=_("A promise needs its date, and a date its promise."),
            ),
            models.CheckConstraint(
                name="planning_checkin_due_after_check",
                condition=Q(promise_due__isnull=True) | Q(promise_due__gte=F("checked_on")),
                violation_error_message=_("The promise is due before it was made."),
            ),
            models.CheckConstraint(
                name="planning_checkin_kept_in_full",
                condition=Q(kept_on__isnull=True, kept_how="")
                | (Q(kept_on__gte=F("checked_on")) & ~Q(kept_how="") & ~Q(promise="")),
                violation_error_message=_("Say on which day it was kept and what was done."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.checked_on:%d/%m/%Y} – {self.chapter.region.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("planning:check-in-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.checked_on):
            raise ValidationError({"checked_on": _("This day is in the future.")})
        activity: Any = self.activity
        if activity is not None and self.chapter_id and activity.plan.chapter_id != self.chapter_id:
            raise ValidationError({"activity": _("The activity belongs to another chapter.")})

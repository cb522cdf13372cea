"""The guided review as in the planning meeting of January 2016 (source 000): seven steps, then minutes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.formats import day
from core.tools.partial_dates import in_future
from core.tools.todo import Reason
from planning.models.children import children
from planning.models.plans import AnnualPlan


class Step(models.TextChoices):
    """The order of the meeting: what was achieved comes before what is planned."""

    ACHIEVED = "capaian", _("Last year's achievement")
    UNFINISHED = "belum-selesai", _("What is unfinished")
    YEAR = "tahun-ini", _("This year's activities")
    GOALS = "jangka-menengah", _("Medium-term goals")
    VISION = "mimpi", _("Long-term dream")
    ADVICE = "saran", _("Advice per activity")
    AGREE = "kesepakatan", pgettext_lazy("outcome of a meeting", "Agreement")


class ReviewMeetingQuerySet(ScopedQuerySet):
    scope_path = "plan__chapter__region"


class ReviewMeeting(Record):
    """One meeting on one annual plan. Open until its minutes are closed; then they are kept as they are."""

    plan = models.ForeignKey(
        AnnualPlan, models.PROTECT, related_name="meetings", verbose_name=_("plan")
    )
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    present = models.TextField(
        _("who took part"),
        max_length=2000,
        blank=True,
        help_text=_("Posts and institutions, one per line; names are not needed."),
    )
    closed_at = models.DateTimeField(_("minutes closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "core.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
        editable=False,
    )

    objects = ReviewMeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = _("planning meeting")
        verbose_name_plural = _("planning meetings")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "held_on"),
                condition=Q(archived_at__isnull=True),
                name="planning_meeting_one_per_day",
                violation_error_message=_("This plan has a meeting on this day already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return __("Meeting of %(date)s – %(plan)s") % {"date": day(self.held_on), "plan": self.plan}

    def get_absolute_url(self) -> str:
        return reverse("planning:review-meeting-detail", args=[self.pk])

    def why_closed(self) -> str:
        """Return the sentence that says why nothing can be noted any more; "" while the meeting is open."""
        if self.archived_at:
            return __("This record is archived. The Secretariat can restore it.")
        if self.closed_at:
            return __("The minutes were closed on %(date)s and are kept as they are.") % {
                "date": day(self.closed_at)
            }
        return ""

    def why_not_close(self) -> list[str]:
        """Return why the minutes cannot be closed yet, each step that is not done with the way there; 1 query."""
        words = __("“%(step)s” is not done yet.")
        return [
            Reason(
                words % {"step": step.label},
                reverse("planning:meeting-step", args=[self.pk, step.value]),
                __("Open the step"),
            )
            for step in self.open_steps()
        ]

    def open_steps(self) -> list[Step]:
        """Return the steps that are not done yet, in order; 1 query."""
        notes = children(ReviewMeeting, "notes").filter(meeting=self, is_done=True)
        done = set(notes.values_list("step", flat=True))
        return [step for step in Step if step not in done]

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.held_on):
            raise ValidationError({"held_on": _("This day is in the future.")})


class MeetingNoteQuerySet(ScopedQuerySet):
    scope_path = "meeting__plan__chapter__region"


class MeetingNote(Record):
    """What was said in one step, and whether the meeting has finished with it."""

    meeting = models.ForeignKey(
        ReviewMeeting, models.CASCADE, related_name="notes", verbose_name=_("planning meeting")
    )
    step = models.CharField(_("step"), max_length=16, choices=Step.choices)
    text = models.TextField(_("notes for the minutes"), max_length=6000, blank=True)
    is_done = models.BooleanField(_("this step is done"), default=False)

    objects = MeetingNoteQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "pk")
        verbose_name = _("note of a meeting")
        verbose_name_plural = _("notes of a meeting")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "step"), name="planning_meeting_step_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("planning:meeting-step", args=[self.meeting_id, self.step])

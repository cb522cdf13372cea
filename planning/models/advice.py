"""The Secretariat's remark on one line of a plan or an account, and the chapter's answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.records.records import Record
from planning.models.achievements import Achievement
from planning.models.activities import Activity
from planning.models.horizons import OfChapterQuerySet


class AdviceAnswer(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not accepted")


class AdviceQuerySet(OfChapterQuerySet):
    released_path = "is_released"

    def open(self) -> AdviceQuerySet:
        """Return the advice that waits for the chapter's answer, on lines that still stand."""
        return self.standing().filter(answer="")

    def standing(self) -> AdviceQuerySet:
        """Return the advice on lines that still stand, of plans and reports that do."""
        gone = (
            Q(activity__archived_at__isnull=False)
            | Q(activity__plan__archived_at__isnull=False)
            | Q(achievement__archived_at__isnull=False)
            | Q(achievement__annual_report__archived_at__isnull=False)
        )
        return self.current().exclude(gone)

    def words_for_open(self, **of: object) -> list[str]:
        """Return ["Answer n pieces of advice first."] or nothing, for the rows that fit `of`."""
        n = self.open().filter(**of).count()
        if not n:
            return []
        text = ngettext(
            "Answer %(n)s piece of advice first.", "Answer %(n)s pieces of advice first.", n
        )
        return [text % {"n": n}]


class Advice(Record):
    """One piece of advice on one activity or one achievement.

    `chapter` repeats the line's chapter, so that the wall and the counts need one path; only
    `services.advise` sets it. No lock covers advice: it is what happens during the review.
    """

    chapter = models.ForeignKey(
        "chapters.Chapter",
        models.PROTECT,
        related_name="advice",
        verbose_name=_("chapter"),
        editable=False,
    )
    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="advice",
        verbose_name=_("activity"),
        editable=False,
    )
    achievement = models.ForeignKey(
        Achievement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="advice",
        verbose_name=_("achievement"),
        editable=False,
    )
    text = models.TextField(_("advice"), max_length=2000)
    is_released = models.BooleanField(
        _("also for the regional government"),
        default=False,
        help_text=_("Otherwise it stays between the Secretariat and the chapter."),
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("advised by"),
        editable=False,
    )
    answer = models.CharField(_("answer"), max_length=8, choices=AdviceAnswer.choices, blank=True)
    reason = models.TextField(_("reason or what was changed"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
        editable=False,
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        constraints = [
            models.CheckConstraint(
                name="planning_advice_on_one_line",
                condition=Q(activity__isnull=False, achievement__isnull=True)
                | Q(activity__isnull=True, achievement__isnull=False),
            ),
            models.CheckConstraint(
                name="planning_advice_answer_dated",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="planning_advice_refusal_has_reason",
                condition=~Q(answer=AdviceAnswer.DECLINED) | ~Q(reason=""),
                violation_error_message=_("Please give the reason."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def get_absolute_url(self) -> str:
        if self.activity_id:
            return reverse("planning:activity-detail", args=[self.activity_id])
        return reverse("planning:achievement-detail", args=[self.achievement_id])

    @property
    def line(self) -> Activity | Achievement:
        line = self.activity or self.achievement
        assert line is not None
        return line

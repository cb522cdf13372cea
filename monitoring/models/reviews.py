"""What review leaves behind: each handing in as it was, remarks on answers, explained contradictions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from monitoring.models.questions import Question
from monitoring.models.visits import Visit
from monitoring.querysets import OfVisitQuerySet


class VisitEdition(models.Model):
    """The answers as they were handed in, numbered; never changed.

    `answers` holds {question pk as text: [value, reason]} in the form of `Answer`.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("number"))
    made_at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answers = models.JSONField(default=dict)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        ordering = ("visit", "number")
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        constraints = [
            models.UniqueConstraint(fields=("visit", "number"), name="monitoring_edition_number")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.visit_id}/{self.number}"


class AnswerRemark(Record):
    """What the reviewer asks to be corrected, at its question; `submission` is the version it is on."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="remarks")
    question = models.ForeignKey(Question, models.PROTECT, related_name="remarks")
    submission = models.PositiveSmallIntegerField(_("submitted version"))
    text = models.TextField(_("remark"), max_length=1000)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        ordering = ("visit", "submission", "question")
        verbose_name = _("remark on an answer")
        verbose_name_plural = _("remarks on answers")
        constraints = [
            models.UniqueConstraint(
                fields=("visit", "submission", "question"), name="monitoring_remark_once"
            ),
            models.CheckConstraint(name="monitoring_remark_says_something", condition=~Q(text="")),
        ]

    @override
    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()


class Explanation(Record):
    """Why answers that contradict each other are right all the same (`monitoring.questionnaire.contradictions`)."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="explanations")
    check_code = models.CharField(_("check"), max_length=40)
    text = models.TextField(_("explanation"), max_length=1000)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        ordering = ("visit", "check_code")
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        constraints = [
            models.UniqueConstraint(
                fields=("visit", "check_code"), name="monitoring_explanation_once"
            ),
            models.CheckConstraint(
                name="monitoring_explanation_says_something", condition=~Q(text="")
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.check_code}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()

    @property
    @override
    def review_root(self) -> models.Model:
        return self.visit

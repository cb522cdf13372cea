"""What a visit came to, by which version of the instrument; computed, kept, explained."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from monitoring.models.instruments import Aspect, Instrument
from monitoring.models.questions import GradeWord
from monitoring.models.visits import Visit
from monitoring.querysets import AspectScoreQuerySet, OfVisitQuerySet

TENTH = {"max_digits": 4, "decimal_places": 1, "null": True, "blank": True}


class VisitScore(models.Model):
    """The score of a visit by one version of its instrument; another version keeps its own beside it.

    `facts`: what other records said when it was scored, as `measures.Facts.kept`. `caps`: [code,
    option, class] of each answer (or aspect, without option) that held the class down.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="scores")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="scores")
    total = models.DecimalField(_("total"), **TENTH)  # type: ignore[arg-type]
    grade = models.CharField(_("class"), max_length=5, choices=GradeWord.choices)
    facts = models.JSONField(default=dict)
    caps = models.JSONField(default=list)
    scored_at = models.DateTimeField(_("scored at"))

    objects = OfVisitQuerySet.as_manager()

    # Loaded by `score_rows.with_aspects`, in the order of the instrument.
    loaded_aspects: list[AspectScore]

    class Meta:
        ordering = ("visit", "-instrument")
        verbose_name = _("score of a visit")
        verbose_name_plural = _("scores of visits")
        constraints = [
            models.UniqueConstraint(
                fields=("visit", "instrument"), name="monitoring_score_once_per_version"
            ),
            models.CheckConstraint(
                name="monitoring_score_total_0_to_100",
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100),
            ),
            models.CheckConstraint(
                name="monitoring_score_class_needs_total",
                condition=Q(grade=GradeWord.OPEN) | Q(total__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=("instrument", "grade"), name="monitoring_score_grade")]

    @override
    def __str__(self) -> str:
        return f"{self.visit_id}: {self.total} ({self.grade})"


class AspectScore(models.Model):
    """One aspect of a visit's score. `answered` and `applicable` are sums of question weights.

    `lines`: [code, option, aspect points gained, lost, total points gained, lost] (text) of each
    question that counted; `unanswered`: [code, why] of those that apply and have no answer.
    """

    score = models.ForeignKey(VisitScore, models.CASCADE, related_name="aspects")
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="scores")
    value = models.DecimalField(_("score"), **TENTH)  # type: ignore[arg-type]
    grade = models.CharField(_("class"), max_length=5, choices=GradeWord.choices)
    answered = models.DecimalField(_("answered weight"), max_digits=8, decimal_places=2)
    applicable = models.DecimalField(_("applicable weight"), max_digits=8, decimal_places=2)
    lines = models.JSONField(default=list)
    unanswered = models.JSONField(default=list)

    objects = AspectScoreQuerySet.as_manager()

    class Meta:
        ordering = ("score", "aspect__order", "aspect")
        verbose_name = _("score of an aspect")
        verbose_name_plural = _("scores of aspects")
        constraints = [
            models.UniqueConstraint(
                fields=("score", "aspect"), name="monitoring_aspect_score_once"
            ),
            models.CheckConstraint(
                name="monitoring_aspect_score_0_to_100",
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=100),
            ),
            models.CheckConstraint(
                name="monitoring_aspect_score_answered_of_applicable",
                condition=Q(answered__lte=models.F("applicable")),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.value}"

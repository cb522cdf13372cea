"""What a visit came to, by which version of the instrument; computed, kept, explained."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from monitoring.models.instruments import Aspect, Instrument
from monitoring.models.questions import GradeWord, Option, Question
from monitoring.models.visits import Visit
from monitoring.querysets import AspectScoreQuerySet, OfVisitQuerySet, ScoreLineQuerySet

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
    """One aspect of a visit's score. `answered` and `applicable` are sums of question weights."""

    score = models.ForeignKey(VisitScore, models.CASCADE, related_name="aspects")
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="scores")
    value = models.DecimalField(_("score"), **TENTH)  # type: ignore[arg-type]
    grade = models.CharField(_("class"), max_length=5, choices=GradeWord.choices)
    answered = models.DecimalField(_("answered weight"), max_digits=8, decimal_places=2)
    applicable = models.DecimalField(_("applicable weight"), max_digits=8, decimal_places=2)

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


class ScoreLine(models.Model):
    """One scored question that applied to a visit: the option it came to with its points, or `why` it has none.

    Points of 100 of the aspect, then of the total; both by the version of the instrument that scored.
    """

    part = models.ForeignKey(AspectScore, models.CASCADE, related_name="lines", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("no answer because"), max_length=8, blank=True)
    aspect_gained = models.DecimalField(_("points of the aspect gained"), **TENTH)  # type: ignore[arg-type]
    aspect_lost = models.DecimalField(_("points of the aspect lost"), **TENTH)  # type: ignore[arg-type]
    gained = models.DecimalField(_("points gained"), **TENTH)  # type: ignore[arg-type]
    lost = models.DecimalField(_("points lost"), **TENTH)  # type: ignore[arg-type]

    objects = ScoreLineQuerySet.as_manager()

    class Meta:
        ordering = ("part", "pk")
        verbose_name = _("line of a score")
        verbose_name_plural = _("lines of scores")
        constraints = [
            models.UniqueConstraint(fields=("part", "question"), name="monitoring_score_line_once"),
            models.CheckConstraint(
                name="monitoring_score_line_points_or_why",
                condition=Q(
                    option__isnull=False,
                    why="",
                    aspect_gained__isnull=False,
                    aspect_lost__isnull=False,
                    gained__isnull=False,
                    lost__isnull=False,
                )
                | Q(
                    ~Q(why=""),
                    option__isnull=True,
                    aspect_gained__isnull=True,
                    aspect_lost__isnull=True,
                    gained__isnull=True,
                    lost__isnull=True,
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.question_id}: {self.lost if self.option_id else self.why}"

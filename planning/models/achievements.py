"""A chapter's yearly account (capaian): what was reached against target and last year, and why."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter
from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.listed import ListedField
from core.records.records import Record
from core.records.review import Reviewed
from core.tools.todo import Reason
from planning import performance
from planning.models.activities import Activity
from planning.models.children import children
from planning.models.choices import FIELDS, FIRST_YEAR, LAST_YEAR, quantity
from planning.models.horizons import OfChapterQuerySet
from planning.models.plans import answers_to, count_of


class Indicator(Record):
    """A headline indicator all chapters share (domain §8.3); a reference row."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label_id = models.CharField(_("name (Indonesian)"), max_length=150)
    label_en = models.CharField(_("name (English)"), max_length=150)
    unit = models.CharField(_("unit"), max_length=40)
    field = ListedField(_("field"), kept=FIELDS)
    lower_is_better = models.BooleanField(_("lower is better"), default=False)
    definition = models.CharField(_("definition"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    @override
    def __str__(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label_id

    def get_absolute_url(self) -> str:
        return reverse("planning:indicator-detail", args=[self.pk])


class AnnualReportQuerySet(OfChapterQuerySet):
    def with_totals(self) -> AnnualReportQuerySet:
        """Add `achievement_count` and `answered_count` (those with a realised figure)."""
        rows = children(self.model, "achievements").current().filter(annual_report=OuterRef("pk"))
        return self.annotate(
            achievement_count=count_of(rows, "annual_report", Count("pk")),
            answered_count=count_of(
                rows.filter(realised__isnull=False), "annual_report", Count("pk")
            ),
        )


class AnnualReport(Reviewed):
    """What a chapter achieved in a year, handed in for review; basis of the Laporan Capaian Daerah."""

    chapter = models.ForeignKey(
        "chapters.Chapter", models.PROTECT, related_name="annual_reports", verbose_name=_("chapter")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    summary = models.TextField(
        _("summary of the year"),
        max_length=6000,
        blank=True,
        help_text=_("The most important in a few sentences."),
    )
    obstacles = models.TextField(_("obstacles"), max_length=6000, blank=True)
    recommendations = models.TextField(
        _("what is needed from the government"),
        max_length=6000,
        blank=True,
        help_text=_("Recommendations and requests; they stand in the report to the regional head."),
    )

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "chapter")
        verbose_name = _("annual achievement report")
        verbose_name_plural = _("annual achievement reports")
        constraints = [
            models.UniqueConstraint(
                fields=("chapter", "year"),
                condition=Q(archived_at__isnull=True),
                name="planning_report_one_per_year",
                violation_error_message=_(
                    "This chapter has an achievement report for this year already."
                ),
            ),
            models.CheckConstraint(
                name="planning_report_year_in_range",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
            ),
        ]

    @override
    def __str__(self) -> str:
        return __("Achievements %(year)s – %(region)s") % {
            "year": self.year,
            "region": self.chapter.region.short_name,
        }

    def get_absolute_url(self) -> str:
        return reverse("planning:annual-report-detail", args=[self.pk])

    @override
    def missing_for_submission(self) -> list[str]:
        """Return in words what keeps the report from being handed in."""
        found: list[str] = []
        told = self.achievements.current().values_list("realised", "cause", "obstacle", "pk")
        rows = list(told)
        if not rows:
            place = reverse("planning:annual-report-propose", args=[self.pk])
            words = __("Add at least one achievement first.")
            found.append(Reason(words, place, __("Copy from the plan")))
        silent = [
            key
            for realised, cause, obstacle, key in rows
            if realised is None and not (cause or obstacle)
        ]
        if silent:
            words = ngettext(
                "%(n)s achievement has neither a realised figure nor a reason why there is none.",
                "%(n)s achievements have neither a realised figure nor a reason why there is none.",
                len(silent),
            ) % {"n": len(silent)}
            place = reverse("planning:achievement-edit", args=[silent[0]])
            found.append(Reason(words, place, __("Fill in")))
        if not self.summary.strip():
            place = reverse("planning:annual-report-edit", args=[self.pk])
            words = __("Write the summary of the year first.")
            found.append(Reason(words, place, __("Write it")))
        advice = children(Chapter, "advice").words_for_open(achievement__annual_report=self)
        place = reverse("planning:annual-report-answer", args=[self.pk])
        return [*found, *answers_to(advice, place)]


class AchievementQuerySet(ScopedQuerySet):
    scope_path = "annual_report__chapter__region"

    def judged(self) -> Self:
        """Return the rows with only what their verdict is worked out from."""
        return self.select_related(None).only("realised", "target", "lower_is_better")


class Achievement(Record):
    """One line of the yearly account: target, realised, last year, and the story behind it."""

    annual_report = models.ForeignKey(
        AnnualReport,
        models.CASCADE,
        related_name="achievements",
        verbose_name=_("annual achievement report"),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="achievements",
        verbose_name=_("indicator"),
        help_text=_("Choose a shared indicator, or write your own below."),
    )
    name = models.CharField(_("own indicator"), max_length=200, blank=True)
    activity = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="achievements",
        verbose_name=_("from activity"),
        editable=False,
    )
    unit = models.CharField(
        _("unit"),
        max_length=40,
        blank=True,
        help_text=_("Empty: the unit of the shared indicator."),
    )
    target = quantity(_("target"))
    realised = quantity(_("realised"), help_text=_("Empty means not known; 0 means none."))
    last_year = quantity(
        _("last year"),
        help_text=_("Empty: taken from last year's report, if it has this indicator."),
    )
    lower_is_better = models.BooleanField(
        _("lower is better"), default=False, help_text=_("E.g. complaints, broken facilities.")
    )
    field = ListedField(_("field"), kept=FIELDS, blank=True)
    cause = models.TextField(_("what led to it"), max_length=2000, blank=True)
    obstacle = models.TextField(_("obstacle"), max_length=2000, blank=True)
    solution = models.TextField(_("solution"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, blank=True)
    counted = models.BooleanField(
        _("counted from the system's records"), default=False, editable=False
    )

    objects = AchievementQuerySet.as_manager()

    class Meta:
        ordering = ("annual_report", "order", "pk")
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        constraints = [
            models.CheckConstraint(
                name="planning_achievement_is_named",
                condition=Q(indicator__isnull=False) | ~Q(name=""),
                violation_error_message=_("Choose an indicator or write your own."),
            ),
            models.UniqueConstraint(
                fields=("annual_report", "indicator"),
                condition=Q(archived_at__isnull=True, indicator__isnull=False),
                name="planning_achievement_indicator_once",
                violation_error_message=_("This report has this indicator already."),
            ),
            models.UniqueConstraint(
                fields=("annual_report", "activity"),
                condition=Q(archived_at__isnull=True, activity__isnull=False),
                name="planning_achievement_activity_once",
            ),
            models.CheckConstraint(
                name="planning_achievement_not_negative",
                condition=(Q(target__isnull=True) | Q(target__gte=0))
                & (Q(realised__isnull=True) | Q(realised__gte=0))
                & (Q(last_year__isnull=True) | Q(last_year__gte=0)),
                violation_error_message=_("Figures cannot be below zero."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("planning:achievement-detail", args=[self.pk])

    @property
    @override
    def review_root(self) -> AnnualReport:
        return self.annual_report

    @property
    def label(self) -> str:
        return str(self.indicator) if self.indicator_id else self.name

    @property
    def verdict(self) -> performance.Judged:
        return performance.judge(self.realised, self.target, lower_is_better=self.lower_is_better)

    @override
    def clean(self) -> None:
        super().clean()
        if not self.indicator_id and not self.name.strip():
            raise ValidationError({"name": _("Choose an indicator or write your own.")})

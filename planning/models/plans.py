"""The short horizon: a chapter's plan for one year, and its activities."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from chapters.models import Chapter
from core.access import ScopedQuerySet
from core.records.review import Reviewed
from core.tools.todo import Reason
from planning.models.children import children
from planning.models.choices import FIRST_YEAR, LAST_YEAR, Stop
from planning.models.horizons import OfChapterQuerySet


class AnnualPlanQuerySet(OfChapterQuerySet):
    def with_totals(self) -> Self:
        """Add `activity_count`, `done_count` and `budget` in rupiah; cancelled ones are in none of them."""
        activities = children(self.model, "activities")
        lines = activities.current().filter(plan=OuterRef("pk")).standing()
        money = children(activities.model, "budgets").current().planned()
        money = money.filter(activity__plan=OuterRef("pk"))
        return self.annotate(
            activity_count=count_of(lines, "plan", Count("pk")),
            done_count=count_of(lines.done(), "plan", Count("pk")),
            budget=Subquery(
                money.order_by().values("activity__plan").annotate(x=Sum("amount")).values("x")
            ),
        )


def count_of(rows: ScopedQuerySet, parent: str, figure: object) -> object:
    """Return a count over `rows` of one parent as a subquery; 0 where there are none."""
    return Coalesce(Subquery(rows.order_by().values(parent).annotate(x=figure).values("x")), 0)


class AnnualPlan(Reviewed):
    """What a chapter wants to do in a year; drafted by the chapter, advised and agreed by the Secretariat."""

    chapter = models.ForeignKey(
        "chapters.Chapter", models.PROTECT, related_name="plans", verbose_name=_("chapter")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    summary = models.TextField(
        _("summary"),
        max_length=4000,
        blank=True,
        help_text=_("What this year is about, in a few sentences."),
    )

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "chapter")
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        constraints = [
            models.UniqueConstraint(
                fields=("chapter", "year"),
                condition=Q(archived_at__isnull=True),
                name="planning_plan_one_per_year",
                violation_error_message=_("This chapter has a plan for this year already."),
            ),
            models.CheckConstraint(
                name="planning_plan_year_in_range",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
            ),
        ]

    @override
    def __str__(self) -> str:
        return __("Plan %(year)s – %(region)s") % {
            "year": self.year,
            "region": self.chapter.region.short_name,
        }

    def get_absolute_url(self) -> str:
        return reverse("planning:annual-plan-detail", args=[self.pk])

    @override
    def missing_for_submission(self) -> list[str]:
        """Return in words what keeps the plan from being handed in."""
        found: list[str] = []
        rows = self.activities.current().exclude(stop_state=Stop.CANCELLED)
        lines = list(rows.values_list("target", "unit", "month_from", "pk"))
        if not lines:
            place = reverse("planning:annual-plan-activities", args=[self.pk])
            found.append(Reason(__("Add at least one activity first."), place, __("Add several")))
        bare = [key for target, unit, _month, key in lines if target is None or not unit]
        if bare:
            words = ngettext(
                "%(n)s activity has no target with a unit.",
                "%(n)s activities have no target with a unit.",
                len(bare),
            )
            found.append(self._of_lines(words, bare))
        undated = [key for _target, _unit, month, key in lines if month is None]
        if undated:
            words = ngettext(
                "%(n)s activity has no month.", "%(n)s activities have no month.", len(undated)
            )
            found.append(self._of_lines(words, undated))
        advice = children(Chapter, "advice").words_for_open(activity__plan=self)
        return [*found, *answers_to(advice, reverse("planning:annual-plan-answer", args=[self.pk]))]

    def _of_lines(self, words: str, keys: list[int]) -> Reason:
        """Return the sentence with the way to the first of these lines; “save, next” goes on from there."""
        place = reverse("planning:activity-edit", args=[keys[0]])
        return Reason(words % {"n": len(keys)}, place, __("Fill in"))


def answers_to(words: list[str], place: str) -> list[Reason]:
    """Return what says that advice waits for an answer, with the way to all of it."""
    return [Reason(one, place, __("Answer all")) for one in words]

"""The long and the medium horizon of a chapter: its dream, and goals over some years (domain §8.1)."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.listed import ListedField
from core.records.records import Record, begun_by
from core.tools.partial_dates import PartialDateField
from planning.models.choices import FIELDS, FIRST_YEAR, LAST_YEAR, quantity


class OfChapterQuerySet(ScopedQuerySet):
    """Rows that belong to a chapter, hence to its region."""

    scope_path = "chapter__region"

    def with_chapter(self) -> Self:
        return self.select_related("chapter__region")


class VisionQuerySet(OfChapterQuerySet):
    """Dreams follow each other by the day they were agreed on, in whatever order they were entered."""

    def in_force(self) -> Self:
        """Return the visions that hold today: of each chapter the latest that is not archived."""
        return self.on(timezone.localdate())

    def on(self, day: dt.date) -> Self:
        """Return the visions that held on a day: agreed by then (not known when: told by then), none later by then.

        On the day of a change the new one holds; a year or a month counts from its first day.
        """
        agreed = begun_by("set_on", day)
        return self.current().filter(agreed, ~Exists(self._later().filter(agreed)))

    def with_end(self) -> Self:
        """Add `replaced_on`: the day the next vision was agreed on, "" where there is none."""
        following = self._later().order_by("set_on", "pk").values("set_on")[:1]
        return self.annotate(replaced_on=Coalesce(Subquery(following), Value("")))

    def _later(self) -> VisionQuerySet:
        own = Q(set_on__gt=OuterRef("set_on"))
        own |= Q(set_on=OuterRef("set_on"), pk__gt=OuterRef("pk"))
        rows: VisionQuerySet = Vision.objects.current()
        return rows.filter(own, chapter=OuterRef("chapter"))


class Vision(Record):
    """The long-term dream (mimpi) of a chapter; former ones stay readable."""

    chapter = models.ForeignKey(
        "chapters.Chapter", models.PROTECT, related_name="visions", verbose_name=_("chapter")
    )
    text = models.TextField(
        _("long-term dream"),
        max_length=4000,
        help_text=_("What shall be true one day, in your words."),
    )
    set_on = PartialDateField(_("agreed on"))

    objects = VisionQuerySet.as_manager()
    replaced_on: str  # added by `with_end`

    class Meta:
        ordering = ("chapter", "-set_on", "-pk")
        verbose_name = _("vision")
        verbose_name_plural = _("visions")

    @override
    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def get_absolute_url(self) -> str:
        return reverse("planning:vision-detail", args=[self.pk])


class GoalQuerySet(OfChapterQuerySet):
    def in_year(self, year: int) -> Self:
        """Return the goals whose years hold the given one."""
        return self.filter(from_year__lte=year, to_year__gte=year)

    def with_links(self) -> Self:
        """Add `activity_count`: unarchived activities of unarchived plans that serve the goal."""
        return self.annotate(
            activity_count=Count(
                "activities",
                filter=Q(
                    activities__archived_at__isnull=True, activities__plan__archived_at__isnull=True
                ),
            )
        )


class Goal(Record):
    """A medium-term goal, e.g. 2016–2018; activities of the years link to it, nothing is copied."""

    chapter = models.ForeignKey(
        "chapters.Chapter", models.PROTECT, related_name="goals", verbose_name=_("chapter")
    )
    title = models.CharField(_("goal"), max_length=200)
    field = ListedField(_("field"), kept=FIELDS)
    indicator = models.CharField(
        _("indicator"),
        max_length=200,
        blank=True,
        help_text=_("How one will see that it is reached."),
    )
    target = quantity(_("target"))
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("e.g. KSM, SR, KK, %")
    )
    from_year = models.PositiveSmallIntegerField(
        _("from year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    to_year = models.PositiveSmallIntegerField(
        _("to year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, blank=True, help_text=_("Small numbers stand first.")
    )

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ("chapter", "from_year", "order", "pk")
        verbose_name = _("medium-term goal")
        verbose_name_plural = _("medium-term goals")
        constraints = [
            models.CheckConstraint(
                name="planning_goal_years_in_order",
                condition=Q(to_year__gte=F("from_year")),
                violation_error_message=_("The last year is before the first."),
            ),
            models.CheckConstraint(
                name="planning_goal_target_not_negative",
                condition=Q(target__isnull=True) | Q(target__gte=0),
                violation_error_message=_("A target cannot be below zero."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.title} ({self.period})"

    def get_absolute_url(self) -> str:
        return reverse("planning:goal-detail", args=[self.pk])

    @property
    def period(self) -> str:
        return (
            str(self.from_year)
            if self.from_year == self.to_year
            else f"{self.from_year}–{self.to_year}"
        )

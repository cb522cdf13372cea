"""By when a chapter owes the things of a year: rows that the Secretariat keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, IntegerField, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.formats import day
from core.tools.partial_dates import last_of_month
from planning.models.choices import FIRST_YEAR, LAST_YEAR, MONTHS


class Duty(models.TextChoices):
    """What every chapter owes for a year."""

    PLAN = "plan", _("Annual plan")
    VISITS = "visits", _("Monitoring visits")
    REPORT = "report", _("Achievement report")
    LETTER = "letter", _("Letter to the regional government")


class DeadlineQuerySet(ReferenceQuerySet):
    def of_years(self, years: Collection[int]) -> dict[int, dict[str, dt.date]]:
        """Return for each year the last day of each duty: of its rows the one that holds since the latest year.

        A duty without a row is due on no day. One query.
        """
        rows = self.current().order_by("from_year", "pk")
        stated = list(rows.values_list("from_year", "duty", "years_after", "month", "day"))
        return {
            year: {
                duty: Deadline(years_after=after, month=month, day=day).last_day(year)
                for since, duty, after, month, day in stated
                if since <= year
            }
            for year in years
        }

    def of_year(self, year: int) -> dict[str, dt.date]:
        """Return the last day of each duty of a year (`of_years`)."""
        return self.of_years([year])[year]

    def in_force(self, duty: str, year: int) -> Subquery:
        """Return the deadline of a duty for a year as a column of another query; `day_of` reads it."""
        rows = self.current().filter(duty=duty, from_year__lte=year).order_by("-from_year", "-pk")
        packed = F("years_after") * 10_000 + F("month") * 100 + F("day")
        return Subquery(rows.values(packed=Cast(packed, IntegerField()))[:1])


def day_of(packed: int | None, year: int) -> dt.date | None:
    """Return the day that a column of `DeadlineQuerySet.in_force` means for a year; None without a deadline."""
    if packed is None:
        return None
    rest, day = divmod(packed, 100)
    after, month = divmod(rest, 100)
    return Deadline(day=day, month=month, years_after=after).last_day(year)


class Deadline(Record):
    """The last day of one duty, the same for all chapters, from a year on."""

    duty = models.CharField(_("what is due"), max_length=8, choices=Duty.choices)
    day = models.PositiveSmallIntegerField(
        pgettext_lazy("of a month", "day"), validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    month = models.PositiveSmallIntegerField(_("month"), choices=MONTHS)
    years_after = models.PositiveSmallIntegerField(
        _("in which year"),
        choices=[(0, _("In the year itself")), (1, _("In the year after"))],
        default=0,
    )
    from_year = models.PositiveSmallIntegerField(
        _("holds since the year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        default=FIRST_YEAR,
        help_text=_("Earlier years keep the deadline they had."),
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ("duty", "-from_year")
        verbose_name = _("deadline of the year")
        verbose_name_plural = _("deadlines of the year")
        constraints = [
            models.UniqueConstraint(
                fields=("duty", "from_year"),
                condition=Q(archived_at__isnull=True),
                name="planning_deadline_once",
                violation_error_message=_("This duty has a deadline from this year on already."),
            ),
            models.CheckConstraint(
                name="planning_deadline_is_a_day",
                condition=Q(day__gte=1, day__lte=31, month__gte=1, month__lte=12)
                & Q(years_after__lte=1, from_year__gte=FIRST_YEAR, from_year__lte=LAST_YEAR),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.day} {self.get_month_display()}"

    def get_absolute_url(self) -> str:
        return reverse("planning:deadline-detail", args=[self.pk])

    def last_day(self, year: int) -> dt.date:
        """Return the last day on which the duty of a year is in time."""
        year += self.years_after
        return dt.date(year, self.month, min(self.day, last_of_month(year, self.month).day))

    @override
    def clean(self) -> None:
        super().clean()
        # 29 February is a day of some years, 31 April of none.
        if self.month and self.day and self.day > last_of_month(2000, self.month).day:
            raise ValidationError({"day": _("This month has no such day.")})

    def example(self, year: int) -> str:
        """Return the last day of a year's duty in words."""
        return day(self.last_day(year))

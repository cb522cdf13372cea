"""Dates of the budget year and the alliance's calendar, so that proposals are ready in time."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools.partial_dates import last_of_month
from events.querysets import KeyDateQuerySet


class KeyDateKind(models.TextChoices):
    VILLAGE_PLAN = "musrenbang_desa", _("Village Musrenbang")
    DISTRICT_PLAN = "musrenbang_kecamatan", _("District Musrenbang")
    REGION_PLAN = "musrenbang_kabkota", _("Regency or city Musrenbang (RKPD)")
    RKPD = "rkpd", _("RKPD decided")
    BUDGET_FRAME = "kua_ppas", _("Budget frame (KUA-PPAS)")
    VILLAGE_WORK_PLAN_MEETING = "musrenbang_rkpdes", _("Village Musrenbang for the RKPDes")
    VILLAGE_WORK_PLAN = "rkpdes", _("Village work plan (RKPDes) decided")
    VILLAGE_BUDGET = "apbdes", _("Village budget (APBDes) decided")
    BUDGET = "apbd", _("Regional budget (APBD) decided")
    SUMMIT = "css", _("City Sanitation Summit")
    AWARD = "award", _("Award")
    OTHER = "lain", _("Other")


class KeyDate(Record):
    """A last day that returns every year, or of one year only; of one region, or of all."""

    title = models.CharField(_("what"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=KeyDateKind.choices)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="key_dates",
        verbose_name=_("region"),
        help_text=_("Empty: holds for every region that has none of its own of this kind."),
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text=_("Empty: every year."),
    )
    month = models.PositiveSmallIntegerField(
        _("month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("Empty: the last day of the month."),
    )
    lead_days = models.PositiveSmallIntegerField(
        _("days to prepare"),
        default=60,
        validators=[MaxValueValidator(365)],
        help_text=_("So many days before, it appears among the tasks."),
    )
    advice = models.TextField(_("what has to be ready"), max_length=1000, blank=True)

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        ordering = ("month", "day", "pk")
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        constraints = [
            models.CheckConstraint(
                name="events_keydate_month_1_to_12", condition=Q(month__gte=1, month__lte=12)
            ),
            models.CheckConstraint(
                name="events_keydate_day_1_to_31",
                condition=Q(day__isnull=True) | Q(day__gte=1, day__lte=31),
            ),
            models.UniqueConstraint(
                "title",
                Coalesce("region", Value("")),
                Coalesce("year", Value(0)),
                condition=Q(archived_at__isnull=True),
                name="events_keydate_once",
                violation_error_message=_("This date is entered already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:key-date-detail", args=[self.pk])

    def on(self, year: int) -> dt.date | None:
        """Return its day in a year: None where it belongs to another; a 31st is the last day of a short month."""
        if self.year not in (None, year):
            return None
        last = last_of_month(year, self.month)
        return last.replace(day=min(self.day or last.day, last.day))

    def next_on(self, today: dt.date) -> dt.date | None:
        """Return its next day from today on; None where its only year has passed."""
        for year in (today.year, today.year + 1) if self.year is None else (self.year,):
            day = self.on(year)
            if day is not None and day >= today:
                return day
        return None

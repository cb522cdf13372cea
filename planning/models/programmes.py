"""What a strategy (SSK) wants done, and the development plan (RPJMD) it has to fit."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.listed import ListedField
from core.records.money import STATED_FUNDS
from core.records.records import Record
from planning.models.choices import FIRST_YEAR, LAST_YEAR, quantity
from planning.models.strategies import StrategyEdition

YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class OfEditionQuerySet(ScopedQuerySet):
    scope_path = "edition__region"


class StrategyProgramme(Record):
    """One programme of an edition, the output of process 4: what, how much, with whose money."""

    edition = models.ForeignKey(
        StrategyEdition,
        models.CASCADE,
        related_name="programmes",
        verbose_name=_("sanitation strategy (SSK)"),
    )
    title = models.CharField(_("programme"), max_length=200)
    target = quantity(_("target"))
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    from_year = models.PositiveSmallIntegerField(
        _("from year"), null=True, blank=True, validators=YEARS
    )
    to_year = models.PositiveSmallIntegerField(
        _("to year"), null=True, blank=True, validators=YEARS
    )
    indicative = models.PositiveBigIntegerField(_("indicative funding (Rp)"), null=True, blank=True)
    fund = ListedField(_("source of money"), kept=STATED_FUNDS, blank=True)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "from_year", "pk")
        verbose_name = _("programme of a strategy")
        verbose_name_plural = _("programmes of a strategy")
        constraints = [
            models.UniqueConstraint(
                fields=("edition", "title"),
                condition=Q(archived_at__isnull=True),
                name="planning_programme_once",
                violation_error_message=_("This edition has this programme already."),
            ),
            models.CheckConstraint(
                name="planning_programme_years_in_order",
                condition=Q(from_year__isnull=True)
                | Q(to_year__isnull=True)
                | Q(to_year__gte=F("from_year")),
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:strategy-edition-detail", args=[self.edition_id])

    @property
    def period(self) -> str:
        if self.from_year is None:
            return ""
        return f"{self.from_year}–{self.to_year}" if self.to_year else str(self.from_year)


class DevelopmentPlanQuerySet(ScopedQuerySet):
    def in_force(self, year: int) -> Self:
        return self.current().filter(from_year__lte=year, to_year__gte=year)


class DevelopmentPlan(Record):
    """The five-year development plan (RPJMD) of a region; a new one asks whether the SSK still fits."""

    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        related_name="development_plans",
        verbose_name=_("region"),
    )
    number = models.CharField(
        _("regulation"), max_length=150, blank=True, help_text=_("e.g. Perda 13/2016")
    )
    from_year = models.PositiveSmallIntegerField(_("from year"), validators=YEARS)
    to_year = models.PositiveSmallIntegerField(_("to year"), validators=YEARS)

    objects = DevelopmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ("region", "-from_year")
        verbose_name = _("development plan (RPJMD)")
        verbose_name_plural = _("development plans (RPJMD)")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "from_year"),
                condition=Q(archived_at__isnull=True),
                name="planning_rpjmd_once",
                violation_error_message=_("This region has a plan from this year already."),
            ),
            models.CheckConstraint(
                name="planning_rpjmd_years_in_order",
                condition=Q(to_year__gte=F("from_year")),
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"RPJMD {self.from_year}–{self.to_year}"

    def get_absolute_url(self) -> str:
        return reverse("planning:development-plan-detail", args=[self.pk])

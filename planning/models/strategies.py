"""SSK, the sanitation strategy of a region: editions and the five processes of an update (source 003)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.rough_days import RoughDateField, RoughEndField, known_beside
from planning.models.choices import FIRST_YEAR, LAST_YEAR

YEARS_VALID = 5
# The guideline that asks for a dated public consultation before the approval (domain §10.1).
RULES_SINCE = 2018


class UpdateReason(models.TextChoices):
    """Why a strategy is updated (source 003, domain §10.1)."""

    EXPIRED = "EXPIRED", _("Older than five years")
    RPJMD_CHANGE = "RPJMD_CHANGE", _("The regional development plan (RPJMD) changed")
    DATA_QUALITY = "DATA_QUALITY", _("The former document lacked data")
    ACCELERATION = "ACCELERATION", _("Faster implementation towards universal access")


class StrategyStatus(models.TextChoices):
    PREPARING = "preparing", _("In preparation")
    RECORDED = "recorded", _("Document exists, approval not recorded")
    APPROVED = "approved", _("Approved by the regional head")
    REPLACED = "replaced", _("Replaced by a newer edition")


class Process(models.IntegerChoices):
    """The five processes of an update, in order (source 003)."""

    SHARED_VIEW = 1, _("Internalisation and shared view")
    MAPPING = 2, _("Mapping of conditions and progress")
    SCENARIO = 3, _("Development scenario")
    BUDGET = 4, _("Consolidation of budgets and marketing")
    FINALISATION = 5, _("Finalisation")


class StrategyEdition(Record):
    """One edition of a region's SSK; it holds for five years, approval follows a public consultation."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="strategies", verbose_name=_("region")
    )
    title = models.CharField(_("title of the document"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("year of the document"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    period_from = models.PositiveSmallIntegerField(
        _("period from"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    period_to = models.PositiveSmallIntegerField(
        _("period to"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_("The last year; a strategy covers five years."),
    )
    reasons = models.JSONField(_("reasons for the update"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=StrategyStatus.choices, default=StrategyStatus.PREPARING
    )
    working_group = models.CharField(
        _("made by"), max_length=150, blank=True, help_text=_("e.g. Pokja AMPL")
    )
    consulted_on = RoughDateField(_("public consultation on"), null=True, blank=True)
    consulted_on_known = known_beside()
    approval_number = models.CharField(_("approval number"), max_length=100, blank=True)
    approved_by = models.CharField(
        _("approved by (post)"),
        max_length=100,
        blank=True,
        help_text=_("The regional head, e.g. Bupati Sleman."),
    )
    approved_on = RoughEndField(_("approved on"), null=True, blank=True)
    approved_on_known = known_beside()
    valid_until = RoughEndField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("Empty: the end of the period."),
    )
    valid_until_known = known_beside()

    class Meta:
        ordering = ("region", "-year")
        verbose_name = _("sanitation strategy (SSK)")
        verbose_name_plural = _("sanitation strategies (SSK)")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "year"),
                condition=Q(archived_at__isnull=True),
                name="planning_strategy_one_per_year",
                violation_error_message=_("This region has an edition of this year already."),
            ),
            models.CheckConstraint(
                name="planning_strategy_period_in_order",
                condition=Q(period_to__isnull=True)
                | (
                    Q(period_from__isnull=False)
                    & Q(period_to__gte=F("period_from"))
                    & Q(period_to__lt=F("period_from") + YEARS_VALID + 1)
                ),
                violation_error_message=_(
                    "A strategy covers five years, from a first to a last year."
                ),
            ),
            models.CheckConstraint(
                name="planning_strategy_consulted_before_approval",
                # Asked for since the guideline of 2018; older papers often name no day of it.
                condition=Q(approved_on__isnull=True)
                | Q(consulted_on__isnull=True, year__lt=RULES_SINCE)
                | Q(consulted_on__isnull=False, consulted_on__lte=F("approved_on")),
                violation_error_message=_(
                    "The regional head approves after the public consultation; enter its date first."
                ),
            ),
            models.CheckConstraint(
                name="planning_strategy_approved_is_dated",
                condition=~Q(status=StrategyStatus.APPROVED)
                | Q(approved_on__isnull=False)
                | Q(year__lt=RULES_SINCE),
                violation_error_message=_("An approved strategy needs the date of its approval."),
            ),
            models.CheckConstraint(
                name="planning_strategy_approved_by_head",
                condition=~Q(status=StrategyStatus.APPROVED) | ~Q(approved_by=""),
                violation_error_message=_(
                    "A strategy is approved by the regional head: name the post."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.title} ({self.period or self.year})"

    def get_absolute_url(self) -> str:
        return reverse("planning:strategy-edition-detail", args=[self.pk])

    @property
    def period(self) -> str:
        if self.period_from is None:
            return ""
        return f"{self.period_from}–{self.period_to}" if self.period_to else str(self.period_from)

    @property
    def has_validity(self) -> bool:
        """Whether it holds until a day at all: a draft does not yet, a replaced one no more."""
        return self.status not in (StrategyStatus.PREPARING, StrategyStatus.REPLACED)

    @property
    def expires_on(self) -> dt.date:
        """The last day it holds: as given, else the end of its period, else five years after its year."""
        if self.valid_until:
            return self.valid_until
        first = self.period_from or self.year
        return dt.date(self.period_to or first + YEARS_VALID - 1, 12, 31)

    def changed_since(self, development_plans: Iterable[Any], *, today: dt.date) -> Any:
        """Return the development plan (RPJMD) that began after this edition and runs today; None: none did."""
        later = [
            plan
            for plan in development_plans
            if plan.region_id == self.region_id and self.year < plan.from_year <= today.year
        ]
        return max(later, key=lambda plan: plan.from_year, default=None)

    def is_expired(self, today: dt.date | None = None) -> bool:
        return self.has_validity and self.expires_on < (today or timezone.localdate())

    @property
    def reason_words(self) -> list[str]:
        words = dict(UpdateReason.choices)
        return [str(words.get(code, code)) for code in self.reasons]

    @override
    def clean(self) -> None:
        super().clean()
        if not isinstance(self.reasons, list) or set(self.reasons) - set(UpdateReason.values):
            raise ValidationError({"reasons": _("Choose from the four reasons.")})
        if (
            self.approval_number
            and not self.approved_on
            and (self.year or RULES_SINCE) >= RULES_SINCE
        ):
            raise ValidationError(
                {"approved_on": _("An approval number needs the date of the approval.")}
            )


class StrategyProcessQuerySet(ScopedQuerySet):
    scope_path = "edition__region"


class StrategyProcess(Record):
    """One of the five processes of an edition: when, what came out, with which proof."""

    edition = models.ForeignKey(
        StrategyEdition,
        models.CASCADE,
        related_name="processes",
        verbose_name=_("sanitation strategy (SSK)"),
    )
    number = models.PositiveSmallIntegerField(_("process"), choices=Process.choices, editable=False)
    started_on = RoughDateField(_("begun on"), null=True, blank=True)
    started_on_known = known_beside()
    ended_on = RoughEndField(_("ended on"), null=True, blank=True)
    ended_on_known = known_beside()
    output = models.TextField(_("output"), max_length=2000, blank=True)
    evidence = models.CharField(
        _("evidence"), max_length=300, blank=True, help_text=_("Decree, minutes, attendance list …")
    )

    objects = StrategyProcessQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "number")
        verbose_name = _("process of a strategy")
        verbose_name_plural = _("processes of a strategy")
        constraints = [
            models.UniqueConstraint(fields=("edition", "number"), name="planning_process_once"),
            models.CheckConstraint(
                name="planning_process_number", condition=Q(number__gte=1, number__lte=5)
            ),
            models.CheckConstraint(
                name="planning_process_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                violation_error_message=_(
                    "The end is before the beginning, or the beginning is missing."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.number}. {self.get_number_display()}"

    def get_absolute_url(self) -> str:
        return reverse("planning:strategy-edition-detail", args=[self.edition_id])

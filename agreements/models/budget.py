"""Money an agreement rests on: who gives what in which year."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.models.agreements import Agreement
from core.access import ScopedQuerySet
from core.records.money import STATED_FUNDS, ContributionKind
from core.records.records import Record


class BudgetLineQuerySet(ScopedQuerySet):
    scope_path = "agreement__partnership__region"


class BudgetLine(Record):
    """Who gives what in which year; an unknown amount stays empty (a share may be all that is known)."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="budget_lines", verbose_name=_("agreement")
    )
    year = models.PositiveSmallIntegerField(
        _("budget year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    funding = models.CharField(_("source of funds"), max_length=20, choices=STATED_FUNDS)
    kind = models.CharField(
        _("what is given"),
        max_length=10,
        choices=ContributionKind.choices,
        default=ContributionKind.MONEY,
    )
    amount = models.DecimalField(
        _("amount (Rp)"),
        max_digits=15,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Whole rupiah; empty where it is not known."),
    )
    share_percent = models.PositiveSmallIntegerField(
        _("share (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("For a cost share such as 50:50."),
    )
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ("agreement", "year", "funding", "pk")
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.CheckConstraint(
                name="agreements_budget_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                name="agreements_budget_share_in_range",
                condition=Q(share_percent__isnull=True) | Q(share_percent__range=(0, 100)),
                violation_error_message=_("A share lies between 0 and 100 per cent."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_funding_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement-detail", args=[self.agreement_id])

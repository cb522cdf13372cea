"""Money an agreement rests on: who gives what in which year."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.models.agreements import Agreement
from core.access import ScopedQuerySet
from core.records.listed import ListedField
from core.records.money import STATED_FUNDS, ContributionKind
from core.records.records import Record
from core.tools import formats


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
    funding = ListedField(_("source of funds"), kept=STATED_FUNDS)
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
    share_percent = models.DecimalField(
        _("share (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
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

    @override
    def clean(self) -> None:
        super().clean()
        if self.share_percent is None or not self.agreement_id or not self.year:
            return
        others = BudgetLine.objects.filter(
            agreement=self.agreement_id, year=self.year, archived_at__isnull=True
        ).exclude(pk=self.pk)
        shared = self.share_percent + (others.aggregate(n=Sum("share_percent"))["n"] or 0)
        if shared > 100:
            words = _("The shares of %(year)s come to %(sum)s%% together; look at the other lines.")
            raise ValidationError(
                {"share_percent": words % {"year": self.year, "sum": formats.number(shared)}}
            )

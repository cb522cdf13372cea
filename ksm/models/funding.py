"""Programmes, and who gave what for a facility over its life (domain §3.3)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.listed import ListedField
from core.records.money import FUNDS, ContributionKind, FundSource
from core.records.records import Record
from core.tools.partial_dates import PartialDateField


class Programme(Record):
    """A funding stream (SANIMAS, DAK, USRI …); reference rows kept by the Secretariat."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    label_en = models.CharField(_("name in English"), max_length=120)
    label_id = models.CharField(_("name in Indonesian"), max_length=120)
    period = models.CharField(_("period"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0, blank=True)

    objects = ReferenceQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("ksm:programme-detail", args=[self.pk])

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @override
    def __str__(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label_id


class FundingContributionQuerySet(ScopedQuerySet):
    scope_path = "facility__region"


class FundingContribution(Record):
    """One gift, grant or budget share; a facility has several (build, extension, land)."""

    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="contributions", verbose_name=_("facility")
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("programme"),
    )
    given_on = PartialDateField(_("year"), help_text=_("Budget year, or a date."))
    fund_source = ListedField(_("source of funds"), kept=FUNDS, default=FundSource.UNKNOWN)
    kind = models.CharField(
        _("form"), max_length=10, choices=ContributionKind.choices, default=ContributionKind.MONEY
    )
    amount = models.PositiveBigIntegerField(
        _("amount (rupiah)"),
        null=True,
        blank=True,
        help_text=_("Whole rupiah; leave empty where unknown."),
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = FundingContributionQuerySet.as_manager()

    class Meta:
        ordering = ("given_on", "pk")
        verbose_name = _("funding contribution")
        verbose_name_plural = _("funding contributions")

    @override
    def __str__(self) -> str:
        return f"{self.programme or self.get_fund_source_display()} – {self.facility}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:funding-contribution-detail", args=[self.pk])

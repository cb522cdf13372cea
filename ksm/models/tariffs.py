"""Tariffs and fees: who pays how much for what, from when until when, by which rule (domain §6.1, §6.4)."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools import formats
from core.tools.partial_dates import PartialDateField, display, not_before, runs_on
from ksm.choices import Payer, TariffKind, TariffUnit
from ksm.models.about import About, AboutQuerySet, about_one

# Of these a paper often states no amount: it is what each gives, or part of another fee.
WITHOUT_AMOUNT = (TariffUnit.VOLUNTARY, TariffUnit.IN_RT)


class TariffQuerySet(AboutQuerySet):
    def holding(self, at: dt.date | None = None) -> Self:
        """Return the tariffs of a day (default today); one without dates holds on any day."""
        return self.filter(runs_on("valid_from", "valid_to", at or timezone.localdate()))


class Tariff(About, Record):
    """What one class of user pays; 0 is free of charge, a range has two ends, words stand as written."""

    kind = models.CharField(
        _("kind"), max_length=12, choices=TariffKind.choices, default=TariffKind.USE
    )
    customer = models.CharField(
        _("class of user"),
        max_length=120,
        blank=True,
        help_text=_("As the paper names it, e.g. “Rumah tangga”; empty: the same for all."),
    )
    amount = models.PositiveBigIntegerField(
        _("amount (rupiah)"), null=True, blank=True, help_text=_("0 where it is free of charge.")
    )
    amount_to = models.PositiveBigIntegerField(
        _("up to (rupiah)"), null=True, blank=True, help_text=_("The other end of a range.")
    )
    amount_text = models.CharField(
        _("amount as written"),
        max_length=120,
        blank=True,
        help_text=_("For what is no number, e.g. “satu ember padi per panen”."),
    )
    unit = models.CharField(
        _("per"), max_length=12, choices=TariffUnit.choices, default=TariffUnit.KK_MONTH
    )
    valid_from = PartialDateField(_("valid from"))
    valid_to = PartialDateField(_("valid until"), help_text=_("Empty while it holds."))
    set_by = models.CharField(
        _("set by"), max_length=150, blank=True, help_text=_("e.g. “Musyawarah KPP”, “Bupati”.")
    )
    regulation = models.CharField(
        _("rule"), max_length=200, blank=True, help_text=_("Number and title of the decree.")
    )
    payer = models.CharField(_("paid by"), max_length=20, choices=Payer.choices, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = TariffQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-pk")
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        indexes = [models.Index(fields=("valid_from", "id"), name="ksm_tariff_by_date")]
        constraints = [
            about_one("ksm_tariff"),
            models.CheckConstraint(
                name="ksm_tariff_says_what",
                condition=Q(amount__isnull=False) | ~Q(amount_text="") | Q(unit__in=WITHOUT_AMOUNT),
                violation_error_message=_("Give the amount as a number or as written."),
            ),
            models.CheckConstraint(
                name="ksm_tariff_range_in_order",
                condition=Q(amount_to__isnull=True)
                | Q(amount__isnull=False, amount_to__gt=F("amount")),
                violation_error_message=_("The range ends below its beginning."),
            ),
            models.CheckConstraint(
                name="ksm_tariff_in_order",
                condition=not_before("valid_to", "valid_from"),
                violation_error_message=_("It would end before it began."),
            ),
        ]

    @override
    def __str__(self) -> str:
        who = self.customer or self.get_kind_display()
        return f"{who}: {self.amount_words}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:tariff-detail", args=[self.pk])

    @property
    def amount_words(self) -> str:
        """The amount with its unit: “Rp5.000–Rp10.000 per KK per bulan”; a dash where none is stated."""
        ends = [formats.rupiah(end) for end in (self.amount, self.amount_to) if end is not None]
        amount = self.amount_text or "–".join(ends) or formats.DASH
        return f"{amount} {self.get_unit_display()}"

    @property
    def valid_words(self) -> str:
        """Since when until when, “” where nothing is stated."""
        ends = [display(self.valid_from), display(self.valid_to)]
        return "–".join(ends) if any(ends) else ""

"""What AKSANSI offers to keep facilities alive, and what it costs: dated prices with a source or marked as assumed."""

from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField
from planning.national.codes import sipd_field


class ServiceKind(models.TextChoices):
    """What a service answers to; decides which facilities are offered for it."""

    DESLUDGING = "pengurasan", _("Desludging")
    ACCOMPANIMENT = "pendampingan", _("Post-construction support")
    REHABILITATION = "rehabilitasi", _("Rehabilitation")
    RETROFIT = "retrofitting", _("Retrofitting")


class Service(Record):
    """One service of the catalogue, kept by the Secretariat."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ServiceKind.choices)
    label_id = models.CharField(_("name (Indonesian)"), max_length=150)
    label_en = models.CharField(_("name (English)"), max_length=150)
    unit = models.CharField(_("unit"), max_length=40, help_text=_("e.g. trip, facility, SR"))
    description = models.TextField(_("what it comprises"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, blank=True)
    sipd_code = sipd_field("services")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("service")
        verbose_name_plural = _("services")

    @override
    def __str__(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label_id

    def get_absolute_url(self) -> str:
        return reverse("planning:service-detail", args=[self.pk])


class ServicePriceQuerySet(ScopedQuerySet):
    null_is_shared = True

    def in_force(self, *, region: str, day: str) -> Self:
        """Return the prices that hold in a region on a day (ISO), the one to take first.

        The region's own before the national one, the newest before older ones.
        """
        rows = self.current().filter(Q(region=region) | Q(region__isnull=True))
        return rows.filter(valid_from__lte=day).order_by(
            F("region").desc(nulls_last=True), "-valid_from", "-pk"
        )


class ServicePrice(Record):
    """What one unit of a service costs from a date on, in a region or (region empty) anywhere else."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="prices", verbose_name=_("service")
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_prices",
        verbose_name=_("region"),
        help_text=_("Empty: wherever no region's own price is known."),
    )
    amount = models.PositiveBigIntegerField(_("unit cost (Rp)"), validators=[MinValueValidator(1)])
    valid_from = PartialDateField(_("holds from"), blank=False)
    is_assumption = models.BooleanField(
        _("an assumption"),
        default=False,
        help_text=_("No document states it; every proposal says so."),
    )

    objects = ServicePriceQuerySet.as_manager()

    class Meta:
        ordering = ("service", "region", "-valid_from")
        verbose_name = _("unit cost")
        verbose_name_plural = _("unit costs")
        constraints = [
            models.UniqueConstraint(
                fields=("service", "region", "valid_from"),
                condition=Q(archived_at__isnull=True),
                name="planning_price_once",
                violation_error_message=_("A unit cost from this date is recorded already."),
            ),
            models.UniqueConstraint(
                fields=("service", "valid_from"),
                condition=Q(archived_at__isnull=True, region__isnull=True),
                name="planning_price_national_once",
                violation_error_message=_("A unit cost from this date is recorded already."),
            ),
            models.CheckConstraint(
                name="planning_price_sourced_or_assumed",
                condition=Q(is_assumption=True) | ~Q(source=""),
                violation_error_message=_("Name the source, or mark it as an assumption."),
            ),
            models.CheckConstraint(
                name="planning_price_positive",
                condition=Q(amount__gt=0) & ~Q(valid_from=""),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.service}: {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("planning:service-detail", args=[self.service_id])

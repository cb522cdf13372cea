"""Emptyings of a facility (LLTT, domain §6.4)."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.records.told import Told, told_once
from core.tools.partial_dates import PartialDateField, display, lies_before
from ksm.choices import Payer, ProviderKind


class DesludgingQuerySet(ScopedQuerySet):
    scope_path = "facility__region"


class Desludging(Told, Record):
    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="desludgings", verbose_name=_("facility")
    )
    done_on = PartialDateField(
        _("emptied on"), blank=False, help_text=_("A month or a year will do.")
    )
    volume_m3 = models.DecimalField(
        _("volume (m³)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    trips = models.PositiveSmallIntegerField(_("trips of the truck"), null=True, blank=True)
    provider_kind = models.CharField(
        _("kind of provider"),
        max_length=20,
        choices=ProviderKind.choices,
        default=ProviderKind.UNKNOWN,
    )
    provider = models.CharField(_("provider"), max_length=120, blank=True)
    destination = models.CharField(
        _("destination"),
        max_length=120,
        blank=True,
        help_text=_("The septage plant (IPLT) that received it."),
    )
    destination_office = models.ForeignKey(
        "chapters.Office",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="desludgings_received",
        verbose_name=_("office of the destination"),
        help_text=_("Who runs the septage plant, where that office is recorded."),
    )
    cost = models.PositiveBigIntegerField(
        _("cost (rupiah)"),
        null=True,
        blank=True,
        help_text=_("Total for all trips; 0 where it was free."),
    )
    payer = models.CharField(
        _("paid by"), max_length=20, choices=Payer.choices, default=Payer.UNKNOWN
    )
    manifest = models.CharField(_("manifest number"), max_length=60, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = DesludgingQuerySet.as_manager()

    happened = ("done_on",)

    class Meta:
        ordering = ("-done_on", "-pk")
        verbose_name = _("desludging")
        verbose_name_plural = _("desludgings")
        indexes = [
            models.Index(fields=("facility", "-done_on"), name="ksm_desludging_latest"),
            models.Index(fields=("done_on", "id"), name="ksm_desludging_by_date"),
        ]
        constraints = [
            told_once("ksm_desludging"),
            models.CheckConstraint(
                condition=~Q(done_on=""),
                name="ksm_desludging_has_date",
                violation_error_message=_("Say when the facility was emptied."),
            ),
            models.CheckConstraint(
                condition=Q(volume_m3__isnull=True) | Q(volume_m3__gt=0),
                name="ksm_desludging_volume_positive",
                violation_error_message=_(
                    "The volume must be above zero; leave it empty where unknown."
                ),
            ),
            models.CheckConstraint(
                condition=Q(trips__isnull=True) | Q(trips__gt=0),
                name="ksm_desludging_trips_positive",
                violation_error_message=_(
                    "The number of trips must be above zero; leave it empty where unknown."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.facility} – {display(self.done_on)}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:desludging-detail", args=[self.pk])

    @override
    def doubts(self) -> dict[str, str]:
        built = self.facility.built_on
        if not lies_before(self.done_on, built):
            return {}
        words = __("The facility is recorded as built %(built)s, later than %(day)s.")
        return {"done_on": words % {"built": display(built), "day": display(self.done_on)}}

"""Sanitation facilities of communities, each under its own code."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.merging import Mergeable, merge_constraints
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, has_ended, not_before
from ksm.choices import (
    AssetStatus,
    CoordinateSource,
    FacilityType,
    LandStatus,
    LifeStage,
    ReceivingWater,
)
from ksm.models.placed import Placed, placed_constraints
from ksm.querysets import FacilityQuerySet
from ksm.tags import TagsField
from ksm.technologies import TechnologiesField

CODE_PATTERN = r"^\d{2}\.\d{2}-\d{4,6}$"
# Pulau Weh to Pulau Rote, Sabang to Merauke, with a little water around.
SOUTH, NORTH, WEST, EAST = Decimal("-11.5"), Decimal("6.5"), Decimal("94.5"), Decimal("141.5")


class FacilityNumber(models.Model):
    """The last number given out in a region; its row is the lock: no code is given twice."""

    region = models.OneToOneField("core.Region", models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("last facility number")
        verbose_name_plural = _("last facility numbers")

    @override
    def __str__(self) -> str:
        return f"{self.region_id}-{self.last:04d}"


class Facility(Placed, Mergeable, Record):
    """IPAL komunal, MCK Plus, shared tank …; what is seen of it stands in dated child records."""

    code = models.CharField(
        _("code"),
        max_length=16,
        unique=True,
        editable=False,
        validators=[RegexValidator(CODE_PATTERN)],
    )
    name = models.CharField(
        _("name"), max_length=150, help_text=_("As people call it, e.g. “IPAL Komunal Pendulan”.")
    )
    facility_type = models.CharField(_("type"), max_length=20, choices=FacilityType.choices)
    technologies = TechnologiesField(_("treatment units"))
    stage = models.CharField(
        _("stage"), max_length=10, choices=LifeStage.choices, default=LifeStage.UNKNOWN
    )
    built_on = PartialDateField(_("built"), help_text=_("A year is enough."))
    built_percent = models.PositiveSmallIntegerField(
        _("built so far (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("While it is being built: what a report says of the progress."),
    )
    built_percent_on = PartialDateField(_("progress as of"))
    commissioned_on = PartialDateField(
        _("in use since"), help_text=_("When the first house was connected or the doors opened.")
    )
    closed_on = PartialDateField(_("closed on"))
    land_status = models.CharField(
        _("land"), max_length=20, choices=LandStatus.choices, default=LandStatus.UNKNOWN
    )
    asset_status = models.CharField(
        _("asset"), max_length=20, choices=AssetStatus.choices, default=AssetStatus.UNKNOWN
    )

    design_kk = models.PositiveIntegerField(
        _("designed for households (KK)"), null=True, blank=True
    )
    design_sr = models.PositiveIntegerField(
        _("designed house connections (SR)"), null=True, blank=True
    )
    design_jiwa = models.PositiveIntegerField(
        _("designed for people (jiwa)"), null=True, blank=True
    )
    design_flow_m3_day = models.DecimalField(
        _("design flow (m³/day)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    installed_sr = models.PositiveIntegerField(
        _("installed house connections (SR)"),
        null=True,
        blank=True,
        help_text=_("Pipes that reach the house, in use or not."),
    )
    mck_doors = models.PositiveSmallIntegerField(_("MCK doors"), null=True, blank=True)
    is_estimate = models.BooleanField(_("rough figures"), default=False)
    # The columns that are rough, where not all are: "kk, jiwa".
    rough = models.CharField(
        _("rough numbers"), max_length=200, blank=True, default="", editable=False
    )
    desludging_interval_years = models.PositiveSmallIntegerField(
        _("emptying interval (years)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "As agreed with the operator; empty: reckoned from sludge volume and users, else 3 years."
        ),
    )
    sludge_volume_m3 = models.DecimalField(
        _("room for sludge (m³)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
        help_text=_("Of settler, digester and chambers together, from the building plan."),
    )
    truck_distance_m = models.PositiveIntegerField(
        _("distance to truck access (m)"),
        null=True,
        blank=True,
        help_text=_("From the manhole to where a suction truck can stand."),
    )
    desludging_route = models.CharField(
        _("desludging route"),
        max_length=60,
        blank=True,
        help_text=_("Route or zone of the scheduled desludging, as the operator calls it."),
    )

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="facilities", verbose_name=_("region")
    )
    address = models.CharField(
        _("address line"),
        max_length=200,
        blank=True,
        help_text=_(
            "Street and number, island, pesantren, market: what no other field of the place takes."
        ),
    )
    rt = models.CharField("RT", max_length=10, blank=True)
    rw = models.CharField("RW", max_length=10, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    coordinate_source = models.CharField(
        _("coordinates from"), max_length=10, choices=CoordinateSource.choices, blank=True
    )
    coordinate_accuracy_m = models.PositiveIntegerField(_("accuracy (m)"), null=True, blank=True)
    receiving_water = models.CharField(
        _("effluent goes to"), max_length=10, choices=ReceivingWater.choices, blank=True
    )
    receiving_water_name = models.CharField(_("name of the water"), max_length=80, blank=True)
    tags = TagsField(
        _("tags"), help_text=_("Your own words to find records again, separated by commas.")
    )
    description = models.TextField(_("remarks"), blank=True)

    objects = FacilityQuerySet.as_manager()
    key_field: ClassVar[str] = "code"

    class Meta:
        ordering = ("code",)
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        indexes = [
            models.Index(fields=("region", "village", "name"), name="ksm_facility_village_name"),
            # What the list is sorted by, page after page; the region before the code, so that a
            # province is one stretch of it and not looked for among the codes of all.
            models.Index(fields=("region", "code"), name="ksm_facility_by_region"),
            models.Index(fields=("name", "village", "id"), name="ksm_facility_by_name"),
            models.Index(fields=("facility_type", "region", "code"), name="ksm_facility_by_type"),
            models.Index(fields=("stage", "region", "code"), name="ksm_facility_by_stage"),
            models.Index(fields=("built_on", "code"), name="ksm_facility_by_year"),
            models.Index(fields=("latitude", "longitude"), name="ksm_facility_position"),
            models.Index(
                fields=("region", "code"), condition=Q(tags__gt=""), name="ksm_facility_tagged"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=CODE_PATTERN), name="ksm_facility_code_form"
            ),
            *placed_constraints("ksm_facility"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="ksm_facility_both_coordinates",
                violation_error_message=_("Give latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True)
                | Q(
                    latitude__gte=SOUTH,
                    latitude__lte=NORTH,
                    longitude__gte=WEST,
                    longitude__lte=EAST,
                ),
                name="ksm_facility_in_indonesia",
                violation_error_message=_(
                    "These coordinates lie outside Indonesia. Are latitude and longitude swapped?"
                ),
            ),
            models.CheckConstraint(
                condition=Q(built_percent__isnull=True) | Q(built_percent__lte=100),
                name="ksm_facility_built_percent_range",
            ),
            models.CheckConstraint(
                condition=not_before("closed_on", "built_on"),
                name="ksm_facility_closed_after_built",
                violation_error_message=_("The facility would be closed before it was built."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on="") | Q(stage=LifeStage.CLOSED),
                name="ksm_facility_closed_means_closed",
                violation_error_message=_("A closing date needs the stage “Closed or dismantled”."),
            ),
            models.CheckConstraint(
                condition=Q(design_flow_m3_day__isnull=True) | Q(design_flow_m3_day__gte=0),
                name="ksm_facility_flow_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(desludging_interval_years__isnull=True)
                | Q(desludging_interval_years__gte=1, desludging_interval_years__lte=20),
                name="ksm_facility_interval_range",
            ),
            models.CheckConstraint(
                condition=Q(sludge_volume_m3__isnull=True) | Q(sludge_volume_m3__gt=0),
                name="ksm_facility_sludge_positive",
                violation_error_message=_(
                    "The volume must be above zero; leave it empty where unknown."
                ),
            ),
            *merge_constraints("ksm_facility"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("ksm:facility-detail", args=[self.code])

    @property
    def is_closed(self) -> bool:
        """Whether it is closed or dismantled today: what `ksm.querysets.closed_by` asks the database."""
        ended = not self.closed_on or has_ended(self.closed_on, timezone.localdate())
        return self.stage == LifeStage.CLOSED and ended

    @property
    def coordinates(self) -> str:
        """The position as "-7.795600, 110.369500", "" where unknown."""
        return f"{self.latitude}, {self.longitude}" if self.latitude is not None else ""

    @property
    def map_uri(self) -> str:
        """A geo: address (RFC 5870), which a phone opens in its own map."""
        return f"geo:{self.latitude},{self.longitude}" if self.latitude is not None else ""

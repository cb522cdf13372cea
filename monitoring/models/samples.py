"""Effluent: samples, laboratory results, and the dated rules they are judged by (domain §5)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.records.told import Told, told_once
from core.tools import formats, partial_dates
from core.tools.partial_dates import PartialDateField
from monitoring.effluent import rules as effluent
from monitoring.effluent.classes import Plant, plant_of
from monitoring.effluent.units import unit_of, written
from monitoring.querysets import ResultQuerySet, SampleQuerySet


class SamplePoint(models.TextChoices):
    INLET = "inlet", _("Inlet")
    OUTLET = "outlet", _("Outlet")
    CHAMBER = "chamber", _("Chamber")
    RECEIVING = "receiving", _("Receiving water")
    GROUNDWATER = "groundwater", _("Groundwater")
    REMOVAL = "removal", _("Taken out between two points (%)")


class PayerKind(models.TextChoices):
    OFFICE = "opd", _("Regional office (OPD)")
    GROUP = "ksm", _("KSM/KPP")
    OTHER = "lain", _("Other")


class Parameter(models.TextChoices):
    PH = "ph", _("pH")
    BOD = "bod", _("BOD")
    COD = "cod", _("COD")
    TSS = "tss", _("TSS")
    OIL = "oil_grease", _("Oil and grease")
    AMMONIA = "ammonia", _("Ammonia")
    TOTAL_COLIFORM = "total_coliform", _("Total coliform")
    FECAL_COLIFORM = "fecal_coliform", _("Fecal coliform")
    E_COLI = "e_coli", _("E. coli")
    TEMPERATURE = "temperature", _("Temperature")
    FLOW = "flow", _("Flow")
    DETERGENT = "mbas", _("Detergent (MBAS)")
    TDS = "tds", _("Dissolved solids (TDS)")
    CHLORINE = "free_chlorine", _("Free chlorine")
    PERMANGANATE = "kmno4", _("Organic matter (KMnO₄)")
    NITRATE = "nitrate", _("Nitrate")
    NITROGEN = "total_nitrogen", _("Total nitrogen (N)")
    PHOSPHATE = "phosphate", _("Phosphate")
    PHOSPHORUS = "total_p", _("Total phosphorus (P)")
    SALMONELLA = "salmonella", _("Salmonella")
    SHIGELLA = "shigella", _("Shigella")


def place_key(facility: int | None, region: str, place: str) -> tuple[str, str]:
    return (str(facility), "") if facility else (region, place)


class Sample(Told, Record):
    """Water taken on a day at one point of a facility, or at a place named in the source."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="samples", verbose_name=_("region")
    )
    facility = models.ForeignKey(
        "ksm.Facility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("facility"),
    )
    place = models.CharField(
        _("place as written"),
        max_length=200,
        blank=True,
        help_text=_("Where the facility is not in the register, or no facility is meant."),
    )
    visit = models.ForeignKey(
        "monitoring.Visit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("monitoring visit"),
    )
    taken_on = PartialDateField(
        _("taken on"), help_text=_("It decides which rule applies: give the day where it is known.")
    )
    point = models.CharField(
        _("sample point"), max_length=12, choices=SamplePoint.choices, default=SamplePoint.OUTLET
    )
    point_name = models.CharField(
        _("name of the point"),
        max_length=80,
        blank=True,
        help_text=_(
            "Where there are several: “outlet 2”, “after the RBC”; of a share taken out “inlet – RBC”."
        ),
    )
    laboratory = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("laboratory"),
    )
    laboratory_text = models.CharField(_("laboratory as written"), max_length=150, blank=True)
    is_accredited = models.BooleanField(_("accredited laboratory"), null=True, blank=True)
    sampler = models.CharField(
        _("taken by"), max_length=150, blank=True, help_text=_("Institution or position.")
    )
    paid_by = models.CharField(_("paid by"), max_length=4, choices=PayerKind.choices, blank=True)

    objects = SampleQuerySet.as_manager()

    happened = ("taken_on",)

    class Meta:
        ordering = ("-taken_on", "-pk")
        verbose_name = _("water sample")
        verbose_name_plural = _("water samples")
        constraints = [
            told_once("monitoring_sample"),
            models.CheckConstraint(
                name="monitoring_sample_placed",
                condition=Q(facility__isnull=False) | ~Q(place=""),
                violation_error_message=_("Choose a facility or write the place."),
            ),
        ]
        indexes = [
            models.Index(fields=("region", "taken_on"), name="monitoring_sample_region"),
        ]

    @override
    def __str__(self) -> str:
        when = partial_dates.display(self.taken_on)
        return f"{self.place_words}, {when}" if when else self.place_words

    def get_absolute_url(self) -> str:
        return reverse("monitoring:sample-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        facility = self.facility if self.facility_id else None
        if facility is not None and self.region_id and facility.region_id != self.region_id:
            raise ValidationError({"facility": _("This facility lies in another region.")})

    @property
    def place_words(self) -> str:
        """Where it was taken, the village with it: names of facilities repeat (domain §12.31)."""
        facility = self.facility if self.facility_id else None
        return str(facility) if facility is not None else self.place

    @property
    def point_words(self) -> str:
        """The point with its own name: "Outlet (outlet 2)"."""
        name = f" ({self.point_name})" if self.point_name else ""
        return f"{self.get_point_display()}{name}"

    @property
    def is_share(self) -> bool:
        """Whether its results are shares taken out in per cent, with no concentration: never judged."""
        return self.point == SamplePoint.REMOVAL

    @property
    def place_key(self) -> tuple[str, str]:
        """What two samples of one place have in common; the words of a place repeat from region to region."""
        return place_key(self.facility_id, self.region_id, self.place)

    @property
    def is_discharge(self) -> bool:
        """Whether a rule for effluent speaks of it: raw water, a well or the river has no such limit."""
        return self.point == SamplePoint.OUTLET

    @property
    def plant(self) -> Plant:
        """What chooses the class of a rule; nothing is known of a place that is not in the register."""
        facility = self.facility if self.facility_id else None
        if facility is None:
            return Plant()
        return plant_of(
            facility.facility_type, facility.design_flow_m3_day, facility.receiving_water
        )


class Comparator(models.TextChoices):
    EQUAL = "=", _("measured value")
    BELOW = "<", _("below (limit of detection)")
    ABOVE = ">", _("above")


class StatedVerdict(models.TextChoices):
    """What a report says where it gives no number."""

    MEETS = "meets", _("meets the standard")
    EXCEEDS = "exceeds", _("exceeds the standard")
    PARTLY = "partly", _("some meet it, some do not")


class Result(Record):
    """One parameter of a sample: a value, or only what the report says of it."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="results")
    parameter = models.CharField(_("parameter"), max_length=16, choices=Parameter.choices)
    comparator = models.CharField(
        _("reads"), max_length=1, choices=Comparator.choices, default=Comparator.EQUAL
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(
        _("unit"),
        max_length=30,
        blank=True,
        help_text=_("As the laboratory writes it; empty: that of the parameter, e.g. mg/L."),
    )
    stated = models.CharField(
        _("what the report says"), max_length=8, choices=StatedVerdict.choices, blank=True
    )
    stated_by = models.CharField(
        _("by which standard"), max_length=150, blank=True, help_text=_("As the report names it.")
    )
    method = models.CharField(_("method"), max_length=100, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ("sample", "pk")
        verbose_name = _("laboratory result")
        verbose_name_plural = _("laboratory results")
        constraints = [
            models.UniqueConstraint(
                fields=("sample", "parameter"),
                condition=Q(archived_at__isnull=True),
                name="monitoring_result_once",
                violation_error_message=_("This parameter is entered already."),
            ),
            models.CheckConstraint(
                name="monitoring_result_says_something",
                condition=Q(value__isnull=False) | ~Q(stated=""),
                violation_error_message=_("Give a value, or what the report says."),
            ),
            models.CheckConstraint(
                name="monitoring_result_not_negative",
                # A plant can give back more than it got: −12% of the ammonia "taken out".
                condition=Q(value__isnull=True)
                | Q(value__gte=0)
                | Q(parameter="temperature")
                | Q(unit="%"),
                violation_error_message=_("A measured value cannot be negative."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_parameter_display()} {self.value_words}"

    @override
    def clean(self) -> None:
        super().clean()
        self.unit = written(self.unit)
        if self.value is None:
            return
        is_share = (
            bool(self.sample_id or "sample" in self._state.fields_cache) and self.sample.is_share
        )
        if is_share:
            self.unit = "%"
            if self.value > 100:
                raise ValidationError({"value": _("A plant takes out 100 per cent at most.")})
        elif self.unit == "%":
            words = _("A share taken out belongs to a sample “Taken out between two points (%)”.")
            raise ValidationError({"unit": words})
        self.unit = self.unit or unit_of(self.parameter)

    def get_absolute_url(self) -> str:
        return self.sample.get_absolute_url()

    @property
    def value_words(self) -> str:
        """The value as read: “28,5 mg/L”, “< 2”, or what the report says instead."""
        if self.value is None:
            return str(self.get_stated_display())
        sign = "" if self.comparator == Comparator.EQUAL else f"{self.comparator} "
        unit = self.unit if self.unit == "%" else f" {self.unit}"
        return f"{sign}{formats.number(self.value)}{unit}".strip()

    def judged(self, standards: tuple[effluent.Standard, ...]) -> effluent.Judgement:
        """Return the judgement by the rules in force; needs the sample and its facility loaded."""
        if not self.sample.is_discharge:
            return effluent.Judgement(effluent.Verdict.UNKNOWN, reason=effluent.VerdictReason.POINT)
        return effluent.judge(
            parameter=self.parameter,
            unit=self.unit,
            value=self.value,
            comparator=self.comparator,
            taken_on=self.sample.taken_on,
            region=self.sample.region_id,
            standards=standards,
            plant=self.sample.plant,
        )

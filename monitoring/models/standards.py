"""Rules on effluent as dated data; where a number is not sure, it is missing and says so."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.records import Record
from core.tools import formats
from core.tools.partial_dates import PartialDateField, not_before
from monitoring.effluent import classes
from monitoring.effluent import rules as effluent
from monitoring.effluent.classes import Limit, RuleClass
from monitoring.effluent.units import unit_of, written
from monitoring.models.samples import Parameter
from monitoring.querysets import StandardQuerySet


class EffluentStandard(Record):
    """A rule on effluent with the time and place it holds for; its numbers may still be missing."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    jurisdiction = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="effluent_standards",
        verbose_name=_("holds in"),
        help_text=_("Empty for the whole country."),
    )
    valid_from = PartialDateField(_("in force from"), blank=False)
    valid_to = PartialDateField(
        _("in force until"), help_text=_("The first day it no longer holds.")
    )
    is_complete = models.BooleanField(
        _("all limits entered"),
        default=False,
        help_text=_(
            "While this is off, a parameter without a limit is reported as “limit not "
            "entered”, not as meeting the standard."
        ),
    )
    is_checked = models.BooleanField(
        _("checked against the text of the law"),
        default=False,
        help_text=_("While this is off, the rule is marked “not checked yet”."),
    )
    note = models.TextField(_("remarks"), max_length=2000, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from", "pk")
        verbose_name = _("effluent standard")
        verbose_name_plural = _("effluent standards")
        constraints = [
            models.CheckConstraint(
                name="monitoring_standard_ends_after_start",
                condition=not_before("valid_to", "valid_from"),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:effluent-standard-detail", args=[self.pk])

    def as_rule(self) -> effluent.Standard:
        """Return the rule as plain values; needs `loaded` classes and limits."""
        limits: Any = self.loaded_limits  # type: ignore[attr-defined]
        return effluent.Standard(
            name=self.name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            region=self.jurisdiction_id or "",
            is_complete=self.is_complete,
            limits=_limits(limits, None),
            classes=tuple(
                RuleClass(
                    name=row.name,
                    above=row.above,
                    up_to=row.up_to,
                    water=row.water,
                    receiver=row.receiver,
                    is_complete=row.is_complete,
                    limits=_limits(limits, row.pk),
                )
                for row in self.loaded_classes  # type: ignore[attr-defined]
            ),
        )


def _limits(rows: ScopedQuerySet, class_id: int | None) -> tuple[Limit, ...]:
    return tuple(
        Limit(row.parameter, row.unit, row.minimum, row.maximum, row.must_be_absent)
        for row in rows
        if row.of_class == class_id
    )


class Water(models.TextChoices):
    TOILET = classes.TOILET, _("Toilet water")
    OTHER = classes.OTHER_WATER, _("Other household water")
    COMBINED = classes.COMBINED, _("Toilet and other water together")
    WITHOUT_TOILET_ALONE = (
        classes.WITHOUT_TOILET_ALONE,
        _("Other household water, alone or with toilet water"),
    )


class Receiver(models.TextChoices):
    WATER = classes.TO_WATER, _("A body of water")
    DRAIN = classes.TO_DRAIN, _("Drain or irrigation")
    SOIL = classes.TO_SOIL, _("Soil")
    REUSE = classes.REUSE, _("Used again")


class EffluentClass(Record):
    """A class of a rule: which plants it holds for. The facts of the facility choose it."""

    standard = models.ForeignKey(
        EffluentStandard, models.CASCADE, related_name="classes", verbose_name=_("standard")
    )
    name = models.CharField(
        _("class"), max_length=120, help_text=_("As the annex names it, e.g. “Lampiran I A.2”.")
    )
    above = models.DecimalField(
        _("volume above (m³/day)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    up_to = models.DecimalField(
        _("volume up to (m³/day)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    water = models.CharField(
        _("kind of wastewater"),
        max_length=20,
        choices=Water.choices,
        blank=True,
        help_text=_("Empty: any."),
    )
    receiver = models.CharField(
        _("where it goes"),
        max_length=12,
        choices=Receiver.choices,
        blank=True,
        help_text=_("Empty: anywhere."),
    )
    is_complete = models.BooleanField(_("all limits entered"), default=False)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("standard", "pk")
        verbose_name = _("class of a standard")
        verbose_name_plural = _("classes of standards")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "name"),
                condition=Q(archived_at__isnull=True),
                name="monitoring_class_name",
                violation_error_message=_("This class is entered already."),
            ),
            models.CheckConstraint(
                name="monitoring_class_volume_grows",
                condition=Q(above__isnull=True) | Q(up_to__isnull=True) | Q(up_to__gt=F("above")),
                violation_error_message=_("The upper volume is not above the lower one."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.standard.get_absolute_url()

    @property
    def volume_words(self) -> str:
        """The volume it holds for: “> 3–50 m³/hari”; "" for any."""
        low, high = (formats.number(value) if value is not None else "" for value in self.bounds)
        if not low and not high:
            return ""
        text = f"> {low}–{high}" if low and high else f"> {low}" if low else f"≤ {high}"
        return str(_("%(volume)s m³/day")) % {"volume": text}

    @property
    def bounds(self) -> tuple[object, object]:
        return self.above, self.up_to


class EffluentLimit(Record):
    """The limit of one parameter, for a class or (without one) for all plants."""

    standard = models.ForeignKey(
        EffluentStandard, models.CASCADE, related_name="limits", verbose_name=_("standard")
    )
    of_class = models.ForeignKey(
        EffluentClass,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="limits",
        verbose_name=_("class"),
        help_text=_("Empty: for all plants."),
    )
    parameter = models.CharField(_("parameter"), max_length=16, choices=Parameter.choices)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    minimum = models.DecimalField(
        _("at least"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("at most"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    must_be_absent = models.BooleanField(_("must be absent"), default=False)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("standard", "pk")
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "parameter"),
                condition=Q(of_class__isnull=True, archived_at__isnull=True),
                name="monitoring_limit_parameter",
                violation_error_message=_("This parameter has a limit already."),
            ),
            models.UniqueConstraint(
                fields=("of_class", "parameter"),
                condition=Q(of_class__isnull=False, archived_at__isnull=True),
                name="monitoring_limit_of_class",
                violation_error_message=_("This parameter has a limit already."),
            ),
            models.CheckConstraint(
                name="monitoring_limit_says_something",
                condition=Q(minimum__isnull=False)
                | Q(maximum__isnull=False)
                | Q(must_be_absent=True),
                violation_error_message=_("Give a limit, or say that it must be absent."),
            ),
            models.CheckConstraint(
                name="monitoring_limit_bounds_grow",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                violation_error_message=_("The upper limit is below the lower one."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_parameter_display()}: {self.words}"

    def get_absolute_url(self) -> str:
        return self.standard.get_absolute_url()

    @override
    def clean(self) -> None:
        super().clean()
        self.unit = written(self.unit) or unit_of(self.parameter)
        if self.of_class is not None and self.of_class.standard_id != self.standard_id:
            raise ValidationError({"of_class": _("This class is one of another standard.")})

    @property
    def words(self) -> str:
        if self.must_be_absent:
            return str(_("must be absent"))
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            text = f"{formats.number(low)}–{formats.number(high)}"
        else:
            text = f"≥ {formats.number(low)}" if high is None else f"≤ {formats.number(high)}"
        return f"{text} {self.unit}".strip()

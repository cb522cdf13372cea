"""Rules on effluent as dated data; where a number is not sure, it is missing and says so."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools import formats
from core.tools.partial_dates import PartialDateField
from monitoring.effluent import rules as effluent
from monitoring.models.samples import Parameter
from monitoring.querysets import ReferenceQuerySet, StandardQuerySet


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
    volume = models.CharField(_("volume class"), max_length=60, blank=True)
    water = models.CharField(_("kind of wastewater"), max_length=60, blank=True)
    is_complete = models.BooleanField(
        _("all limits entered"),
        default=False,
        help_text=_(
            "While this is off, a parameter without a limit is reported as “limit not "
            "entered”, not as meeting the standard."
        ),
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
                condition=Q(valid_to="") | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:effluent-standard-detail", args=[self.pk])

    def as_rule(self) -> effluent.Standard:
        """Return the rule as plain values; needs `loaded` limits."""
        limits: Any = self.loaded  # type: ignore[attr-defined]
        return effluent.Standard(
            name=self.name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            region=self.jurisdiction_id or "",
            is_complete=self.is_complete,
            limits=tuple(
                effluent.Limit(
                    row.parameter, row.unit, row.minimum, row.maximum, row.must_be_absent
                )
                for row in limits
            ),
        )


class EffluentLimit(Record):
    standard = models.ForeignKey(EffluentStandard, models.CASCADE, related_name="limits")
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
                fields=("standard", "parameter"), name="monitoring_limit_parameter"
            ),
            models.CheckConstraint(
                name="monitoring_limit_says_something",
                condition=Q(minimum__isnull=False)
                | Q(maximum__isnull=False)
                | Q(must_be_absent=True),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_parameter_display()}: {self.words}"

    def get_absolute_url(self) -> str:
        return self.standard.get_absolute_url()

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

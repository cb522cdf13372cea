"""Figures that a document states as of a date, kept as stated and never added to our own counts."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record, told_by
from core.tools import formats


class FactTopic(models.TextChoices):
    REGISTRY = "registry", _("Facilities and groups")
    MONITORING = "monitoring", _("Monitoring")
    ALLIANCE = "alliance", _("Alliance")
    FINANCE = "finance", _("Finance")
    STRATEGY = "ssk", _("Sanitation strategy (SSK)")


class DatedFactQuerySet(ScopedQuerySet):
    null_is_shared = True

    def about(self, code: str) -> Self:
        """Return the series of one indicator, oldest first; undated ones lead."""
        return self.filter(code=code).order_by("as_of", "pk")

    def known_by(self, at: dt.date) -> Self:
        """Return the figures stated for a day or before; of those without a date what was entered by then."""
        return self.filter(told_by(at))

    def newest_first(self) -> Self:
        return self.order_by("-as_of", "-pk")


class DatedFact(Record):
    """A figure a source states as of a date (domain §12.27–28); a range or rough number stays text.

    Published totals do not equal a list of ours: no total of the system is derived from these.
    """

    topic = models.CharField(_("topic"), max_length=12, choices=FactTopic.choices)
    code = models.SlugField(
        _("series"),
        max_length=60,
        blank=True,
        help_text=_("The same short word on figures that form one series, e.g. “akkopsi-members”."),
    )
    subject = models.CharField(
        _("what was counted"),
        max_length=250,
        help_text=_("As the source words it, e.g. “communal treatment plants (IPAL komunal)”."),
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dated_facts",
        verbose_name=_("region"),
        help_text=_("Empty for a national figure."),
    )
    area = models.CharField(
        _("part of the area"),
        max_length=120,
        blank=True,
        help_text=_("Where the figure covers less or more than the region, e.g. a district."),
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3, null=True, blank=True)
    value_text = models.CharField(
        _("value as written"),
        max_length=120,
        blank=True,
        help_text=_("For ranges and rough numbers, e.g. “120–130” or “more than 15,000”."),
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    sample_size = models.PositiveIntegerField(
        _("out of"),
        null=True,
        blank=True,
        help_text=_("How many were looked at, where the source says."),
    )

    objects = DatedFactQuerySet.as_manager()

    class Meta:
        ordering = ("-as_of", "-pk")
        verbose_name = _("dated figure")
        verbose_name_plural = _("dated figures")
        constraints = [
            models.CheckConstraint(
                name="core_datedfact_has_value",
                condition=Q(value__isnull=False) | ~Q(value_text=""),
                violation_error_message=_("Give the value as a number or as written."),
            ),
            models.CheckConstraint(
                name="core_datedfact_has_source",
                condition=~Q(source="") | ~Q(source_url=""),
                violation_error_message=_("Say which document states this."),
            ),
        ]
        indexes = [models.Index(fields=("code", "as_of"), name="core_datedfact_series")]

    @override
    def __str__(self) -> str:
        return f"{self.subject}: {self.value_words}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:dated-fact-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if self.value is not None and self.value < 0:
            raise ValidationError({"value": _("A count cannot be negative.")})

    @property
    def value_words(self) -> str:
        """The value as people read it, with its unit: “120–130 regions”, “349 regions”, “74%”."""
        text = self.value_text or formats.number(self.value)
        return f"{text}%" if self.unit == "%" else f"{text} {self.unit}".strip()

"""Which office sees to findings of a region: a rule by aspect and severity, kept as data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Office
from core.access import ScopedQuerySet
from core.records.records import Record
from monitoring.models.findings import AspectCode, Finding, Responsible, Severity


class DutyQuerySet(ScopedQuerySet):
    def office_of(self, finding: Finding, *, at: dt.date) -> int | None:
        """Return the office (primary key) that sees to a finding by the rules of a day; None where none says.

        The closer rule counts: that of the region before its province's, then of the aspect, then of
        the severity. An office that does not exist on the day sees to nothing.
        """
        code = finding.region_id
        found: Any = (
            self.filter(
                region__in=[code, code[:2]],
                responsible=finding.responsible,
                aspect__in=["", finding.aspect],
                severity__in=["", finding.severity],
                archived_at__isnull=True,
                office__in=Office.objects.current().existing(at),
            )
            .order_by("pk")
            .values_list("region_id", "aspect", "severity", "office_id")
        )
        best = max(found, key=lambda row: (len(row[0]), bool(row[1]), bool(row[2])), default=None)
        return best[3] if best else None


class OfficeDuty(Record):
    """One rule: findings of a region, of an aspect or of any, of a severity or of any, go to an office."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="office_duties", verbose_name=_("region")
    )
    responsible = models.CharField(
        _("responsible"),
        max_length=12,
        choices=Responsible.choices,
        default=Responsible.GOVERNMENT,
    )
    aspect = models.CharField(
        _("aspect"),
        max_length=2,
        choices=AspectCode.choices,
        blank=True,
        help_text=_("Empty: every aspect that has no rule of its own."),
    )
    severity = models.CharField(
        _("severity"),
        max_length=6,
        choices=Severity.choices,
        blank=True,
        help_text=_("Empty: every severity that has no rule of its own."),
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="finding_duties", verbose_name=_("office")
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ("region", "aspect", "severity", "pk")
        verbose_name = _("office in charge of findings")
        verbose_name_plural = _("offices in charge of findings")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "responsible", "aspect", "severity"),
                condition=Q(archived_at__isnull=True),
                name="monitoring_duty_once",
                violation_error_message=_("This region has such a rule already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.region.short_name}: {self.get_aspect_display() or '–'} → {self.office}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:office-duty-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if not (self.office_id and self.region_id):
            return
        place = self.office.region_id
        if place and not (self.region_id == place or self.region_id.startswith(f"{place}.")):
            raise ValidationError({"office": _("This office is one of another region.")})

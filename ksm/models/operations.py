"""Who runs which facility or part of it, from when to when: a group, an office, a body as named, or stated nobody."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record, begun_by
from core.records.told import Told, told_once
from core.tools.partial_dates import PartialDateField, has_ended, not_before, still_on
from ksm.choices import FacilityPart


def nobody_words() -> str:
    return __("Nobody, as the source states")


class OperationQuerySet(ScopedQuerySet):
    scope_path = "facility__region"

    def running(self, at: dt.date | None = None) -> Self:
        """Return the operations that run on a day, as far as known; without a day those that have not ended."""
        rows = self.filter(archived_at__isnull=True)
        if at is None:
            return rows.filter(ended_on="")
        return rows.filter(begun_by("started_on", at, end="ended_on"), still_on("ended_on", at))


class Operation(Told, Record):
    """A time in which a facility, or a part of it, had one operator.

    Without group, office and name: the source states that nobody runs it.
    """

    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="operations", verbose_name=_("facility")
    )
    group = models.ForeignKey(
        "ksm.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operations",
        verbose_name=_("group"),
    )
    named = models.CharField(
        _("operator as named"),
        max_length=150,
        blank=True,
        help_text=_(
            "A body that is neither: a pesantren, a group of the neighbouring kota, or as the source names it."
        ),
    )
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operations",
        verbose_name=_("office"),
        help_text=_("A UPTD, Perumda or PDAM that runs the facility itself."),
    )
    part = models.CharField(
        _("part of the facility"),
        max_length=8,
        choices=FacilityPart.choices,
        blank=True,
        help_text=_("Empty: the whole facility. Each part has an operator of its own."),
    )
    started_on = PartialDateField(_("from"), help_text=_("Empty where nobody knows."))
    ended_on = PartialDateField(_("until"), help_text=_("Empty while the group runs the facility."))
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = OperationQuerySet.as_manager()

    happened = ("started_on",)

    class Meta:
        ordering = ("-started_on", "-pk")
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        constraints = [
            told_once("ksm_operation"),
            models.UniqueConstraint(
                fields=("facility", "part"),
                condition=Q(ended_on="", archived_at__isnull=True),
                name="ksm_operation_one_current",
                violation_error_message=_(
                    "This facility has an operator already; hand it over instead."
                ),
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True, office__isnull=True)
                | Q(named="", group__isnull=True)
                | Q(named="", office__isnull=True),
                name="ksm_operation_by_one",
                violation_error_message=_(
                    "Choose a group or an office, or write a name: one of them."
                ),
            ),
            models.CheckConstraint(
                condition=not_before("ended_on", "started_on"),
                name="ksm_operation_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.operator_and_part} – {self.facility}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:operation-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        """A group runs facilities of its own region only: no page mixes rows of two regions."""
        super().clean()
        if self.group and self.facility_id and self.group.region_id != self.facility.region_id:
            raise ValidationError({"group": _("This group belongs to another region.")})

    @property
    def is_nobody(self) -> bool:
        return self.group_id is None and self.office_id is None and not self.named

    @property
    def operator(self) -> str:
        """Who runs it in words: the group, the office, the body as named, or that nobody does."""
        return str(self.group or self.office or "") or self.named or nobody_words()

    @property
    def who(self) -> tuple[int | None, int | None, str]:
        """What two operations of one operator have in common."""
        return self.group_id, self.office_id, self.named

    @property
    def operator_and_part(self) -> str:
        """The operator and, where it runs but a part, which one: "KPP Tirta (House connections)"."""
        part = f" ({self.get_part_display()})" if self.part else ""
        return f"{self.operator}{part}"

    def runs_at(self, day: dt.date) -> bool:
        """Return what `running(day)` asks the database."""
        iso = day.isoformat()
        if self.started_on:
            begun = self.started_on <= iso
        else:
            begun = self.is_told_by(day) or (bool(self.ended_on) and self.ended_on <= iso)
        return begun and not has_ended(self.ended_on, day)

    @property
    def is_running(self) -> bool:
        return not has_ended(self.ended_on, timezone.localdate())

"""What was seen of a facility, by date: function, condition and use are three facts."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.records.told import Told, told_once
from core.tools.partial_dates import PartialDateField, display
from core.tools.tables import Badge
from ksm.choices import Condition, FunctionStatus, badge

# What a record states.
STATED = ("function_status", "physical_condition", "active_sr", "kk", "jiwa", "fee")


class StatusRecordQuerySet(ScopedQuerySet):
    scope_path = "facility__region"

    def until(self, at: dt.date | None) -> Self:
        """Return the dated records observed on a day or before it; all of them where no day is given.

        What a source states without a date is nowhere taken for how things stand.
        """
        rows = self.filter(archived_at__isnull=True, observed_on__gt="")
        return rows if at is None else rows.filter(observed_on__lte=at.isoformat())

    def newest_first(self) -> Self:
        """Return the records in the order in which they count: the latest day, of one day the one entered last."""
        return self.order_by("-observed_on", "-pk")

    def same_day(self, row: StatusRecord) -> Self:
        """Return the other records of a record's facility and day, that which counts first."""
        rows = self.filter(archived_at__isnull=True, facility=row.facility_id)
        return rows.filter(observed_on=row.observed_on).exclude(pk=row.pk).newest_first()


class StatusRecord(Told, Record):
    """One observation; a blank figure says nothing, zero is a count (design §5)."""

    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="status_records", verbose_name=_("facility")
    )
    observed_on = PartialDateField(
        _("observed on"),
        help_text=_(
            "The day of the visit, not of typing; a month or a year will do. Empty only where the source names none."
        ),
    )
    function_status = models.CharField(
        _("function"), max_length=20, choices=FunctionStatus.choices, default=FunctionStatus.UNKNOWN
    )
    physical_condition = models.CharField(
        _("physical condition"), max_length=20, choices=Condition.choices, default=Condition.UNKNOWN
    )
    active_sr = models.PositiveIntegerField(
        _("active house connections (SR)"),
        null=True,
        blank=True,
        help_text=_("Connections in use. “±60” is understood."),
    )
    kk = models.PositiveIntegerField(_("households served (KK)"), null=True, blank=True)
    jiwa = models.PositiveIntegerField(_("people served (jiwa)"), null=True, blank=True)
    fee = models.PositiveIntegerField(
        _("fee (rupiah per KK and month)"),
        null=True,
        blank=True,
        help_text=_("What a household pays the group; 0 where there is none."),
    )
    is_estimate = models.BooleanField(_("rough figures"), default=False)
    # The columns that are rough, where not all are: "kk, jiwa".
    rough = models.CharField(
        _("rough numbers"), max_length=200, blank=True, default="", editable=False
    )
    remark = models.TextField(
        _("remarks"), blank=True, help_text=_("Faults, odour, blocked pipes, what residents say.")
    )

    objects = StatusRecordQuerySet.as_manager()

    happened = ("observed_on",)

    class Meta:
        ordering = ("-observed_on", "-pk")
        verbose_name = _("status record")
        verbose_name_plural = _("status records")
        indexes = [
            models.Index(fields=("facility", "-observed_on", "-id"), name="ksm_status_latest"),
            models.Index(fields=("observed_on", "id"), name="ksm_status_by_date"),
        ]
        constraints = [
            told_once("ksm_status"),
            models.CheckConstraint(
                condition=~models.Q(observed_on="") | ~models.Q(source=""),
                name="ksm_status_has_date",
                violation_error_message=_(
                    "Say when this was observed, or name the source that states it without a date."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.facility} – {self.when_words}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:status-record-detail", args=[self.pk])

    def against(self, other: StatusRecord) -> list[str]:
        """Return the names of the facts that both state and state differently; unknown contradicts nothing."""
        silent = (None, FunctionStatus.UNKNOWN, Condition.UNKNOWN)
        return [
            name
            for name in STATED
            if getattr(self, name) not in silent
            and getattr(other, name) not in silent
            and getattr(self, name) != getattr(other, name)
        ]

    @property
    def when_words(self) -> str:
        """The day, or that the source names none."""
        return display(self.observed_on) or __("date not stated")

    @property
    def function_badge(self) -> Badge | None:
        return badge(FunctionStatus, self.function_status)

    @property
    def condition_badge(self) -> Badge | None:
        return badge(Condition, self.physical_condition)

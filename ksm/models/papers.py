"""Papers of a facility: handover, land, grants. The paper itself hangs on the row as a private file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, display, not_before
from ksm.choices import PaperKind


class PaperQuerySet(ScopedQuerySet):
    scope_path = "facility__region"


class Paper(Record):
    """One dated paper: minutes of handover (BAST), land certificate, deed of grant (hibah) …"""

    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="papers", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind.choices)
    number = models.CharField(_("number"), max_length=120, blank=True)
    dated_on = PartialDateField(_("dated"), help_text=_("As on the paper; a year will do."))
    valid_until = PartialDateField(
        _("valid until"), help_text=_("Empty where it does not run out, or nobody knows.")
    )
    issued_by = models.CharField(
        _("issued by"), max_length=150, blank=True, help_text=_("Office or post, not a person.")
    )
    received_by = models.CharField(
        _("received by"), max_length=150, blank=True, help_text=_("Office, village or group.")
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    happened = ("dated_on",)

    class Meta:
        ordering = ("-dated_on", "-pk")
        verbose_name = _("handover or land document")
        verbose_name_plural = _("handover and land documents")
        constraints = [
            models.CheckConstraint(
                condition=not_before("valid_until", "dated_on"),
                name="ksm_paper_in_order",
                violation_error_message=_("The document would run out before its date."),
            ),
            models.UniqueConstraint(
                fields=("facility", "kind", "number"),
                condition=Q(archived_at__isnull=True) & ~Q(number=""),
                name="ksm_paper_once",
                violation_error_message=_("This document is recorded already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        parts = [str(self.get_kind_display()), self.number, display(self.dated_on)]
        return " · ".join(part for part in parts if part)

    def get_absolute_url(self) -> str:
        return reverse("ksm:paper-detail", args=[self.pk])

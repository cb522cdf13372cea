"""What was found wrong, who must act, and whether it was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from monitoring.querysets import SEVERITY_RANK, FindingQuerySet


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Responsible(models.TextChoices):
    GROUP = "ksm", _("KSM/KPP")
    CHAPTER = "chapter", _("AKSANSI chapter")
    GOVERNMENT = "government", _("Regional government")
    SECRETARIAT = "secretariat", _("AKSANSI Secretariat")


class AspectCode(models.TextChoices):
    INSTITUTIONAL = "K", _("Institutional")
    TECHNICAL = "T", _("Technical")
    FINANCIAL = "F", _("Financial")
    GOVERNANCE = "G", _("Governance")
    SOCIAL = "S", _("Social and environmental")


class Finding(Record):
    """A shortcoming with somebody responsible; a severe one is verified by another person."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="findings", verbose_name=_("region")
    )
    facility = models.ForeignKey(
        "ksm.Facility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("facility"),
        help_text=_("Empty where it concerns the whole region."),
    )
    visit = models.ForeignKey(
        "monitoring.Visit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("monitoring visit"),
    )
    question_code = models.CharField(
        _("question"),
        max_length=12,
        blank=True,
        editable=False,
        help_text=_("The question whose answer opened it; empty where a person did."),
    )
    closure_proposed_by = models.ForeignKey(
        "monitoring.Visit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closure proposed by"),
        editable=False,
    )
    aspect = models.CharField(_("aspect"), max_length=2, choices=AspectCode.choices)
    title = models.CharField(_("finding"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices)
    responsible = models.CharField(_("responsible"), max_length=12, choices=Responsible.choices)
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("office"),
    )
    opened_on = models.DateField(_("found on"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    action_required = models.TextField(_("action required"), max_length=2000)
    action_taken = models.TextField(_("action taken"), max_length=2000, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
        editable=False,
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
        editable=False,
    )
    is_withdrawn = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Taken back because its visit no longer calls for it."),
    )
    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = (SEVERITY_RANK, F("due_on").asc(nulls_last=True), "pk")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=("facility", "question_code"),
                condition=Q(closed_on__isnull=True, archived_at__isnull=True)
                & ~Q(question_code=""),
                name="monitoring_finding_open_once_per_question",
            ),
            models.CheckConstraint(
                name="monitoring_finding_closed_in_full",
                condition=Q(
                    closed_on__isnull=True, closed_by__isnull=True, verified_by__isnull=True
                )
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(action_taken="")),
            ),
            models.CheckConstraint(
                name="monitoring_finding_verified_by_another",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("closed_by")),
                violation_error_message=_("Whoever closed it cannot also verify it."),
            ),
            models.CheckConstraint(
                name="monitoring_finding_closed_after_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("The end is before the beginning."),
            ),
        ]
        indexes = [
            models.Index(
                fields=("region", "responsible", "closed_on"), name="monitoring_finding_open"
            ),
            models.Index(fields=("due_on",), name="monitoring_finding_due"),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("monitoring:finding-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        facility = self.facility if self.facility_id else None
        if facility is not None and self.region_id and facility.region_id != self.region_id:
            raise ValidationError({"facility": _("This facility lies in another region.")})
        if self.opened_on and self.opened_on > timezone.localdate():
            raise ValidationError({"opened_on": _("This date is in the future.")})
        if self.due_on and self.opened_on and self.due_on < self.opened_on:
            raise ValidationError({"due_on": _("The end is before the beginning.")})

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def needs_verification(self) -> bool:
        return not self.is_open and self.severity == Severity.HIGH and self.verified_by_id is None

    def is_overdue(self, at: dt.date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < at

    @property
    def responsible_words(self) -> Any:
        """The level and, where known, the office: “Regional government – DPUPKP”."""
        level = self.get_responsible_display()
        return f"{level} – {self.office}" if self.office_id else level

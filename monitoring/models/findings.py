"""What was found wrong, who must act, and whether it was done."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, in_future
from core.tools.rough_days import RoughDateField, known_beside, partial_of
from core.tools.todo import Reason
from monitoring.querysets import SEVERITY_RANK, FindingQuerySet


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Responsible(models.TextChoices):
    GROUP = "ksm", _("KSM/KPP")
    VILLAGE = "village", _("Village government (desa, kalurahan, kelurahan)")
    CHAPTER = "chapter", _("AKSANSI chapter")
    GOVERNMENT = "government", _("Regional government")
    SECRETARIAT = "secretariat", _("AKSANSI Secretariat")


class FindingState(models.TextChoices):
    """Where a finding stands, told from its dates."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    CLOSED = "closed", _("Closed")
    VERIFIED = "verified", _("Verified")


class Reply(models.TextChoices):
    """What a government answered; the officer records it, with its letter."""

    RECEIVED = "received", _("Received")
    BUDGETED = "budgeted", _("Budgeted")
    DECLINED = "declined", _("Cannot be met")


class AspectCode(models.TextChoices):
    INSTITUTIONAL = "K", _("Institutional")
    TECHNICAL = "T", _("Technical")
    FINANCIAL = "F", _("Financial")
    GOVERNANCE = "G", _("Governance")
    SOCIAL = "S", _("Social and environmental")


class Finding(Record):
    """A shortcoming with somebody responsible; a severe one is verified by another person.

    Its number is the next one of its region, given once and never again.
    """

    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
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
    person = models.CharField(
        _("person in charge"),
        max_length=120,
        blank=True,
        help_text=_("Who sees to it, with the post, e.g. “head of the section for sanitation”."),
    )
    started_on = PartialDateField(
        _("work began on"), help_text=_("Empty while nobody has begun. A month or a year will do.")
    )
    reply = models.CharField(
        _("reply of the government"), max_length=10, choices=Reply.choices, blank=True
    )
    replied_on = PartialDateField(_("replied on"))
    reply_letter = models.CharField(_("number of the reply"), max_length=80, blank=True)
    opened_on = RoughDateField(_("found on"))
    opened_on_known = known_beside()
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
                fields=("region", "number"), name="monitoring_finding_number_once"
            ),
            models.CheckConstraint(
                name="monitoring_finding_reply_in_full",
                condition=Q(replied_on="", reply_letter="") | ~Q(reply=""),
                violation_error_message=_("Say what was replied."),
            ),
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
    def save(self, *args: object, **kwargs: object) -> None:
        """Write the row; a new one gets the next number of its region, whose row is the lock."""
        if self.number is not None:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            Region.objects.select_for_update(no_key=True).get(pk=self.region_id)
            last = Finding.objects.filter(region=self.region_id).aggregate(n=Max("number"))["n"]
            self.number = (last or 0) + 1
            return super().save(*args, **kwargs)

    @override
    def clean(self) -> None:
        super().clean()
        facility = self.facility if self.facility_id else None
        if facility is not None and self.region_id and facility.region_id != self.region_id:
            raise ValidationError({"facility": _("This facility lies in another region.")})
        if in_future(self.opened_on):
            raise ValidationError({"opened_on": _("This date is in the future.")})
        if self.due_on and self.opened_on and self.due_on < self.opened_on:
            raise ValidationError({"due_on": _("The end is before the beginning.")})

    @property
    def found_on(self) -> str:
        """The day it was found as far as it is known, as a partial date."""
        return partial_of(self.opened_on, self.opened_on_known)

    @property
    def numbered(self) -> str:
        """The number as letters name it: “T-34.04-0012”."""
        return f"T-{self.region_id}-{self.number:04d}" if self.number else ""

    @property
    def state(self) -> FindingState:
        if not self.is_open:
            return FindingState.VERIFIED if self.verified_by_id else FindingState.CLOSED
        begun = self.started_on or self.reply == Reply.BUDGETED
        return FindingState.IN_PROGRESS if begun else FindingState.OPEN

    def days_open(self, at: dt.date) -> int:
        """Return the days from the finding to its closing, or to a day while it stands open."""
        return ((self.closed_on or at) - self.opened_on).days

    def reply_words(self, at: dt.date) -> str:
        """Return what the government had answered by a day; "" where nothing, or of a past day nobody knows when."""
        known = self.replied_on and self.replied_on <= at.isoformat()
        return str(self.get_reply_display()) if known or at >= timezone.localdate() else ""

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_lapsed(self) -> bool:
        """Whether its facility was closed before anybody closed it: what `lapsed` asks the database of today."""
        return self.is_open and self.facility is not None and self.facility.is_closed

    def why_closed(self) -> str:
        """Return the sentence that says why it is not edited; "" while it is open."""
        if self.is_open:
            return ""
        words = __("This finding is closed. Open it again to change it.")
        return Reason(words, reverse("monitoring:finding-reopen", args=[self.pk]), __("Open again"))

    @property
    def needs_verification(self) -> bool:
        return not self.is_open and self.severity == Severity.HIGH and self.verified_by_id is None

    def is_overdue(self, at: dt.date) -> bool:
        due = self.is_open and self.due_on is not None and self.due_on < at
        return due and not self.is_lapsed

    @property
    def responsible_words(self) -> object:
        """The level and, where known, the office: “Regional government – DPUPKP”."""
        level = self.get_responsible_display()
        if self.responsible == Responsible.VILLAGE and self.facility and not self.office_id:
            return f"{level} – {self.facility.village}" if self.facility.village else level
        return f"{level} – {self.office}" if self.office_id else level

"""What somebody promised in the room: follow-up plan (RTL) and joint commitments, until done."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools.partial_dates import last_day
from events.models.meetings import Event, OfEvent
from events.querysets import CommitmentQuerySet, OfCommitmentQuerySet


class CommitmentKind(models.TextChoices):
    FOLLOW_UP = "rtl", _("Follow-up plan (RTL)")
    COMMITMENT = "komitmen", _("Joint commitment")


# A promise without a date is looked for a year after it was made.
UNDATED_DAYS = 365


class Commitment(OfEvent):
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="commitments", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CommitmentKind.choices)
    text = models.TextField(_("what was agreed"), max_length=2000)
    owner = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("responsible office"),
    )
    owner_text = models.CharField(
        _("responsible as written"),
        max_length=200,
        blank=True,
        help_text=_("Institution or position."),
    )
    support = models.CharField(
        _("supported by"), max_length=200, blank=True, help_text=_("Institutions that help.")
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("concerns the region"),
        help_text=_("Empty: every region that hosted or took part."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    checked_on = models.DateField(
        _("looked at on"),
        null=True,
        blank=True,
        help_text=_("The last day somebody knew that it is still open; empty where nobody looked."),
    )
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    proof = models.TextField(_("proof"), max_length=2000, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = (F("due_on").asc(nulls_last=True), "pk")
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                name="events_commitment_done_has_proof",
                condition=Q(done_on__isnull=True) | ~Q(proof=""),
                violation_error_message=_("Say what shows that it is done."),
            )
        ]
        indexes = [models.Index(fields=("due_on", "done_on"), name="events_commitment_due")]

    @override
    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    @override
    def clean(self) -> None:
        super().clean()
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": _("This day is in the future.")})

    @override
    def get_absolute_url(self) -> str:
        return reverse("events:commitment-detail", args=[self.pk])

    @property
    def owner_words(self) -> str:
        return self.owner_text or (str(self.owner) if self.owner_id else "")

    def is_overdue(self, at: dt.date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < at

    def is_unknown(self, at: dt.date) -> bool:
        """Return whether nobody knows on a day what became of it: due by then (without a date: a year after the
        event), not done, and not looked at since."""
        if self.done_on is not None and self.done_on <= at:
            return False
        began = last_day(self.event.starts_on)
        due = self.due_on or (began and began + dt.timedelta(days=UNDATED_DAYS))
        if due is None or due >= at:
            return False
        return self.checked_on is None or self.checked_on < due


class Signatory(OfEvent):
    """An institution that signed a joint commitment; position and office, never a private name."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="signatories")
    institution = models.CharField(_("institution"), max_length=200)
    position = models.CharField(
        _("position"), max_length=150, blank=True, help_text=_("As it stood at the signing.")
    )

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("commitment", "pk")
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "institution", "position"),
                name="events_signatory_once",
                violation_error_message=_("This signatory is entered already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.position}, {self.institution}" if self.position else self.institution

    @property
    def event(self) -> Event:
        return self.commitment.event

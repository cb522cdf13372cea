"""What happens along the way: reasons for standing still, and contacts with the counterpart."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import pipeline
from agreements.dates import check_order, check_past
from agreements.models.partnerships import ChildQuerySet, Partnership, Party
from core.records.records import Record, begun_by
from core.records.told import Told, told_once
from core.tools.partial_dates import PartialDateField, latest_day, not_before


class Resolution(models.TextChoices):
    ANSWERED = "answered", _("Answer received")
    NEW_OFFICIAL = "new_official", _("New official contacted")
    BUDGETED = "budgeted", _("Included in the budget")
    DIVERTED = "diverted", _("Redirected to another way")
    UNSOLVED = "unsolved", _("Closed without solution")
    OTHER = "other", _("Other")


class BlockerQuerySet(ChildQuerySet):
    def unresolved(self) -> Self:
        return self.filter(resolved_on="")

    def resolved(self) -> Self:
        return self.exclude(resolved_on="")

    def open_on(self, day: dt.date) -> Self:
        """Return the blockers that stood open on a day; a month or a year counts from its first day.

        One of which nobody knows since when stands from the day it was told of.
        """
        open_still = Q(resolved_on="") | Q(resolved_on__gt=day.isoformat())
        return self.filter(begun_by("raised_on", day), open_still)

    def resolved_by(self, day: dt.date) -> Self:
        return self.resolved().filter(resolved_on__lte=day.isoformat())

    def because_of(self, reason: str) -> Self:
        """Return the blockers of one reason, its sub-kinds included."""
        return self.filter(Q(reason_id=reason) | Q(reason__parent_id=reason))


class Blocker(Record):
    """One reason for standing still, from–to; several at once, each its own row (domain §12.16)."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="blockers", verbose_name=_("partnership")
    )
    reason = models.ForeignKey(
        "agreements.BlockerReason",
        models.PROTECT,
        related_name="blockers",
        verbose_name=_("reason"),
    )
    raised_on = PartialDateField(_("since"), blank=False)
    note = models.TextField(_("what happened"), blank=True)
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="blockers",
        verbose_name=_("office concerned"),
    )
    action_taken = models.TextField(
        _("action taken"), blank=True, help_text=_("What was tried so far.")
    )
    resolved_on = PartialDateField(_("resolved on"))
    resolution = models.CharField(
        _("how it was resolved"), max_length=12, choices=Resolution.choices, blank=True
    )
    resolution_text = models.TextField(_("what worked"), blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
        editable=False,
    )

    objects = BlockerQuerySet.as_manager()

    class Meta:
        ordering = ("resolved_on", "-raised_on", "pk")
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        constraints = [
            models.CheckConstraint(
                name="agreements_blocker_resolved_after_raised",
                condition=not_before("resolved_on", "raised_on"),
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                name="agreements_blocker_resolved_whole",
                condition=Q(resolved_on="", resolution="")
                | (~Q(resolved_on="") & ~Q(resolution="")),
                violation_error_message=_("A resolved blocker needs both: when and how."),
            ),
            models.UniqueConstraint(
                fields=("partnership", "reason", "office"),
                condition=Q(resolved_on="", archived_at__isnull=True),
                name="agreements_blocker_open_once",
                violation_error_message=_("This blocker is open already for this office."),
            ),
            models.UniqueConstraint(
                fields=("partnership", "reason"),
                condition=Q(resolved_on="", archived_at__isnull=True, office__isnull=True),
                name="agreements_blocker_open_once_no_office",
                violation_error_message=_("This blocker is open already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.reason.short_code}: {self.reason.label}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:blocker-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        check_past(self, "raised_on", "resolved_on")
        check_order(self, "raised_on", "resolved_on")

    @property
    def is_unresolved(self) -> bool:
        return not self.resolved_on

    def days(self, at: dt.date) -> int | None:
        """Return the days it lasted, or has lasted so far."""
        return pipeline.days_in_stage(self.raised_on, at, self.resolved_on)


class ContactKind(models.TextChoices):
    AUDIENCE = "audiensi", _("Audience")
    LETTER = "surat", _("Letter")
    CALL = "telepon", _("Telephone call")
    MEETING = "rapat", _("Meeting")
    WHATSAPP = "whatsapp", _("WhatsApp")


class ContactOutcome(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    FOLLOW_UP = "follow_up", _("Needs follow-up")
    POSTPONED = "postponed", _("Postponed")
    REFUSED = "refused", _("Refused")
    NO_REPLY = "no_reply", _("No reply")
    INFORMED = "informed", _("For information only")


STANCES = (ContactOutcome.POSITIVE, ContactOutcome.POSTPONED, ContactOutcome.REFUSED)
"""Outcomes that tell what the counterpart said, however it came."""
TALKS = (ContactKind.AUDIENCE, ContactKind.MEETING, ContactKind.CALL)
"""Contacts in which both sides speak; a letter or message may be ours alone."""


class ContactQuerySet(ChildQuerySet):
    def answered(self) -> Self:
        """Return the contacts that hold an answer of the counterpart (`Contact.is_answer`)."""
        followed = Q(outcome=ContactOutcome.FOLLOW_UP, kind__in=TALKS)
        return self.filter(Q(outcome__in=STANCES) | followed)

    @override
    def current(self) -> Self:
        """Return the contacts that count: what an event tells counts from its own day on."""
        return super().current().filter(held_on__lte=latest_day())

    def known_by(self, day: dt.date) -> Self:
        """Return the contacts held, or (undated) known as of, by a day."""
        iso = day.isoformat()
        return self.filter(
            Q(held_on__gt="", held_on__lte=iso) | Q(held_on="", as_of__gt="", as_of__lte=iso)
        )

    def latest_first(self) -> Self:
        return self.order_by("-held_on", "-pk")


class Contact(Told, Record):
    """One contact with the counterpart: when, with whom (by post), what came of it, what is next."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="contacts", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    held_on = PartialDateField(_("date"))
    people = models.TextField(
        _("with whom"),
        help_text=_("Positions and offices, e.g. “head of Bappeda, Dinas PU”; no private names."),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=ContactOutcome.choices)
    outcome_text = models.TextField(_("what was said or agreed"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_owner = models.CharField(
        _("who does it"), max_length=8, choices=Party.choices, blank=True
    )
    next_step_due = models.DateField(_("due"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
        editable=False,
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            told_once("agreements_contact"),
            models.CheckConstraint(
                name="agreements_contact_next_step_whole",
                condition=(
                    Q(next_step="", next_step_owner="", next_step_due__isnull=True)
                    | (~Q(next_step="") & ~Q(next_step_owner="") & Q(next_step_due__isnull=False))
                ),
                violation_error_message=_("A next step needs all three: what, who and until when."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.partnership}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:contact-detail", args=[self.pk])

    @property
    def is_answer(self) -> bool:
        """Whether the counterpart answered: it took a stand, or a talk with it is to be followed up.

        Our own letter that waits or only informs is none.
        """
        return self.outcome in STANCES or (
            self.outcome == ContactOutcome.FOLLOW_UP and self.kind in TALKS
        )

    @override
    def clean(self) -> None:
        super().clean()
        check_past(self, "held_on")
        if not self.held_on and not (self.as_of or self.source or self.source_url):
            raise ValidationError(
                {
                    "held_on": _(
                        "Give the date; if it is not known, give “as of” or the source that states it."
                    )
                }
            )

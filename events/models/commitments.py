"""What somebody promised in the room: follow-up plan (RTL) and joint commitments, until done."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.tools import formats
from core.tools.partial_dates import in_future, last_day
from core.tools.rows.values import value_class
from events import recurring
from events.models.meetings import Event, OfEvent
from events.querysets import CommitmentQuerySet, OfCommitmentQuerySet
from events.recurring import Recurrence


class CommitmentKind(models.TextChoices):
    FOLLOW_UP = "rtl", _("Follow-up plan (RTL)")
    COMMITMENT = "komitmen", _("Joint commitment")


# A promise without a date is looked for a year after it was made.
UNDATED_DAYS = 365


@value_class
class PromiseTally:
    """How often a promise that comes again was kept, not kept, and how often nobody knows."""

    kept: int
    missed: int
    unknown: int

    @property
    def due(self) -> int:
        return self.kept + self.missed + self.unknown

    @property
    def is_known(self) -> bool:
        return bool(self.kept or self.missed)

    @property
    def words(self) -> str:
        """Return "due 12 times: kept 9, not kept 1, not known 2"."""
        parts = (
            (__("kept %(n)s"), self.kept),
            (__("not kept %(n)s"), self.missed),
            (__("not known %(n)s"), self.unknown),
        )
        told = ", ".join(words % {"n": formats.number(n)} for words, n in parts if n)
        times = ngettext("due once: %(told)s", "due %(n)s times: %(told)s", self.due)
        return times % {"n": formats.number(self.due), "told": told}


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
    due_on = models.DateField(
        _("due"),
        null=True,
        blank=True,
        help_text=_(
            "Of what comes again: the next time. Empty: the end of the first whole period."
        ),
    )
    rhythm = models.CharField(
        _("comes again"),
        max_length=10,
        choices=Recurrence.choices,
        blank=True,
        help_text=_("Empty for what is done once."),
    )
    recurs_until = models.DateField(
        _("comes again until"), null=True, blank=True, help_text=_("Empty while it goes on.")
    )
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
            ),
            models.CheckConstraint(
                name="events_commitment_recurring_is_never_done",
                condition=Q(rhythm="", recurs_until=None)
                | (~Q(rhythm="") & Q(due_on__isnull=False, done_on=None)),
                violation_error_message=_(
                    "What comes again has a rhythm and a next time, and is not done once for all."
                ),
            ),
        ]
        indexes = [models.Index(fields=("due_on", "done_on"), name="events_commitment_due")]

    @override
    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.checked_on):
            raise ValidationError({"checked_on": _("This day is in the future.")})
        if self.rhythm and not self.due_on:
            agreed = last_day(self.event.ends_on or self.event.starts_on)
            if agreed is None:
                raise ValidationError({"due_on": _("Say when it is due for the first time.")})
            self.due_on = recurring.first_time(agreed, self.rhythm)

    @override
    def get_absolute_url(self) -> str:
        return reverse("events:commitment-detail", args=[self.pk])

    @property
    def has_ended(self) -> bool:
        """Return whether it came again until a day, and every time until then was looked at."""
        return bool(self.recurs_until and self.due_on and self.due_on > self.recurs_until)

    @property
    def rhythm_words(self) -> str:
        """Return "every month until 31 December 2022"; "" for what is done once."""
        if not self.recurs_until:
            return str(self.get_rhythm_display())
        return __("%(rhythm)s until %(day)s") % {
            "rhythm": self.get_rhythm_display(),
            "day": formats.day(self.recurs_until),
        }

    def tally(self, through: dt.date, *, since: dt.date = dt.date.min) -> PromiseTally:
        """Return what is known on a day of the times due between two days (both included).

        A time told of later counts as not known. 1 query, none after `with_times`.
        """
        rows = [row for row in self._told() if since <= row.due_on <= through]
        known = [row for row in rows if row.told_on and row.told_on <= through]
        kept = sum(1 for row in known if row.fate == Fate.KEPT)
        waiting = sum(1 for day in self.waiting(through) if day >= since)
        return PromiseTally(kept, len(known) - kept, len(rows) - len(known) + waiting)

    @property
    def tally_words(self) -> str:
        """Return how often it was kept so far; "" where it is done once, or was not due yet."""
        found = self.tally(timezone.localdate()) if self.rhythm else None
        return found.words if found and found.due else ""

    def _told(self) -> list[CommitmentTime]:
        loaded: list[CommitmentTime] | None = getattr(self, "told_times", None)
        if loaded is None:
            loaded = list(self.times.filter(archived_at__isnull=True))
        return loaded

    def waiting(self, through: dt.date) -> list[dt.date]:
        """Return the due days nobody has spoken of yet, from the next time through a day."""
        if self.due_on is None or not self.rhythm:
            return []
        return recurring.times(
            self.due_on, self.rhythm, through=through, until=self.recurs_until, wish=self.wish
        )

    @property
    def wish(self) -> int:
        """The day of the month that is meant, where February held an earlier one."""
        return max((row.due_on.day for row in self._told()), default=0)

    @property
    def owner_words(self) -> str:
        return self.owner_text or (str(self.owner) if self.owner_id else "")

    def is_overdue(self, at: dt.date) -> bool:
        is_open = self.done_on is None and not self.has_ended
        return is_open and self.due_on is not None and self.due_on < at

    def is_unknown(self, at: dt.date) -> bool:
        """Return whether nobody knows on a day what became of it: due by then (without a date: a year after the
        event), not done, and not looked at since."""
        if self.has_ended or (self.done_on is not None and self.done_on <= at):
            return False
        began = last_day(self.event.starts_on)
        due = self.due_on or (began and began + dt.timedelta(days=UNDATED_DAYS))
        if due is None or due >= at:
            return False
        return self.checked_on is None or self.checked_on < due


class Fate(models.TextChoices):
    KEPT = "dipenuhi", _("Kept")
    MISSED = "tidak", _("Not kept")
    UNKNOWN = "tak_diketahui", _("Not known")


class CommitmentTime(OfEvent):
    """One time of a promise that comes again, once somebody spoke of it or passed it over."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="times")
    due_on = models.DateField(_("due"))
    fate = models.CharField(_("what became of it"), max_length=15, choices=Fate.choices)
    told_on = models.DateField(
        _("kept or looked at on"),
        null=True,
        blank=True,
        help_text=_("Empty where it is not known."),
    )
    proof = models.TextField(_("proof or reason"), max_length=2000, blank=True)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("commitment", "-due_on")
        verbose_name = _("time of a commitment")
        verbose_name_plural = _("times of a commitment")
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "due_on"),
                condition=Q(archived_at__isnull=True),
                name="events_commitmenttime_once",
                violation_error_message=_("This time is entered already."),
            ),
            models.CheckConstraint(
                name="events_commitmenttime_told_in_full",
                condition=Q(fate=Fate.UNKNOWN, told_on=None)
                | (~Q(fate=Fate.UNKNOWN) & Q(told_on__isnull=False) & ~Q(proof="")),
                violation_error_message=_("Say what shows that it is done."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{formats.day(self.due_on)}: {self.get_fate_display()}"

    @property
    def event(self) -> Event:
        return self.commitment.event


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

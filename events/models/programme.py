"""What happened at an event: days, sessions, who was there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools import formats
from events.models.meetings import Event, OfEvent
from events.querysets import OfDayQuerySet, OfEventQuerySet


class EventDay(OfEvent):
    event = models.ForeignKey(Event, models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    title = models.CharField(_("title of the day"), max_length=200, blank=True)
    venue = models.CharField(
        _("venue of this day"),
        max_length=200,
        blank=True,
        help_text=_("Where it differs from the event's."),
    )

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("event", "date")
        verbose_name = _("day")
        verbose_name_plural = _("days")
        constraints = [
            models.UniqueConstraint(
                fields=("event", "date"),
                name="events_eventday_once",
                violation_error_message=_("This day is entered already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return formats.day(self.date)

    @override
    def clean(self) -> None:
        super().clean()
        if self.date is None or self.event_id is None:
            return
        day, first = self.date.isoformat(), self.event.starts_on
        last = self.event.ends_on or first
        # Compared as far as both go: an event of "2015" holds every day of that year.
        if first and not (first <= day[: len(first)] and day[: len(last)] <= last):
            raise ValidationError(
                {
                    "date": _(
                        "This is outside the event (%(span)s). Change the event's dates first if it took longer."
                    )
                    % {"span": self.event.date_words}
                }
            )

    @property
    def words(self) -> str:
        """“Selasa, 23 November 2021”."""
        return f"{date_format(self.date, 'l')}, {formats.day(self.date)}"


class SessionAspect(models.TextChoices):
    """Aspects a session or a group result can be about (domain §4, §9.1)."""

    INSTITUTIONAL = "kelembagaan", _("Institutional")
    TECHNICAL = "teknis", _("Technical")
    FINANCIAL = "keuangan", _("Financial")
    GOVERNANCE = "tata_kelola", _("Governance")
    GENERAL = "umum", _("General")


class Session(OfEvent):
    """An item of a day's programme, in order; times where the source gives them."""

    day = models.ForeignKey(
        EventDay, models.CASCADE, related_name="sessions", verbose_name=_("day")
    )
    number = models.PositiveSmallIntegerField(_("order"), default=1)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=250)
    speaker = models.CharField(
        _("speaker"), max_length=200, blank=True, help_text=_("Institution or position.")
    )
    aspects = models.JSONField(
        _("aspects"),
        default=list,
        blank=True,
        help_text=_("The aspects the session is about; none for a general one."),
    )
    notes = models.TextField(_("notes"), max_length=4000, blank=True)

    objects = OfDayQuerySet.as_manager()

    class Meta:
        ordering = ("day", "number", "pk")
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                name="events_session_ends_after_start",
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.title

    @property
    def event(self) -> Event:
        return self.day.event

    @override
    def clean(self) -> None:
        super().clean()
        if not isinstance(self.aspects, list) or set(self.aspects) - set(SessionAspect.values):
            raise ValidationError({"aspects": _("Choose from the aspects.")})

    @property
    def aspect_words(self) -> str:
        """“Teknis, Keuangan” in the order the source names them; "" for a general session."""
        return ", ".join(str(SessionAspect(one).label) for one in self.aspects)

    @property
    def time_words(self) -> str:
        """“08.30–10.00”, or "" where no time is stated."""
        words = [f"{at:%H.%M}" for at in (self.starts_at, self.ends_at) if at]
        return "–".join(words)


class AttendeeCategory(models.TextChoices):
    """Whom the people in the room stand for (domain §9.2)."""

    OFFICE = "opd", _("Regional office (OPD) in charge of sanitation")
    PLANNING = "bappeda", _("Bappeda or Pokja")
    HEALTH = "dinkes", _("Health office")
    SANITARIAN = "puskesmas", _("Health centre, sanitarian")
    DISTRICT = "kecamatan", _("District (kecamatan, kapanewon)")
    VILLAGE = "desa", _("Village (desa, kelurahan, kalurahan)")
    GROUP = "ksm", _("KSM/KPP board")
    OPERATOR = "operator", _("Operator of a facility")
    USER = "pengguna", _("Users")
    CHAPTER = "aksansi_daerah", _("AKSANSI chapter")
    SECRETARIAT = "sekretariat", _("AKSANSI Secretariat")
    PARTNER = "ngo", _("NGO or donor")
    FORUM = "forum", _("Forum")
    ACADEMIC = "akademisi", _("University")
    MEDIA = "media", _("Media")
    OTHER = "lain", _("Other")


class Attendance(OfEvent):
    """Who was invited and came, of one category: counts from a paper list, or one person by name.

    A row without a day covers the whole event and counts each person once; rows of several days
    count whoever came on both days twice (`events.headcount` keeps the two apart).
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    day = models.ForeignKey(
        EventDay,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("day"),
        help_text=_("Empty for the whole event: each person counted once."),
    )
    category = models.CharField(_("category"), max_length=15, choices=AttendeeCategory.choices)
    institution = models.CharField(
        _("who"),
        max_length=250,
        blank=True,
        help_text=_("Institution or group as the list names it."),
    )
    institutions = models.PositiveIntegerField(
        _("number of institutions"),
        null=True,
        blank=True,
        help_text=_("e.g. 25 people of 10 KSM: 10."),
    )
    invited = models.PositiveIntegerField(_("invited"), null=True, blank=True)
    women = models.PositiveIntegerField(_("women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("men"), null=True, blank=True)
    unspecified = models.PositiveIntegerField(
        _("people, sex not recorded"),
        null=True,
        blank=True,
        help_text=_("Not counted as women or men."),
    )
    is_estimate = models.BooleanField(_("rough figures"), default=False)
    name = models.CharField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("For a list by name: one row per person."),
    )
    position = models.CharField(_("position"), max_length=150, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("event", F("day__date").asc(nulls_first=True), "pk")
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.CheckConstraint(
                name="events_attendance_named_is_one",
                condition=Q(name="")
                | Q(women__isnull=True, men__isnull=True, unspecified__isnull=True)
                | Q(women=1, men__isnull=True, unspecified__isnull=True)
                | Q(women__isnull=True, men=1, unspecified__isnull=True)
                | Q(women__isnull=True, men__isnull=True, unspecified=1),
                violation_error_message=_("A row with a name stands for one person."),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.institution or self.get_category_display()

    @override
    def clean(self) -> None:
        super().clean()
        day = self.day if self.day_id else None
        if day is not None and day.event_id != self.event_id:
            raise ValidationError({"day": _("This day belongs to another event.")})

    @property
    def present(self) -> int | None:
        """People who came; None where the source states no number (that is not zero)."""
        known = [n for n in (self.women, self.men, self.unspecified) if n is not None]
        return sum(known) if known else None

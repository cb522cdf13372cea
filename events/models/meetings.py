"""An event and what its invitation says: who holds it, for which regions, for which purposes."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.records.records import Record
from core.tools import partial_dates
from core.tools.partial_dates import PartialDateField
from events.querysets import EventQuerySet, OfEventQuerySet


class EventKind(models.TextChoices):
    """Domain §9.2, and three kinds that real records need besides."""

    AUDIENCE = "audience", _("Audience")
    GROUP_MEETING = "meeting", _("Meeting of groups (sarasehan)")
    FORMATION = "formation", _("Formation of a chapter or board")
    TRAINING = "training", _("Training or technical guidance (bimtek)")
    MONITORING_TRAINING = "monitoring_training", _("Monitoring training")
    POST_CONSTRUCTION = "post_construction", _("Post-construction support")
    RESULTS = "results", _("Presentation of results")
    AWARD = "award", _("Award")
    COORDINATION = "coordination", _("Coordination meeting")
    FIELD_VISIT = "field_visit", _("Field visit or survey")
    PLANNING = "planning", _("Planning meeting")
    SIGNING = "signing", _("Signing of an agreement")
    INAUGURATION = "inauguration", _("Inauguration of a facility")
    SUMMIT = "summit", _("Summit or congress")
    STRATEGY = "strategy", _("Workshop on the sanitation strategy (SSK)")
    OTHER = "other", _("Other")


class EventState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Event(Record):
    """A dated gathering. Its region is the host; others take part by `EventRegion`."""

    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    state = models.CharField(
        pgettext_lazy("event", "state"),
        max_length=10,
        choices=EventState.choices,
        default=EventState.HELD,
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_events",
        verbose_name=_("host region"),
        help_text=_("Where it takes place. Empty for a national event."),
    )
    regions = models.ManyToManyField(
        "core.Region",
        through="events.EventRegion",
        related_name="attended_events",
        verbose_name=_("participating regions"),
        blank=True,
    )
    starts_on = PartialDateField(
        _("first day"), help_text=_("A month or a year is enough where the source says no more.")
    )
    ends_on = PartialDateField(_("last day"), help_text=_("Empty for one day."))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    description = models.TextField(
        _("description and topics"), max_length=6000, blank=True, help_text=_("What it is about.")
    )
    participants = models.TextField(
        _("participants as the source names them"),
        max_length=3000,
        blank=True,
        help_text=_("Numbers belong into the attendance below."),
    )
    outcome = models.TextField(_("outcome"), max_length=6000, blank=True)
    # Named by UUID: cooperation is a room beside this one.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.UUIDField(
        _("cooperation it belongs to"),
        null=True,
        blank=True,
        help_text=_("Once held, the event counts as a contact of this cooperation."),
    )
    follow_up = models.TextField(
        _("follow-up in general"),
        max_length=3000,
        blank=True,
        help_text=_("What somebody promised by a date belongs into the commitments."),
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                name="events_event_ends_after_start",
                condition=Q(ends_on="") | Q(ends_on__gte=Left("starts_on", Length("ends_on"))),
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                name="events_event_end_has_start",
                condition=Q(ends_on="") | ~Q(starts_on=""),
                violation_error_message=_("Give the first day too."),
            ),
        ]
        indexes = [
            models.Index(fields=("region", "starts_on"), name="events_event_region_start"),
            models.Index(fields=("starts_on",), name="events_event_start"),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.pk])

    @override
    def doubts(self) -> dict[str, str]:
        if self.state != EventState.HELD or self.has_begun:
            return {}
        words = __("The event counts as held, and its first day, %(day)s, is still to come.")
        return {"state": words % {"day": partial_dates.display(self.starts_on)}}

    @property
    def has_begun(self) -> bool:
        """Whether its first day has come somewhere in Indonesia, or is not known."""
        return not partial_dates.in_future(self.starts_on)

    @property
    def standing(self) -> EventState:
        """What it counts as today: until its first day has come, what is called held is planned."""
        state = EventState(self.state)
        return EventState.PLANNED if state == EventState.HELD and not self.has_begun else state

    @property
    def date_words(self) -> str:
        """The days in words: “23–24 November 2021”, “March 2016”, "" where unknown."""
        return span_words(self.starts_on, self.ends_on)

    @property
    def year(self) -> int | None:
        return int(self.starts_on[:4]) if self.starts_on else None


def span_words(start: str, end: str) -> str:
    """Return two partial dates as one span in words, without saying month and year twice."""
    if not end or end == start:
        return partial_dates.display(start)
    last = partial_dates.display(end)
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"{int(start[8:])}–{last}"
    if len(start) == len(end) == 10 and start[:4] == end[:4]:
        return f"{partial_dates.display(start).rsplit(' ', 1)[0]} – {last}"
    return f"{partial_dates.display(start)} – {last}"


class OfEvent(Record):
    """Abstract: a row that belongs to an event and is shown on its page."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        event: Any = getattr(self, "event", None)
        return event.get_absolute_url()


class EventRegion(OfEvent):
    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        related_name="event_participations",
        verbose_name=_("region"),
    )

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("participating region")
        verbose_name_plural = _("participating regions")
        constraints = [
            models.UniqueConstraint(fields=("event", "region"), name="events_eventregion_once")
        ]

    @override
    def __str__(self) -> str:
        return str(self.region)


class EventPurpose(OfEvent):
    event = models.ForeignKey(Event, models.CASCADE, related_name="purposes")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("purpose"), max_length=1000)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("event", "number")
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        constraints = [
            models.UniqueConstraint(fields=("event", "number"), name="events_eventpurpose_number")
        ]

    @override
    def __str__(self) -> str:
        return self.text[:80]


class OfficeRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    HOST = "host", _("Host")
    SPEAKER = "speaker", _("Speaker")
    FUNDER = "funder", _("Funder")


class EventOffice(OfEvent):
    """An institution's part in an event: an office of the register, or its name as written."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="offices")
    role = models.CharField(_("role"), max_length=10, choices=OfficeRole.choices)
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="event_roles",
        verbose_name=_("office"),
    )
    name = models.CharField(
        _("name as written"),
        max_length=200,
        blank=True,
        help_text=_("Where the office is not in the register."),
    )

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("event", "role", "pk")
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                name="events_eventoffice_named",
                condition=Q(office__isnull=False) | ~Q(name=""),
                violation_error_message=_("Choose an office or write its name."),
            ),
            models.UniqueConstraint(
                fields=("event", "role", "office"),
                condition=Q(archived_at__isnull=True),
                name="events_eventoffice_once",
                violation_error_message=_("This office has this role already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.name or str(self.office or "")

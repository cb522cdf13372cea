"""Reads of the room: an event is seen by its host region and by every region that takes part."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from typing_extensions import override

from core.access import Reader, ScopedQuerySet
from core.people.users import User
from core.records.records import begun_by
from core.tools import partial_dates
from core.tools.partial_dates import still_on
from core.tools.rows.areas import Reach, prefix_q, scope_q

# A promise that came again until a day: its next time lies beyond.
ENDED = Q(recurs_until__isnull=False, due_on__gt=F("recurs_until"))


def _taking_part(condition: Q | None = None) -> Exists:
    """Return "some region (of those the condition names) takes part in this event"."""
    rows = apps.get_model("events", "EventRegion")._default_manager.filter(
        event=OuterRef("pk"), archived_at__isnull=True
    )
    return Exists(rows.filter(condition) if condition is not None else rows)


class EventQuerySet(ScopedQuerySet):
    """Host region or a participating one; a national event that names no region is everybody's."""

    @override
    def scope_condition(self, scope: Reach) -> Q:
        shared = Q(region__isnull=True) & ~Q(_taking_part())
        own = scope_q("region", scope)
        return own | Q(_taking_part(own)) | shared

    @override
    def in_region(self, code: str) -> Self:
        """Return the events a region hosts or takes part in; national ones for all are left out."""
        return self.filter(prefix_q("region", code) | Q(_taking_part(prefix_q("region", code))))

    def in_year(self, year: int) -> Self:
        """Return the events that touch a calendar year; undated ones never."""
        began = Q(starts_on__gte="1") & Q(starts_on__lt=str(year + 1))
        return self.filter(began & (Q(ends_on__gte=str(year)) | Q(starts_on__gte=str(year))))

    def begun_in(self, year: int) -> Self:
        """Return the events that began in a calendar year: each is counted in one year only."""
        return self.filter(starts_on__startswith=str(year))

    def held(self) -> Self:
        """Return the events that were held: called so, and their first day has come (or is not known)."""
        return self.filter(state="held", starts_on__lte=partial_dates.latest_day())

    def planned(self) -> Self:
        """Return the events that are still to come or of which nobody said that they were held."""
        ahead = Q(state="held", starts_on__gt=partial_dates.latest_day())
        return self.filter(Q(state="planned") | ahead)

    def for_list(self) -> Self:
        """Return the events with what a list prints: host region, organisers, regions."""
        office = apps.get_model("events", "EventOffice")._default_manager
        return self.select_related("region").prefetch_related(
            Prefetch(
                "offices",
                office.filter(archived_at__isnull=True).select_related("office"),
                to_attr="loaded_offices",
            )
        )


class OfEventQuerySet(ScopedQuerySet):
    """Rows of an event: seen by whoever sees the event. `event_path` leads to it."""

    scope_path = "event__region"
    event_path = "event"

    def _events(self) -> ScopedQuerySet:
        return apps.get_model("events", "Event")._default_manager.all()

    @override
    def scope_condition(self, scope: Reach) -> Q:
        events = self._events()
        return Q(**{f"{self.event_path}__in": events.filter(events.scope_condition(scope))})

    @override
    def in_region(self, code: str) -> Self:
        return self.filter(**{f"{self.event_path}__in": self._events().in_region(code)})

    @override
    def current(self) -> Self:
        """Return the rows that are not archived, nor their event."""
        return super().current().filter(**{f"{self.event_path}__archived_at__isnull": True})


class OfDayQuerySet(OfEventQuerySet):
    scope_path = "day__event__region"
    event_path = "day__event"


class OfGroupResultQuerySet(OfEventQuerySet):
    scope_path = "group_result__event__region"
    event_path = "group_result__event"


class GroupResultQuerySet(OfEventQuerySet):
    def with_details(self, user: Reader) -> Self:
        """Return the results with `aspects` and `roles` loaded, as the user may see them."""
        loaded = []
        for name, path, to in (
            ("AspectResult", "aspect_results", "aspects"),
            ("RoleShare", "role_shares", "roles"),
        ):
            rows = apps.get_model("events", name)._default_manager
            loaded.append(Prefetch(path, rows.visible_to(user).current(), to_attr=to))
        return self.prefetch_related(*loaded)


class OfCommitmentQuerySet(OfEventQuerySet):
    scope_path = "commitment__event__region"
    event_path = "commitment__event"


class CommitmentQuerySet(OfEventQuerySet):
    """Promises; one that names a region concerns that region, whoever else was in the room."""

    @override
    def in_region(self, code: str) -> Self:
        everybodys = Q(region__isnull=True, event__in=self._events().in_region(code))
        return self.filter(everybodys | prefix_q("region", code))

    def with_signatories(self, user: Reader) -> Self:
        """Return the promises with `signed` loaded: who signed them."""
        rows = apps.get_model("events", "Signatory")._default_manager
        return self.prefetch_related(
            Prefetch("signatories", rows.visible_to(user).current(), to_attr="signed")
        )

    def open(self) -> Self:
        return self.filter(done_on__isnull=True).exclude(ENDED)

    def open_on(self, day: dt.date) -> Self:
        """Return what was not done on a day; of what comes again, all that had not ended before its year."""
        once = Q(rhythm="") & (Q(done_on=None) | Q(done_on__gt=day))
        goes_on = Q(recurs_until=None) | Q(recurs_until__gte=day.replace(month=1, day=1))
        return self.filter(once | ~Q(rhythm="") & goes_on)

    def done(self) -> Self:
        """Return what is done once for all, and what came again until a day that is spoken of."""
        return self.filter(Q(done_on__isnull=False) | ENDED)

    def with_times(self, user: User) -> Self:
        """Return the promises with `told_times` loaded: what is known of each time of one that comes again."""
        rows = apps.get_model("events", "CommitmentTime")._default_manager
        return self.prefetch_related(
            Prefetch("times", rows.visible_to(user).current(), to_attr="told_times")
        )

    def overdue(self, at: dt.date | None = None) -> Self:
        """Return the open ones whose due day has passed on a day (default today)."""
        return self.open().filter(due_on__lt=at or timezone.localdate())


class AwardQuerySet(ScopedQuerySet):
    """An award of a region, or of the whole country where the region is empty."""

    null_is_shared = True


class KeyDateQuerySet(ScopedQuerySet):
    """Dates of the budget year: a region's own, or the country's where the region is empty."""

    null_is_shared = True


class PracticeQuerySet(ScopedQuerySet):
    """A region's own practices, and those the Secretariat shared with everybody."""

    @override
    def scope_condition(self, scope: Reach) -> Q:
        return scope_q("region", scope) | Q(shared_on__isnull=False) | Q(region__isnull=True)


class OfPracticeQuerySet(ScopedQuerySet):
    """Links of a practice: seen where the facility is seen, whoever reads the practice."""

    scope_path = "facility__region"


class MembershipQuerySet(ScopedQuerySet):
    kept_nationally = True

    def on(self, day: dt.date | None = None) -> Self:
        """Return the memberships that run on a day (default today); begun nobody knows when, since it was told."""
        at = day or timezone.localdate()
        return self.filter(begun_by("joined_on", at, end="left_on"), still_on("left_on", at))

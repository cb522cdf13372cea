"""What happened in a region in a year: events with their people, promises, awards, alliances."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Case, Q, When
from django.utils import timezone

from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from events.attendance import headcount_of
from events.headcount import Headcount, count, total
from events.models import (
    AllianceMembership,
    Attendance,
    AwardEntry,
    Commitment,
    Event,
    OfficeRole,
    PromiseTally,
)
from ksm.models import DatedFact


@value_class
class EventRow:
    """One event. `is_host`: it took place here; else the region took part in it elsewhere."""

    title: str
    kind: str
    date_words: str
    venue: str
    organisers: str
    outcome: str
    is_host: bool
    people: Headcount
    url: str
    is_example: bool


@value_class
class CommitmentRow:
    text: str
    kind: str
    owner: str
    event: str
    place: str
    due_on: dt.date | None
    is_overdue: bool
    url: str
    is_example: bool
    done_on: dt.date | None = None
    proof: str = ""


@value_class
class RecurringRow:
    """A promise that comes again, and in words what became of its times of the year."""

    text: str
    owner: str
    place: str
    rhythm: str
    told: str
    url: str
    is_example: bool


@value_class
class AwardRow:
    award: str
    entrant: str
    rank: int | None
    result: str
    url: str
    is_example: bool


@value_class
class MembershipRow:
    """A running membership, with the latest count the alliance published until the year's end."""

    alliance: str
    joined_on: str
    published_count: str
    published_as_of: str
    url: str


@value_class
class EventsReport:
    """`people` sums the events hosted here only; person-days where `people.per_day` says so.

    Commitments are counted as of the year's last day. `open_commitments` are known to be open; of
    `commitments_unknown` nobody has looked since they fell due. Those that come again are in `recurring` only,
    where somebody spoke of a time of the year; where nobody did, among the unknown. `earlier_done`: made at events
    of earlier years, carried out in this one. `done_commitments`: all carried out of the two, the earliest first.

    Whoever came on two days counts once where the lists name everybody (domain §12.25).
    """

    region_code: str
    year: int
    events: tuple[EventRow, ...]
    people: Headcount
    commitments: int
    commitments_done: int
    commitments_unknown: int
    unknown_since: str
    open_commitments: tuple[CommitmentRow, ...]
    awards: tuple[AwardRow, ...]
    memberships: tuple[MembershipRow, ...]
    recurring: tuple[RecurringRow, ...] = ()
    earlier_done: int = 0
    done_commitments: tuple[CommitmentRow, ...] = ()

    @property
    def people_hold(self) -> frozenset[str]:
        """The columns of people that say something of at least one event."""
        people = [row.people for row in self.events]
        names = ("women", "men", "present")
        return frozenset(
            name for name in names if any(getattr(one, name) is not None for one in people)
        )

    @property
    def has_unknown(self) -> bool:
        """Whether a list leaves a number of people open that another one states."""
        shown = self.people_hold
        return any(getattr(row.people, name) is None for row in self.events for name in shown)

    @property
    def has_person_days(self) -> bool:
        return any(row.people.per_day for row in self.events)

    @property
    def hosted(self) -> int:
        return sum(1 for row in self.events if row.is_host)


def build_events(*, user: User, region: Region, year: int, brief: bool = False) -> EventsReport:
    """Return the report on a region and year, from what the user may see (7 queries).

    One that goes on over New Year is told in the year it began, so that nobody counts twice.
    Commitments counted are those of the year's events; open ones are all that are still open of
    this and earlier years. `brief`: the events without organisers, people, promises and awards; 1 query.
    """
    held = Event.objects.visible_to(user).in_region(region.pk).current()
    held = held.held().begun_in(year).order_by("starts_on", "pk")
    rows = list(held.select_related("region") if brief else held.for_list())
    if brief:
        nobody = count(())
        events = tuple(_event(row, region, nobody) for row in rows)
        return EventsReport(region.pk, year, events, nobody, 0, 0, 0, "", (), (), ())
    people = _people(user, rows)
    events = tuple(_event(row, region, people[row.pk]) for row in rows)
    day = min(timezone.localdate(), dt.date(year, 12, 31))
    all_promised = _promised(user, region, day, [row.pk for row in rows])
    recurring = [(row, _of_year(row, day)) for row in all_promised if row.rhythm]
    promised = [row for row in all_promised if not row.rhythm]
    lost = [row for row in promised if row.is_still_open and row.is_unknown(day)]
    lost += [row for row, told in recurring if told.due and not told.is_known]
    return EventsReport(
        region_code=region.pk,
        year=year,
        events=events,
        people=total(row.people for row in events if row.is_host),
        commitments=sum(1 for row in promised if row.is_of_year),
        commitments_done=sum(1 for row in promised if row.is_of_year and _is_done(row, day)),
        commitments_unknown=len(lost),
        unknown_since=min((row.event.starts_on for row in lost), default=""),
        open_commitments=tuple(
            _commitment(row, region, day)
            for row in promised
            if row.is_still_open and row not in lost
        ),
        awards=_awards(user, region, year),
        memberships=_memberships(user, region, day),
        earlier_done=sum(1 for row in promised if not row.is_of_year and _is_done(row, day)),
        recurring=tuple(_recurring(row, told, region) for row, told in recurring if told.is_known),
        done_commitments=tuple(
            _commitment(row, region, day)
            for row in sorted(promised, key=lambda row: (row.done_on or dt.date.max, row.pk))
            if _is_done(row, day)
        ),
    )


def _people(user: User, events: list[Event]) -> dict[int, Headcount]:
    """Return each event's people, everybody once where the names tell who came on several days."""
    lists: dict[int, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.visible_to(user).current().filter(event__in=events):
        lists[row.event_id].append(row)
    return {event.pk: headcount_of(lists[event.pk]).once for event in events}


def _event(row: Event, region: Region, people: Headcount) -> EventRow:
    host = row.region_id or ""
    loaded = getattr(row, "loaded_offices", ())  # not in the brief report
    offices = [o for o in loaded if o.role == OfficeRole.ORGANISER]
    return EventRow(
        title=row.title,
        kind=str(row.get_kind_display()),
        date_words=row.date_words,
        venue=", ".join(filter(None, (row.venue, region.names(row.region)))),
        organisers="; ".join(office.words for office in offices),
        outcome=row.outcome,
        is_host=host == region.pk or host.startswith(f"{region.pk}."),
        people=people,
        url=row.get_absolute_url(),
        is_example=row.is_example,
    )


def _promised(user: User, region: Region, day: dt.date, events: list[int]) -> list[Any]:
    """Return the commitments of the year's events, and of the region's own those of earlier years that are
    still open on its last day or were done in it."""
    rows: Any = Commitment.objects.visible_to(user).current()
    own = rows.in_region(region.pk).filter(event__starts_on__lt=str(day.year + 1))
    still_open = Q(pk__in=own.open_on(day).values("pk"))
    done = Q(pk__in=own.values("pk"), done_on__range=(dt.date(day.year, 1, 1), day))
    # What was promised for another region that took part is none of this one's.
    of_year = Q(event__in=events, pk__in=own.values("pk"))
    return list(
        rows.filter(of_year | still_open | done)
        .annotate(
            is_of_year=Case(When(of_year, then=True), default=False),
            is_still_open=Case(When(still_open, then=True), default=False),
        )
        .select_related("event__region", "owner", "region")
        .with_times(user)
    )


def _is_done(row: Commitment, day: dt.date) -> bool:
    return row.done_on is not None and row.done_on <= day


def _of_year(row: Commitment, day: dt.date) -> PromiseTally:
    return row.tally(day, since=dt.date(day.year, 1, 1))


def _recurring(row: Commitment, told: PromiseTally, region: Region) -> RecurringRow:
    return RecurringRow(
        text=row.text,
        owner=row.owner_words,
        place=region.names(row.region or row.event.region),
        rhythm=row.rhythm_words,
        told=told.words,
        url=row.get_absolute_url(),
        is_example=row.is_example,
    )


def _commitment(row: Any, region: Region, day: dt.date) -> CommitmentRow:
    return CommitmentRow(
        text=row.text,
        kind=str(row.get_kind_display()),
        owner=row.owner_words,
        event=row.event.title,
        place=region.names(row.region or row.event.region),
        due_on=row.due_on,
        is_overdue=row.is_overdue(day),
        url=row.get_absolute_url(),
        is_example=row.is_example,
        done_on=row.done_on,
        proof=row.proof,
    )


def _awards(user: User, region: Region, year: int) -> tuple[AwardRow, ...]:
    rows = (
        AwardEntry.objects.visible_to(user)
        .in_region(region.pk)
        .current()
        .filter(award__year=year, award__archived_at__isnull=True)
        .select_related("award", "region")
    )
    return tuple(
        AwardRow(
            award=str(row.award),
            entrant=_entrant(row, region),
            rank=row.rank,
            result=row.result,
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows
    )


def _entrant(row: AwardEntry, region: Region) -> str:
    of = region.names(row.region)
    if not row.entrant:
        return row.region.short_name
    return f"{row.entrant} ({of})" if of else row.entrant


def _memberships(user: User, region: Region, day: dt.date) -> tuple[MembershipRow, ...]:
    rows = list(
        AllianceMembership.objects.visible_to(user)
        .in_region(region.pk)
        .current()
        .on(day)
        .select_related("alliance")
    )
    codes = {row.alliance.fact_code for row in rows} - {""}
    latest: dict[str, DatedFact] = {}
    counts = DatedFact.objects.visible_to(user).current().filter(code__in=codes)
    for fact in counts.known_by(day).order_by("as_of", "pk"):
        latest[fact.code] = fact
    return tuple(
        MembershipRow(
            alliance=str(row.alliance),
            joined_on=row.joined_on,
            published_count=known.value_words
            if (known := latest.get(row.alliance.fact_code))
            else "",
            published_as_of=known.as_of if known else "",
            url=row.get_absolute_url(),
        )
        for row in rows
    )

"""A day's programme and guests, an event's days and institutions, promises: written from short lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from chapters.models import Office
from core.access import Action, require
from core.land.regions import search_key
from core.people.users import User
from core.tools.partial_dates import first_day
from events.lines import GuestLine, PromiseLine, SessionLine, paired
from events.models import (
    Attendance,
    AttendeeCategory,
    Commitment,
    Event,
    EventDay,
    EventOffice,
    Session,
)
from events.offices import as_written
from events.paste import category_of_guests
from events.services.records import set_signatories

LONGEST = 10


@transaction.atomic
def set_offices(
    *, event: Event, role: str, names: Sequence[str], known: Mapping[str, Office]
) -> None:
    """Make the names the institutions of a role; a name the register knows becomes that office."""
    kept = list(
        EventOffice.objects.filter(event=event, role=role, archived_at__isnull=True)
        .select_related("office")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    by_words = {search_key(row.words): row for row in kept}
    by_office = {row.office_id: row for row in kept if row.office_id}
    stay = set()
    for name in names:
        office = known.get(search_key(name))
        row = by_words.get(search_key(name)) or (by_office.get(office.pk) if office else None)
        if row is None:
            row = EventOffice(event=event, role=role, office=office)
        words = as_written(name, row.office)
        if row.pk is None or row.name != words:
            row.name = words
            row.full_clean(exclude=["event"])
            row.save()
            by_words[search_key(name)] = row
            if office:
                by_office[office.pk] = row
        stay.add(row.pk)
    for row in kept:
        if row.pk not in stay:
            _archive(row)


@transaction.atomic
def add_days(*, event: Event) -> int:
    """Give an event of several whole dates its days, where it never had any; return how many were added."""
    first, last = first_day(event.starts_on), first_day(event.ends_on)
    whole = len(event.starts_on) == len(event.ends_on) == 10
    if not (whole and first and last) or event.days.exists():
        return 0
    span = (last - first).days + 1
    if not 2 <= span <= LONGEST:
        return 0
    for n in range(span):
        EventDay.objects.create(event=event, date=first + dt.timedelta(days=n))
    return span


@transaction.atomic
def set_programme(*, day: EventDay, lines: Sequence[SessionLine]) -> None:
    """Make the lines the day's sessions, in their order.

    A session that keeps its title or its place keeps notes; aspects are read from the title where
    it is new or was changed. What is no longer there is archived.
    """
    rows = day.sessions.filter(archived_at__isnull=True).select_for_update(of=("self",))
    kept = list(rows.order_by("number", "pk"))
    pairs = paired([(row.title, row) for row in kept], [line.title for line in lines])
    stay = set()
    for number, (line, (_title, found)) in enumerate(zip(lines, pairs, strict=True), start=1):
        row: Any = found or Session(day=day)
        stated = {
            "number": number,
            "title": line.title,
            "speaker": line.speaker,
            "starts_at": line.starts_at,
            "ends_at": line.ends_at,
            "aspects": row.aspects if row.title == line.title else list(line.aspects),
        }
        if row.pk is None or any(getattr(row, name) != value for name, value in stated.items()):
            for name, value in stated.items():
                setattr(row, name, value)
            row.full_clean(exclude=["day"])
            row.save()
        stay.add(row.pk)
    for row in kept:
        if row.pk not in stay:
            _archive(row)


@transaction.atomic
def set_guests(*, day: EventDay, lines: Iterable[GuestLine]) -> list[str]:
    """Make the lines the day's invited; return the words of rows kept because people are counted in them."""
    rows = guests_of(day).select_for_update(of=("self",))
    kept = {row.institution.lower(): row for row in rows}
    for line in lines:
        row = kept.pop(line.who.lower(), None)
        if row is None:
            category = category_of_guests(line.who, AttendeeCategory.OTHER)
            row = Attendance(event=day.event, day=day, institution=line.who, category=category)
        if row.pk is None or (row.invited, row.institution) != (line.invited, line.who):
            row.invited, row.institution = line.invited, line.who
            row.full_clean(exclude=["event"])
            row.save()
    counted = []
    for row in kept.values():
        if row.present is None:
            _archive(row)
        else:
            counted.append(row.institution)
    return counted


def guests_of(day: EventDay) -> Any:
    """Return the day's rows that name who was invited, not single people."""
    rows = Attendance.objects.filter(event=day.event_id, day=day, name="", archived_at__isnull=True)
    return rows.exclude(institution="").order_by("pk")


@transaction.atomic
def add_promises(
    *,
    event: Event,
    lines: Mapping[str, Iterable[PromiseLine]],
    signatories: Sequence[str],
    known: Mapping[str, Office],
    by: User,
) -> tuple[int, int]:
    """Add what was agreed, by kind; return (added, already there). Who signed signed every joint one.

    Raises PermissionDenied. The same list sent again adds nothing twice.
    """
    require(by, Action.ADD, event)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    there = {
        (kind, search_key(text))
        for kind, text in event.commitments.filter(archived_at__isnull=True).values_list(
            "kind", "text"
        )
    }
    added = met = 0
    for kind, rows in lines.items():
        for line in rows:
            key = (kind, search_key(line.text))
            if key in there:
                met += 1
                continue
            there.add(key)
            office = known.get(search_key(line.owner)) if line.owner else None
            row = Commitment(
                event=event,
                kind=kind,
                text=line.text,
                owner=office,
                owner_text="" if office else line.owner,
                due_on=line.due_on,
                rhythm=line.rhythm,
            )
            row.full_clean(exclude=["event"])
            row.save()
            if kind == "komitmen":
                set_signatories(commitment=row, lines=signatories)
            added += 1
    return added, met


def _archive(row: Any) -> None:
    row.archived_at = timezone.now()
    row.save()

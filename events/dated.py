"""What of the room has a day: events, promises that fall due, dates of the budget year."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.dated import MOST, Dated, first_of
from core.tools.partial_dates import first_day
from events.keydates import in_force
from events.models import Commitment, Event, EventState


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what the user may see of start … end (both included), 5 queries, at most 2,000 a kind."""
    return [*_events(user, start, end), *_commitments(user, start, end), *_keys(user, start, end)]


def _events(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Event.objects.visible_to(user).current().exclude(state=EventState.CANCELLED)
    # An event may have begun before the span; none lasts a year.
    begun = (start - dt.timedelta(days=366)).isoformat()
    rows = rows.filter(starts_on__gte=begun[:4], starts_on__lte=end.isoformat())

    def make(row: Event) -> Dated | None:
        day = first_day(row.starts_on)
        if day is None or len(row.starts_on) < 7:
            return None  # of a bare year nobody can say the day
        until = first_day(row.ends_on) if len(row.ends_on) == 10 else None
        item = Dated(
            uid=f"event-{row.pk}",
            day=day,
            until=until,
            title=row.title,
            url=row.get_absolute_url(),
            kind="event",
            kind_label=row.get_kind_display(),
            region=row.region_id or "",
            place=row.venue,
            is_example=row.is_example,
        )
        return item if item.touches(start, end) else None

    return first_of(rows.select_related("region").order_by("starts_on", "pk"), make)


def _commitments(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Commitment.objects.visible_to(user).current().open().filter(due_on__lte=end)
    rows = rows.select_related("event__region", "owner").order_by("due_on", "pk")
    once = first_of(rows.filter(rhythm="", due_on__gte=start), lambda row: _due(row, row.due_on))
    again = rows.exclude(rhythm="").with_times(user)[:MOST]
    return once + [_due(row, day) for row in again for day in row.waiting(end) if day >= start]


def _due(row: Commitment, day: dt.date) -> Dated:
    return Dated(
        uid=f"commitment-{row.pk}-{day}" if row.rhythm else f"commitment-{row.pk}",
        day=day,
        title=__("Due: %(what)s") % {"what": row},
        url=row.get_absolute_url(),
        kind="commitment",
        kind_label=row.get_kind_display(),
        region=row.region_id or row.event.region_id or "",
        note=row.owner_words,
        is_example=row.is_example,
    )


def _keys(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    found = []
    for row in in_force(user):
        for year in range(start.year, end.year + 1):
            day = row.on(year)
            if day is None or not start <= day <= end:
                continue
            found.append(
                Dated(
                    uid=f"keydate-{row.pk}-{year}",
                    day=day,
                    title=row.title,
                    url=row.get_absolute_url(),
                    kind="key_date",
                    kind_label=row.get_kind_display(),
                    region=row.region_id or "",
                    note=row.advice,
                    is_example=row.is_example,
                )
            )
    return found

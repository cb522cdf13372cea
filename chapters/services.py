from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from chapters.models import BoardSeat, Chapter, Official, SeatRole
from core.access import Action, require
from core.people.users import User
from core.records.review import hold_row, require_unlocked


@transaction.atomic
def add_seats(
    *, chapter: Chapter, by: User, rows: Sequence[Mapping[str, object]], confirmed: str = ""
) -> tuple[int, int]:
    """Add seats with these facts to a chapter's board; return (added, of the same seat and holder already there).

    `confirmed`: what somebody said yes to of a chair beside another one. Raises PermissionDenied, Locked.
    """
    require(by, Action.ADD, chapter)
    chapter = hold_row(chapter)
    require_unlocked(chapter)
    found = unmet(chapter, rows)
    for row in found:
        row.full_clean()
        if row.role == SeatRole.CHAIR:
            row._change_reason = confirmed
        row.save()
    return len(found), len(rows) - len(found)


def unmet(chapter: Chapter, rows: Iterable[Mapping[str, object]]) -> list[BoardSeat]:
    """Return the unsaved seats of these facts, but for the same seat and holder that is there or stands twice."""
    known = {_seat_key(seat) for seat in BoardSeat.objects.current().on().filter(chapter=chapter)}
    found: dict[tuple[str, ...], BoardSeat] = {}
    for facts in rows:
        row = BoardSeat(chapter=chapter, is_example=chapter.is_example, **facts)
        if (key := _seat_key(row)) not in known:
            found.setdefault(key, row)
    return list(found.values())


def _seat_key(seat: BoardSeat) -> tuple[str, ...]:
    return seat.role, *(text.casefold() for text in (seat.field, seat.person, seat.group_name))


@transaction.atomic
def replace_official(
    *, official: Official, by: User, on: dt.date, successor: Official | None = None
) -> Official:
    """End an official's term on a day and link the successor, who is new (mutasi). Returns the one who left.

    Raises ValidationError where the term ended already or would end before it began.
    """
    require(by, Action.CHANGE, official)
    official = hold_row(official)
    if official.ended_on:
        raise ValidationError(__("This term of office has ended already."))
    if official.started_on and on < official.started_on:
        raise ValidationError(__("The end is before the beginning."))
    official.ended_on = on
    if successor is not None:
        successor.started_on = successor.started_on or on
        successor.office_id = successor.office_id or official.office_id
        successor.save()
        official.successor = successor
    official.save()
    return official

"""Which dates of the budget year are near, for one reader."""

from __future__ import annotations

import datetime as dt

from core.access import is_national, scope_of
from core.people.users import User
from events.models import KeyDate


def in_force(user: User) -> list[KeyDate]:
    """Return the key dates that hold for a reader: a region's own stands for the common one of its kind.

    The common one holds on for a reader of several regions while one of them has none of its own.
    The Secretariat reads the common ones only; every region's own would be hundreds. One query.
    """
    scope = scope_of(user)
    rows = KeyDate.objects.visible_to(user).current().select_related("region")
    if is_national(user):
        rows = rows.filter(region__isnull=True)
    found = list(rows)
    own = {(row.kind, row.year, row.region_id) for row in found}
    return [
        row
        for row in found
        if row.region_id in (scope or ())
        or any((row.kind, row.year, code) not in own for code in scope or ())
    ]


def coming(user: User, *, today: dt.date) -> list[tuple[KeyDate, dt.date]]:
    """Return the key dates whose time to prepare has begun, with their day, the nearest first."""
    found = []
    for row in in_force(user):
        day = row.next_on(today)
        if day is not None and (day - today).days <= row.lead_days:
            found.append((row, day))
    return sorted(found, key=lambda pair: (pair[1], pair[0].pk))

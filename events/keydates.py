"""Which dates of the budget year are near, for one reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.access import scope_of
from events.models import KeyDate


def in_force(user: Any) -> list[KeyDate]:
    """Return the key dates that hold for a reader: a region's own stands for the common one of its kind.

    The Secretariat reads the common ones only; every region's own would be hundreds. One query.
    """
    scope = scope_of(user)
    rows = KeyDate.objects.visible_to(user).current().select_related("region")
    if not scope:
        rows = rows.filter(region__isnull=True)
    found = list(rows)
    own = {(row.kind, row.year) for row in found if row.region_id == scope}
    return (
        [row for row in found if row.region_id == scope or (row.kind, row.year) not in own]
        if scope
        else found
    )


def coming(user: Any, *, today: dt.date) -> list[tuple[KeyDate, dt.date]]:
    """Return the key dates whose time to prepare has begun, with their day, the nearest first."""
    found = []
    for row in in_force(user):
        day = row.next_on(today)
        if day is not None and (day - today).days <= row.lead_days:
            found.append((row, day))
    return sorted(found, key=lambda pair: (pair[1], pair[0].pk))

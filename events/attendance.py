"""Sums of attendance rows of the database (the arithmetic is in `events.headcount`)."""

from __future__ import annotations

from collections.abc import Iterable

from events.headcount import Headcount, ListRow, count
from events.models import Attendance
from events.paste import same_person


def headcount_of(rows: Iterable[Attendance]) -> Headcount:
    """Return the sums of attendance rows: persons, person-days, women and men."""
    return count(
        ListRow(
            day=row.day_id,
            women=row.women,
            men=row.men,
            unspecified=row.unspecified,
            invited=row.invited,
            is_rough=row.is_estimate,
            person=same_person(row.name, row.institution) if row.name else None,
        )
        for row in rows
    )

"""The recap of an attendance list: per day and category, from rows by name and rows of counts alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.tools.rows.values import value_class
from events.attendance import headcount_of
from events.headcount import Headcount
from events.models import Attendance, AttendeeCategory


@value_class
class RecapRow:
    """`day` None: rows of the whole event. `institutions`: as stated or named; None where neither is."""

    day: dt.date | None
    category: str
    institutions: int | None
    people: Headcount


def build_recap(rows: Iterable[Attendance]) -> tuple[RecapRow, ...]:
    """Return one row per day and category that has a number, days in order, categories in theirs."""
    order = list(AttendeeCategory.values)
    groups: dict[tuple[dt.date | None, str], list[Attendance]] = {}
    for row in rows:
        if row.present is not None or row.invited is not None or row.institutions is not None:
            day = row.day.date if row.day else None
            groups.setdefault((day, row.category), []).append(row)
    keys = sorted(groups, key=lambda key: (key[0] or dt.date.min, order.index(key[1])))
    return tuple(
        RecapRow(
            day=day,
            category=str(AttendeeCategory(category).label),
            institutions=_institutions(groups[day, category]),
            people=headcount_of(groups[day, category]),
        )
        for day, category in keys
    )


def _institutions(rows: list[Attendance]) -> int | None:
    """Return the stated number; people by name count the institutions they name, each once."""
    stated = [row.institutions for row in rows if row.institutions is not None]
    named = {row.institution.lower() for row in rows if row.name and row.institution}
    return sum(stated) + len(named) if stated or named else None

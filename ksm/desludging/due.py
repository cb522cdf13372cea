"""How many emptyings fall due, region by region: what pages of many regions tell without reading their facilities."""

from __future__ import annotations

import datetime as dt

from core.access import reach_within
from core.people.users import User
from ksm import kept
from ksm.desludging.schedule import Due, places_of
from ksm.models import Facility


def _count(inside: kept.Inside, day: dt.date) -> dict[str, kept.Told]:
    """Return the figures of `Due`, and behind them in turn each month and how many are due in it."""
    rows = Facility.objects.filter(inside("region")).existing(day)
    rows = rows.with_sludge_basis(day).with_next_desludging(day)
    found = places_of(rows=rows, today=day, by="region")
    return {
        code: [due.overdue, due.unrecorded, due.soon, due.to_come]
        + [number for month in sorted(due.months.items()) for number in month]
        for code, due in found.items()
    }


COUNTED = kept.register(kept.Counted("due", _count))


def due_by_region(*, user: User, area: str = "", day: dt.date) -> dict[str, Due]:
    """Return what falls due in each region of an area that the user may see, by its code; two queries."""
    told = kept.read(COUNTED, reach=reach_within(user, area), day=day)
    return {code: _due(*numbers) for code, numbers in told.items()}


def _due(overdue: int, unrecorded: int, soon: int, to_come: int, *months: int) -> Due:
    by_month = dict(zip(months[::2], months[1::2], strict=True))
    return Due(overdue, unrecorded, soon, to_come, by_month)

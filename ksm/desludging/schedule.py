"""The year of scheduled desludging (LLTT): how much falls due when, and on which route or in which area.

A facility is due in the month of the latest day its due date can mean: one that is due "2027" counts
in December 2027, so nothing is called late before it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import dateformat
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.tools.rows.values import value_class

SOON_DAYS = 90
MONTHS = 12
MOST_AREAS = (
    100  # a kabupaten has some twenty districts; all those of the country were a page of 5 MB
)
OVERDUE, UNRECORDED, SOON, YEAR = "overdue", "unrecorded", "soon", "year"


@dataclass
class Due:
    """What falls due in one place as of a day: overdue, past a date that was reckoned alone, within 90 days, still to
    come this month, and how many in each month (as a number: 202603), past ones too.
    """

    overdue: int = 0
    unrecorded: int = 0
    soon: int = 0
    to_come: int = 0
    months: dict[int, int] = field(default_factory=dict)

    def count(self, when: str, today: dt.date) -> int:
        """Return how many `due_when` finds."""
        if when in (OVERDUE, UNRECORDED, SOON):
            return int(getattr(self, when))
        if when == YEAR:
            return sum(self.of(month, today) for month in months_from(today))
        if when:
            return self.of(dt.date.fromisoformat(f"{when}-01"), today)
        return sum(self.months.values())

    def of(self, month: dt.date, today: dt.date) -> int:
        """Return how many are due in a month; of this one those still to come."""
        if month == today.replace(day=1):
            return self.to_come
        return self.months.get(month.year * 100 + month.month, 0)


def tallied(lines: Iterable[tuple[str, str, bool, int]], *, today: dt.date) -> dict[str, Due]:
    """Return what falls due by place, of lines of a place, a due date (`sludge_last`), `sludge_told` and how many."""
    found: dict[str, Due] = defaultdict(Due)
    iso, end = today.isoformat(), (today + dt.timedelta(days=SOON_DAYS)).isoformat()
    for place, day, told, n in lines:
        due, month = found[place], int(day[:4] + day[5:7])
        due.months[month] = due.months.get(month, 0) + n
        if day < iso:
            due.overdue += n * told
            due.unrecorded += n * (not told)
        else:
            due.soon += n * (day <= end)
            due.to_come += n * (day[:7] == iso[:7])
    return found


@value_class
class DueArea:
    """A region, or a route, else a district, and how many facilities are due there; `name` "" where neither is known.
    `key`: the code of a region, else the name."""

    key: str
    name: str
    overdue: int = 0
    unrecorded: int = 0
    soon: int = 0
    year: int = 0


@value_class
class DueMonth:
    """How many fall due in a month ("2026-03"), with the areas that have most of them."""

    key: str
    label: str
    count: int
    areas: tuple[tuple[str, int], ...]


@value_class
class Schedule:
    """Overdue, due within 90 days (not yet overdue), by month for a year, by area.

    `unrecorded`: no emptying is recorded or agreed, and the reckoned date has passed; nobody is late by that.
    `quiet`: the months in which nothing falls due, in short; "" where each has something. `is_known`: there
    is a facility of which something can be reckoned, so that 0 means none. `areas`: the MOST_AREAS with most to do;
    `more_areas`: how many there are besides.
    """

    at: dt.date
    overdue: int
    unrecorded: int
    soon: int
    months: tuple[DueMonth, ...]
    areas: tuple[DueArea, ...]
    quiet: str = ""
    is_known: bool = True
    more_areas: int = 0


def in_short(days: list[dt.date]) -> str:
    """Return months in order as "Nov–Dec 2026; Jan, Mar–May 2027"."""
    years: dict[int, list[list[dt.date]]] = {}
    for day in days:
        runs = years.setdefault(day.year, [])
        if runs and runs[-1][-1].month == day.month - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(f"{', '.join(map(_run, runs))} {year}" for year, runs in years.items())


def _run(days: list[dt.date]) -> str:
    ends = days if len(days) == 1 else (days[0], days[-1])
    return "–".join(dateformat.format(day, "M") for day in ends)


def months_from(day: dt.date) -> list[dt.date]:
    """Return the first days of this month and the eleven after it."""
    start = day.year * 12 + day.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(start, start + MONTHS)]


def month_label(day: dt.date) -> str:
    return dateformat.format(day, "F Y")


def with_area(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Annotate `area`: the desludging route, else the district, else ""."""
    empty = Value("")
    return rows.annotate(
        area=Coalesce(NullIf("desludging_route", empty), NullIf("district", empty), empty)
    )


def due_when(when: str, *, today: dt.date) -> Q:
    """Return the condition for "overdue", "unrecorded", "soon" (90 days), "year" (twelve months), what is still to
    come of this month, or another month "2026-03"; everything else.
    """
    iso = today.isoformat()
    if when in (OVERDUE, UNRECORDED):
        return Q(sludge_last__lt=iso, sludge_told=when == OVERDUE)
    if when == SOON:
        end = (today + dt.timedelta(days=SOON_DAYS)).isoformat()
        return Q(sludge_last__range=(iso, end))
    if when == YEAR:
        return Q(sludge_last__range=(iso, f"{months_from(today)[-1]:%Y-%m}-31"))
    if when and when == iso[:7]:
        return Q(sludge_last__startswith=when, sludge_last__gte=iso)
    return Q(sludge_last__startswith=when) if when else Q()


def places_of(*, rows: ScopedQuerySet, today: dt.date, by: str = "area") -> dict[str, Due]:
    """Return what falls due by route or district, or by region, of facilities that are visible and have a basis and
    `with_next_desludging`; one query."""
    # Grouped by the due date as it is: every further mention of it would be reckoned again, row by row.
    lines = with_area(rows).order_by().values_list(by, "sludge_last", "sludge_told")
    return tallied(lines.annotate(n=Count("pk")), today=today)


def build_schedule(
    *, places: Mapping[str, Due], today: dt.date, names: Mapping[str, str] | None = None
) -> Schedule:
    """Return the schedule of some places. `names`: what they are called, where not by what they are known by."""
    called = names or {}
    days = months_from(today)
    months = {
        day: {name: n for name, due in places.items() if (n := due.of(day, today))} for day in days
    }
    year = Counter[str]()
    for counts in months.values():
        year.update(counts)
    areas = (
        DueArea(key, called.get(key, key), due.overdue, due.unrecorded, due.soon, year[key])
        for key, due in places.items()
        if due.overdue or due.unrecorded or year[key]
    )
    ordered = tuple(sorted(areas, key=lambda area: (-area.overdue, -area.year, area.name)))
    return Schedule(
        at=today,
        overdue=sum(due.overdue for due in places.values()),
        unrecorded=sum(due.unrecorded for due in places.values()),
        soon=sum(due.soon for due in places.values()),
        months=tuple(_month(day, counts, called) for day, counts in months.items()),
        areas=ordered[:MOST_AREAS],
        more_areas=len(ordered[MOST_AREAS:]),
        quiet=in_short([day for day, counts in months.items() if not counts]),
        is_known=bool(places),
    )


def _month(day: dt.date, counts: Mapping[str, int], called: Mapping[str, str]) -> DueMonth:
    named = ((called.get(key, key), count) for key, count in counts.items())
    largest = sorted(named, key=lambda item: (-item[1], item[0]))
    return DueMonth(
        key=f"{day:%Y-%m}",
        label=month_label(day),
        count=sum(counts.values()),
        areas=tuple((name or __("Area not known"), count) for name, count in largest[:3]),
    )

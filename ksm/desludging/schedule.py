"""The year of scheduled desludging (LLTT): how much falls due when, and on which route or in which area.

A facility is due in the month of the latest day its due date can mean: one that is due "2027" counts
in December 2027, so nothing is called late before it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import dateformat
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet

SOON_DAYS = 90
MONTHS = 12
MOST_AREAS = (
    100  # a kabupaten has some twenty districts; all those of the country were a page of 5 MB
)
OVERDUE, UNRECORDED, SOON, YEAR = "overdue", "unrecorded", "soon", "year"


@dataclass(frozen=True)
class DueArea:
    """A route, else a district, and how many facilities are due there; `name` "" where neither is known."""

    name: str
    overdue: int = 0
    unrecorded: int = 0
    soon: int = 0
    year: int = 0


@dataclass(frozen=True)
class DueMonth:
    """How many fall due in a month ("2026-03"), with the areas that have most of them."""

    key: str
    label: str
    count: int
    areas: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
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
    """Return the condition for "overdue", "unrecorded", "soon" (90 days), "year" (twelve months) or what is still to
    come of a month "2026-03"; everything else.
    """
    iso = today.isoformat()
    if when in (OVERDUE, UNRECORDED):
        return Q(sludge_last__lt=iso, sludge_told=when == OVERDUE)
    if when == SOON:
        end = (today + dt.timedelta(days=SOON_DAYS)).isoformat()
        return Q(sludge_last__range=(iso, end))
    if when == YEAR:
        return Q(sludge_last__range=(iso, f"{months_from(today)[-1]:%Y-%m}-31"))
    if when:
        return Q(sludge_last__startswith=when, sludge_last__gte=iso)
    return Q()


def build_schedule(*, rows: ScopedQuerySet, today: dt.date) -> Schedule:
    """Return the schedule of the given facilities (visible ones with a basis and `with_next_desludging`); 1 query."""
    days = months_from(today)
    months: dict[str, Counter[str]] = {f"{day:%Y-%m}": Counter() for day in days}
    passed: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    soon, year, is_known = Counter[str](), Counter[str](), False
    end, last = (today + dt.timedelta(days=SOON_DAYS)).isoformat(), f"{days[-1]:%Y-%m}-31"
    # Grouped by the due date as it is: every further mention of it would be reckoned again, row by row.
    lines = with_area(rows).order_by().values_list("area", "sludge_last", "sludge_told")
    for area, due, told, count in lines.annotate(n=Count("pk")):
        is_known = True
        if due < today.isoformat():
            passed[told][area] += count
            continue
        if due <= end:
            soon[area] += count
        if due <= last:
            year[area] += count
            months[due[:7]][area] += count
    overdue, unrecorded = passed[True], passed[False]
    areas = (
        DueArea(area, overdue[area], unrecorded[area], soon[area], year[area])
        for area in {*overdue, *unrecorded, *year}
    )
    ordered = tuple(sorted(areas, key=lambda area: (-area.overdue, -area.year, area.name)))
    return Schedule(
        at=today,
        overdue=overdue.total(),
        unrecorded=unrecorded.total(),
        soon=soon.total(),
        months=tuple(_month(day, months[f"{day:%Y-%m}"]) for day in days),
        areas=ordered[:MOST_AREAS],
        more_areas=len(ordered[MOST_AREAS:]),
        quiet=in_short([day for day in days if not months[f"{day:%Y-%m}"]]),
        is_known=is_known,
    )


def _month(day: dt.date, counts: Counter[str]) -> DueMonth:
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return DueMonth(
        key=f"{day:%Y-%m}",
        label=month_label(day),
        count=sum(counts.values()),
        areas=tuple((name or __("Area not known"), count) for name, count in largest[:3]),
    )

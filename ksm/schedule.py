"""The year of scheduled desludging (LLTT): how much falls due when, and on which route or in which area.

A facility is due in the month of the latest day its due date can mean: one that is due "2027" counts
in December 2027, so nothing is called late before it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, Left, NullIf
from django.utils import dateformat
from django.utils.translation import gettext as __

SOON_DAYS = 90
MONTHS = 12
OVERDUE, SOON = "overdue", "soon"


@dataclass(frozen=True)
class Area:
    """A route, else a district, and how many facilities are due there; `name` "" where neither is known."""

    name: str
    overdue: int = 0
    soon: int = 0
    year: int = 0


@dataclass(frozen=True)
class Month:
    """How many fall due in a month ("2026-03"), with the areas that have most of them."""

    key: str
    label: str
    count: int
    areas: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Schedule:
    """Overdue, due within 90 days (not yet overdue), by month for a year, by area."""

    at: dt.date
    overdue: int
    soon: int
    months: tuple[Month, ...]
    areas: tuple[Area, ...]


def months_from(day: dt.date) -> list[dt.date]:
    """Return the first days of this month and the eleven after it."""
    start = day.year * 12 + day.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(start, start + MONTHS)]


def month_label(day: dt.date) -> str:
    return dateformat.format(day, "F Y")


def with_area(rows: Any) -> Any:
    """Annotate `area`: the desludging route, else the district, else ""."""
    empty = Value("")
    return rows.annotate(
        area=Coalesce(NullIf("desludging_route", empty), NullIf("district", empty), empty)
    )


def due_when(when: str, *, today: dt.date) -> Q:
    """Return the condition for "overdue", "soon" (90 days) or a month "2026-03"; all dated else."""
    iso = today.isoformat()
    if when == OVERDUE:
        return Q(sludge_last__lt=iso)
    if when == SOON:
        end = (today + dt.timedelta(days=SOON_DAYS)).isoformat()
        return Q(sludge_last__range=(iso, end))
    if when:
        return Q(sludge_last__startswith=when)
    return Q(sludge_last__isnull=False)


def build_schedule(*, rows: Any, today: dt.date) -> Schedule:
    """Return the schedule of the given facilities (visible ones, with `with_next_desludging`); 1 query."""
    months = months_from(today)
    last = f"{months[-1]:%Y-%m}-31"
    lines: Any = (
        with_area(rows.filter(sludge_last__lte=last))
        .order_by()
        .annotate(month=Left("sludge_last", 7))
        .values("area", "month")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=due_when(OVERDUE, today=today)),
            soon=Count("pk", filter=due_when(SOON, today=today)),
        )
    )
    by_month: dict[str, dict[str, int]] = {f"{day:%Y-%m}": {} for day in months}
    areas: dict[str, Area] = {}
    for line in lines:
        known = areas.get(line["area"], Area(line["area"]))
        areas[line["area"]] = Area(
            known.name,
            known.overdue + line["late"],
            known.soon + line["soon"],
            known.year + line["n"] - line["late"],
        )
        if line["month"] in by_month and line["n"] > line["late"]:
            by_month[line["month"]][line["area"]] = line["n"] - line["late"]
    return Schedule(
        at=today,
        overdue=sum(area.overdue for area in areas.values()),
        soon=sum(area.soon for area in areas.values()),
        months=tuple(_month(day, by_month[f"{day:%Y-%m}"]) for day in months),
        areas=tuple(
            sorted(areas.values(), key=lambda area: (-area.overdue, -area.year, area.name))
        ),
    )


def _month(day: dt.date, counts: dict[str, int]) -> Month:
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Month(
        key=f"{day:%Y-%m}",
        label=month_label(day),
        count=sum(counts.values()),
        areas=tuple((name or __("Area not known"), count) for name, count in largest[:3]),
    )

"""The work order (surat perintah kerja, SPK) for a truck crew, as it prints. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats, partial_dates
from core.tools.rows.values import value_class
from ksm.desludging.intervals import TRUCK_REACH_M, NextDue
from ksm.wording import operator_words

MOST = 60  # facilities on one order; a crew does not do more, and a PDF stays small
BLANK = "………………………"


@value_class
class OrderLine:
    """One facility on the order."""

    code: str
    name: str
    place: str
    operator: str
    volume_m3: str
    truck: str
    is_too_far: bool
    due: str
    last_emptied: str
    is_example: bool


@value_class
class Route:
    """The jobs of one route or district; `name` "" where it is not known."""

    name: str
    jobs: tuple[OrderLine, ...]


@value_class
class WorkOrder:
    number: str
    day: dt.date
    provider: str
    destination: str
    ordered_by: str
    remark: str
    routes: tuple[Route, ...]
    paper: dict[str, Any]

    @property
    def count(self) -> int:
        return sum(len(route.jobs) for route in self.routes)


def build_work_order(
    *,
    rows: list[Any],
    due: Callable[[Any], NextDue],
    today: dt.date,
    number: str,
    day: dt.date,
    provider: str,
    destination: str,
    ordered_by: str,
    remark: str,
) -> WorkOrder:
    """Return the order for facilities that carry `area`, operator and last emptying, by route."""
    routes: dict[str, list[OrderLine]] = {}
    for row in rows:
        routes.setdefault(row.area, []).append(_job(row, due(row)))
    regions = sorted({str(row.region) for row in rows})
    return WorkOrder(
        number=number,
        day=day,
        provider=provider,
        destination=destination,
        ordered_by=ordered_by,
        remark=remark,
        routes=tuple(Route(name, tuple(jobs)) for name, jobs in sorted(routes.items())),
        paper={
            "title": __("Work order for desludging (SPK)"),
            "subtitle": ", ".join(regions[:3]) + (" …" if len(regions) > 3 else ""),
            "subject": __("Scheduled desludging"),
            "letterhead": {
                "name": ordered_by or "AKSANSI",
                "unit": __("Scheduled desludging"),
            },
            "number": number or BLANK,
            "date": formats.day(day),
            "addressee": [provider or BLANK],
            "as_of": formats.day(today),
            "is_example": any(row.is_example for row in rows),
        },
    )


def _job(row: Any, due: NextDue) -> OrderLine:
    distance = row.truck_distance_m
    return OrderLine(
        code=row.code,
        name=row.name,
        place=row.place,
        operator=operator_words(row),
        volume_m3=formats.number(row.sludge_volume_m3),
        truck=f"{formats.number(distance)} m" if distance is not None else formats.DASH,
        is_too_far=distance is not None and distance > TRUCK_REACH_M,
        due=partial_dates.display(due.due),
        last_emptied=partial_dates.display(row.last_emptied or "") or __("never recorded"),
        is_example=row.is_example,
    )

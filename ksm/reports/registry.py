"""Figures of the registry as of a day: one builder for pages, the region overview and the report.

Function, SR, KK and jiwa are each taken from the latest record that states them, on the day or
before; each sum says how many facilities it knows, of how many, and how old its parts are.
Facilities that were not built yet or closed already do not count.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Q, Sum

from core.land.regions import Region
from ksm.choices import FacilityType, FunctionStatus, WorksKind, badge
from ksm.models import Desludging, Facility, Group, Works
from ksm.models.groups import ACTIVE, member_on
from ksm.querysets import OVERDUE
from ksm.reports.figures import (
    DESIGNED,
    OBSERVED,
    DesludgingFigures,
    FacilityRow,
    Figure,
    Registry,
    Slice,
    WorksFigures,
    figure,
    sums_of,
)
from ksm.wording import rough

ANNEX_ROWS = 200


def build_registry(
    *,
    user: Any,
    region: Region | str,
    at: dt.date,
    rows: int = ANNEX_ROWS,
    brief: bool = False,
) -> Registry:
    """Return the registry of a region as the user may see it; 6 queries, whatever its size.

    `region`: a Region or its code; `rows`: how many facilities the annex lists, by code. `brief`: without
    annex, desludging and works; 3 queries.
    """
    code = region if isinstance(region, str) else region.code
    standing = Facility.objects.visible_to(user).in_region(code).existing(at)
    groups = _groups(user=user, code=code, at=at)
    by_type, by_function = _types_and_functions(standing, at)
    sums = _sums(standing, at)
    total = sums["total"]
    found = Registry(
        region_code=code,
        at=at,
        groups_total=groups["n"],
        groups_active=groups["active"],
        groups_members=groups["members"],
        facilities_total=total,
        facilities_by_type=by_type,
        facilities_by_function=by_function,
        active_sr=figure(sums, "active_sr"),
        kk=figure(sums, "kk"),
        jiwa=figure(sums, "jiwa"),
        design_sr=figure(sums, "design_sr"),
        design_kk=figure(sums, "design_kk"),
        without_operator=sums["no_operator"],
        examples=sums["examples"],
    )
    if brief:
        return found
    listed = standing.as_of(at).with_rough_use(at).select_related("region")
    return dataclasses.replace(
        found,
        desludging=_desludging(user=user, code=code, at=at, sums=sums),
        works=_works(user=user, code=code, year=at.year),
        facilities=tuple(_row(item) for item in listed.order_by("code")[:rows]),
    )


def _groups(*, user: Any, code: str, at: dt.date) -> dict[str, int]:
    rows = Group.objects.visible_to(user).in_region(code).existing(at)
    return rows.aggregate(
        n=Count("pk"),
        active=Count("pk", filter=ACTIVE),
        members=Count("pk", filter=member_on(at)),
    )


def _types_and_functions(standing: Any, at: dt.date) -> tuple[tuple[Slice, ...], tuple[Slice, ...]]:
    rows = (
        standing.with_makeup(at)
        .with_latest_status(at)
        .order_by()
        .values("type_at", "latest_function")
        .annotate(n=Count("pk"))
    )
    types: dict[str, int] = {}
    functions: dict[str, int] = {}
    for row in rows:
        types[row["type_at"]] = types.get(row["type_at"], 0) + row["n"]
        state = row["latest_function"] or FunctionStatus.UNKNOWN
        functions[state] = functions.get(state, 0) + row["n"]
    return _slices(FacilityType, types), _slices(FunctionStatus, functions)


def _slices(choices: Any, counts: dict[str, int]) -> tuple[Slice, ...]:
    found = []
    for key in choices.values:
        if count := counts.get(key, 0):
            state = badge(choices, key)
            assert state is not None
            found.append(Slice(key, state.word, count, state.tone))
    return tuple(found)


def _sums(standing: Any, at: dt.date) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "total": Count("pk"),
        "no_operator": Count("pk", filter=Q(operator_id__isnull=True)),
        "examples": Count("pk", filter=Q(is_example=True)),
        "emptied": Count("pk", filter=Q(last_emptied__isnull=False)),
        "overdue": Count("pk", filter=OVERDUE),
    }
    wanted |= sums_of(OBSERVED + DESIGNED)
    rows = standing.with_makeup(at).with_latest_status(at).with_operator(at)
    rows = rows.with_next_desludging(at)
    return rows.aggregate(**wanted)


def _desludging(*, user: Any, code: str, at: dt.date, sums: dict[str, Any]) -> DesludgingFigures:
    done = Desludging.objects.visible_to(user).in_region(code).current()
    done = done.filter(done_on__startswith=f"{at.year}", facility__archived_at__isnull=True)
    year = done.aggregate(n=Count("pk"), volume=Sum("volume_m3"), known=Count("volume_m3"))
    return DesludgingFigures(
        never=sums["total"] - sums["emptied"],
        overdue=sums["overdue"],
        done_in_year=year["n"],
        volume_m3=Figure(year["volume"], year["known"], year["n"]),
    )


def _works(*, user: Any, code: str, year: int) -> WorksFigures:
    rows = Works.objects.visible_to(user).in_region(code).current()
    rows = rows.filter(
        Q(started_on__startswith=f"{year}") | Q(finished_on__startswith=f"{year}"),
        facility__archived_at__isnull=True,
    )
    lines = list(
        rows.order_by()
        .values("kind")
        .annotate(n=Count("pk"), added=Sum("sr_added"), known=Count("sr_added"))
    )
    count = sum(line["n"] for line in lines)
    known = sum(line["known"] for line in lines)
    return WorksFigures(
        count=count,
        by_kind=_slices(WorksKind, {line["kind"]: line["n"] for line in lines}),
        sr_added=Figure(sum(line["added"] or 0 for line in lines) if known else None, known, count),
    )


def _row(item: Any) -> FacilityRow:
    state = badge(FunctionStatus, item.latest_function or FunctionStatus.UNKNOWN)
    assert state is not None
    return FacilityRow(
        code=item.code,
        name=item.name,
        village=item.place,
        facility_type=str(FacilityType(item.type_at).label),
        function=state,
        function_on=item.latest_function_on or "",
        active_sr=rough(item.latest_active_sr, item.latest_active_sr_rough) or "",
        kk=rough(item.latest_kk, item.latest_kk_rough) or "",
        jiwa=rough(item.latest_jiwa, item.latest_jiwa_rough) or "",
        operator=item.operator_name or "",
        is_example=item.is_example,
        url=item.get_absolute_url(),
    )

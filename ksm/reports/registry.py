"""Figures of the registry as of a day: one builder for pages, the region overview and the report.

Function, SR, KK and jiwa are each taken from the latest record that states them, on the day or
before; each sum says how many facilities it knows, of how many, and how old its parts are.
Facilities that were not built yet or closed already do not count.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, Q, Sum

from core.land.regions import Region
from core.people.users import User
from core.tools import partial_dates
from ksm.choices import (
    FacilityType,
    FunctionStatus,
    GroupStatus,
    Membership,
    WorksKind,
    WorksStatus,
    badge,
)
from ksm.models import Desludging, Facility, Group, Works
from ksm.models.groups import ACTIVE, member_on
from ksm.reports.figures import (
    ANNEX_ROWS,
    WORKS_ROWS,
    Added,
    AreaPlants,
    DesludgingFigures,
    FacilityRow,
    Registry,
    Slice,
    WorksFigures,
    WorksRow,
)
from ksm.reports.tally import tally_of
from ksm.reports.tariffs import tariffs_of
from ksm.wording import operator_words, rough


def build_registry(
    *,
    user: User,
    region: Region | str,
    at: dt.date,
    rows: int | None = ANNEX_ROWS,
    brief: bool = False,
) -> Registry:
    """Return the registry of a region as the user may see it; 8 queries, whatever its size.

    `region`: a Region or its code; `rows`: how many facilities are told, by code (None: all). `brief`: without
    annex, desludging, works and tariffs; 3 queries.
    """
    code = region if isinstance(region, str) else region.code
    standing = Facility.objects.visible_to(user).in_region(code).existing(at)
    groups = _groups(user=user, code=code, at=at)
    tally = tally_of(standing, at)
    own, area = tally.of(is_area=False), tally.of(is_area=True)
    found = Registry(
        region_code=code,
        at=at,
        groups_total=groups["n"] or 0,
        groups_active=groups["active"],
        groups_members=groups["members"],
        facilities_total=tally.counts["total"],
        facilities_by_type=_slices(FacilityType, tally.types),
        facilities_by_function=_slices(FunctionStatus, tally.functions),
        sr=own[0],
        kk=own[1],
        jiwa=own[2],
        without_operator=tally.counts["no_operator"],
        run_by_nobody=tally.counts["nobody"],
        examples=tally.counts["examples"],
        area=AreaPlants(tally.types[FacilityType.AREA], *area)
        if tally.types[FacilityType.AREA]
        else None,
        year_unknown=Facility.objects.visible_to(user).in_region(code).of_unknown_year(at).count(),
    )
    if brief:
        return found
    tariffs, more_tariffs = tariffs_of(user=user, code=code, at=at)
    listed = standing.as_of(at).with_rough_use(at).select_related("region")
    return dataclasses.replace(
        found,
        desludging=_desludging(user=user, code=code, at=at, counts=tally.counts),
        works=_works(user=user, code=code, year=at.year),
        facilities=tuple(_row(item, code) for item in listed.order_by("code")[:rows]),
        tariffs=tariffs,
        tariffs_left_out=more_tariffs,
    )


def _groups(*, user: User, code: str, at: dt.date) -> dict[str, int | None]:
    """Return how many groups, active ones and members; None where of no group that is known."""
    rows = Group.objects.visible_to(user).in_region(code).existing(at)
    found: dict[str, int | None] = rows.aggregate(
        n=Count("pk"),
        active=Count("pk", filter=ACTIVE),
        members=Count("pk", filter=member_on(at)),
        active_known=Count("pk", filter=~Q(status=GroupStatus.UNKNOWN)),
        members_known=Count("pk", filter=~Q(membership=Membership.UNKNOWN)),
    )
    silent = {
        name: None for name in ("active", "members") if found["n"] and not found[f"{name}_known"]
    }
    return found | silent


def _slices(choices: Any, counts: dict[str, int]) -> tuple[Slice, ...]:
    found = []
    for key in choices.values:
        if count := counts.get(key, 0):
            state = badge(choices, key)
            assert state is not None
            found.append(Slice(key, state.word, count, state.tone))
    return tuple(found)


def _desludging(*, user: User, code: str, at: dt.date, counts: Counter[str]) -> DesludgingFigures:
    done = Desludging.objects.visible_to(user).in_region(code).current()
    done = done.filter(done_on__startswith=f"{at.year}", facility__archived_at__isnull=True)
    year = done.aggregate(n=Count("pk"), volume=Sum("volume_m3"), known=Count("volume_m3"))
    return DesludgingFigures(
        never=counts["never"],
        overdue=counts["overdue"],
        done_in_year=year["n"],
        volume_m3=Added(year["volume"], year["known"], year["n"]),
    )


def _works(*, user: User, code: str, year: int) -> WorksFigures:
    rows = Works.objects.visible_to(user).in_region(code).current()
    rows = rows.filter(
        Q(started_on__startswith=f"{year}") | Q(finished_on__startswith=f"{year}"),
        facility__archived_at__isnull=True,
    ).exclude(status=WorksStatus.PLANNED)
    added = Q(status=WorksStatus.DONE, finished_on__startswith=f"{year}")
    lines = list(
        rows.order_by()
        .values("kind")
        .annotate(
            n=Count("pk"),
            finished=Count("pk", filter=added),
            added=Sum("sr_added", filter=added),
            known=Count("sr_added", filter=added),
        )
    )
    finished = sum(line["finished"] for line in lines)
    known = sum(line["known"] for line in lines)
    total = sum(line["added"] or 0 for line in lines) if known else None
    return WorksFigures(
        count=sum(line["n"] for line in lines),
        finished=finished,
        by_kind=_slices(WorksKind, {line["kind"]: line["n"] for line in lines}),
        sr_added=Added(total, known, finished),
        rows=tuple(
            _works_row(row, code)
            for row in rows.with_cost()
            .select_related("facility__region")
            .order_by("-finished_on", "-started_on", "-pk")[:WORKS_ROWS]
        )
        if lines
        else (),
    )


def _works_row(row: Any, code: str) -> WorksRow:
    facility = row.facility
    where = "" if facility.region_id == code else facility.region.short_name
    ends = [partial_dates.display(day) for day in (row.started_on, row.finished_on)]
    return WorksRow(
        kind=row.get_kind_display(),
        facility=", ".join(filter(None, (facility.name, where))),
        status=row.status_badge,
        when="–".join(dict.fromkeys(end for end in ends if end)),
        cost=row.cost_total,
        sr_added=row.sr_added,
        url=row.get_absolute_url(),
        is_example=row.is_example,
    )


def _row(item: Any, code: str) -> FacilityRow:
    state = badge(FunctionStatus, item.latest_function or FunctionStatus.UNKNOWN)
    assert state is not None
    return FacilityRow(
        code=item.code,
        name=item.name,
        village=", ".join(
            filter(None, (item.place, "" if item.region_id == code else item.region.short_name))
        ),
        facility_type=str(FacilityType(item.type_at).label),
        function=state,
        function_on=item.latest_function_on or "",
        active_sr=rough(item.latest_active_sr, item.latest_active_sr_rough) or "",
        kk=rough(item.latest_kk, item.latest_kk_rough) or "",
        jiwa=rough(item.latest_jiwa, item.latest_jiwa_rough) or "",
        operator=operator_words(item),
        is_example=item.is_example,
        url=item.get_absolute_url(),
    )

"""Figures of the registry as of a day: one builder for pages, the region overview and the report.

Function, SR, KK and jiwa are each taken from the latest record that states them, on the day or
before; each sum says how many facilities it knows, of how many, and how old its parts are.
Facilities that were not built yet or closed already do not count.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Subquery, Sum, Value

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
    """Return the registry of a region as the user may see it; 5 queries, whatever its size.

    `region`: a Region or its code; `rows`: how many facilities are told, by code (None: all). `brief`: without
    annex, desludging, works and tariffs; 3 queries.
    """
    code = region if isinstance(region, str) else region.code
    standing = Facility.objects.visible_to(user).in_region(code).existing(at)
    groups, counts = Group.objects.visible_to(user).in_region(code).existing(at), _group_counts(at)
    tally = tally_of(standing, at)
    own, area = tally.of(is_area=False), tally.of(is_area=True)
    found = Registry(
        region_code=code,
        at=at,
        groups_total=0,
        groups_active=None,
        groups_members=None,
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
    )
    unknown = Facility.objects.visible_to(user).in_region(code).of_unknown_year(at)
    if brief:
        told = _groups(groups.aggregate(**counts))
        return dataclasses.replace(found, year_unknown=unknown.count(), **told)
    tariffs, more_tariffs = tariffs_of(user=user, code=code, at=at)
    done = Desludging.objects.visible_to(user).in_region(code).current()
    done = done.filter(done_on__startswith=f"{at.year}", facility__archived_at__isnull=True)
    # Counted by the annex's query: the letter holds forty.
    beside = {
        "unknown_n": _counted(unknown, Count("pk")),
        "done_n": _counted(done, Count("pk")),
        "done_volume": _counted(done, Sum("volume_m3")),
        "done_known": _counted(done, Count("volume_m3")),
        **{name: _counted(groups, what) for name, what in counts.items()},
    }
    listed = standing.as_of(at).with_rough_use(at).select_related("region").annotate(**beside)
    items: list[Any] = list(listed.order_by("code")[:rows])
    whole: Any = items[0] if items else Region.objects.annotate(**beside).get(pk=code)
    return dataclasses.replace(
        found,
        **_groups({name: getattr(whole, name) for name in counts}),
        year_unknown=whole.unknown_n or 0,
        desludging=DesludgingFigures(
            never=tally.counts["never"],
            overdue=tally.counts["overdue"],
            done_in_year=whole.done_n or 0,
            volume_m3=Added(whole.done_volume, whole.done_known or 0, whole.done_n or 0),
        ),
        works=_works(user=user, code=code, year=at.year),
        facilities=tuple(_row(item, code) for item in items),
        tariffs=tariffs,
        tariffs_left_out=more_tariffs,
    )


def _group_counts(at: dt.date) -> dict[str, Count]:
    return {
        "groups": Count("pk"),
        "active": Count("pk", filter=ACTIVE),
        "members": Count("pk", filter=member_on(at)),
        "active_known": Count("pk", filter=~Q(status=GroupStatus.UNKNOWN)),
        "members_known": Count("pk", filter=~Q(membership=Membership.UNKNOWN)),
    }


def _groups(found: Mapping[str, int | None]) -> dict[str, Any]:
    """Return how many groups, active ones and members, from their counts; None where of no group that is known."""
    n = found["groups"] or 0
    told = {
        name: None if n and not found[f"{name}_known"] else found[name] or 0
        for name in ("active", "members")
    }
    return {"groups_total": n} | {f"groups_{name}": value for name, value in told.items()}


def _slices(choices: Any, counts: dict[str, int]) -> tuple[Slice, ...]:
    found = []
    for key in choices.values:
        if count := counts.get(key, 0):
            state = badge(choices, key)
            assert state is not None
            found.append(Slice(key, state.word, count, state.tone))
    return tuple(found)


def _counted(rows: Any, what: Any) -> Subquery:
    """Return one figure over all rows as part of another query; None over none."""
    return Subquery(rows.order_by().values(all=Value(1)).annotate(n=what).values("n"))


def _works(*, user: User, code: str, year: int) -> WorksFigures:
    this = f"{year}"
    rows = list(
        Works.objects.visible_to(user)
        .in_region(code)
        .current()
        .filter(
            Q(started_on__startswith=this) | Q(finished_on__startswith=this),
            facility__archived_at__isnull=True,
        )
        .exclude(status=WorksStatus.PLANNED)
        .with_cost()
        .select_related("facility__region")
        .order_by("-finished_on", "-started_on", "-pk")
    )
    finished = [
        row for row in rows if row.status == WorksStatus.DONE and row.finished_on.startswith(this)
    ]
    added = [row.sr_added for row in finished if row.sr_added is not None]
    return WorksFigures(
        count=len(rows),
        finished=len(finished),
        by_kind=_slices(WorksKind, Counter(row.kind for row in rows)),
        sr_added=Added(sum(added) if added else None, len(added), len(finished)),
        rows=tuple(_works_row(row, code) for row in rows[:WORKS_ROWS]),
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

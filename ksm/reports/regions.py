"""The registry per kab/kota, for the national roll-up."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Count

from core.access import scope_of
from core.people.users import User
from core.tools.rows.areas import codes_q
from ksm import kept
from ksm.choices import FunctionStatus
from ksm.models import Facility, Group
from ksm.models.groups import member_on
from ksm.reports.figures import RegionRegistry, working_of


class Recorded(NamedTuple):
    """How many facilities stand in a region, and how many groups there are."""

    facilities: int = 0
    groups: int = 0


def recorded_by_region(*, user: User, at: dt.date) -> dict[str, Recorded]:
    """Return what is recorded of each kab/kota that has any facility or group, by its code; two queries."""
    told = kept.read(RECORDED, reach=scope_of(user) or (), day=at)
    return {code: Recorded(*counts) for code, counts in told.items()}


def groups_by_region(*, user: User, at: dt.date, codes: Collection[str] = ()) -> dict[str, int]:
    """Return how many groups each kab/kota (of some, or of provinces) has, by its code; one query."""
    return _counts(_of(Group.objects.visible_to(user), codes).existing(at))


def _counts(rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list("region_id").annotate(n=Count("pk")))


def _recorded(inside: kept.Inside, day: dt.date) -> dict[str, kept.Told]:
    rows = (model.objects.filter(inside("region")).existing(day) for model in (Facility, Group))
    facilities, groups = map(_counts, rows)
    codes = {*facilities, *groups}
    return {code: [facilities.get(code, 0), groups.get(code, 0)] for code in codes}


RECORDED = kept.register(kept.Counted("recorded", _recorded))


def registry_by_region(
    *, user: User, at: dt.date, codes: Collection[str] = ()
) -> dict[str, RegionRegistry]:
    """Return a line per kab/kota (of some, or of provinces) that has groups or facilities, by its code; 2 queries.

    Without a stated function a facility is unknown.
    """
    groups: Any = (
        _of(Group.objects.visible_to(user), codes)
        .existing(at)
        .order_by()
        .values("region_id")
        .annotate(n=Count("pk"), members=Count("pk", filter=member_on(at)))
    )
    standing = _of(Facility.objects.visible_to(user), codes).existing(at)
    standing = standing.with_latest_status(at, only=["latest_function"]).order_by()
    # Grouped by the function itself, the database looks for it once per facility.
    functions: Any = standing.values("region_id", "latest_function").annotate(n=Count("pk"))
    by_facility: dict[str, Counter[str]] = defaultdict(Counter)
    for row in functions:
        by_facility[row["region_id"]][row["latest_function"] or FunctionStatus.UNKNOWN] += row["n"]
    by_group = {row["region_id"]: row for row in groups}
    found = {}
    for code in sorted({*by_group, *by_facility}):
        of_groups = by_group.get(code, {"n": 0, "members": 0})
        line: dict[str, Any] = {
            "region_code": code,
            "groups": of_groups["n"],
            "members": of_groups["members"],
        }
        if counts := by_facility.get(code):
            line |= {
                "facilities": counts.total(),
                "working": working_of(counts),
                "function_unknown": counts[FunctionStatus.UNKNOWN],
            }
        found[code] = RegionRegistry(**line)
    return found


def _of(rows: Any, codes: Collection[str]) -> Any:
    return rows.filter(codes_q("region", codes)) if codes else rows

"""The registry per kab/kota, for the national roll-up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q

from ..choices import FunctionStatus
from ..models import Facility, Group
from ..models.groups import member_on
from .figures import OBSERVED, RegionRegistry, figure, sums_of


def registry_by_region(*, user: Any, at: dt.date) -> dict[str, RegionRegistry]:
    """Return a line per kab/kota that has groups or facilities, by its code; 2 queries.

    `working` counts what works wholly or partly; without a stated function a facility is unknown.
    """
    groups: Any = (
        Group.objects.visible_to(user)
        .existing(at)
        .order_by()
        .values("region_id")
        .annotate(n=Count("pk"), members=Count("pk", filter=member_on(at)))
    )
    working = Q(latest_function__in=(FunctionStatus.WORKING, FunctionStatus.PARTLY))
    stopped = Q(latest_function__in=(FunctionStatus.NOT_WORKING, FunctionStatus.NOT_STARTED))
    wanted: dict[str, Any] = {
        "total": Count("pk"),
        "working": Count("pk", filter=working),
        "stopped": Count("pk", filter=stopped),
    }
    wanted |= sums_of(OBSERVED)
    facilities: Any = (
        Facility.objects.visible_to(user)
        .existing(at)
        .with_latest_status(at)
        .order_by()
        .values("region_id")
        .annotate(**wanted)
    )
    by_group = {row["region_id"]: row for row in groups}
    by_facility = {row["region_id"]: row for row in facilities}
    found = {}
    for code in sorted({*by_group, *by_facility}):
        of_groups = by_group.get(code, {"n": 0, "members": 0})
        line: dict[str, Any] = {
            "region_code": code,
            "groups": of_groups["n"],
            "members": of_groups["members"],
        }
        if row := by_facility.get(code):
            line |= {
                "facilities": row["total"],
                "working": row["working"],
                "not_working": row["stopped"],
                "function_unknown": row["total"] - row["working"] - row["stopped"],
                "active_sr": figure(row, "active_sr"),
                "kk": figure(row, "kk"),
                "jiwa": figure(row, "jiwa"),
            }
        found[code] = RegionRegistry(**line)
    return found

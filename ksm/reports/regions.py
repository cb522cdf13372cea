"""The registry per kab/kota, for the national roll-up."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db.models import Count

from core.people.users import User
from ksm.choices import FacilityType, FunctionStatus
from ksm.models import Facility, Group
from ksm.models.groups import member_on
from ksm.reports.figures import OBSERVED, RegionRegistry, Working, figure, sums_of, working_of


def under(lines: Mapping[str, RegionRegistry], code: str) -> RegionRegistry | None:
    """Return the line of a region: of a province that of all its kabupaten and kota together; None where none has one.

    Figures of use are left to the registry of the province itself (`build_registry`).
    """
    own = [line for key, line in lines.items() if key == code or key.startswith(f"{code}.")]
    if not own or len(code) > 2:
        return lines.get(code)
    working = Working(
        *(sum(getattr(line.working, f.name) for line in own) for f in fields(Working))
    )
    return RegionRegistry(
        code,
        groups=sum(line.groups for line in own),
        members=sum(line.members for line in own),
        facilities=sum(line.facilities for line in own),
        working=working,
        function_unknown=sum(line.function_unknown for line in own),
    )


def registry_by_region(
    *, user: User, at: dt.date, brief: bool = False
) -> dict[str, RegionRegistry]:
    """Return a line per kab/kota that has groups or facilities, by its code; 3 queries, 2 where `brief`.

    Without a stated function a facility is unknown. SR, KK and jiwa are those of community facilities.
    `brief` leaves out the figures of use (SR, KK, jiwa), which are by far the dearest.
    """
    groups: Any = (
        Group.objects.visible_to(user)
        .existing(at)
        .order_by()
        .values("region_id")
        .annotate(n=Count("pk"), members=Count("pk", filter=member_on(at)))
    )
    standing = Facility.objects.visible_to(user).existing(at).with_latest_status(at).order_by()
    # Grouped by the function itself, the database looks for it once per facility.
    functions: Any = standing.values("region_id", "latest_function").annotate(n=Count("pk"))  # type: ignore[misc]
    figures: Any = (
        []
        if brief
        else standing.exclude(facility_type=FacilityType.AREA)
        .values("region_id")
        .annotate(total=Count("pk"), **sums_of(OBSERVED))
    )
    by_figure = {row["region_id"]: row for row in figures}
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
        if sums := by_figure.get(code):
            line |= {name: figure(sums, name) for name in OBSERVED}
        found[code] = RegionRegistry(**line)
    return found

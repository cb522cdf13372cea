"""What the registry's figures look like, on a page, in the report and in the roll-up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Sum

from core.tools.tables import Badge
from ksm.life.changes import at_name


@dataclass(frozen=True)
class Figure:
    """A sum over those that state it. `value` is None where nobody does; as-of are partial dates."""

    value: int | None
    known: int
    total: int
    oldest_as_of: str = ""
    newest_as_of: str = ""

    @property
    def is_complete(self) -> bool:
        return self.known == self.total


@dataclass(frozen=True)
class Slice:
    """One kind, type or state and how many there are of it."""

    key: str
    label: str
    count: int
    tone: str = ""


@dataclass(frozen=True)
class DesludgingFigures:
    """Facilities never emptied (as far as recorded), overdue; emptyings and m³ in the year."""

    never: int = 0
    overdue: int = 0
    done_in_year: int = 0
    volume_m3: Figure = Figure(None, 0, 0)


@dataclass(frozen=True)
class WorksFigures:
    """Works that started or finished in the year, by kind, and the SR they added."""

    count: int = 0
    by_kind: tuple[Slice, ...] = ()
    sr_added: Figure = Figure(None, 0, 0)


@dataclass(frozen=True)
class FacilityRow:
    """One line of the annex; counts in words, "±60" where they are rough, "" where they are not known."""

    code: str
    name: str
    village: str
    facility_type: str
    function: Badge
    function_on: str
    active_sr: str
    kk: str
    jiwa: str
    operator: str
    is_example: bool
    url: str


@dataclass(frozen=True)
class Registry:
    """The registry of one region (and all below it) as of a day. KK, jiwa and SR never add up."""

    region_code: str
    at: dt.date
    groups_total: int
    groups_active: int
    groups_members: int
    facilities_total: int
    facilities_by_type: tuple[Slice, ...]
    facilities_by_function: tuple[Slice, ...]
    active_sr: Figure
    kk: Figure
    jiwa: Figure
    design_sr: Figure
    design_kk: Figure
    without_operator: int
    examples: int
    desludging: DesludgingFigures = DesludgingFigures()
    works: WorksFigures = WorksFigures()
    facilities: tuple[FacilityRow, ...] = ()

    @property
    def facilities_left_out(self) -> int:
        """How many facilities the annex does not list."""
        return self.facilities_total - len(self.facilities)


@dataclass(frozen=True)
class RegionRegistry:
    """One line of the national roll-up."""

    region_code: str
    groups: int = 0
    members: int = 0
    facilities: int = 0
    working: int = 0
    function_unknown: int = 0
    active_sr: Figure = Figure(None, 0, 0)
    kk: Figure = Figure(None, 0, 0)
    jiwa: Figure = Figure(None, 0, 0)


OBSERVED = ("active_sr", "kk", "jiwa")
DESIGNED = ("design_sr", "design_kk")


def sums_of(names: tuple[str, ...]) -> dict[str, Any]:
    """Return the aggregates `figure` reads: sum, how many state it, and for observed ones the dates.

    The rows need `with_latest_status` for observed figures, `with_makeup` for designed ones.
    """
    wanted: dict[str, Any] = {}
    for name in names:
        column = f"latest_{name}" if name in OBSERVED else at_name(name)
        wanted[f"{name}_value"] = Sum(column)
        wanted[f"{name}_known"] = Count(column)
        if name in OBSERVED:
            wanted[f"{name}_oldest"] = Min(f"{column}_on")
            wanted[f"{name}_newest"] = Max(f"{column}_on")
    return wanted


def figure(sums: dict[str, Any], name: str) -> Figure:
    """Return one figure of a row of aggregates made with `sums_of` and a "total"."""
    return Figure(
        sums[f"{name}_value"],
        sums[f"{name}_known"],
        sums["total"],
        sums.get(f"{name}_oldest") or "",
        sums.get(f"{name}_newest") or "",
    )

"""The kabupaten and kota of a province, a line each: what its letter tells of what is done there."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import attrgetter
from typing import Any

from agreements.reports import BelowRow, cooperation_below
from chapters.models import Chapter, ChapterStatus
from core.land.regions import Region
from core.people.users import User
from core.records.badges import review_badge
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.reports import RegionRegistry, registry_by_region
from planning.models import AnnualPlan, AnnualReport

NOT_YET = (ChapterStatus.CANDIDATE, ChapterStatus.FORMING)


@value_class
class RegencyLine:
    """`registry`: groups and facilities of the day, None where none is recorded; `plan`, `account`: how far the
    review of the year's plan and achievements is; `stage` of the cooperation, "" where none is recorded. `is_known`:
    anything of all this is recorded.
    """

    code: str
    name: str
    chapter: str
    registry: RegionRegistry | None
    plan: Badge | None
    account: Badge | None
    stage: str
    is_known: bool


@value_class
class Regencies:
    """`every`: a line for each, by code. `cooperation`: the partnerships with their governments, by region.

    `chapters`: in how many a chapter was at work. `plans_approved`, `accounts_approved`: theirs of the year.
    """

    every: tuple[RegencyLine, ...] = ()
    cooperation: tuple[BelowRow, ...] = ()
    chapters: int = 0
    plans_approved: int = 0
    accounts_approved: int = 0

    @property
    def lines(self) -> tuple[RegencyLine, ...]:
        """Those of which anything is recorded."""
        return tuple(line for line in self.every if line.is_known)

    @property
    def silent(self) -> tuple[str, ...]:
        """The names of the others."""
        return tuple(line.name for line in self.every if not line.is_known)

    @property
    def stages(self) -> list[tuple[Badge, int]]:
        """The stages at which partnerships stand, the furthest first, each with their number."""
        rows = sorted(self.cooperation, key=attrgetter("order"), reverse=True)
        return [(stage, len([*group])) for stage, group in groupby(rows, attrgetter("stage"))]


def build_regencies(*, user: User, region: Region, year: int, at: dt.date) -> Regencies:
    """Return the lines of a province as the user may see them (9 queries); of any other region none."""
    if not region.is_province:
        return Regencies()
    registry = registry_by_region(user=user, at=at, codes=[region.pk])
    chapters = Chapter.objects.visible_to(user).current().in_region(region.pk).of_year(year)
    chapters = chapters.exclude(region=region)
    status = {row.region_id: str(row.get_status_display()) for row in chapters}
    planned = _by_region(AnnualPlan.objects.visible_to(user), region, year)
    told = _by_region(AnnualReport.objects.visible_to(user), region, year)
    cooperation = cooperation_below(user=user, region=region, at=at)
    # The furthest of several counts.
    stages = {row.code: str(row.stage.word) for row in sorted(cooperation, key=attrgetter("order"))}
    known = (registry, status, planned, told, stages)
    lines = []
    for child in Region.objects.visible_to(user).regencies().filter(parent=region).order_by("pk"):
        plan, account = planned.get(child.pk), told.get(child.pk)
        lines.append(
            RegencyLine(
                child.pk,
                child.short_name,
                status.get(child.pk, ""),
                registry.get(child.pk),
                review_badge(plan) if plan else None,
                review_badge(account) if account else None,
                stages.get(child.pk, ""),
                is_known=any(child.pk in rows for rows in known),
            )
        )
    return Regencies(
        tuple(lines),
        cooperation,
        chapters=len({row.region_id for row in chapters if row.status not in NOT_YET}),
        plans_approved=sum(row.is_approved for row in planned.values()),
        accounts_approved=sum(row.is_approved for row in told.values()),
    )


def _by_region(rows: Any, province: Region, year: int) -> dict[str, Any]:
    """Return the plans or accounts of a year of the chapters within a province, by region; 1 query."""
    found = rows.current().in_region(province.pk).exclude(chapter__region=province)
    return {row.chapter.region_id: row for row in found.filter(year=year).select_related("chapter")}

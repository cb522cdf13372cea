"""A region on one page, and all regions on one board: put together from the rooms' own figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __

from agreements.reports import Cooperation, Pipeline, build_cooperation, build_pipeline
from aksansi import formats, partial_dates
from aksansi.charts import Bar, Chart, funnel
from aksansi.report_charts import ReportCharts, build_charts
from chapters.models import Chapter, Region
from chapters.reports import RegionProfile, build_region_profile
from events.reports import EventsReport, build_events
from ksm.choices import FunctionStatus, Stage
from ksm.models import Facility
from ksm.reports import Figure, RegionRegistry, Registry, build_registry, registry_by_region
from monitoring.reports import FindingsReport, build_findings
from planning.models import AnnualPlan, AnnualReport, ArchivedReport
from planning.reports import BoardRow, YearBoard, YearReport, build_year, build_year_board


@dataclass(frozen=True)
class RegionOverview:
    """Everything the region's page shows; the report's builders, asked for the brief."""

    region: Region
    at: dt.date
    year: int
    profile: RegionProfile
    registry: Registry
    plan_year: YearReport
    findings: FindingsReport
    events: EventsReport
    cooperation: Cooperation | None
    stats: list[dict[str, Any]]
    charts: ReportCharts
    children: list[dict[str, Any]]
    report_url: str

    @property
    def has_examples(self) -> bool:
        """Whether any figure on the page rests on a made-up record."""
        rows = [self.cooperation, *self.findings.government, *self.events.events]
        return bool(
            self.registry.examples
            or self.plan_year.has_examples
            or any(row is not None and row.is_example for row in rows)
        )


@dataclass(frozen=True)
class Served:
    """People and connections served in one unit, with the design where there is one."""

    label: str
    figure: Figure
    design: Figure | None = None


def working(registry: Registry) -> tuple[int, int]:
    """Return how many facilities work (wholly) and of how many the function is known."""
    known = sum(s.count for s in registry.facilities_by_function if s.key != FunctionStatus.UNKNOWN)
    good = sum(s.count for s in registry.facilities_by_function if s.key == FunctionStatus.WORKING)
    return good, known


def served(registry: Registry) -> list[Served]:
    return [
        Served(__("House connections (SR)"), registry.active_sr, registry.design_sr),
        Served(__("Households (KK)"), registry.kk, registry.design_kk),
        Served(__("Persons"), registry.jiwa),
    ]


def _as_of(figure: Figure) -> str:
    if not figure.known:
        return __("not known")
    text = __("known for %(known)s of %(total)s") % {
        "known": formats.number(figure.known),
        "total": formats.number(figure.total),
    }
    return f"{text}, {partial_dates.display(figure.newest_as_of)}" if figure.newest_as_of else text


def headline(
    registry: Registry, year: YearReport, findings: FindingsReport
) -> list[dict[str, Any]]:
    """Return the figures at the top as {value, label, note}; unknown is a dash, never 0."""
    good, known = working(registry)
    total = registry.facilities_total
    return [
        {
            "value": formats.number(total),
            "label": __("facilities recorded"),
            "note": __("as of %(day)s") % {"day": formats.day(registry.at)},
        },
        {
            "value": formats.number(good) if known else formats.DASH,
            "label": __("working"),
            "note": __("%(percent)s of %(known)s whose function is known")
            % {"percent": formats.percent(good, known), "known": formats.number(known)}
            if known
            else __("function not known yet"),
        },
        {
            "value": formats.number(registry.active_sr.value),
            "label": __("active house connections (SR)"),
            "note": _as_of(registry.active_sr),
        },
        {
            "value": formats.number(registry.kk.value),
            "label": __("households (KK) served"),
            "note": _as_of(registry.kk),
        },
        {
            "value": formats.number(len(year.achievements)) if year.annual_report else formats.DASH,
            "label": __("achievements in %(year)s") % {"year": year.year},
            "note": __("%(n)s on or above target")
            % {
                "n": formats.number(
                    sum(n for badge, n in year.words if badge.tone in ("good", "info"))
                )
            }
            if year.achievements
            else __("none recorded yet"),
        },
        {
            "value": formats.number(len(findings.government)),
            "label": __("findings that need the government"),
            "note": __("open, as of %(day)s") % {"day": formats.day(findings.at)},
        },
    ]


def build_overview(*, user: Any, region: Region, today: dt.date) -> RegionOverview:
    """Return the overview of a region as the user may see it; about 20 queries, for the first page has
    as many for its tasks (design §8).
    """
    year = _year_shown(user, region, today)
    profile = build_region_profile(user=user, region=region, at=today, brief=True)
    registry = build_registry(user=user, region=region, at=today, brief=True)
    plan_year = build_year(user=user, region=region, year=year, chapter=profile.chapter, brief=True)
    findings = build_findings(user=user, region=region, at=today, brief=True)
    events = build_events(user=user, region=region, year=year, brief=True)
    return RegionOverview(
        region=region,
        at=today,
        year=year,
        profile=profile,
        registry=registry,
        plan_year=plan_year,
        findings=findings,
        events=events,
        cooperation=build_cooperation(user=user, region=region, at=today, brief=True),
        stats=headline(registry, plan_year, findings),
        charts=build_charts(registry, plan_year),
        children=_children(user, region, today) if region.is_province else [],
        report_url=reverse("region-report", args=[region.pk, min(year, today.year)]),
    )


def _year_shown(user: Any, region: Region, today: dt.date) -> int:
    """Return the newest year with an account, else this year."""
    newest = (
        AnnualReport.objects.visible_to(user)
        .current()
        .filter(chapter__region=region, year__lte=today.year)
        .order_by("-year")
        .values_list("year", flat=True)
        .first()
    )
    return newest or today.year


def _children(user: Any, region: Region, today: dt.date) -> list[dict[str, Any]]:
    """Return the kabupaten and kota of a province with their chapter and registry line."""
    lines = registry_by_region(user=user, at=today, brief=True)
    chapters = {
        chapter.region_id: chapter
        for chapter in Chapter.objects.visible_to(user).current().in_region(region.code)
    }
    return [
        {
            "region": child,
            "url": reverse("region-overview", args=[child.pk]),
            "chapter": chapters.get(child.pk),
            "registry": lines.get(child.pk),
        }
        for child in Region.objects.visible_to(user).regencies().filter(parent=region)
    ]


def archived_reports(*, user: Any, region: Region, year: int) -> list[ArchivedReport]:
    return list(
        ArchivedReport.objects.visible_to(user)
        .current()
        .filter(region=region, year=year)
        .newest_first()
    )


# --- The Secretariat's control board -------------------------------------------------


@dataclass(frozen=True)
class BoardLine:
    """A chapter's line on the board: the year of planning beside its registry."""

    year: BoardRow
    registry: RegionRegistry | None
    url: str


@dataclass(frozen=True)
class Board:
    year: int
    lines: list[BoardLine]
    pipeline: Pipeline
    years: YearBoard
    facilities: int
    groups: int
    regions_with_facilities: int
    has_examples: bool
    funnel: Chart
    is_over: bool  # the year lies behind: whoever has no report is late with it


def board_years(*, user: Any, today: dt.date) -> tuple[list[int], int]:
    """Return the years the board can show, oldest first, and the one to open with.

    That is this year, so that whoever has no plan yet is seen to lack it; on a system whose plans ended before
    last year, the newest planned one.
    """
    plans = AnnualPlan.objects.visible_to(user).current()
    planned = set(plans.order_by().values_list("year", flat=True).distinct())
    newest = max(planned, default=today.year)
    opening = today.year if newest >= today.year - 1 else newest
    return sorted({*planned, today.year}), opening


def build_board(*, user: Any, year: int, today: dt.date) -> Board:
    """Return every chapter the user sees with its year, registry and the pipeline; at most 40 queries."""
    registry = registry_by_region(user=user, at=today, brief=True)
    years = build_year_board(user=user, year=year)
    pipeline = build_pipeline(user=user, at=today)
    return Board(
        year=year,
        # Who has something for the year comes first; the others still show that they lack it.
        lines=[
            BoardLine(
                row,
                registry.get(row.region_code),
                reverse("region-overview", args=[row.region_code]),
            )
            for row in sorted(years.rows, key=lambda row: row.plan is None and row.report is None)
        ],
        pipeline=pipeline,
        years=years,
        facilities=sum(line.facilities for line in registry.values()),
        groups=sum(line.groups for line in registry.values()),
        has_examples=Facility.objects.visible_to(user).current().filter(is_example=True).exists(),
        regions_with_facilities=sum(1 for line in registry.values() if line.facilities),
        funnel=funnel(
            __("Partnerships by stage"),
            [Bar(stage.label, len(stage.rows)) for stage in pipeline.stages],
        ),
        is_over=year < today.year,
    )


def board_stats(board: Board) -> list[dict[str, Any]]:
    chapters = len(board.lines)
    return [
        {
            "value": formats.number(chapters),
            "label": __("working chapters"),
            "url": reverse("chapters:chapter-list"),
            "note": __("%(n)s with an approved plan for %(year)s")
            % {"n": formats.number(board.years.plans_approved), "year": board.year},
        },
        {
            "value": formats.number(board.facilities),
            "label": __("facilities recorded"),
            "url": reverse("ksm:facility-list", query={"stage": Stage.BUILT}),
            "note": __("in %(n)s regions") % {"n": formats.number(board.regions_with_facilities)},
        },
        {
            "value": formats.number(board.groups),
            "label": __("groups recorded"),
            "url": reverse("ksm:group-list"),
            "note": "",
        },
        {
            "value": formats.number(board.pipeline.mou_signed),
            "label": __("MoU signed"),
            "url": reverse("agreements:board"),
            "note": __("%(n)s PKS signed") % {"n": formats.number(board.pipeline.pks_signed)},
        },
    ]

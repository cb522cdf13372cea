"""A region on one page, and all regions on one board: put together from the rooms' own figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from agreements.reports import Cooperation, build_cooperation
from aksansi.letter.charts import ReportCharts, build_charts
from aksansi.letter.figures import headline
from aksansi.letter.lists import Lists
from aksansi.letter.published import build_published
from chapters.models import Chapter
from chapters.reports import RegionProfile, build_region_profile
from core.land.regions import Region
from core.people.users import User
from events.reports import EventsReport, build_events
from ksm.models import DatedFact
from ksm.reports import Registry, build_registry, registry_by_region
from monitoring.reports import FindingsReport, build_findings
from planning.models import AnnualReport, ArchivedReport
from planning.reports import YearReport, build_year


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
    lists: Lists
    stats: list[dict[str, object]]
    charts: ReportCharts
    children: list[dict[str, object]]
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


def build_overview(*, user: User, region: Region, today: dt.date) -> RegionOverview:
    """Return the overview of a region as the user may see it; about 20 queries, for the first page has
    as many for its tasks (design §8).
    """
    year = _year_shown(user, region, today)
    profile = build_region_profile(user=user, region=region, at=today, brief=True)
    registry = build_registry(user=user, region=region, at=today, brief=True)
    plan_year = build_year(user=user, region=region, year=year, chapter=profile.chapter, brief=True)
    findings = build_findings(user=user, region=region, at=today, brief=True)
    events = build_events(user=user, region=region, year=year, brief=True)
    lists = Lists(region.pk, today, year)
    facts = DatedFact.objects.visible_to(user).current().of_region_itself().filter(region=region.pk)
    facts = facts.known_by(today).with_about().newest_first()
    return RegionOverview(
        region=region,
        at=today,
        year=year,
        lists=lists,
        profile=profile,
        registry=registry,
        plan_year=plan_year,
        findings=findings,
        events=events,
        cooperation=build_cooperation(user=user, region=region, at=today, brief=True),
        stats=headline(
            registry,
            plan_year,
            findings,
            build_published(facts=facts, region=region, registry=registry),
            lists,
        ),
        charts=build_charts(registry, plan_year, lists),
        children=_children(user, region, today) if region.is_province else [],
        report_url=reverse("region-report", args=[region.pk, min(year, today.year)]),
    )


def _year_shown(user: User, region: Region, today: dt.date) -> int:
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


def _children(user: User, region: Region, today: dt.date) -> list[dict[str, object]]:
    """Return the kabupaten and kota of a province with their chapter and registry line."""
    lines = registry_by_region(user=user, at=today, province=region.code)
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
            "lists": Lists(child.pk, today, today.year),
        }
        for child in Region.objects.visible_to(user).regencies().filter(parent=region)
    ]


def archived_reports(*, user: User, region: Region, year: int) -> list[ArchivedReport]:
    return list(
        ArchivedReport.objects.visible_to(user)
        .current()
        .filter(region=region, year=year)
        .newest_first()
    )

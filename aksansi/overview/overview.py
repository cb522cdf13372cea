"""A region on one page, and all regions on one board: put together from the rooms' own figures."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from agreements.models import Partnership
from agreements.reports import Cooperation, build_cooperation
from aksansi.letter.charts import ReportCharts, build_charts
from aksansi.letter.figures import headline
from aksansi.letter.lists import Lists
from aksansi.letter.published import build_published
from aksansi.letter.regencies import Regencies, RegencyLine, build_regencies
from aksansi.overview.beside import BesideRow, build_beside
from chapters.reports import RegionProfile, build_region_profile
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from events.reports import EventsReport, build_events
from ksm.models import DatedFact
from ksm.reports import Registry, build_registry
from ksm.reports.ladder import Access, build_access
from monitoring.reports import FindingsReport, build_findings
from planning.models import AnnualReport, ArchivedReport
from planning.reports import YearReport, build_year


@value_class
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
    beside: list[BesideRow]
    regencies: Regencies
    partnerships: int  # in the whole province, where there are any below it
    children: list[tuple[RegencyLine, Lists]]
    report_url: str
    access: Access

    @property
    def has_examples(self) -> bool:
        """Whether any figure on the page rests on a made-up record."""
        rows = [self.cooperation, *self.findings.government, *self.events.events]
        return bool(
            self.registry.examples
            or self.plan_year.has_examples
            or any(row is not None and row.is_example for row in rows)
        )


def build_overview(
    *, user: User, region: Region, today: dt.date, year: int = 0, beside: bool = True
) -> RegionOverview:
    """Return the overview of a region as the user may see it; about 20 queries, for the first page has
    as many for its tasks (design §8). `year`: of which plan and achievements are told, by itself the newest
    with an account, else this one. `beside`: with its province's medians, 5 more.
    """
    year = year or _year_shown(user, region) or today.year
    profile = build_region_profile(user=user, region=region, at=today, brief=True)
    registry = build_registry(user=user, region=region, at=today, brief=True)
    plan_year = build_year(user=user, region=region, year=year, chapter=profile.chapter, brief=True)
    findings = build_findings(user=user, region=region, at=today, brief=True)
    events = build_events(user=user, region=region, year=year, brief=True)
    lists = Lists(region.pk, today, year)
    facts = DatedFact.objects.visible_to(user).current().of_region_itself().filter(region=region.pk)
    facts = facts.known_by(today).with_about().newest_first()
    partnerships = Partnership.objects.visible_to(user).current().in_region(region.pk)
    below = build_regencies(user=user, region=region, year=year, at=today)
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
            below,
        ),
        charts=build_charts(registry, plan_year, lists),
        beside=build_beside(user=user, region=region, year=year, today=today) if beside else [],
        regencies=below,
        partnerships=partnerships.count() if below.cooperation else 0,
        children=[(line, dataclasses.replace(lists, code=line.code)) for line in below.every],
        report_url=reverse("region-report", args=[region.pk, min(year, today.year)]),
        access=build_access(user=user, code=region.pk, at=today),
    )


def newest_account(user: User) -> Subquery:
    """Return what a query over regions asks for the newest year with an account; None where there is none."""
    rows = AnnualReport.objects.visible_to(user).current().filter(chapter__region=OuterRef("pk"))
    until = rows.filter(year__lte=timezone.localdate().year).order_by("-year")
    return Subquery(until.values("year")[:1])


def _year_shown(user: User, region: Region) -> int | None:
    rows = Region.objects.visible_to(user).filter(pk=region.pk)
    return rows.values_list(newest_account(user), flat=True).first()


def archived_reports(*, user: User, region: Region, year: int) -> list[ArchivedReport]:
    return list(
        ArchivedReport.objects.visible_to(user)
        .current()
        .filter(region=region, year=year)
        .newest_first()
    )

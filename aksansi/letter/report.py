"""Laporan Capaian Daerah: every figure of it, computed once, for page, PDF, command and archive.

The rooms build their own parts (`<room>/reports.py`); here they are put together, and what is missing,
made up or not yet approved is said.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from agreements.reports import Cooperation, build_cooperation
from aksansi.letter.kept import Difference, differences, kept_parts
from aksansi.letter.published import Published, beside, build_published
from aksansi.letter.regencies import Regencies, build_regencies
from aksansi.verify.codes import digest_of, make_code
from chapters.reports import RegionProfile, build_region_profile
from core.access import Action, may
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from events.reports import EventsReport, build_events
from ksm.choices import FunctionStatus
from ksm.reports import ANNEX_ROWS, Registry, build_registry
from monitoring.reports import FindingsReport, build_findings, stated
from planning.models import AnnualPlan, ApprovedFigures
from planning.reports import YearReport, build_year
from planning.reports.rows import AchievementRow

NO_DIGEST = {"digest": False}
UNKNOWN = FunctionStatus.UNKNOWN


@value_class
class Gap:
    """A part without data: which, what is missing, who can add it and where."""

    part: Any
    missing: Any
    who: Any
    url: str = ""


@value_class
class RegionReport:
    """The report of one region and year as `reader` may see it. `at`: the day everything in it holds for.

    `code` is the verification code; `digest` the sha256 of all figures, whatever the language. `approved_at`:
    since when the figures are kept as they were approved (None: today's); `differences`: where today's records
    say otherwise.
    """

    region: Region
    year: int
    at: dt.date
    reader: User = field(metadata=NO_DIGEST)
    profile: RegionProfile
    registry: Registry
    plan_year: YearReport
    findings: FindingsReport
    events: EventsReport
    cooperation: Cooperation | None = field(metadata=NO_DIGEST)
    published: Published = field(default=Published(), metadata=NO_DIGEST)
    regencies: Regencies = field(default=Regencies(), metadata=NO_DIGEST)
    gaps: tuple[Gap, ...] = field(default=(), metadata=NO_DIGEST)
    sources: tuple[str, ...] = field(default=(), metadata=NO_DIGEST)
    has_examples: bool = False
    digest: str = field(default="", metadata=NO_DIGEST)
    code: str = field(default="", metadata=NO_DIGEST)
    approved_at: dt.datetime | None = field(default=None, metadata=NO_DIGEST)
    differences: tuple[Difference, ...] = field(default=(), metadata=NO_DIGEST)

    @property
    def achievements(self) -> list[tuple[AchievementRow, str]]:
        """The achievements, each with what the registry counts of the same where that is another number."""
        return [(row, beside(row, self.registry)) for row in self.plan_year.achievements]

    @property
    def speaks_of_others(self) -> bool:
        """Whether plans and achievements are those of kabupaten and kota: a province without a chapter of its own."""
        return bool(self.regencies.lines) and self.profile.chapter is None

    @property
    def is_final(self) -> bool:
        """Whether the Secretariat approved the year's achievements and nobody has reopened them."""
        account = self.plan_year.annual_report
        return account is not None and account.is_final

    @property
    def addressee(self) -> str:
        """To whom the letter goes: the regional head, through the planning agency."""
        return f"{self.region.head_title} {self.region.base_name}\nc.q. Kepala Bappeda {self.region.short_name}"


def day_of(year: int, *, today: dt.date) -> dt.date:
    """Return the day a year's figures hold for: its last day, or today while it still runs."""
    return min(dt.date(year, 12, 31), today)


def build_region_report(
    *, user: User, region: Region, year: int, today: dt.date | None = None
) -> RegionReport:
    """Return the report as this user may see it; at most 40 queries (design §8).

    Of an approved year it tells the figures as they were approved, and where today's records differ.
    """
    now = build_of_today(user=user, region=region, year=year, today=today)
    account = now.plan_year.annual_report
    if account is None or not now.is_final:
        return now
    kept = ApprovedFigures.objects.visible_to(user).filter(annual_report=account.pk).first()
    parts = kept_parts(kept.figures) if kept else None
    if kept is None or parts is None:
        return now
    approved = dataclasses.replace(now, **parts)
    approved = dataclasses.replace(approved, differences=tuple(differences(approved, now)))
    return completed(approved, approved_at=kept.kept_at, digest=kept.digest, code=kept.code)


def build_of_today(
    *, user: User, region: Region, year: int, today: dt.date | None = None
) -> RegionReport:
    """Return the report as today's records have it, whatever was approved."""
    today = today or timezone.localdate()
    at = day_of(year, today=today)
    profile = build_region_profile(user=user, region=region, at=at)
    plan_year = build_year(user=user, region=region, year=year, chapter=profile.chapter)
    account = plan_year.annual_report
    # An approved year keeps every row, and is compared with every row of today; any other prints the annex.
    rows = None if account is not None and account.is_final else ANNEX_ROWS
    registry = build_registry(user=user, region=region, at=at, rows=rows)
    facts = stated(user=user, region=region, at=at)
    draft = RegionReport(
        region=region,
        year=year,
        at=at,
        reader=user,
        profile=profile,
        registry=registry,
        plan_year=plan_year,
        findings=build_findings(
            user=user,
            region=region,
            at=at,
            facilities_total=registry.facilities_total,
            facts=facts,
        ),
        events=build_events(user=user, region=region, year=year),
        cooperation=build_cooperation(user=user, region=region, at=at),
        published=build_published(facts=facts, region=region, registry=registry),
        regencies=build_regencies(user=user, region=region, year=year, at=at),
    )
    digest = digest_of(draft)
    code = make_code(region=region.code, year=year, is_final=draft.is_final, day=at, digest=digest)
    return completed(draft, digest=digest, code=code)


def completed(draft: RegionReport, **seal: Any) -> RegionReport:
    """Return the report with what it lacks, where it comes from, and its seal."""
    return dataclasses.replace(
        draft,
        gaps=tuple(find_gaps(draft)),
        sources=tuple(dict.fromkeys(_values(_with_sources(draft), "source"))),
        has_examples=any(_values(draft, "is_example")),
        **seal,
    )


def find_gaps(report: RegionReport) -> Iterator[Gap]:
    """Yield what the report lacks, each with the person who can add it."""
    officer, secretariat = capfirst(__("chapter officer")), __("Secretariat")
    if report.profile.chapter is None:
        yield Gap(
            __("Chapter"),
            __("The province has no chapter of its own.")
            if report.regencies.chapters
            else __("No chapter is registered for this region."),
            secretariat,
            reverse("chapters:chapter-list"),
        )
    elif report.profile.vacant_core:
        seats = {"seats": ", ".join(map(str, report.profile.vacant_core))}
        yield Gap(
            __("Board"),
            __("Vacant: %(seats)s.") % seats
            if report.profile.core_recorded
            else __("Not recorded: %(seats)s.") % seats,
            officer,
            report.profile.chapter.get_absolute_url(),
        )
    registry = report.registry
    facilities = reverse("ksm:facility-list", query={"region": report.region.code})
    without_status = sum(
        part.count for part in registry.facilities_by_function if part.key == UNKNOWN
    )
    if not registry.facilities_total:
        yield Gap(__("Facilities"), __("No facility is recorded."), officer, facilities)
    elif without_status:
        yield Gap(
            __("Facilities"),
            __("Of %(total)s facilities the function of %(n)s is not known.")
            % {"n": without_status, "total": registry.facilities_total},
            officer,
            facilities,
        )
    if not registry.groups_total:
        yield Gap(__("Groups"), __("No group is recorded."), officer, reverse("ksm:group-list"))
    # Of a region without a chapter that is all there is to say, and it is said above.
    may_enter = may(report.reader, Action.ADD, AnnualPlan)
    for missing in report.plan_year.missing if report.profile.chapter else ():
        url = missing.url if may_enter or not missing.is_form else ""
        yield Gap(__("Planning"), missing.text, missing.who, url)
    if not report.findings.visits:
        yield Gap(
            __("Monitoring"),
            __("No visit of the year is approved."),
            officer,
            reverse("monitoring:visit-list"),
        )
    if not report.events.events:
        yield Gap(
            __("Events"),
            __("No event was recorded in the year."),
            officer,
            reverse("events:event-list"),
        )
    if report.cooperation is None:
        yield Gap(
            __("Cooperation"),
            __("No partnership with the government of the province is recorded.")
            if report.regencies.cooperation
            else __("No partnership is recorded."),
            secretariat,
            reverse("agreements:partnership-list"),
        )


def _with_sources(report: RegionReport) -> list[Any]:
    """Return the parts whose rows name the document they come from (a source of money is none)."""
    year = report.plan_year
    return [
        year.activities,
        year.achievements,
        year.next_activities,
        report.findings.facts,
        report.cooperation,
    ]


def _values(tree: object, name: str) -> Iterator[Any]:
    """Yield every filled value of the attribute `name` anywhere in a tree of dataclasses."""
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        for part in dataclasses.fields(tree):
            value = getattr(tree, part.name)
            if part.name == name and value:
                yield value
            else:
                yield from _values(value, name)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key == name and value:
                yield value
            else:
                yield from _values(value, name)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from _values(value, name)

"""One chapter's year: plan against realisation, money by source, achievements, what comes next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from aksansi.tables import Badge
from chapters.models import Chapter, ChapterStatus, Region
from planning import badges, performance
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    Advice,
    AnnualPlan,
    AnnualReport,
    FundSource,
    Goal,
    Progress,
    Stop,
    Vision,
)


@dataclass(frozen=True)
class MoneyRow:
    """One source of money in rupiah; None where nothing was planned or recorded."""

    source: str
    planned: int | None
    realised: int | None


@dataclass(frozen=True)
class PlanPart:
    pk: int
    url: str
    state: Badge
    is_approved: bool
    approved_at: dt.datetime | None
    summary: str
    is_example: bool


@dataclass(frozen=True)
class ActivityRow:
    """One line of the plan with what became of it. `realised` in `unit`, money in rupiah."""

    field: str
    title: str
    target_group: str
    target: Decimal | None
    unit: str
    realised: Decimal | None
    ratio: Decimal | None
    percent: int | None
    word: Badge
    status: Badge
    stop_reason: str
    budget: int | None
    spent: int | None
    months: str
    obstacle: str
    goal: str
    source: str
    url: str
    is_example: bool


@dataclass(frozen=True)
class ReportPart:
    """The year's account. `is_final`: approved and not reopened since."""

    pk: int
    url: str
    state: Badge
    is_approved: bool
    is_final: bool
    submitted_at: dt.datetime | None
    submitted_by: str
    reviewed_at: dt.datetime | None
    reviewed_by: str
    summary: str
    obstacles: str
    recommendations: str
    is_example: bool


@dataclass(frozen=True)
class AchievementRow:
    label: str
    field: str
    unit: str
    target: Decimal | None
    realised: Decimal | None
    ratio: Decimal | None
    percent: int | None
    word: Badge
    last_year: Decimal | None
    change: performance.Change | None
    lower_is_better: bool
    cause: str
    obstacle: str
    solution: str
    source: str
    url: str
    is_example: bool


@dataclass(frozen=True)
class GoalRow:
    title: str
    field: str
    period: str
    indicator: str
    target: Decimal | None
    unit: str
    activity_count: int
    is_example: bool


@dataclass(frozen=True)
class Missing:
    """A part that is not there, in words, and who can add it where."""

    text: str
    who: str
    url: str = ""


@dataclass(frozen=True)
class YearReport:
    year: int
    chapter: str
    chapter_pk: int | None
    plan: PlanPart | None
    activities: tuple[ActivityRow, ...]
    money: tuple[MoneyRow, ...]
    annual_report: ReportPart | None
    achievements: tuple[AchievementRow, ...]
    next_activities: tuple[ActivityRow, ...]
    goals: tuple[GoalRow, ...]
    vision: str
    vision_is_example: bool
    open_advice: int
    missing: tuple[Missing, ...]

    @property
    def money_total(self) -> MoneyRow:
        """The sum of the sources, None where no source has a figure."""
        return total_of(self.money)

    @property
    def done_count(self) -> int:
        return sum(1 for row in self.activities if row.status.tone == "good")

    @property
    def average_percent(self) -> int | None:
        """The mean of the achievements' ratios in whole per cent, each capped at 100."""
        return performance.to_percent(performance.average(row.ratio for row in self.achievements))

    @property
    def words(self) -> list[tuple[Badge, int]]:
        """The four words with how many achievements each has."""
        count = Counter(row.word for row in self.achievements)
        return [(badge, count[badge]) for badge in badges.WORDS.values()]

    @property
    def has_examples(self) -> bool:
        rows: list[Any] = [self.plan, self.annual_report, *self.activities, *self.achievements]
        rows += [*self.next_activities, *self.goals]
        return self.vision_is_example or any(row.is_example for row in rows if row is not None)


def total_of(money: Iterable[MoneyRow]) -> MoneyRow:
    """Return the total of some sources; None where no source has a figure."""
    rows = list(money)
    return MoneyRow(
        __("Total"), _sum(row.planned for row in rows), _sum(row.realised for row in rows)
    )


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def money_of(user: Any, plan: AnnualPlan) -> list[MoneyRow]:
    """Return planned and spent rupiah of a plan by source of money, in the order of the sources; 2 queries."""
    of_plan = {"activity__plan": plan, "activity__archived_at__isnull": True}
    planned = dict(
        ActivityBudget.objects.visible_to(user)
        .current()
        .filter(**of_plan)
        .order_by()
        .values_list("fund")
        .annotate(x=Sum("amount"))
    )
    spent = dict(
        Progress.objects.visible_to(user)
        .current()
        .filter(**of_plan, cost__isnull=False)
        .order_by()
        .values_list("fund")
        .annotate(x=Sum("cost"))
    )
    rows = []
    for code, label in [*FundSource.choices, ("", __("Source not stated"))]:
        if code in planned or code in spent:
            rows.append(MoneyRow(str(label), _whole(planned.get(code)), _whole(spent.get(code))))
    return rows


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def build_year(*, user: Any, region: Region, year: int) -> YearReport:
    """Return what the room knows of a region's year for this reader, in at most 12 queries.

    The region's own chapter is meant, not the chapters below a province. Empty parts are named in
    `missing` in words.
    """
    chapter = (
        Chapter.objects.visible_to(user)
        .current()
        .filter(region=region)
        .exclude(status=ChapterStatus.DISSOLVED)
        .select_related("region")
        .first()
    )
    if chapter is None:
        missing = Missing(
            __("%(region)s has no chapter yet.") % {"region": region.short_name},
            __("The Secretariat"),
        )
        return YearReport(
            year, "", None, None, (), (), None, (), (), (), "", False, 0, (missing,)
        )  # fmt: skip
    plans = {
        plan.year: plan
        for plan in AnnualPlan.objects.visible_to(user)
        .current()
        .filter(chapter=chapter, year__in=(year, year + 1))
    }
    plan = plans.get(year)
    lines = _activity_rows(user, [found.pk for found in plans.values()])
    report = (
        AnnualReport.objects.visible_to(user)
        .current()
        .filter(chapter=chapter, year=year)
        .select_related("submitted_by", "reviewed_by")
        .first()
    )
    vision = Vision.objects.visible_to(user).in_force().filter(chapter=chapter).first()
    goals = (
        Goal.objects.visible_to(user)
        .current()
        .filter(chapter=chapter, to_year__gte=year)
        .with_links()
    )
    own = lines.get(plan.pk, ()) if plan else ()
    following = lines.get(plans[year + 1].pk, ()) if year + 1 in plans else ()
    achievements = _achievement_rows(user, report) if report else ()
    goal_rows = tuple(_goal_row(goal) for goal in goals)
    return YearReport(
        year=year,
        chapter=str(chapter),
        chapter_pk=chapter.pk,
        plan=_plan_part(plan) if plan else None,
        activities=own,
        money=tuple(money_of(user, plan)) if plan else (),
        annual_report=_report_part(report) if report else None,
        achievements=achievements,
        next_activities=following,
        goals=goal_rows,
        vision=vision.text if vision else "",
        vision_is_example=bool(vision and vision.is_example),
        open_advice=_open_advice(user, chapter, year),
        missing=tuple(
            _missing(chapter, year, plan, own, report, achievements, following, goal_rows, vision)
        ),
    )


def _open_advice(user: Any, chapter: Chapter, year: int) -> int:
    rows = Advice.objects.visible_to(user).open().filter(chapter=chapter)
    return (
        rows.filter(activity__plan__year=year) | rows.filter(achievement__annual_report__year=year)
    ).count()


def _plan_part(plan: AnnualPlan) -> PlanPart:
    return PlanPart(
        pk=plan.pk,
        url=plan.get_absolute_url(),
        state=badges.state_of(plan),
        is_approved=plan.is_approved,
        approved_at=plan.reviewed_at if plan.is_approved else None,
        summary=plan.summary,
        is_example=plan.is_example,
    )


def _report_part(report: AnnualReport) -> ReportPart:
    return ReportPart(
        pk=report.pk,
        url=report.get_absolute_url(),
        state=badges.state_of(report),
        is_approved=report.is_approved,
        is_final=report.is_approved and not report.is_open(),
        submitted_at=report.submitted_at,
        submitted_by=str(report.submitted_by or ""),
        reviewed_at=report.reviewed_at,
        reviewed_by=str(report.reviewed_by or ""),
        summary=report.summary,
        obstacles=report.obstacles,
        recommendations=report.recommendations,
        is_example=report.is_example,
    )


def _activity_rows(user: Any, plans: list[int]) -> dict[int, tuple[ActivityRow, ...]]:
    obstacle = Progress.objects.current().filter(activity=OuterRef("pk")).exclude(obstacle="")
    rows = (
        Activity.objects.visible_to(user)
        .current()
        .filter(plan__in=plans)
        .with_figures()
        .annotate(last_obstacle=Subquery(obstacle.order_by("-date", "-pk").values("obstacle")[:1]))
        .select_related("goal")
        .order_by("plan", "field", "order", "month_from", "pk")
    )
    found: dict[int, list[ActivityRow]] = {}
    for row in rows:
        verdict = row.verdict
        found.setdefault(row.plan_id, []).append(
            ActivityRow(
                field=row.get_field_display(),
                title=row.title,
                target_group=row.target_group,
                target=row.target,
                unit=row.unit,
                realised=row.realised,
                ratio=verdict.ratio,
                percent=verdict.percent,
                word=badges.WORDS[verdict.word],
                status=badges.status_of(row),
                stop_reason=row.stop_reason if row.stop_state in Stop.values else "",
                budget=_whole(row.budget),
                spent=_whole(row.spent),
                months=row.months,
                obstacle=row.last_obstacle or "",
                goal=row.goal.title if row.goal else "",
                source=row.source,
                url=row.get_absolute_url(),
                is_example=row.is_example,
            )
        )
    return {plan: tuple(lines) for plan, lines in found.items()}


def _achievement_rows(user: Any, report: AnnualReport) -> tuple[AchievementRow, ...]:
    rows = (
        Achievement.objects.visible_to(user)
        .current()
        .filter(annual_report=report)
        .select_related("indicator")
        .order_by("order", "pk")
    )
    return tuple(
        AchievementRow(
            label=row.label,
            field=row.get_field_display(),
            unit=row.unit,
            target=row.target,
            realised=row.realised,
            ratio=row.verdict.ratio,
            percent=row.verdict.percent,
            word=badges.WORDS[row.verdict.word],
            last_year=row.last_year,
            change=performance.change(
                row.realised, row.last_year, lower_is_better=row.lower_is_better
            ),
            lower_is_better=row.lower_is_better,
            cause=row.cause,
            obstacle=row.obstacle,
            solution=row.solution,
            source=row.source,
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows
    )


def _goal_row(goal: Any) -> GoalRow:
    return GoalRow(
        title=goal.title,
        field=goal.get_field_display(),
        period=goal.period,
        indicator=goal.indicator,
        target=goal.target,
        unit=goal.unit,
        activity_count=goal.activity_count,
        is_example=goal.is_example,
    )


def _missing(
    chapter: Chapter,
    year: int,
    plan: AnnualPlan | None,
    activities: tuple[ActivityRow, ...],
    report: AnnualReport | None,
    achievements: tuple[AchievementRow, ...],
    following: tuple[ActivityRow, ...],
    goals: tuple[GoalRow, ...],
    vision: Vision | None,
) -> list[Missing]:
    """Return what is not there, in the order of the report, with who can add it."""
    officers, secretariat = __("The chapter's board"), __("The Secretariat")
    start = f"?chapter={chapter.pk}&year={{}}".format
    new_plan, new_report = (
        reverse("planning:annual-plan-create"),
        reverse("planning:annual-report-create"),
    )
    found = []

    def add(text: str, who: str, url: str) -> None:
        found.append(Missing(text, who, url))

    if plan is None:
        add(
            __("No plan of %(year)s is recorded.") % {"year": year},
            officers,
            new_plan + start(year),
        )
    elif not activities:
        add(
            __("The plan of %(year)s has no activities.") % {"year": year},
            officers,
            plan.get_absolute_url(),
        )
    elif not plan.is_approved:
        add(
            __("The plan of %(year)s is not approved yet.") % {"year": year},
            secretariat if plan.submitted_at and not plan.is_open() else officers,
            plan.get_absolute_url(),
        )
    silent = sum(1 for row in activities if row.realised is None and not row.stop_reason)
    if plan is not None and silent:
        text = ngettext(
            "%(n)s activity has no progress figure.",
            "%(n)s activities have no progress figure.",
            silent,
        )
        add(text % {"n": silent}, officers, plan.get_absolute_url())
    if report is None:
        add(
            __("No achievements of %(year)s are recorded.") % {"year": year},
            officers,
            new_report + start(year),
        )
    else:
        if not achievements:
            add(
                __("The report of %(year)s has no achievements.") % {"year": year},
                officers,
                report.get_absolute_url(),
            )
        if not report.is_approved:
            add(
                __("The achievements of %(year)s are not approved yet.") % {"year": year},
                officers if report.is_open() else secretariat,
                report.get_absolute_url(),
            )
    if not following:
        add(
            __("No activities of %(year)s are recorded.") % {"year": year + 1},
            officers,
            new_plan + start(year + 1),
        )
    if not goals:
        add(__("No medium-term goals are recorded."), officers, reverse("planning:goal-create"))
    if vision is None:
        add(__("No long-term vision is recorded."), officers, reverse("planning:vision-create"))
    return found

"""One chapter's year: plan against realisation, money by source, achievements, what comes next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.models import Chapter
from core.land.regions import Region
from core.people.users import User
from core.records.badges import review_badge
from core.records.money import STATED_FUNDS
from planning import badges, performance
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    AnnualPlan,
    AnnualReport,
    Goal,
    Progress,
    Stop,
    TargetChange,
    Vision,
)
from planning.reports.missing import missing_parts
from planning.reports.proposal import build_asked
from planning.reports.rows import (
    AchievementRow,
    ActivityRow,
    ChangeRow,
    GoalRow,
    Missing,
    MoneyRow,
    PlanPart,
    ReportPart,
    YearReport,
    whole,
)


def money_of(user: User, plan: AnnualPlan) -> list[MoneyRow]:
    """Return planned and spent rupiah of a plan by source of money, in the order of the sources; 1 query.

    Cancelled activities plan nothing any more; what was spent on them is spent.
    """
    of_plan = {"activity__plan": plan, "activity__archived_at__isnull": True}
    budgets = ActivityBudget.objects.visible_to(user).current().planned()
    budgets = budgets.filter(activity__plan=plan)
    costs = Progress.objects.visible_to(user).current().filter(**of_plan, cost__isnull=False)
    judged = budgets.filter(Exists(costs.filter(activity=OuterRef("activity"))))
    parts = [
        rows.order_by().values("fund").annotate(part=Value(part), x=Sum(column))
        for part, rows, column in (
            ("planned", budgets, "amount"),
            ("spent", costs, "cost"),
            ("judged", judged, "amount"),
        )
    ]
    found = parts[0].union(*parts[1:], all=True)
    sums = {(row["fund"], row["part"]): row["x"] for row in found}
    known = {fund for fund, _part in sums}
    return [
        MoneyRow(
            str(label),
            whole(sums.get((code, "planned"))),
            whole(sums.get((code, "spent"))),
            whole(sums.get((code, "judged"), 0)),
            code,
        )
        for code, label in [*STATED_FUNDS.choices, ("", __("Source not stated"))]
        if code in known
    ]


def build_year(
    *,
    user: User,
    region: Region,
    year: int,
    chapter: Chapter | None = None,
    brief: bool = False,
) -> YearReport:
    """Return what the room knows of a region's year for this reader, in at most 13 queries.

    Vision and chapter are those of the year's last day, goals those that run in it or begin with the next.
    The region's own chapter is meant, not the chapters below a province; `chapter`: where the caller has
    it already. Empty parts are named in `missing` in words. `brief`: without goals, vision, changed targets
    and what is missing; 5 queries.
    """
    chapter = chapter or (
        Chapter.objects.visible_to(user)
        .current()
        .of_year(year)
        .filter(region=region)
        .select_related("region")
        .first()
    )
    if chapter is None:
        missing = Missing(
            __("%(region)s has no chapter yet.") % {"region": region.short_name},
            __("The Secretariat"),
        )
        return YearReport(
            year, "", None, None, (), (), None, (), (), (), "", False, (), (missing,)
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
    last_day = min(dt.date(year, 12, 31), timezone.localdate())
    visions = Vision.objects.visible_to(user).on(last_day).filter(chapter=chapter)
    vision = None if brief else visions.order_by("-set_on", "-pk").first()
    goals = Goal.objects.visible_to(user).current().filter(chapter=chapter)
    goals = goals.filter(from_year__lte=year + 1, to_year__gte=year).with_links()
    own = lines.get(plan.pk, ()) if plan else ()
    following = lines.get(plans[year + 1].pk, ()) if year + 1 in plans else ()
    achievements = _achievement_rows(user, report) if report else ()
    goal_rows = () if brief else tuple(_goal_row(goal) for goal in goals)
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
        changes=_changes(user, plan) if plan and not brief else (),
        asked=() if brief else build_asked(user=user, region=region, year=year + 1),
        missing=()
        if brief
        else tuple(
            missing_parts(
                chapter, year, plan, own, report, achievements, following, goal_rows, vision
            )
        ),
    )


def _changes(user: User, plan: AnnualPlan) -> tuple[ChangeRow, ...]:
    rows = TargetChange.objects.visible_to(user).current().select_related("activity")
    rows = rows.filter(activity__plan=plan, activity__archived_at__isnull=True)
    return tuple(
        ChangeRow(
            activity=row.activity.title,
            old_target=row.old_target,
            old_unit=row.old_unit,
            new_target=row.new_target,
            new_unit=row.new_unit,
            changed_on=row.changed_on,
            reasons="; ".join(row.reason_words),
            explanation=row.explanation,
            is_example=row.is_example,
        )
        for row in rows.order_by("changed_on", "pk")
    )


def _plan_part(plan: AnnualPlan) -> PlanPart:
    return PlanPart(
        pk=plan.pk,
        url=plan.get_absolute_url(),
        state=review_badge(plan),
        is_approved=plan.is_approved,
        approved_at=plan.reviewed_at if plan.is_approved else None,
        summary=plan.summary,
        is_example=plan.is_example,
    )


def _report_part(report: AnnualReport) -> ReportPart:
    return ReportPart(
        pk=report.pk,
        url=report.get_absolute_url(),
        state=review_badge(report),
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


def _activity_rows(user: User, plans: list[int]) -> dict[int, tuple[ActivityRow, ...]]:
    obstacle = Progress.objects.current().filter(activity=OuterRef("pk")).exclude(obstacle="")
    rows: Any = (
        Activity.objects.visible_to(user)
        .current()
        .filter(plan__in=plans)
        .with_figures()
        .annotate(last_obstacle=Subquery(obstacle.order_by("-date", "-pk").values("obstacle")[:1]))
        .select_related("goal", "programme__edition")
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
                budget=whole(row.budget),
                spent=whole(row.spent),
                months=row.months,
                obstacle=row.last_obstacle or "",
                goal=row.goal.title if row.goal else "",
                programme=row.programme.title if row.programme else "",
                strategy=str(row.programme.edition) if row.programme else "",
                source=row.source,
                url=row.get_absolute_url(),
                is_example=row.is_example,
                is_cancelled=row.stop_state == Stop.CANCELLED,
            )
        )
    return {plan: tuple(lines) for plan, lines in found.items()}


def _achievement_rows(user: User, report: AnnualReport) -> tuple[AchievementRow, ...]:
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
            code=row.indicator.code if row.indicator else "",
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

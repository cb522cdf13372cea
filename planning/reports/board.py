"""The year of all chapters side by side, for the Secretariat's control board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from chapters.models import EXISTED, Chapter, in_year
from core.people.users import User
from core.records.badges import review_badge
from core.records.revisions import changes_since_approval
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning.models import Advice, AnnualPlan, AnnualReport, Progress


@value_class
class BoardRow:
    """One chapter's year. `plan` and `report` are None where there is none."""

    chapter_pk: int
    region_code: str
    region: str
    plan: Badge | None
    plan_url: str
    activity_count: int
    done_count: int
    budget: int | None
    report: Badge | None
    report_url: str
    last_progress_on: dt.date | None
    open_advice: int
    is_example: bool
    plan_changes: int = 0  # since its approval
    report_changes: int = 0


def known_in(user: User, year: int) -> Q:
    """Return the condition of `chapters_of`."""
    known = in_year(year) & Q(status__in=EXISTED)
    for model in (AnnualPlan, AnnualReport):
        left = model.objects.visible_to(user).current().filter(year=year)
        known |= Q(pk__in=left.order_by().values("chapter"))
    return known


def chapters_of(user: User, year: int) -> QuerySet[Chapter]:
    """Return the chapters that worked in a year, and those that left a plan or report of it.

    One dissolved since did; one formed since did not.
    """
    rows = Chapter.objects.visible_to(user).current().filter(known_in(user, year))
    return rows.select_related("region").order_by("region__code", "pk")


def build_year_board(
    *,
    user: User,
    year: int,
    chapters: Iterable[Chapter] | None = None,
    parts: Collection[str] = ("progress", "advice"),
) -> tuple[BoardRow, ...]:
    """Return the year of these chapters (default: of all of the year, `chapters_of`), in at most 5 queries.

    `parts`: what a line tells besides plan and report: the last "progress", the open "advice", and "changes", how much
    was changed since the approvals (at most 8 more queries).
    """
    asked = list(chapters_of(user, year) if chapters is None else chapters)
    keys = [chapter.pk for chapter in asked]
    plans: dict[int, Any] = {
        plan.chapter_id: plan
        for plan in AnnualPlan.objects.visible_to(user)
        .current()
        .filter(year=year, chapter__in=keys)
        .with_totals()
    }
    reports = {
        report.chapter_id: report
        for report in AnnualReport.objects.visible_to(user)
        .current()
        .filter(year=year, chapter__in=keys)
    }
    last = _last_progress(user, year, keys) if "progress" in parts else {}
    advice = _open_advice(user, keys) if "advice" in parts else {}
    of_plans = changes_since_approval(plans.values()) if "changes" in parts else {}
    of_reports = changes_since_approval(reports.values()) if "changes" in parts else {}
    rows = []
    for chapter in asked:
        plan, report = plans.get(chapter.pk), reports.get(chapter.pk)
        rows.append(
            BoardRow(
                chapter_pk=chapter.pk,
                region_code=chapter.region_id,
                region=chapter.region.short_name,
                plan=review_badge(plan) if plan else None,
                plan_url=plan.get_absolute_url() if plan else "",
                activity_count=plan.activity_count if plan else 0,
                done_count=plan.done_count if plan else 0,
                budget=None if plan is None or plan.budget is None else int(plan.budget),
                report=review_badge(report) if report else None,
                report_url=report.get_absolute_url() if report else "",
                last_progress_on=last.get(chapter.pk),
                open_advice=advice.get(chapter.pk, 0),
                is_example=bool((plan and plan.is_example) or (report and report.is_example)),
                plan_changes=of_plans.get(plan.pk, 0) if plan else 0,
                report_changes=of_reports.get(report.pk, 0) if report else 0,
            )
        )
    return tuple(rows)


def _last_progress(user: User, year: int, chapters: list[int]) -> dict[int, dt.date]:
    rows = Progress.objects.visible_to(user).current()
    rows = rows.filter(
        activity__plan__year=year,
        activity__plan__chapter__in=chapters,
        activity__archived_at__isnull=True,
    )
    return dict(rows.order_by().values_list("activity__plan__chapter").annotate(x=Max("date")))


def _open_advice(user: User, chapters: list[int]) -> dict[int, int]:
    rows = Advice.objects.visible_to(user).open().filter(chapter__in=chapters)
    return dict(rows.order_by().values_list("chapter").annotate(x=Count("pk")))

"""What a year still lacks, in words, and who can add it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from chapters.models import Chapter
from planning.models import AnnualPlan, AnnualReport, Vision
from planning.reports.rows import AchievementRow, ActivityRow, GoalRow, Missing


def missing_parts(
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

    def add(text: str, who: str, url: str, *, is_form: bool = False) -> None:
        found.append(Missing(text, who, url, is_form))

    if plan is None:
        add(
            __("No plan of %(year)s is recorded.") % {"year": year},
            officers,
            new_plan + start(year),
            is_form=True,
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
            is_form=True,
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
            is_form=True,
        )
    if not goals:
        goal = reverse("planning:goal-create")
        add(__("No medium-term goals are recorded."), officers, goal, is_form=True)
    if vision is None:
        dream = reverse("planning:vision-create")
        add(__("No long-term vision is recorded."), officers, dream, is_form=True)
    return found

""" "n changes since approval": what was written to a plan or report after the Secretariat agreed to it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from planning.models import Achievement, Activity, ActivityBudget, AnnualPlan, AnnualReport

_CONTENT = {
    AnnualPlan: ("chapter_id", "year", "summary", "source", "source_url", "as_of", "archived_at"),
    AnnualReport: (
        "chapter_id", "year", "summary", "obstacles", "recommendations", "source", "source_url", "as_of",
        "archived_at",
    ),
}  # fmt: skip


def changes_since_approval(root: AnnualPlan | AnnualReport) -> int:
    """Return how many changes of the record and its lines history holds since its approval; 0 if not approved.

    The steps of the review itself are no changes.
    """
    since = root.reviewed_at
    if not root.is_approved or since is None:
        return 0
    own = list(
        root.history.filter(history_date__gte=since)
        .order_by("history_id")
        .values_list(*_CONTENT[type(root)])
    )
    count = sum(1 for before, after in pairwise(own) if before != after)
    lines: list[Any]
    if isinstance(root, AnnualPlan):
        own_lines = Activity.objects.filter(plan=root.pk).values("pk")
        lines = [
            Activity.history.filter(plan_id=root.pk),
            ActivityBudget.history.filter(activity_id__in=own_lines),
        ]
    else:
        lines = [Achievement.history.filter(annual_report_id=root.pk)]
    return count + sum(rows.filter(history_date__gt=since).count() for rows in lines)

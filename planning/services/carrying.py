"""From one year's plan to the next: what is taken again, and what was left unfinished and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from core.tools.rows.values import value_class
from planning.models import Activity, ActivityBudget, AnnualPlan

COPIED = (
    "field", "title", "purpose", "target_group", "indicator", "unit", "place", "month_from", "month_to", "in_charge",
    "partners", "order",
)  # fmt: skip


@value_class
class Take:
    """One line to take over. `carry`: it is unfinished and goes on with what is left; else it is done anew."""

    activity: int
    carry: bool
    reason: str = ""


def last_plan_before(plan: AnnualPlan) -> AnnualPlan | None:
    """Return the chapter's newest plan of an earlier year, None where there is none."""
    rows = AnnualPlan.objects.current().filter(chapter=plan.chapter_id, year__lt=plan.year)
    return rows.order_by("-year").first()


@transaction.atomic
def carry_lines(*, plan: AnnualPlan, by: User, lines: Iterable[Take]) -> int:
    """Add the lines of the plan before that were chosen, with their budget; return how many.

    Done anew: the same target and budget. Carried over: what is left of both, with the reason and a link
    to where it comes from. A carried line that is there already is refused. A goal or programme is kept where it still
    runs. Raises PermissionDenied, Locked; ValidationError (nothing chosen, no reason, not unfinished).
    """
    require(by, Action.CHANGE, plan)
    plan = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require_unlocked(plan)
    wanted = {line.activity: line for line in lines}
    if not wanted:
        raise ValidationError(__("Choose at least one activity."))
    former = last_plan_before(plan)
    rows = (
        Activity.objects.current()
        .filter(plan=former, pk__in=wanted)
        .with_figures()
        .select_related("goal", "programme__edition")
        .order_by("field", "order", "month_from", "pk")
    )
    found = list(rows)
    if former is None or len(found) != len(wanted):
        raise ValidationError(__("One of these activities is no longer in the plan of last year."))
    unfinished = set(Activity.objects.unfinished().filter(plan=former).values_list("pk", flat=True))
    for row in found:
        _take(row, wanted[row.pk], plan, row.pk in unfinished)
    return len(found)


def _left_of(activity: Activity) -> dict[str, int]:
    """Return the planned rupiah not spent yet, by source; what is paid from elsewhere lessens none of them."""
    left = {
        row["fund"]: row["x"]
        for row in activity.budgets.current().order_by().values("fund").annotate(x=Sum("amount"))
    }
    for row in activity.progress.current().order_by().values("fund").annotate(x=Sum("cost")):
        if row["fund"] in left and row["x"]:
            left[row["fund"]] = max(left[row["fund"]] - row["x"], 0)
    return left


def _take(row: Any, how: Take, plan: AnnualPlan, is_unfinished: bool) -> None:
    target = row.target
    if how.carry:
        if not is_unfinished:
            raise ValidationError(
                __("“%(activity)s” is finished; take it anew instead.") % {"activity": row}
            )
        if not how.reason.strip():
            raise ValidationError(
                __("Say why “%(activity)s” was not finished.") % {"activity": row}
            )
        if target is not None and row.realised is not None:
            target = max(target - row.realised, 0)
    goal = row.goal if row.goal and row.goal.to_year >= plan.year else None
    line = Activity(
        plan=plan,
        target=target,
        goal=goal,
        programme=row.programme,
        carried_from=row if how.carry else None,
        carry_reason=how.reason.strip() if how.carry else "",
        is_example=row.is_example,
        **{name: getattr(row, name) for name in COPIED},
    )
    line.full_clean()
    line.save()
    left = _left_of(row) if how.carry else None
    for money in ActivityBudget.objects.current().filter(activity=row).order_by("pk"):
        amount = money.amount
        if left is not None:
            amount = min(amount, left[money.fund])
            left[money.fund] -= amount
        if amount or not money.amount:
            ActivityBudget.objects.create(
                activity=line, fund=money.fund, amount=amount, is_example=money.is_example
            )

"""Several lines written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from planning.models import Activity, ActivityBudget, AnnualPlan


@transaction.atomic
def add_activities(
    *,
    plan: AnnualPlan,
    by: User,
    rows: Iterable[tuple[Mapping[str, object], int | None]],
    fund: str = "",
) -> tuple[int, int]:
    """Add activities, each with its rupiah from `fund`; return (added, already in the plan by that title).

    They stand in the order they come in. Raises PermissionDenied, Locked.
    """
    require(by, Action.ADD, plan)
    plan = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require_unlocked(plan)
    there = {
        title.casefold()
        for title in Activity.objects.current().filter(plan=plan).values_list("title", flat=True)
    }
    added = met = 0
    for place, (facts, amount) in enumerate(rows, start=len(there) + 1):
        row = Activity(plan=plan, order=place, is_example=plan.is_example, **facts)
        if row.title.casefold() in there:
            met += 1
            continue
        there.add(row.title.casefold())
        row.save()
        if amount is not None:
            ActivityBudget.objects.create(
                activity=row, fund=fund, amount=amount, is_example=plan.is_example
            )
        added += 1
    return added, met

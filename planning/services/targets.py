"""Targets of the shared indicators: set with the plan, kept by the account of the year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked, why_locked
from core.records.services import archive
from core.tools.formats import number
from planning.models import Achievement, AnnualPlan, IndicatorTarget


def planned_target(line: Achievement) -> Decimal | None:
    """Return the target that the plan of the line's year set for its shared indicator; None where it set none."""
    if line.indicator_id is None or line.annual_report_id is None:
        return None
    report = line.annual_report
    rows = IndicatorTarget.objects.current().filter(
        indicator=line.indicator_id, plan__chapter=report.chapter_id, plan__year=report.year
    )
    found = rows.filter(plan__archived_at__isnull=True).values_list("target", flat=True)
    return found.first()


def take_planned_target(line: Achievement) -> None:
    """Give a line the target of the plan. Raises ValidationError where another one was typed."""
    planned = planned_target(line)
    if planned is None:
        return
    if line.target not in (None, planned):
        words = __("The plan set %(target)s. Leave this empty, or change the target in the plan.")
        raise ValidationError({"target": words % {"target": number(planned)}})
    line.target = planned


@transaction.atomic
def set_targets(*, plan: AnnualPlan, by: User, targets: Mapping[int, Decimal | None]) -> int:
    """Set what a plan wants to reach, by indicator (None: no target); return how many changed.

    Lines of the year's account that are not handed in yet follow. Raises PermissionDenied, Locked.
    """
    require(by, Action.CHANGE, plan)
    plan = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require_unlocked(plan)
    kept = IndicatorTarget.objects.current().filter(plan=plan).select_for_update(of=("self",))
    there = {row.indicator_id: row for row in kept}
    changed = set()
    for indicator, target in targets.items():
        row = there.get(indicator)
        if target == (row.target if row else None):
            continue
        changed.add(indicator)
        if target is None:
            if row is not None:
                archive(obj=row, by=by)
            continue
        if row is None:
            row = IndicatorTarget(plan=plan, indicator_id=indicator, is_example=plan.is_example)
        row.target = target
        row.full_clean()
        row.save()
    lines = Achievement.objects.current().filter(
        annual_report__chapter=plan.chapter_id,
        annual_report__year=plan.year,
        annual_report__archived_at__isnull=True,
        indicator__in=changed,
    )
    for line in lines.select_for_update(of=("self",)).select_related("annual_report"):
        if not why_locked(line):
            line.target = targets[line.indicator_id or 0]
            line.save()
    return len(changed)

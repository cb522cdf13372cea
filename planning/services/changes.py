"""Changing what the Secretariat has agreed to: with a reason, and the old figure kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from planning.models import Activity, AnnualPlan, ChangeReason, TargetChange


def why_no_target_change(activity: Activity) -> str:
    """Return the sentence that says why the target is not changed this way; "" where it is.

    Under a lock the lock's own sentence is told (`core.records.review.why_locked`).
    """
    if not activity.plan.is_approved:
        return __("The plan is not approved yet: change the target in the activity itself.")
    return ""


@transaction.atomic
def change_target(
    *,
    activity: Activity,
    by: User,
    target: Decimal,
    unit: str,
    reasons: Iterable[str],
    explanation: str,
    on: dt.date | None = None,
) -> TargetChange:
    """Set a new target under an approved plan and keep the one agreed to, with the reasons.

    `reasons`: codes of `ChangeReason`, at least one. Raises PermissionDenied, Locked (the plan is not
    unlocked), ValidationError (no reason, no change, a plan that is not approved).
    """
    require(by, Action.CHANGE, activity)
    plan = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=activity.plan_id)
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    activity.plan = plan
    require_unlocked(activity)
    if reason := why_no_target_change(activity):
        raise ValidationError(reason)
    ticks = [code for code in ChangeReason.values if code in set(reasons)]
    if not ticks:
        raise ValidationError({"reasons": __("Tick at least one reason.")})
    if not explanation.strip():
        raise ValidationError({"explanation": __("Explain the change in a sentence.")})
    change = TargetChange(
        activity=activity,
        old_target=activity.target,
        old_unit=activity.unit,
        new_target=target,
        new_unit=unit.strip(),
        reasons=" ".join(ticks),
        explanation=explanation.strip(),
        changed_on=on or timezone.localdate(),
        changed_by=by,
        is_example=activity.is_example,
    )
    change.full_clean()
    change.save()
    activity.target, activity.unit = target, unit.strip()
    activity._change_reason = explanation.strip()[:100]
    activity.save()
    return change

"""Merging twins of the registry: what the ground floor cannot know of groups and facilities."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records import merging, services
from core.records.review import hold_row
from core.tools.rows.history import one_action
from core.tools.todo import leading_to
from ksm import tags
from ksm.choices import LifeStage, Membership
from ksm.models import Desludging, Facility, FundingContribution, Group, Operation, Works

# What sums add up, row by row.
ADDED_UP = (Desludging, Works, FundingContribution)
# An undated row does not tell the same as a dated one.
DAYS = {"done_on", "started_on", "finished_on", "given_on"}
# Whose a row is and where it comes from: not what it says.
NOT_SAID = {"facility", "source", "source_url", "as_of", "is_example"}
# The numbers of a facility that its mark of rough figures is about.
ROUGH_NUMBERS = {
    "design_sr",
    "design_kk",
    "design_jiwa",
    "installed_sr",
    "mck_doors",
    "design_flow_m3_day",
}


def left_alone(kept: Any) -> tuple[str, ...]:
    """Return the columns the kept record must not take over although it leaves them blank."""
    # The code of a village goes with its written name.
    found = ["village_region", "village_kind"] if kept.village else []
    if isinstance(kept, Facility):
        found += [] if kept.stage == LifeStage.CLOSED else ["closed_on"]
    else:
        found += [] if kept.membership == Membership.YES else ["member_from", "member_to"]
    return tuple(found)


@transaction.atomic
def merge_facilities(*, kept: Facility, merged: Facility, by: User) -> list[merging.Moved]:
    """Move the whole life of `merged` under `kept`; see `core.records.merging.merge` for the rest.

    Where both are recorded as run by the same group now, one of the two entries is archived.
    Raises ValidationError where two different groups run them now.
    """
    require(by, Action.ARCHIVE, merged)
    with one_action(by=by):
        _one_operator(kept, merged, by)
        _once(kept, merged, by)
        is_rough = _takes_rough_numbers(kept, merged)
        moved = _merge(kept, merged, by)
        stands = hold_row(kept)
        if is_rough and not stands.is_estimate:
            stands.is_estimate = True
            stands.save()
        return moved


def _takes_rough_numbers(kept: Facility, merged: Facility) -> bool:
    """Return whether the kept record takes over a number that is a rough one: “±60” stays so."""
    filled = {item.name for item in merging.to_fill(kept=kept, merged=merged)}
    return merged.is_estimate and not filled.isdisjoint(ROUGH_NUMBERS)


def _once(kept: Facility, merged: Facility, by: User) -> None:
    """Archive of each pair of rows that tell the same of both the one that says no more: sums would count it twice."""
    for model in ADDED_UP:
        rows: Any = model.objects
        found = rows.current().filter(facility__in=(kept, merged)).order_by("pk")
        own = [row for row in found if row.facility_id == kept.pk]
        for row in (row for row in found if row.facility_id == merged.pk):
            same = next((one for one in own if _adds_nothing(row, one)), None)
            less = row if same else next((one for one in own if _adds_nothing(one, row)), None)
            if less is None:
                continue
            services.archive(obj=less, by=by, reason=__("The same is recorded once."))
            own = [one for one in own if one.pk not in (less.pk, same and same.pk)]


def _adds_nothing(row: Any, other: Any) -> bool:
    """Return whether all that a row states stands in the other one too, and nothing hangs on it alone."""
    for item in row._meta.concrete_fields:
        value, its = getattr(row, item.attname), getattr(other, item.attname)
        silent = value in item.empty_values or (item.has_default() and value == item.get_default())
        says = item.name in DAYS or (not silent and item.name not in NOT_SAID)
        if item.editable and not item.primary_key and says and value != its:
            return False
    return not any(one.rows(row).exists() for one in merging.referrers(type(row)))


def _merge(kept: Any, merged: Any, by: User) -> list[merging.Moved]:
    moved = merging.merge(kept=kept, merged=merged, by=by, leave=left_alone(kept))
    stands = hold_row(kept)
    text = tags.both(stands.tags, merged.tags)
    if text != stands.tags:
        stands.tags = text
        stands.save()
    return moved


def why_not_merge(*, kept: Facility | Group, merged: Facility | Group) -> str:
    """Return in words why two facilities or groups cannot be merged, as far as known; "" where they can."""
    if reason := merging.why_not_merge(kept=kept, merged=merged):
        return reason
    both = (
        _operators(kept, merged)
        if isinstance(kept, Facility) and isinstance(merged, Facility)
        else []
    )
    return next((words for pair in both if (words := _two_operators(*pair))), "")


def _operators(kept: Facility, merged: Facility) -> list[tuple[Operation, Operation]]:
    """Return who runs the same part of both now, the kept one's first."""
    running: dict[str, dict[int, Operation]] = defaultdict(dict)
    rows = Operation.objects.running().filter(facility__in=(kept, merged))
    for operation in rows.select_related("group", "office", "facility"):
        running[operation.part][operation.facility_id] = operation
    return [(both[kept.pk], both[merged.pk]) for both in running.values() if len(both) == 2]


def _two_operators(stays: Operation, goes: Operation) -> str:
    if stays.who == goes.who:
        return ""
    words = __(
        "%(first)s and %(second)s are both recorded as operator now. End one of the two first."
    ) % {"first": stays.operator, "second": goes.operator}
    return leading_to(goes, words)


def _one_operator(kept: Facility, merged: Facility, by: User) -> None:
    for stays, goes in _operators(kept, merged):
        if words := _two_operators(stays, goes):
            raise ValidationError(words)
        services.archive(obj=goes, by=by, reason=__("The same operator is recorded once."))


@transaction.atomic
def merge_groups(*, kept: Group, merged: Group, by: User) -> list[merging.Moved]:
    """Move all that refers to `merged` over to `kept`; see `core.records.merging.merge`."""
    with one_action(by=by):
        return _merge(kept, merged, by)

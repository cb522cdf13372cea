"""Merging twins of the registry: what the ground floor cannot know of groups and facilities."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records import merging, services
from core.records.review import hold_row
from core.tools.rows.history import one_action
from ksm import tags
from ksm.choices import Membership, Stage
from ksm.models import Facility, Group, Operation


def left_alone(kept: Any) -> tuple[str, ...]:
    """Return the columns the kept record must not take over although it leaves them blank."""
    # The code of a village goes with its written name.
    found = ["village_region", "village_kind"] if kept.village else []
    if isinstance(kept, Facility):
        found += [] if kept.stage == Stage.CLOSED else ["closed_on"]
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
        return _merge(kept, merged, by)


def _merge(kept: Any, merged: Any, by: User) -> list[merging.Moved]:
    moved = merging.merge(kept=kept, merged=merged, by=by, leave=left_alone(kept))
    stands = hold_row(kept)
    text = tags.both(stands.tags, merged.tags)
    if text != stands.tags:
        stands.tags = text
        stands.save()
    return moved


def _one_operator(kept: Facility, merged: Facility, by: User) -> None:
    running = {
        operation.facility_id: operation
        for operation in Operation.objects.running()
        .filter(facility__in=(kept, merged))
        .select_related("group", "facility")
    }
    if len(running) < 2:
        return
    stays, goes = running[kept.pk], running[merged.pk]
    if stays.group_id != goes.group_id:
        raise ValidationError(
            __(
                "%(first)s and %(second)s are both recorded as operator now. End one of the two first."
            )
            % {"first": stays.group, "second": goes.group}
        )
    services.archive(obj=goes, by=by, reason=__("The same operator is recorded once."))


@transaction.atomic
def merge_groups(*, kept: Group, merged: Group, by: User) -> list[merging.Moved]:
    """Move all that refers to `merged` over to `kept`; see `core.records.merging.merge`."""
    with one_action(by=by):
        return _merge(kept, merged, by)

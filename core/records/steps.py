"""Review steps as they are made: each by `move`, many by an import; what a floor above lets follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import may, region_code_of
from core.people.users import User
from core.records.journal import ReviewEvent
from core.records.review import (
    RULES,
    UNLOCK_DAYS,
    Reviewed,
    ReviewMove,
    State,
    what_keeps_from,
    why_not_move,
)

Follow = Callable[[Any, ReviewMove, User], None]
_followers: dict[type, list[Follow]] = {}


def register_step(model: type, then: Follow) -> None:
    """Let a floor above say what follows a review step of a model, inside its transaction."""
    _followers.setdefault(model, []).append(then)


@transaction.atomic
def move(
    *, obj: Reviewed, move_: ReviewMove, by: User, remark: str = "", at: dt.datetime | None = None
) -> Reviewed:
    """Make one review step and return the object as written.

    Raises PermissionDenied for a role that may not, ValidationError with the sentence of
    `why_not_move` where the step is not possible. The row is locked, so of two simultaneous
    moves the second meets the state the first has left.
    """
    now = at or timezone.now()
    rule = RULES[move_]
    if not may(by, rule.action, obj):
        raise PermissionDenied
    obj = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if reasons := what_keeps_from(obj, move_, by, at=now):
        raise ValidationError(reasons)
    if rule.needs_remark and not remark.strip():
        raise ValidationError(__("Please give the reason."))
    before = obj.state
    _apply(obj, move_, by, now)
    if move_ == ReviewMove.UNLOCK:
        obj.unlocked_until, obj.unlock_reason = now + dt.timedelta(days=UNLOCK_DAYS), remark.strip()
    elif move_ in (ReviewMove.RELOCK, ReviewMove.APPROVE):
        obj.unlocked_until, obj.unlock_reason = None, ""
    obj.save()
    _event(obj, move_, before, by, remark.strip()).save()
    for then in _followers.get(type(obj), ()):
        then(obj, move_, by)
    return obj


def _apply(obj: Reviewed, move_: ReviewMove, by: User, now: dt.datetime) -> None:
    if RULES[move_].target is not None:
        obj.state = RULES[move_].target  # type: ignore[assignment]
    if move_ == ReviewMove.SUBMIT:
        obj.submitted_at, obj.submitted_by = now, by
    elif move_ in (ReviewMove.APPROVE, ReviewMove.RETURN):
        obj.reviewed_at, obj.reviewed_by = now, by


def _event(
    obj: Reviewed, move_: ReviewMove, before: str, by: User, remark: str = ""
) -> ReviewEvent:
    return ReviewEvent(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=str(obj.pk),
        region_id=region_code_of(obj),
        created_by=by,
        move=move_,
        from_state=before,
        to_state=obj.state,
        remark=remark,
    )


def hand_in_unsaved(*, obj: Reviewed, by: User, at: dt.datetime | None = None) -> str:
    """Put a new record that is not written yet into the state submitted; return why not, "" where it is.

    For imports: many records are written at once, and `keep_handed_in` then writes their steps.
    """
    reason = why_not_move(obj, ReviewMove.SUBMIT, by, at=at)
    if not reason:
        _apply(obj, ReviewMove.SUBMIT, by, at or timezone.now())
    return reason


def keep_handed_in(*, objs: Sequence[Reviewed], by: User) -> None:
    """Write the review step of records that `hand_in_unsaved` handed in, once they have their keys."""
    ReviewEvent.objects.bulk_create(
        [
            _event(obj, ReviewMove.SUBMIT, State.DRAFT, by)
            for obj in objs
            if obj.state == State.SUBMITTED
        ]
    )


def events_of(obj: Reviewed) -> models.QuerySet[ReviewEvent]:
    """Return the review steps of an object, newest first, with their authors."""
    return ReviewEvent.objects.of(obj).select_related("created_by").order_by("-pk")

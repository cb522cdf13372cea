"""Blockers raised and resolved, contacts recorded."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Blocker, Contact, Partnership
from agreements.services.stages import NextStep, lock, present_entry, set_next_step, store
from agreements.suggestions import suggestion_for
from core.access import Action, require
from core.people.users import User


@transaction.atomic
def raise_blocker(*, blocker: Blocker, by: User) -> Blocker:
    """Save a new blocker on its partnership. Raises ValidationError, PermissionDenied."""
    partnership = lock(blocker.partnership, by)
    if pipeline.STAGES[present_entry(partnership).stage_id].closes:
        raise ValidationError(
            __("This cooperation has ended or was stopped; nothing blocks it any more.")
        )
    blocker.raised_by = by
    return store(blocker, by)


@transaction.atomic
def resolve_blocker(
    *, blocker: Blocker, by: User, on: str, resolution: str, text: str = "", action_taken: str = ""
) -> Blocker:
    """Close an open blocker with the day (full or partial date) and how. Raises ValidationError, PermissionDenied."""
    require(by, Action.CHANGE, blocker)
    blocker = Blocker.objects.select_for_update(of=("self",)).get(pk=blocker.pk)
    if not blocker.is_unresolved:
        raise ValidationError(__("This blocker was resolved already."))
    if not on or not resolution:
        raise ValidationError(__("A resolved blocker needs both: when and how."))
    blocker.resolved_on, blocker.resolution, blocker.resolution_text = on, resolution, text
    blocker.action_taken = action_taken or blocker.action_taken
    return store(blocker, by)


@transaction.atomic
def record_contact(*, contact: Contact, by: User) -> Contact:
    """Save a contact; its next step becomes the partnership's. Raises ValidationError, PermissionDenied."""
    partnership = lock(contact.partnership, by)
    contact.entered_by = by
    store(contact, by)
    if contact.next_step:
        step = NextStep(contact.next_step, contact.next_step_owner, contact.next_step_due)
        set_next_step(partnership, step, by=by)
    return contact


@transaction.atomic
def accept_suggestion(*, partnership: Partnership, by: User, on: dt.date) -> Blocker:
    """Raise the blocker that silence suggests, as of a day.

    Worked out anew under the lock. Raises ValidationError where it is not suggested any more, PermissionDenied.
    """
    lock(partnership, by)
    found = Partnership.objects.visible_to(by).with_standing().get(pk=partnership.pk)
    suggested = suggestion_for(found, at=on)
    if suggested is None:
        raise ValidationError(
            __("Nothing is suggested any more: somebody recorded a contact or a blocker meanwhile.")
        )
    blocker = Blocker(
        partnership=found,
        reason_id=suggested.reason,
        raised_on=on.isoformat(),
        note=suggested.note,
        is_example=found.is_example,
    )
    return raise_blocker(blocker=blocker, by=by)

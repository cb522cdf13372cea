"""Closing and reopening what was promised."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from events.models import Commitment


@transaction.atomic
def mark_done(*, commitment: Commitment, by: User, on: dt.date, proof: str) -> Commitment:
    """Close a commitment with the day and what shows it.

    Raises PermissionDenied; ValidationError where it is done already, the day lies ahead, or the
    proof is missing.
    """
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if commitment.done_on:
        raise ValidationError(__("This commitment is done already."))
    if on > timezone.localdate():
        raise ValidationError(__("The day is in the future."))
    if not proof.strip():
        raise ValidationError(__("Say what shows that it is done."))
    commitment.done_on, commitment.proof = on, proof.strip()
    commitment.save()
    return commitment


@transaction.atomic
def reopen(*, commitment: Commitment, by: User, reason: str) -> Commitment:
    """Open a commitment again; the reason stays in its history. Raises as `mark_done`."""
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if not commitment.done_on:
        raise ValidationError(__("This commitment is open already."))
    if not reason.strip():
        raise ValidationError(__("Please give the reason."))
    commitment.done_on, commitment.proof = None, ""
    commitment._change_reason = reason.strip()[:100]
    commitment.save()
    return commitment

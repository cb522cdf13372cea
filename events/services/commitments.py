"""Closing and reopening what was promised."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.tools.partial_dates import in_future
from events import recurring
from events.models import Commitment, CommitmentTime, Fate


@transaction.atomic
def mark_done(*, commitment: Commitment, by: User, on: dt.date, proof: str) -> Commitment:
    """Close a commitment with the day and what shows it.

    Raises PermissionDenied; ValidationError where it is done already, the day lies ahead, or the
    proof is missing.
    """
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if commitment.rhythm:
        raise ValidationError(
            __("This commitment comes again: say what became of one of its times.")
        )
    if commitment.done_on:
        raise ValidationError(__("This commitment is done already."))
    if in_future(on):
        raise ValidationError(__("The day is in the future."))
    if not proof.strip():
        raise ValidationError(__("Say what shows that it is done."))
    commitment.done_on, commitment.proof = on, proof.strip()
    commitment.save()
    return commitment


@transaction.atomic
def tell_time(
    *, commitment: Commitment, by: User, due: dt.date, fate: str, on: dt.date | None, proof: str
) -> CommitmentTime:
    """Keep what became of one time of a commitment that comes again; the times passed over are not known.

    Raises PermissionDenied; ValidationError where it is no time of it, was spoken of already, the day lies
    ahead, or the proof (of one not kept: the reason) is missing.
    """
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    told = {row.due_on: row for row in commitment.times.filter(archived_at__isnull=True)}
    waiting = commitment.waiting(due)
    passed_over = told.get(due)
    if due not in waiting and (passed_over is None or passed_over.fate != Fate.UNKNOWN):
        raise ValidationError(__("This is no time of it that is still open."))
    if fate != Fate.UNKNOWN and (on is None or in_future(on)):
        raise ValidationError(__("Give a day that has come."))
    if fate != Fate.UNKNOWN and not proof.strip():
        raise ValidationError(__("Say what shows it, or why it was not kept."))
    row = passed_over or CommitmentTime(commitment=commitment, due_on=due)
    row.fate, row.proof = fate, proof.strip()
    row.told_on = None if fate == Fate.UNKNOWN else on
    row.save()
    for day in waiting[:-1]:
        CommitmentTime.objects.create(
            commitment=commitment,
            due_on=day,
            fate=Fate.UNKNOWN,
            is_example=commitment.is_example,
        )
    if waiting:
        wish = max([due.day, commitment.wish])
        commitment.due_on = recurring.after(due, commitment.rhythm, wish=wish)
        commitment.save()
    return row


def _take_back_last(commitment: Commitment) -> None:
    """Take back what was said of the last time; the next time is that one again."""
    last = (
        commitment.times.select_for_update()
        .filter(archived_at__isnull=True)
        .order_by("-due_on")
        .first()
    )
    if last is None:
        raise ValidationError(__("Nothing was said of any of its times."))
    last.archived_at = timezone.now()
    last.save()
    commitment.due_on = last.due_on


@transaction.atomic
def reopen(*, commitment: Commitment, by: User, reason: str) -> Commitment:
    """Open a commitment again, of one that comes again its last time; the reason stays in its history.

    Raises as `mark_done`.
    """
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if not commitment.done_on and not commitment.rhythm:
        raise ValidationError(__("This commitment is open already."))
    if not reason.strip():
        raise ValidationError(__("Please give the reason."))
    if commitment.rhythm:
        _take_back_last(commitment)
    commitment.done_on, commitment.proof = None, ""
    commitment._change_reason = reason.strip()[:100]
    commitment.save()
    return commitment

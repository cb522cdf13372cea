"""Writes of the room that touch more than one row or close something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.access import Action, require
from chapters.models import Region
from events.models import (
    AspectResult,
    Commitment,
    Event,
    EventPurpose,
    EventRegion,
    GroupResult,
    SessionAspect,
)


@transaction.atomic
def set_purposes(*, event: Event, texts: Iterable[str]) -> None:
    """Make the texts the numbered purposes of the event; what is no longer there is archived."""
    texts = [text.strip() for text in texts if text.strip()]
    kept = {row.number: row for row in EventPurpose.objects.filter(event=event)}
    for number, text in enumerate(texts, start=1):
        row = kept.pop(number, None) or EventPurpose(event=event, number=number)
        if row.pk is None or row.text != text or row.archived_at:
            row.text, row.archived_at = text, None
            row.save()
    for row in kept.values():
        _archive(row)


@transaction.atomic
def set_regions(*, event: Event, chosen: Iterable[Region], choosable: Iterable[str]) -> None:
    """Make the chosen regions the participants; those outside `choosable` codes stay as they are.

    So an officer who sees only the own region cannot drop the others of the list.
    """
    wanted = {region.pk for region in chosen}
    reachable = set(choosable)
    kept = {row.region_id: row for row in EventRegion.objects.filter(event=event)}
    for code, row in kept.items():
        if code in wanted and row.archived_at:
            row.archived_at = None
            row.save()
        elif code in reachable - wanted:
            _archive(row)
    for code in sorted(wanted - set(kept)):
        EventRegion.objects.create(event=event, region_id=code)


@transaction.atomic
def set_aspect_results(*, result: GroupResult, texts: Mapping[str, str]) -> None:
    """Write a group's result per aspect; an emptied one is archived."""
    kept = {row.aspect: row for row in AspectResult.objects.filter(group_result=result)}
    for aspect in SessionAspect.values:
        text = texts.get(aspect, "").strip()
        row = kept.get(aspect)
        if not text:
            if row:
                _archive(row)
            continue
        row = row or AspectResult(group_result=result, aspect=aspect)
        if row.pk is None or row.text != text or row.archived_at:
            row.text, row.archived_at = text, None
            row.save()


def _archive(row: Any) -> None:
    if row.archived_at is None:
        row.archived_at = timezone.now()
        row.save()


@transaction.atomic
def mark_done(*, commitment: Commitment, by: Any, on: dt.date, proof: str) -> Commitment:
    """Close a commitment with the day and what shows it.

    Raises PermissionDenied; ValidationError where it is done already, the day lies ahead, or the
    proof is missing.
    """
    require(by, Action.CHANGE, commitment)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if commitment.done_on:
        raise ValidationError(__("This commitment is done already."))
    if on > timezone.localdate():
        raise ValidationError(__("The day lies in the future."))
    if not proof.strip():
        raise ValidationError(__("Say what shows that it is done."))
    commitment.done_on, commitment.proof = on, proof.strip()
    commitment.save()
    return commitment


@transaction.atomic
def reopen(*, commitment: Commitment, by: Any, reason: str) -> Commitment:
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

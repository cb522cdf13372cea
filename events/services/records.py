"""What an event's own form writes beside the event: purposes, regions, results, roles, signatories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import ScopedQuerySet
from core.land.regions import Region
from events.models import (
    AspectResult,
    BearerPart,
    Commitment,
    Event,
    EventPurpose,
    EventRegion,
    GroupResult,
    RoleShare,
    SessionAspect,
    Signatory,
)


@transaction.atomic
def set_purposes(*, event: Event, texts: Iterable[str]) -> None:
    """Make the texts the numbered purposes of the event; what is no longer there is archived."""
    texts = [text.strip() for text in texts if text.strip()]
    kept = {row.number: row for row in _held(EventPurpose.objects.filter(event=event))}
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
    kept = {row.region_id: row for row in _held(EventRegion.objects.filter(event=event))}
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
    kept = {row.aspect: row for row in _held(AspectResult.objects.filter(group_result=result))}
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


@transaction.atomic
def set_roles(*, result: GroupResult, shares: Mapping[tuple[str, str], str]) -> None:
    """Write who does what: `shares` maps (duty, party) to a part; what is left out is archived."""
    rows = _held(RoleShare.objects.filter(group_result=result))
    kept = {(row.duty, row.party): row for row in rows}
    for key, row in kept.items():
        if key not in shares:
            _archive(row)
    # Who steps back does so before another takes over: one party is in charge at a time.
    for (duty, party), part in sorted(shares.items(), key=lambda item: item[1] == BearerPart.LEAD):
        row = kept.get((duty, party)) or RoleShare(group_result=result, duty=duty, party=party)
        if row.pk is None or row.part != part or row.archived_at:
            row.part, row.archived_at = part, None
            row.save()


@transaction.atomic
def set_signatories(*, commitment: Commitment, lines: Iterable[str]) -> None:
    """Make the lines the signatories: "position, institution" or the institution alone."""
    wanted: dict[tuple[str, str], None] = {}
    for line in lines:
        position, comma, institution = (part.strip() for part in line.partition(","))
        if not comma:
            position, institution = "", position
        if institution:
            wanted[institution, position] = None
    rows = _held(Signatory.objects.filter(commitment=commitment))
    kept = {(row.institution, row.position): row for row in rows}
    for key, row in kept.items():
        if key not in wanted:
            _archive(row)
    for institution, position in wanted:
        row = kept.get((institution, position)) or Signatory(
            commitment=commitment, institution=institution, position=position
        )
        if row.pk is None or row.archived_at:
            row.archived_at = None
            row.save()


def _held(rows: ScopedQuerySet) -> Any:
    """Return the rows beside a record, held: each has a page of its own where somebody may just change it."""
    return rows.select_for_update(of=("self",)).order_by("pk")


def _archive(row: Any) -> None:
    if row.archived_at is None:
        row.archived_at = timezone.now()
        row.save()

"""What many lines say came of an event: the results of all groups, the points of its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max

from core.access import Action, require
from core.land.regions import search_key
from core.people.users import User
from events.models import AgendaPoint, Event, EventDay, GroupResult
from events.services.records import set_aspect_results


@transaction.atomic
def add_results(
    *,
    event: Event,
    day: EventDay | None,
    rows: Iterable[tuple[Mapping[str, object], Mapping[str, str]]],
    by: User,
) -> tuple[int, int]:
    """Add the results of groups, (facts, aspect → result) each; return (added, already there).

    A group of that day that is recorded stays as it is. Raises PermissionDenied.
    """
    require(by, Action.ADD, event)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    kept = event.group_results.filter(archived_at__isnull=True, day=day)
    there = {search_key(group) for group in kept.values_list("group", flat=True)}
    added = met = 0
    for facts, aspects in rows:
        if search_key(str(facts["group"])) in there:
            met += 1
            continue
        row = GroupResult(event=event, day=day, is_example=event.is_example, **facts)
        row.full_clean(exclude=["event"])
        row.save()
        set_aspect_results(result=row, texts=aspects)
        added += 1
    return added, met


@transaction.atomic
def add_points(*, event: Event, rows: Iterable[Mapping[str, str]], by: User) -> tuple[int, int]:
    """Add the points of an agenda behind those it has; return (added, already there). Raises PermissionDenied."""
    require(by, Action.ADD, event)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    kept = event.agenda.filter(archived_at__isnull=True)
    there = {search_key(title) for title in kept.values_list("title", flat=True)}
    last = kept.aggregate(last=Max("number"))["last"] or 0
    added = met = 0
    for facts in rows:
        if search_key(facts["title"]) in there:
            met += 1
            continue
        there.add(search_key(facts["title"]))
        added += 1
        row = AgendaPoint(event=event, number=last + added, is_example=event.is_example, **facts)
        row.full_clean(exclude=["event"])
        row.save()
    return added, met

"""Lists of people, many rows in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from core.access import Action, ScopedQuerySet, require
from core.people.users import User
from events.models import Attendance, Event, EventDay
from events.paste import Person, same_person


@transaction.atomic
def add_people(
    *, event: Event, day: EventDay | None, people: Iterable[Person], by: User
) -> tuple[int, int]:
    """Add one row per person; return (added, already there on that day).

    Raises PermissionDenied. Sending the same list again adds nobody twice.
    """
    require(by, Action.ADD, event)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    there = {
        same_person(name, institution)
        for name, institution in Attendance.objects.filter(
            event=event, day=day, archived_at__isnull=True
        )
        .exclude(name="")
        .values_list("name", "institution")
    }
    added = met = 0
    for person in people:
        key = same_person(person.name, person.institution)
        if key in there:
            met += 1
            continue
        there.add(key)
        row = Attendance(
            event=event,
            day=day,
            category=person.category,
            institution=person.institution,
            name=person.name,
            position=person.position,
            women=1 if person.sex == "P" else None,
            men=1 if person.sex == "L" else None,
            unspecified=None if person.sex else 1,
        )
        row.full_clean()
        row.save()
        added += 1
    return added, met


def counted_in(rows: ScopedQuerySet) -> dict[str, Attendance]:
    """Return the row of each category that holds its sum: the one without institution, else the only one.

    So who was invited ("Perwakilan kapanewon") and how many came stand in one row, not in two.
    """
    found: dict[str, list[Attendance]] = {}
    for row in rows.filter(name="").order_by("pk"):
        found.setdefault(row.category, []).append(row)
    sums = {}
    for category, some in found.items():
        bare = [row for row in some if not row.institution]
        if bare:
            sums[category] = bare[0]
        elif len(some) == 1:
            sums[category] = some[0]
    return sums


@transaction.atomic
def set_counts(
    *,
    event: Event,
    day: EventDay | None,
    counts: Mapping[str, Mapping[str, int | None]],
    rough_counts: Collection[str] = (),
    by: User,
) -> int:
    """Write the counts per category of one day (None: whole event); return how many rows changed.

    `counts` maps a category to {invited, women, men, unspecified}; they go into the row that
    `counted_in` names, else into a new one. A row without institution that is emptied of all numbers
    is archived. `rough_counts`: the categories with a number marked as rough. Raises
    PermissionDenied, ValidationError.
    """
    require(by, Action.CHANGE, event)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    rows = Attendance.objects.filter(event=event, day=day, archived_at__isnull=True)
    kept = counted_in(rows.select_for_update(of=("self",)))
    changed = 0
    for category, numbers in counts.items():
        row = kept.get(category)
        known = {name: value for name, value in numbers.items() if value is not None}
        if row is None and not known:
            continue
        row = row or Attendance(event=event, day=day, category=category)
        same = row.pk and all(getattr(row, name) == value for name, value in numbers.items())
        is_rough = category in rough_counts
        if same and (row.is_estimate or not is_rough):
            continue
        row.is_estimate = is_rough
        for name, value in numbers.items():
            setattr(row, name, value)
        if not known and not row.institution:
            row.archived_at = timezone.now()
        row.full_clean()
        row.save()
        changed += 1
    return changed

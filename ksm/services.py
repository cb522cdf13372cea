"""Writes of the registry that touch more than one row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, Reader, require
from core.land.regions import Region
from core.tools.rows.history import add_many, write_many
from ksm import tags
from ksm.choices import WorksStatus
from ksm.life.changes import CHANGES
from ksm.models import (
    DatedFact,
    Facility,
    FacilityNumber,
    FundingContribution,
    Group,
    Operation,
    Programme,
    Tariff,
    Works,
)
from ksm.models.figures import FactTopic
from ksm.reports.ladder import series


@transaction.atomic
def register_facility(*, facility: Facility, by: Reader) -> Facility:
    """Save a new facility under the next free code of its region ("34.01-0007").

    The region's counter row is locked, so two at once get two codes, and a code is never given
    again, not even after an archive. Raises PermissionDenied.
    """
    require(by, Action.ADD, facility)
    _number([facility])
    facility.save()
    return facility


@transaction.atomic
def register_facilities(
    *, facilities: list[Facility], by: Reader, write: Callable[[list[Facility]], None]
) -> None:
    """Write many new facilities, each under the next free code of its region, by `write`.

    The same numbering as for one, in a constant number of queries. Raises PermissionDenied.
    """
    for facility in {facility.region_id: facility for facility in facilities}.values():
        require(by, Action.ADD, facility)
    _number(facilities)
    write(facilities)


def hold_numbers(regions: Iterable[str]) -> dict[str, FacilityNumber]:
    """Lock the number counters of regions until the end of the transaction; always in code order."""
    codes = sorted(regions)
    FacilityNumber.objects.bulk_create(
        [FacilityNumber(region_id=code) for code in codes], ignore_conflicts=True
    )
    held = FacilityNumber.objects.select_for_update().filter(region__in=codes).order_by("region")
    return {counter.region_id: counter for counter in held}


def _number(facilities: list[Facility]) -> None:
    """Give each facility the next code of its region and keep how far the counters went."""
    counters = hold_numbers({facility.region_id for facility in facilities})
    for facility in facilities:
        counter = counters[facility.region_id]
        counter.last += 1
        facility.code = f"{facility.region_id}-{counter.last:04d}"
    FacilityNumber.objects.bulk_update(list(counters.values()), ["last"])


@transaction.atomic
def hand_over(*, operation: Operation, by: Reader) -> Operation:
    """Save a new operation; whoever ran the facility until now ends on its first day.

    Raises PermissionDenied; ValidationError where the group runs it already, where the day is
    missing although somebody has to end, or where it lies before the former one began.
    """
    require(by, Action.ADD, operation)
    Facility.objects.select_for_update(of=("self",)).get(pk=operation.facility_id)
    if not operation.ended_on:
        _end_former(operation)
    operation.save()
    return operation


@transaction.atomic
def record_group_as_operator(
    *, facility: Facility, name: str, kind: str, started_on: str, source: str, by: Reader
) -> Group:
    """Make the group a source names the operator of a facility; return it.

    A group of that name in the region is taken where there is one, else a new one is recorded in the facility's
    place. What was recorded of the operator under the bare name becomes the group's. `source`: who says so.
    Raises PermissionDenied; ValidationError as `hand_over`, and where several groups have the name.
    """
    require(by, Action.ADD, facility)
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    name = " ".join(name.split())
    of_region = Group.objects.visible_to(by).current().filter(region_id=facility.region_id)
    fits = list(of_region.filter(name__iexact=name)[:2])
    if len(fits) > 1:
        raise ValidationError({"name": __("Several groups of this region are called so.")})
    group = fits[0] if fits else _group_beside(facility, name, kind, source)
    running = (
        Operation.objects.running()
        .filter(facility=facility, group=None, office=None)
        .select_for_update()
    )
    for row in running.filter(named__iexact=name):
        # Of one told by a source, too: the source tells the same now that the group is recorded.
        row.group, row.named = group, ""
        row.save()
        return group
    operation = Operation(
        facility=facility,
        group=group,
        started_on=started_on,
        is_example=facility.is_example,
        source=source,
    )
    operation.full_clean(exclude=["facility", "group"], validate_constraints=False)
    hand_over(operation=operation, by=by)
    return group


def _group_beside(facility: Facility, name: str, kind: str, source: str) -> Group:
    place = ("region_id", "district", "village_kind", "village", "village_region_id", "hamlet")
    group = Group(
        name=name,
        kind=kind,
        is_example=facility.is_example,
        **{column: getattr(facility, column) for column in place},
        source=source,
    )
    group.full_clean()
    group.save()
    return group


def _end_former(operation: Operation) -> None:
    former = (
        Operation.objects.running()
        .filter(facility_id=operation.facility_id, part=operation.part)
        .select_related("group", "office")
        .select_for_update(of=("self",))
        .first()
    )
    if former is None:
        return
    names = {"group": former.operator}
    if former.who == operation.who:
        raise ValidationError({"group": __("%(group)s runs this facility already.") % names})
    if not operation.started_on:
        raise ValidationError(
            {"started_on": __("Say from when: %(group)s runs it until then.") % names}
        )
    former.ended_on = operation.started_on
    former.full_clean(exclude=["facility", "group"])
    former.save()


@transaction.atomic
def record_works(*, works: Works, by: Reader) -> Works:
    """Save works; finished ones give the facility its new type and capacity (`ksm.life.changes`).

    What was before is taken from the facility where it is not stated. Older works entered late do
    not turn anything back. Raises PermissionDenied.
    """
    require(by, Action.CHANGE if works.pk else Action.ADD, works)
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=works.facility_id)
    newer = (
        Works.objects.filter(facility=facility, status=WorksStatus.DONE)
        .filter(archived_at__isnull=True, finished_on__gt=works.finished_on)
        .exclude(pk=works.pk)
        .order_by("finished_on", "pk")
    )
    changed = []
    for column, (before, after) in CHANGES.items():
        if getattr(works, after) in (None, ""):
            continue
        later = next((item for item in newer if getattr(item, after) not in (None, "")), None)
        if getattr(works, before) in (None, ""):
            setattr(works, before, getattr(later or facility, before if later else column))
        is_latest = works.status == WorksStatus.DONE and later is None
        if is_latest and getattr(facility, column) != getattr(works, after):
            setattr(facility, column, getattr(works, after))
            changed.append(column)
    sr_before, sr_after = works.installed_sr_before, works.installed_sr_after
    if works.sr_added is None and None not in (sr_before, sr_after) and sr_after >= sr_before:
        works.sr_added = sr_after - sr_before
    works.save()
    if changed:
        facility.save(update_fields=changed)
    return works


def put_tags(rows: list[Any], text: str, by: Reader, stamp: uuid.UUID) -> list[Any]:
    """Add tags to groups or facilities; return those that had not all of them (and have room for them).

    For the bulk change of a list, as `take_tags` and `give_programme`.
    """
    return _write_tags(rows, lambda row: tags.both(row.tags, text), by, stamp)


def take_tags(rows: list[Any], text: str, by: Reader, stamp: uuid.UUID) -> list[Any]:
    """Take tags off groups or facilities; return those that had one of them."""
    off = tags.split(text)
    return _write_tags(rows, lambda row: tags.without(row.tags, off), by, stamp)


def _write_tags(
    rows: list[Any], new: Callable[[Any], str], by: Reader, stamp: uuid.UUID
) -> list[Any]:
    changed = []
    for row in rows:
        text = new(row)
        if text != row.tags:
            row.tags = text
            changed.append(row)
    write_many(changed, ["tags"], by=by, stamp=stamp)
    return changed


def give_programme(
    rows: list[Facility], programme: Programme, by: Reader, stamp: uuid.UUID
) -> list[Facility]:
    """Add a funding of the programme to those facilities that have none of it; return these.

    For the bulk change of a list: history under its stamp, two queries and two writes whatever the number.
    """
    having = set(
        FundingContribution.objects.current()
        .filter(facility__in=[row.pk for row in rows], programme=programme)
        .values_list("facility_id", flat=True)
    )
    lacking = [row for row in rows if row.pk not in having]
    add_many(
        [FundingContribution(facility=row, programme=programme) for row in lacking],
        by=by,
        stamp=stamp,
    )
    return lacking


@transaction.atomic
def record_tariffs(*, shared: Tariff, rows: Sequence[Tariff], by: Reader) -> Tariff:
    """Save the classes of one paper: each row with what `shared` says for all of them; return the first.

    Raises PermissionDenied, and ValidationError where a row breaks a rule.
    """
    require(by, Action.ADD, shared)
    own = ("customer", "unit", "amount", "amount_to", "amount_text")
    for row in rows:
        for item in shared._meta.concrete_fields:
            if not item.primary_key and item.name not in own:
                setattr(row, item.attname, getattr(shared, item.attname))
        row.full_clean()
        row.save()
    return rows[0]


@transaction.atomic
def record_access(
    *,
    region: Region,
    as_of: str,
    source: str,
    source_url: str,
    stated: Iterable[tuple[str, Decimal, int | None, str]],
    by: Reader,
) -> int:
    """Record what a source states of a region's ladder and SPM on a day; return how many figures were written.

    `stated`: (series, value, out of how many, unit). The same series in the same unit of the same source and day is put
    right, not told twice. Raises PermissionDenied, ValidationError.
    """
    names = {one.code: one.label_id for one in series()}
    written = 0
    for code, value, whole, unit in stated:
        mark = {"code": code, "unit": unit, "as_of": as_of, "source": source}
        rows = DatedFact.objects.current().of_region_itself().filter(region=region, area="", **mark)
        fact = rows.select_for_update(of=("self",)).first() or DatedFact(region=region, **mark)
        require(by, Action.CHANGE if fact.pk else Action.ADD, fact)
        facts = {"value": value, "sample_size": whole, "source_url": source_url or fact.source_url,
                 "subject": names[code], "topic": FactTopic.ACCESS}  # fmt: skip
        if fact.pk and all(getattr(fact, name) == said for name, said in facts.items()):
            continue
        for name, said in facts.items():
            setattr(fact, name, said)
        fact.full_clean()
        fact.save()
        written += 1
    return written

"""Writes of the registry that touch more than one row."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from chapters.access import Action, require

from .choices import WorksStatus
from .models import Facility, FacilityNumber, Group, Operation, Works


@transaction.atomic
def register_facility(*, facility: Facility, by: object) -> Facility:
    """Save a new facility under the next free code of its region ("34.01-0007").

    The region's counter row is locked, so two at once get two codes, and a code is never given
    again, not even after an archive. Raises PermissionDenied.
    """
    require(by, Action.ADD, facility)
    FacilityNumber.objects.get_or_create(region_id=facility.region_id)
    counter = FacilityNumber.objects.select_for_update().get(region_id=facility.region_id)
    counter.last += 1
    counter.save(update_fields=["last"])
    facility.code = f"{facility.region_id}-{counter.last:04d}"
    facility.save()
    return facility


@transaction.atomic
def hand_over(*, operation: Operation, by: object) -> Operation:
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


def _end_former(operation: Operation) -> None:
    former = (
        Operation.objects.running()
        .filter(facility_id=operation.facility_id)
        .select_related("group")
        .first()
    )
    if former is None:
        return
    names = {"group": former.group.name}
    if former.group_id == operation.group_id:
        raise ValidationError({"group": __("%(group)s runs this facility already.") % names})
    if not operation.started_on:
        raise ValidationError(
            {"started_on": __("Say from when: %(group)s runs it until then.") % names}
        )
    former.ended_on = operation.started_on
    former.full_clean(exclude=["facility", "group"])
    former.save()


def current_operator(facility: Facility) -> Group | None:
    """Return the group that runs the facility now; None where nobody is recorded."""
    running = Operation.objects.running().filter(facility=facility).select_related("group").first()
    return running.group if running else None


@transaction.atomic
def record_works(*, works: Works, by: object) -> Works:
    """Save works; finished ones that changed the type give the facility its new type.

    Older works entered late do not turn the type back. Raises PermissionDenied.
    """
    require(by, Action.CHANGE if works.pk else Action.ADD, works)
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=works.facility_id)
    if works.type_after and not works.type_before:
        works.type_before = facility.facility_type
    works.save()
    if works.status == WorksStatus.DONE and works.type_after:
        newer = (
            Works.objects.filter(facility=facility, status=WorksStatus.DONE)
            .filter(archived_at__isnull=True, finished_on__gt=works.finished_on)
            .exclude(type_after="")
            .exclude(pk=works.pk)
        )
        if facility.facility_type != works.type_after and not newer.exists():
            facility.facility_type = works.type_after
            facility.save(update_fields=["facility_type"])
    return works

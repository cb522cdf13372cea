"""The sharing board: which facilities a practice names, and whether all chapters read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, ScopedQuerySet, require
from core.people.users import User
from events.models import Practice, PracticeFacility
from ksm.models import Facility


@transaction.atomic
def set_facilities(
    *, practice: Practice, chosen: Iterable[Facility], choosable: ScopedQuerySet
) -> None:
    """Make the chosen facilities the practice's; those outside `choosable` stay as they are."""
    wanted = {facility.pk for facility in chosen}
    rows = PracticeFacility.objects.filter(practice=practice).select_for_update(of=("self",))
    kept = {row.facility_id: row for row in rows}
    reachable = set(choosable.filter(pk__in=kept).values_list("pk", flat=True))
    for key, row in kept.items():
        if key in wanted and row.archived_at:
            row.archived_at = None
            row.save()
        elif key in reachable - wanted and row.archived_at is None:
            row.archived_at = timezone.now()
            row.save()
    for key in sorted(wanted - set(kept)):
        PracticeFacility.objects.create(practice=practice, facility_id=key)


@transaction.atomic
def share(*, practice: Practice, by: User) -> Practice:
    """Show a practice to every chapter and government. Raises PermissionDenied; ValidationError if it is."""
    require(by, Action.REVIEW, practice)
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if practice.shared_on:
        raise ValidationError(__("It is shared already."))
    practice.shared_on = timezone.localdate()
    practice.save()
    return practice


@transaction.atomic
def withdraw(*, practice: Practice, by: User, reason: str) -> Practice:
    """Take a practice back to its own region. Raises PermissionDenied; ValidationError without a reason."""
    require(by, Action.REVIEW, practice)
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if not practice.shared_on:
        raise ValidationError(__("It is not shared."))
    if not reason.strip():
        raise ValidationError(__("Please give the reason."))
    practice.shared_on = None
    practice._change_reason = reason.strip()[:100]
    practice.save()
    return practice

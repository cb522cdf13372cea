"""What events tell of partnerships: an audience that was held is a contact, entered once, as the event."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Contact, ContactKind, ContactOutcome, Partnership
from core.people.users import User
from core.records.told import Tale, Teller, register_named

PARTNERSHIP = "partnership"


def offered(user: User) -> dict[uuid.UUID, Teller]:
    """Return the partnerships the user sees, by region."""
    rows = Partnership.objects.visible_to(user).current().select_related("region")
    ordered = rows.order_by("region__name", "counterpart")
    return {row.uuid: Teller(str(row), row.get_absolute_url()) for row in ordered}


@transaction.atomic
def hear(kind: str, tales: Sequence[Tale]) -> None:
    """Keep one contact for each source that names a partnership, as it says now; else lay it down."""
    rows = Contact.objects.filter(told_kind=kind, told_by__in=[tale.by for tale in tales])
    kept = {row.told_by: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    about = {tale.about for tale in tales if tale.about}
    found = {row.uuid: row for row in Partnership.objects.filter(uuid__in=about)} if about else {}
    for tale in tales:
        row = kept.get(tale.by)
        partnership = found.get(tale.about) if tale.about else None
        if row is None and partnership is None:
            continue
        row = row or Contact(told_kind=kind, told_by=tale.by, outcome=ContactOutcome.INFORMED)
        wanted: dict[str, Any] = {
            "archived_at": None if partnership else row.archived_at or timezone.now()
        }
        if partnership:
            wanted |= {**_fields(tale.values), "partnership_id": partnership.pk}
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()


def _fields(values: dict[str, Any]) -> dict[str, object]:
    """Return a tale as the fields of a contact."""
    kind = ContactKind.AUDIENCE if values["is_audience"] else ContactKind.MEETING
    return {
        "kind": kind,
        "held_on": values["held_on"],
        "people": values["people"],
        "outcome_text": values["outcome"],
        "source": values["source"][:300],
        "as_of": values["held_on"] or values["as_of"],
        "is_example": values["is_example"],
    }


register_named(PARTNERSHIP, offered, hear)

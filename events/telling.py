"""What events tell other rooms: one that was held is a contact of the cooperation it names."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from core.people.users import User
from core.records.told import Tale, Teller, register_follower, register_teller, say
from events.models import Event, EventKind, EventState

EVENT, PARTNERSHIP = "event", "partnership"


def tell_contacts(events: Sequence[Event]) -> None:
    """Say of each event which cooperation it is a contact of, or that it is none any more."""
    say(PARTNERSHIP, EVENT, [_tale(event) for event in events])


def _tale(event: Event) -> Tale:
    counts = event.state == EventState.HELD and not event.is_archived
    return Tale(
        by=event.uuid,
        about=event.partnership if counts else None,
        values={
            "is_audience": event.kind == EventKind.AUDIENCE,
            "held_on": event.starts_on,
            "as_of": event.as_of,
            "people": event.participants or event.title,
            "outcome": event.outcome,
            "source": event.title,
            "is_example": event.is_example,
        },
    )


def tellers(user: User, uuids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Teller]:
    """Return the events of these UUIDs that the user may see, as pages name them."""
    rows = Event.objects.visible_to(user).filter(uuid__in=uuids)
    return {row.uuid: Teller(row.title, row.get_absolute_url()) for row in rows}


register_follower(Event, tell_contacts)
register_teller(EVENT, tellers)

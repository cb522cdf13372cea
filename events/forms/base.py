"""What the forms of the room share."""

from __future__ import annotations

from django import forms

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.pages.scoped_forms import RecordForm
from core.people.users import User

SOURCE = ("source", "source_url", "as_of", "is_example")
PLACES = ("provinsi", "kabupaten", "kota")


def multiline(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def places(user: User) -> ScopedQuerySet:
    """Return the provinces, regencies and cities a user may choose."""
    return Region.objects.visible_to(user).current().filter(kind__in=PLACES)


class UnderEventForm(RecordForm):
    """A row of an event; its day, where it has one, is a day of that event."""

    parent_field = "event"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "day" in self.fields:
            days = self.fields["day"].queryset  # type: ignore[attr-defined]
            self.fields["day"].queryset = days.filter(event=self.instance.event_id)  # type: ignore[attr-defined]

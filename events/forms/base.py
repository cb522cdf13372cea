"""What the forms of the room share."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from typing_extensions import override

from core.land.regions import Region
from core.pages.scoped_forms import RecordForm

SOURCE = ("source", "source_url", "as_of", "is_example")
PLACES = ("provinsi", "kabupaten", "kota")


def multiline(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def places(user: Any) -> Any:
    """Return the provinces, regencies and cities a user may choose."""
    return Region.objects.visible_to(user).current().filter(kind__in=PLACES)


class WithRows(RecordForm):
    """A form that writes rows beside its record: what others do to those is a change of it, too."""

    def rows_beside(self) -> list[Any]:
        """Return querysets of the rows the form shows as lines; forms extend it."""
        raise NotImplementedError

    @override
    def version_of_row(self) -> str:
        beside = [
            list(rows.order_by("pk").values_list("pk", "version")) for rows in self.rows_beside()
        ]
        return hashlib.sha256(repr((super().version_of_row(), beside)).encode()).hexdigest()

    @override
    def last_change(self) -> Any:
        found = [super().last_change()]
        for rows in self.rows_beside():
            history: Any = rows.model.history
            mine = history.filter(id__in=list(rows.values_list("pk", flat=True)))
            found.append(mine.select_related("history_user").order_by("-history_id").first())
        return max((entry for entry in found if entry), key=lambda e: e.history_date, default=None)


class UnderEventForm(RecordForm):
    """A row of an event; its day, where it has one, is a day of that event."""

    parent_field = "event"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "day" in self.fields:
            days = self.fields["day"].queryset  # type: ignore[attr-defined]
            self.fields["day"].queryset = days.filter(event=self.instance.event_id)  # type: ignore[attr-defined]

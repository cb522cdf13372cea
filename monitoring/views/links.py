"""The lists of the room beside each other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chapters.pages import ListPage

REPORTS = (
    (_("Recap"), "recap"),
    (_("Watch list"), "watch-list"),
    (_("Effluent"), "effluent"),
)
LINKS = (
    (_("Visits"), "visit"),
    (_("Findings"), "finding"),
    (_("Rounds"), "round"),
    (_("Planned visits"), "round-target"),
    (_("Samples"), "sample"),
    (_("Effluent standards"), "effluent-standard"),
    (_("Instruments"), "instrument"),
    (_("Dated figures"), "dated-fact"),
)


def room_links() -> list[tuple[Any, str]]:
    """Return the pages of the room beside each other, reports first."""
    reports = [(label, reverse(f"monitoring:{name}")) for label, name in REPORTS]
    return reports + [(label, reverse(f"monitoring:{noun}-list")) for label, noun in LINKS]


class RoomListPage(ListPage):
    """A list of this room, with the way to its sisters."""

    template_name = "monitoring/list.html"
    room = "monitoring"

    def extra_context(self, rows: Any) -> dict[str, Any]:
        return {"room_links": room_links()}

"""The lists of this room beside each other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chapters.access import Action, may
from chapters.pages import ListPage

LISTS = [
    (_("Chapters"), "chapters:chapter-list"),
    (_("Regions"), "chapters:region-list"),
    (_("Offices"), "chapters:office-list"),
]
SECRETARIAT_LISTS = [
    (_("Accounts"), "chapters:user-list"),
    (_("Who may do what"), "chapters:validation"),
    (_("Security log"), "chapters:security-event-list"),
]


class RoomListPage(ListPage):
    """A list that shows the way to its sisters."""

    template_name = "chapters/list.html"

    def extra_context(self, rows: Any) -> dict[str, Any]:
        lists = LISTS
        if may(self.request.user, Action.ADMINISTER):
            lists = LISTS + SECRETARIAT_LISTS
        links = [(label, reverse(name)) for label, name in lists]
        return {**super().extra_context(rows), "room_links": links}

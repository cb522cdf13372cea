"""The lists of the room beside each other: each list names its sisters."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chapters.pages import ListPage

SISTERS = [
    (_("Annual plans"), "annual-plan-list"),
    (_("Activities"), "activity-list"),
    (_("Achievements"), "annual-report-list"),
    (_("Goals"), "goal-list"),
    (_("Visions"), "vision-list"),
    (_("Advice"), "advice-list"),
    (_("Planning meetings"), "review-meeting-list"),
    (_("Check-ins"), "check-in-list"),
    (_("SSK"), "strategy-edition-list"),
    (_("RPJMD"), "development-plan-list"),
    (_("Services and unit costs"), "service-list"),
    (_("Budget proposals"), "budget-proposal-list"),
    (_("Matrices"), "year-matrix"),
    (_("Archived reports"), "archived-report-list"),
]


class RoomListPage(ListPage):
    template_name = "planning/list.html"

    def extra_context(self, rows: Any) -> dict[str, Any]:
        links = [(label, reverse(f"planning:{name}")) for label, name in SISTERS]
        return {**super().extra_context(rows), "room_links": links}

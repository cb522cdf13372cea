"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.filters import RegionFilter, ScopedFilterSet, SearchFilter
from events.models import (
    Alliance,
    Award,
    Commitment,
    CommitmentKind,
    Event,
    EventKind,
    EventState,
    KeyDate,
    KeyDateKind,
    Practice,
    PracticeKind,
    SessionAspect,
    Solution,
)


class TakesPartFilter(RegionFilter):
    """A region that hosts or takes part."""

    @override
    def filter(self, qs: Any, value: Any) -> Any:
        return qs.in_region(value.pk) if value else qs


class EventFilter(ScopedFilterSet):
    q = SearchFilter("title", "venue", "description", "participants")
    region = TakesPartFilter()
    kind = df.ChoiceFilter(label=_("Kind"), choices=EventKind.choices, empty_label=_("All kinds"))
    state = df.ChoiceFilter(
        label=_("State"), choices=EventState.choices, empty_label=_("All states")
    )
    year = df.NumberFilter(label=_("Year"), method="in_year", min_value=1945, max_value=2100)

    class Meta:
        model = Event
        fields: list[str] = []

    def in_year(self, qs: Any, name: str, value: Any) -> Any:
        return qs.in_year(int(value))


STATUSES = [("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done"))]


class CommitmentFilter(ScopedFilterSet):
    q = SearchFilter("text", "owner_text", "owner__name", "event__title")
    region = TakesPartFilter()
    status = df.ChoiceFilter(
        label=_("Status"), choices=STATUSES, method="by_status", empty_label=_("All")
    )
    kind = df.ChoiceFilter(
        label=_("Kind"), choices=CommitmentKind.choices, empty_label=_("All kinds")
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def by_status(self, qs: Any, name: str, value: str) -> Any:
        if value == "overdue":
            return qs.overdue(timezone.localdate())
        return qs.open() if value == "open" else qs.done()


class AllianceFilter(ScopedFilterSet):
    q = SearchFilter("name", "short_name")

    class Meta:
        model = Alliance
        fields: list[str] = []


class AwardFilter(ScopedFilterSet):
    q = SearchFilter("name", "organiser")
    region = RegionFilter()
    year = df.NumberFilter(label=_("Year"), min_value=1945, max_value=2100)

    class Meta:
        model = Award
        fields: list[str] = []


class PracticeFilter(ScopedFilterSet):
    q = SearchFilter("title", "situation", "action", "result")
    kind = df.ChoiceFilter(
        label=_("Kind"), choices=PracticeKind.choices, empty_label=_("All kinds")
    )
    aspect = df.ChoiceFilter(
        label=_("Aspect"), choices=SessionAspect.choices, empty_label=_("All aspects")
    )
    solution = df.ChoiceFilter(
        label=_("Solution"), choices=Solution.choices, empty_label=_("All solutions")
    )
    region = RegionFilter()

    class Meta:
        model = Practice
        fields: list[str] = []


class KeyDateFilter(ScopedFilterSet):
    q = SearchFilter("title", "advice")
    kind = df.ChoiceFilter(label=_("Kind"), choices=KeyDateKind.choices, empty_label=_("All kinds"))
    region = RegionFilter()

    class Meta:
        model = KeyDate
        fields: list[str] = []

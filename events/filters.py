"""Filters of the room's lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.pages.filters import (
    AsOfFilter,
    ChoiceFilter,
    RegionFilter,
    ScopedFilterSet,
    SearchFilter,
)
from core.tools.rows.moment import moment_of
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


class OfRegionFilter(df.BooleanFilter):
    """Leaves out what is for everybody, for a reader of one region; others choose the region itself."""

    def __init__(self) -> None:
        super().__init__(label=_("Only of the region"), widget=forms.HiddenInput)

    @override
    def filter(self, qs: ScopedQuerySet, value: bool) -> ScopedQuerySet:
        code = only_region(self.parent.user) if value else None
        return qs.in_region(code) if code else qs


DATED = [("no", _("Without a date")), ("yes", _("Dated"))]


class EventFilter(ScopedFilterSet):
    q = SearchFilter("title", "venue", "description", "participants")
    region = TakesPartFilter()
    kind = ChoiceFilter(_("Kind"), EventKind, all=_("All kinds"))
    state = ChoiceFilter(_("State"), EventState, all=_("All states"), method="by_state")
    year = df.NumberFilter(label=_("Year"), method="in_year", min_value=1945, max_value=2100)
    dated = ChoiceFilter(_("Date"), DATED, all=_("With and without a date"), method="by_date")
    own = OfRegionFilter()

    class Meta:
        model = Event
        fields: list[str] = []

    def by_state(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        ways = {EventState.HELD: qs.held, EventState.PLANNED: qs.planned}
        return ways[EventState(value)]() if value in ways else qs.filter(state=value)

    def in_year(self, qs: Any, name: str, value: Decimal) -> ScopedQuerySet:
        return qs.in_year(int(value))

    def by_date(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        undated = Q(starts_on="")
        return qs.filter(undated if value == "no" else ~undated)


STATUSES = [("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done"))]


class CommitmentFilter(ScopedFilterSet):
    q = SearchFilter("text", "owner_text", "owner__name", "event__title")
    region = TakesPartFilter()
    status = ChoiceFilter(_("Status"), STATUSES, method="by_status")
    kind = ChoiceFilter(_("Kind"), CommitmentKind, all=_("All kinds"))
    as_of = AsOfFilter()
    own = OfRegionFilter()
    year = df.NumberFilter(
        label=_("Made once, at events of"), method="of_year", min_value=1945, max_value=2100
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def by_status(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        if value == "overdue":
            return qs.overdue(timezone.localdate())
        if value == "done" and (moment := moment_of(self.data or {})[0]).is_past:
            return qs.filter(done_on__lte=moment.day)
        return qs.open() if value == "open" else qs.done()

    def of_year(self, qs: ScopedQuerySet, name: str, value: Decimal) -> ScopedQuerySet:
        held = Event.objects.visible_to(self.user).current().held()
        if region := self.form.cleaned_data.get("region"):
            held = held.in_region(region.pk)
        return qs.filter(rhythm="", event__in=held.begun_in(int(value)).order_by().values("pk"))


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
    kind = ChoiceFilter(_("Kind"), PracticeKind, all=_("All kinds"))
    aspect = ChoiceFilter(_("Aspect"), SessionAspect, all=_("All aspects"))
    solution = ChoiceFilter(_("Solution"), Solution, all=_("All solutions"))
    region = RegionFilter()

    class Meta:
        model = Practice
        fields: list[str] = []


class KeyDateFilter(ScopedFilterSet):
    q = SearchFilter("title", "advice")
    kind = ChoiceFilter(_("Kind"), KeyDateKind, all=_("All kinds"))
    region = RegionFilter()

    class Meta:
        model = KeyDate
        fields: list[str] = []

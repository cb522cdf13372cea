"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from chapters.models import Office
from core.access import ScopedQuerySet
from core.pages.filters import (
    AsOfFilter,
    ChoiceFilter,
    RegionFilter,
    ScopedFilterSet,
    SearchFilter,
)
from core.records.review import State
from core.records.revisions import changes_since_approval, unlocked_since
from core.tools.rows.moment import moment_of
from monitoring.models import (
    AspectCode,
    EffluentStandard,
    Finding,
    Instrument,
    OfficeDuty,
    Responsible,
    Result,
    Round,
    RoundKind,
    RoundTarget,
    Sample,
    SamplePoint,
    Severity,
    Visit,
)
from monitoring.recap.progress import PROGRESS


def _year(**kwargs: object) -> df.NumberFilter:
    return df.NumberFilter(label=_("Year"), min_value=1945, max_value=2100, **kwargs)


class InstrumentFilter(ScopedFilterSet):
    q = SearchFilter("title_id", "title_en", "code")

    class Meta:
        model = Instrument
        fields: list[str] = []


class RoundFilter(ScopedFilterSet):
    q = SearchFilter("name")
    region = RegionFilter()
    kind = ChoiceFilter(_("Kind"), RoundKind, all=_("All kinds"))

    class Meta:
        model = Round
        fields: list[str] = []


class RoundTargetFilter(ScopedFilterSet):
    """`team=-` are those without a team."""

    q = SearchFilter("facility__name", "facility__code", "facility__village", "team")
    region = RegionFilter(path="facility__region")
    round = df.ModelChoiceFilter(
        label=_("Monitoring round"), queryset=Round.objects.current(), empty_label=_("All rounds")
    )
    progress = ChoiceFilter(_("Progress"), PROGRESS, field_name="progress")
    due = ChoiceFilter(
        _("When"),
        [("soon", _("In the next 7 days")), ("overdue", _("Overdue"))],
        all=_("Any day"),
        method="by_day",
    )
    team = df.CharFilter(label=_("Team"), method="by_team")
    mine = df.BooleanFilter(label=_("Only mine"), method="only_mine", widget=forms.CheckboxInput)

    class Meta:
        model = RoundTarget
        fields: list[str] = []

    def by_day(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        return qs.overdue() if value == "overdue" else qs.soon()

    def by_team(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        value = value.strip().replace("\x00", "")
        return qs.filter(team="" if value == "-" else value) if value else qs

    def only_mine(self, qs: ScopedQuerySet, name: str, value: bool) -> object:
        return qs.filter(assignee=self.user) if value else qs


class VisitFilter(ScopedFilterSet):
    q = SearchFilter("facility__name", "facility__code", "facility__village", "team")
    region = RegionFilter(path="facility__region")
    state = ChoiceFilter(_("State"), State, all=_("All states"))
    round = df.ModelChoiceFilter(
        label=_("Monitoring round"), queryset=Round.objects.current(), empty_label=_("All rounds")
    )
    year = _year(field_name="visited_on__year")
    standing = df.BooleanFilter(
        label=_("Facility not archived"),
        field_name="facility__archived_at",
        lookup_expr="isnull",
        widget=forms.HiddenInput,
    )
    changed = ChoiceFilter(
        _("Changes"), [("since", _("Changed since the approval"))], method="changed_since"
    )

    class Meta:
        model = Visit
        fields: list[str] = []

    def changed_since(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        return qs.filter(pk__in=changes_since_approval(unlocked_since(qs)))


STATUSES = [
    ("open", _("Open")),
    ("overdue", _("Overdue")),
    ("closed", _("Closed")),
    ("lapsed", _("Facility closed before it was done")),
    ("unverified", _("Waiting to be verified")),
    ("proposed", _("Closure proposed by a visit")),
]


class FindingFilter(ScopedFilterSet):
    q = SearchFilter("title", "facility__name", "facility__village", "office__name")
    as_of = AsOfFilter()
    region = RegionFilter()
    status = ChoiceFilter(_("Status"), STATUSES, method="by_status")
    responsible = ChoiceFilter(_("Responsible"), Responsible)
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.current(), empty_label=_("All offices")
    )
    severity = ChoiceFilter(_("Severity"), Severity)
    aspect = ChoiceFilter(_("Aspect"), AspectCode)

    class Meta:
        model = Finding
        fields: list[str] = []

    def by_status(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        standing, day = qs.standing(), moment_of(self.data or {})[0].day
        return {
            "open": lambda: standing.open(day),
            "overdue": lambda: standing.overdue(day),
            "lapsed": lambda: standing.lapsed(day),
            "proposed": lambda: standing.open(day).filter(closure_proposed_by__isnull=False),
            "unverified": qs.unverified,
            "closed": lambda: qs.filter(closed_on__isnull=False),
        }[value]()


class DutyFilter(ScopedFilterSet):
    region = RegionFilter()
    aspect = ChoiceFilter(_("Aspect"), AspectCode)

    class Meta:
        model = OfficeDuty
        fields: list[str] = []


class SampleFilter(ScopedFilterSet):
    q = SearchFilter("facility__name", "place", "laboratory_text")
    region = RegionFilter()
    point = ChoiceFilter(_("Sample point"), SamplePoint)
    year = _year(method="in_year")
    with_results = df.BooleanFilter(
        label=_("With results, facility not archived"),
        method="having_results",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Sample
        fields: list[str] = []

    def in_year(self, qs: Any, name: str, value: Any) -> ScopedQuerySet:
        return qs.in_year(int(value))

    def having_results(self, qs: ScopedQuerySet, name: str, value: bool) -> ScopedQuerySet:
        if not value:
            return qs
        results = Result.objects.visible_to(self.user).current().filter(sample=OuterRef("pk"))
        return qs.filter(Exists(results), facility__archived_at__isnull=True)


class StandardFilter(ScopedFilterSet):
    q = SearchFilter("name", "code")

    class Meta:
        model = EffluentStandard
        fields: list[str] = []

"""Filters of the room's lists."""

from __future__ import annotations

from decimal import Decimal
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
    ServerKind,
    Severity,
    SubmissionServer,
    Visit,
)
from monitoring.querysets import HANDED_IN, RoundTargetQuerySet
from monitoring.recap.lists import JUDGED, judged, of_grade, standing, who_answered
from monitoring.recap.practice import found_level
from monitoring.recap.progress import PROGRESS
from monitoring.recap.visits import counted, latest_of


def _year(**kwargs: object) -> df.NumberFilter:
    return df.NumberFilter(label=_("Year"), min_value=1945, max_value=2100, **kwargs)


def _hidden(label: object, **kwargs: object) -> df.CharFilter:
    return df.CharFilter(label=label, max_length=60, widget=forms.HiddenInput, **kwargs)


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
        [
            ("soon", _("In the next 7 days")),
            ("overdue", _("Overdue")),
            ("awaited", _("Not handed in yet")),
        ],
        all=_("Any day"),
        method="by_day",
    )
    day = df.DateFilter(label=_("Planned for"), field_name="planned_on", widget=forms.HiddenInput)
    team = df.CharFilter(label=_("Team"), method="by_team")
    mine = df.BooleanFilter(label=_("Only mine"), method="only_mine", widget=forms.CheckboxInput)

    class Meta:
        model = RoundTarget
        fields: list[str] = []

    def by_day(self, qs: RoundTargetQuerySet, name: str, value: str) -> ScopedQuerySet:
        return {"soon": qs.soon, "overdue": qs.overdue, "awaited": qs.awaited}[value]()

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
    handed = ChoiceFilter(_("Handed in"), [("in", _("Submitted or approved"))], method="handed_in")
    standing = df.BooleanFilter(
        label=_("Facility not archived"),
        field_name="facility__archived_at",
        lookup_expr="isnull",
        widget=forms.HiddenInput,
    )
    changed = ChoiceFilter(
        _("Changes"), [("since", _("Changed since the approval"))], method="changed_since"
    )
    # What a figure of a recap or a comparison counts; `latest` before what narrows further.
    latest = df.ModelChoiceFilter(
        label=_("Latest approved visit by"),
        queryset=Instrument.objects.published(),
        empty_label=_("All visits"),
        method="by_latest",
    )
    existing = df.BooleanFilter(
        label=_("Facility still stands"), method="of_existing", widget=forms.HiddenInput
    )
    aspect = _hidden(_("Aspect"), method="told_apart")
    grade = _hidden(_("Class"), method="by_grade")
    since = df.DateFilter(label=_("Visited since"), method="told_apart", widget=forms.HiddenInput)
    level = df.NumberFilter(
        label=_("Model of management found"), method="of_level", widget=forms.HiddenInput
    )
    question = _hidden(_("Question"), method="told_apart")
    answer = _hidden(_("Answer"), method="by_answer")

    class Meta:
        model = Visit
        fields: list[str] = []

    def asked(self) -> dict[str, object]:
        """Return what the address asks to be told of the visits."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    def told_apart(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        """Return the visits as they are: `grade`, `answer` and the columns read the value."""
        return qs

    def of_existing(self, qs: ScopedQuerySet, name: str, value: bool) -> object:
        return standing(qs) if value else qs

    def by_latest(self, qs: ScopedQuerySet, name: str, value: Instrument) -> object:
        of = self.form.cleaned_data.get("round")
        latest = latest_of(counted(qs, of), value, of)
        return qs.filter(pk__in=latest.order_by().values("pk"))

    def of_level(self, qs: ScopedQuerySet, name: str, value: Decimal) -> ScopedQuerySet:
        return found_level(qs, int(value), self.form.cleaned_data.get("since"))

    def by_grade(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        asked = self.form.cleaned_data
        return of_grade(qs, asked.get("latest"), asked.get("aspect") or "", value)

    def by_answer(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        asked = self.form.cleaned_data
        code, instrument = asked.get("question") or "", asked.get("latest")
        return (
            judged(qs, instrument, code)
            if value == JUDGED
            else who_answered(qs, instrument, code, value)
        )

    def handed_in(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        return qs.filter(state__in=HANDED_IN)

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

    def in_year(self, qs: Any, name: str, value: Decimal) -> ScopedQuerySet:
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


class SubmissionServerFilter(ScopedFilterSet):
    q = SearchFilter("title", "address")
    kind = ChoiceFilter(_("Kind"), ServerKind, all=_("All kinds"))

    class Meta:
        model = SubmissionServer
        fields: list[str] = []

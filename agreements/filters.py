"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import pipeline
from agreements.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Blocker,
    BlockerReason,
    Contact,
    ContactKind,
    ContactOutcome,
    Partnership,
    RegionalPaper,
    RegionalPaperKind,
    Resolution,
    Stage,
    StageEntry,
)
from agreements.pipeline import ENDING_ALERTS, Stall
from agreements.reports.analysis import ANY
from chapters.models import Office
from core.access import ScopedQuerySet
from core.pages.filters import (
    AsOfFilter,
    ChoiceFilter,
    OwnFilter,
    RegionFilter,
    ScopedFilterSet,
    SearchFilter,
)
from core.people.users import User
from core.tools.rows.moment import moment_of

DUE = [("overdue", _("Overdue")), ("set", _("Agreed")), ("none", _("Not agreed"))]


DATED = [("no", _("Without a date")), ("yes", _("Dated"))]
SIGNED = (AgreementKind.MOU, AgreementKind.PKS)


class PartnershipFilter(ScopedFilterSet):
    """Rows come from `Partnership.objects.with_standing()`."""

    q = SearchFilter("region__search_text", "counterpart", "subject", "next_step")
    region = RegionFilter()
    stage = df.ModelChoiceFilter(
        label=_("Stage"),
        queryset=Stage.objects.order_by("order"),
        method="at_stage",
        empty_label=_("All stages"),
    )
    reason = df.ModelChoiceFilter(
        label=_("Open blocker"),
        queryset=BlockerReason.objects.order_by("code"),
        method="because_of",
        empty_label=_("All reasons"),
    )
    stall = ChoiceFilter(_("Movement"), Stall, method="of_stall")
    due = ChoiceFilter(_("Next step"), DUE, method="of_due")
    signed = ChoiceFilter(
        _("Signed"), [(kind.value, kind.label) for kind in SIGNED], method="having_signed"
    )
    # What a figure of the analysis counts.
    been = df.CharFilter(
        label=_("Has a record at the stage"), method="having_been", widget=forms.HiddenInput
    )
    reached = df.CharFilter(
        label=_("Here or beyond"), method="having_reached", widget=forms.HiddenInput
    )
    waits = df.CharFilter(label=_("Waits for"), method="waiting_for", widget=forms.HiddenInput)
    real = df.BooleanFilter(label=_("Only real ones"), method="only_real", widget=forms.HiddenInput)
    as_of = AsOfFilter()

    class Meta:
        model = Partnership
        fields: list[str] = []

    def _with_stay(self, qs: ScopedQuerySet, **at: object) -> ScopedQuerySet:
        """Return those with a record of a stay, as far as it was known on the day."""
        moment, _form = moment_of(self.data or {})
        stays = StageEntry.objects.visible_to(self.user).current()
        stays = stays.known_by(moment.day) if moment.is_past else stays
        return qs.filter(Exists(stays.filter(partnership=OuterRef("pk"), **at)))

    def having_been(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return self._with_stay(qs) if value == ANY else self._with_stay(qs, stage=value)

    def having_reached(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return self._with_stay(qs, stage__in=pipeline.beyond(value))

    def waiting_for(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return qs.filter(stage_code__in=Stage.objects.filter(waits_for=value).values("pk"))

    def only_real(self, qs: ScopedQuerySet, name: str, value: bool) -> ScopedQuerySet:
        return qs.filter(is_example=False) if value else qs

    def at_stage(self, qs: ScopedQuerySet, name: str, value: Stage) -> object:
        return qs.filter(stage_code=value.pk)

    def because_of(self, qs: Any, name: str, value: BlockerReason) -> Any:
        moment, _form = moment_of(self.data or {})
        blockers = Blocker.objects.visible_to(self.user).current().because_of(value.pk)
        blockers = blockers.open_on(moment.day) if moment.is_past else blockers.unresolved()
        return qs.filter(Exists(blockers.filter(partnership=OuterRef("pk"))))

    def of_stall(self, qs: Any, name: str, value: str) -> object:
        return qs.stalled(value, at=moment_of(self.data or {})[0].day)

    def having_signed(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        """Leave those with a real signed paper of the kind, whether still in force or not."""
        moment, _form = moment_of(self.data or {})
        papers = Agreement.objects.visible_to(self.user).current()
        papers = papers.signed_by(moment.day) if moment.is_past else papers.signed()
        papers = papers.filter(kind=value, is_example=False, partnership=OuterRef("pk"))
        return qs.filter(Exists(papers))

    def of_due(self, qs: Any, name: str, value: str) -> object:
        if value == "overdue":
            return qs.overdue(at=timezone.localdate())
        return qs.filter(next_step="") if value == "none" else qs.exclude(next_step="")


class AgreementFilter(ScopedFilterSet):
    """Rows come from `Agreement.objects.with_end()`."""

    q = SearchFilter(
        "partnership__region__search_text", "title", "number_ours", "number_theirs", "scope"
    )
    region = RegionFilter(path="partnership__region")
    kind = ChoiceFilter(_("Kind"), AgreementKind, all=_("All kinds"))
    status = ChoiceFilter(_("Status"), AgreementStatus, all=_("All statuses"), method="of_status")
    ends = ChoiceFilter(
        _("Ends"),
        [(180, _("within 180 days")), (90, _("within 90 days")), (30, _("within 30 days"))],
        all=_("At any time"),
        method="ending",
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def of_status(self, qs: Any, name: str, value: str) -> object:
        return qs.having_status(value, at=timezone.localdate())

    def ending(self, qs: Any, name: str, value: str) -> object:
        assert int(value) in ENDING_ALERTS
        return qs.ending(at=timezone.localdate(), within=int(value))


class BlockerFilter(ScopedFilterSet):
    q = SearchFilter("partnership__region__search_text", "note", "action_taken", "resolution_text")
    region = RegionFilter(path="partnership__region")
    reason = df.ModelChoiceFilter(
        label=_("Reason"),
        queryset=BlockerReason.objects.order_by("code"),
        method="because_of",
        empty_label=_("All reasons"),
    )
    office = df.ModelChoiceFilter(
        label=_("Office concerned"),
        queryset=Office.objects.order_by("name"),
        empty_label=_("All offices"),
        null_label=_("No single office"),
    )
    state = ChoiceFilter(
        _("State"), [("open", _("Open")), ("resolved", _("Resolved"))], method="of_state"
    )
    as_of = AsOfFilter()
    own = OwnFilter(path="partnership__region")

    class Meta:
        model = Blocker
        fields: list[str] = []

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, user=user, **kwargs)
        # Only offices that visible blockers name: a list of all would hold thousands.
        raised = Blocker.objects.visible_to(user).filter(office=OuterRef("pk"))
        offices: Any = self.filters["office"]
        named = Office.objects.filter(Exists(raised)).order_by("name")
        offices.queryset = offices.extra["queryset"] = named

    @override
    def filter_queryset(self, queryset: ScopedQuerySet) -> ScopedQuerySet:
        moment, _form = moment_of(self.data or {})
        if moment.is_past:
            queryset = queryset.filter(raised_on__lte=moment.day.isoformat())
        return super().filter_queryset(queryset)

    def because_of(self, qs: Any, name: str, value: BlockerReason) -> Any:
        return qs.because_of(value.pk)

    def of_state(self, qs: Any, name: str, value: str) -> object:
        moment, _form = moment_of(self.data or {})
        if moment.is_past:
            return qs.open_on(moment.day) if value == "open" else qs.resolved_by(moment.day)
        return qs.unresolved() if value == "open" else qs.resolved()


class SolvedFilter(ScopedFilterSet):
    q = SearchFilter("partnership__region__search_text", "note", "action_taken", "resolution_text")
    reason = df.ModelChoiceFilter(
        label=_("Reason"),
        queryset=BlockerReason.objects.order_by("code"),
        method="because_of",
        empty_label=_("All reasons"),
    )
    resolution = ChoiceFilter(_("How it was resolved"), Resolution)
    region = RegionFilter(path="partnership__region")

    class Meta:
        model = Blocker
        fields: list[str] = []

    def because_of(self, qs: Any, name: str, value: BlockerReason) -> Any:
        return qs.because_of(value.pk)


class ContactFilter(ScopedFilterSet):
    q = SearchFilter("partnership__region__search_text", "people", "outcome_text", "next_step")
    region = RegionFilter(path="partnership__region")
    kind = ChoiceFilter(_("Kind"), ContactKind, all=_("All kinds"))
    outcome = ChoiceFilter(_("Outcome"), ContactOutcome, all=_("All outcomes"))
    dated = ChoiceFilter(_("Date"), DATED, all=_("With and without a date"), method="by_date")

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_date(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        undated = Q(held_on="")
        return qs.filter(undated if value == "no" else ~undated)


class RegionalPaperFilter(ScopedFilterSet):
    q = SearchFilter("title", "number", "parties", "subject")
    region = RegionFilter(path="region")
    kind = ChoiceFilter(_("Kind"), RegionalPaperKind, all=_("All kinds"))

    class Meta:
        model = RegionalPaper
        fields: list[str] = []

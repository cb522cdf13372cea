"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    Stage,
)
from agreements.pipeline import ENDING_ALERTS, Stall
from chapters.filters import RegionFilter, ScopedFilterSet, SearchFilter

DUE = [("overdue", _("Overdue")), ("set", _("Agreed")), ("none", _("Not agreed"))]


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
    stall = df.ChoiceFilter(
        label=_("Movement"), choices=Stall.choices, method="of_stall", empty_label=_("All")
    )
    due = df.ChoiceFilter(label=_("Next step"), choices=DUE, method="of_due", empty_label=_("All"))

    class Meta:
        model = Partnership
        fields: list[str] = []

    def at_stage(self, qs: Any, name: str, value: Stage) -> Any:
        return qs.filter(stage_code=value.pk)

    def because_of(self, qs: Any, name: str, value: BlockerReason) -> Any:
        blockers = Blocker.objects.visible_to(self.user).current().unresolved().because_of(value.pk)
        return qs.filter(Exists(blockers.filter(partnership=OuterRef("pk"))))

    def of_stall(self, qs: Any, name: str, value: str) -> Any:
        return qs.stalled(value, at=timezone.localdate())

    def of_due(self, qs: Any, name: str, value: str) -> Any:
        if value == "overdue":
            return qs.overdue(at=timezone.localdate())
        return qs.filter(next_step="") if value == "none" else qs.exclude(next_step="")


class AgreementFilter(ScopedFilterSet):
    """Rows come from `Agreement.objects.with_end()`."""

    q = SearchFilter(
        "partnership__region__search_text", "title", "number_ours", "number_theirs", "scope"
    )
    region = RegionFilter(path="partnership__region")
    kind = df.ChoiceFilter(
        label=_("Kind"), choices=AgreementKind.choices, empty_label=_("All kinds")
    )
    status = df.ChoiceFilter(
        label=_("Status"),
        choices=AgreementStatus.choices,
        method="of_status",
        empty_label=_("All statuses"),
    )
    ends = df.ChoiceFilter(
        label=_("Ends"),
        method="ending",
        empty_label=_("At any time"),
        choices=[(180, _("within 180 days")), (90, _("within 90 days")), (30, _("within 30 days"))],
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def of_status(self, qs: Any, name: str, value: str) -> Any:
        return qs.having_status(value, at=timezone.localdate())

    def ending(self, qs: Any, name: str, value: str) -> Any:
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
    state = df.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Open")), ("resolved", _("Resolved"))],
        method="of_state",
        empty_label=_("All"),
    )

    class Meta:
        model = Blocker
        fields: list[str] = []

    def because_of(self, qs: Any, name: str, value: BlockerReason) -> Any:
        return qs.because_of(value.pk)

    def of_state(self, qs: Any, name: str, value: str) -> Any:
        return qs.unresolved() if value == "open" else qs.resolved()


class ContactFilter(ScopedFilterSet):
    q = SearchFilter("partnership__region__search_text", "people", "outcome_text", "next_step")
    region = RegionFilter(path="partnership__region")
    kind = df.ChoiceFilter(label=_("Kind"), choices=ContactKind.choices, empty_label=_("All kinds"))
    outcome = df.ChoiceFilter(
        label=_("Outcome"), choices=ContactOutcome.choices, empty_label=_("All outcomes")
    )

    class Meta:
        model = Contact
        fields: list[str] = []

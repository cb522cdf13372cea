"""What lists of the registry can be narrowed by; every state is in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.filters import RegionFilter, ScopedFilterSet, SearchFilter

from .choices import (
    FacilityType,
    FunctionStatus,
    GroupKind,
    GroupStatus,
    Membership,
    ProviderKind,
    Stage,
    WorksKind,
    WorksStatus,
)
from .desludging import a_year_before
from .models import Desludging, Facility, FundingContribution, Group, Programme, StatusRecord, Works

# Outside the box around the region's villages, or of a region of which no box is known: not outside.
OUTSIDE = (
    Q(latitude__lt=F("region__south"))
    | Q(latitude__gt=F("region__north"))
    | Q(longitude__lt=F("region__west"))
    | Q(longitude__gt=F("region__east"))
)
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class YearFilter(df.CharFilter):
    """A year, compared with the beginning of a partial date."""

    def __init__(self, path: str, **kwargs: Any) -> None:
        self.path = path
        super().__init__(max_length=4, **kwargs)
        self.extra["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}
        )

    def filter(self, qs: Any, value: str) -> Any:
        value = (value or "").strip()
        return qs.filter(**{f"{self.path}__startswith": value}) if value.isdigit() else qs


class GroupFilter(ScopedFilterSet):
    q = SearchFilter("name", "village", "district", "hamlet")
    region = RegionFilter()
    kind = df.ChoiceFilter(label=_("Kind"), choices=GroupKind.choices, empty_label=_("All kinds"))
    status = df.ChoiceFilter(
        label=_("Status"), choices=GroupStatus.choices, empty_label=_("All statuses")
    )
    member = df.ChoiceFilter(
        label=_("AKSANSI"),
        field_name="membership",
        choices=Membership.choices,
        empty_label=_("Members and others"),
    )

    class Meta:
        model = Group
        fields: list[str] = []


class FacilityFilter(ScopedFilterSet):
    q = SearchFilter("name", "code", "village", "district", "hamlet")
    region = RegionFilter()
    type = df.ChoiceFilter(
        label=_("Type"),
        field_name="facility_type",
        choices=FacilityType.choices,
        empty_label=_("All types"),
    )
    function = df.ChoiceFilter(
        label=_("Function"),
        choices=FunctionStatus.choices,
        empty_label=_("All states"),
        method="by_function",
    )
    operator = df.ChoiceFilter(
        label=_("Operator recorded"),
        choices=YES_NO,
        empty_label=_("With and without"),
        method="by_operator",
    )
    programme = df.ModelChoiceFilter(
        label=_("Programme"),
        queryset=Programme.objects.current(),
        empty_label=_("All programmes"),
        method="by_programme",
    )
    year = YearFilter("built_on", label=_("Built in"))
    stage = df.ChoiceFilter(label=_("Stage"), choices=Stage.choices, empty_label=_("All stages"))
    check = df.ChoiceFilter(
        label=_("Needs attention"),
        choices=[
            ("status", _("No status record for 12 months")),
            ("operator", _("Built, without operator")),
            ("desludging", _("Desludging overdue")),
        ],
        empty_label=_("All"),
        method="by_check",
    )

    position = df.ChoiceFilter(
        label=_("Coordinates"),
        choices=[
            ("known", _("Known")),
            ("missing", _("Missing")),
            ("outside", _("Outside the region")),
        ],
        empty_label=_("With and without"),
        method="by_position",
    )

    class Meta:
        model = Facility
        fields: list[str] = []

    def by_function(self, qs: Any, name: str, value: str) -> Any:
        if value == FunctionStatus.UNKNOWN:
            return qs.with_latest_status().filter(latest_function__isnull=True)
        return qs.with_latest_status().filter(latest_function=value)

    def by_operator(self, qs: Any, name: str, value: str) -> Any:
        return qs.with_running_operator() if value == "yes" else qs.without_operator()

    def by_programme(self, qs: Any, name: str, value: Programme) -> Any:
        given = FundingContribution.objects.visible_to(self.user).current()
        return qs.filter(Exists(given.filter(facility=OuterRef("pk"), programme=value)))

    def by_position(self, qs: Any, name: str, value: str) -> Any:
        if value == "outside":
            return qs.filter(OUTSIDE)
        return qs.filter(latitude__isnull=value == "missing")

    def by_check(self, qs: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        return {
            "status": lambda: qs.existing(today).not_observed_since(a_year_before(today)),
            "operator": lambda: qs.existing(today).without_operator(),
            "desludging": lambda: qs.existing(today).desludging_overdue(today),
        }[value]()


class WorksFilter(ScopedFilterSet):
    q = SearchFilter("facility__name", "facility__code", "facility__village", "description")
    region = RegionFilter(path="facility__region")
    kind = df.ChoiceFilter(label=_("Kind"), choices=WorksKind.choices, empty_label=_("All kinds"))
    status = df.ChoiceFilter(
        label=_("Status"), choices=WorksStatus.choices, empty_label=_("All statuses")
    )
    year = YearFilter("started_on", label=_("Started in"))

    class Meta:
        model = Works
        fields: list[str] = []


class DesludgingFilter(ScopedFilterSet):
    q = SearchFilter("facility__name", "facility__code", "facility__village", "provider")
    region = RegionFilter(path="facility__region")
    provider = df.ChoiceFilter(
        label=_("Provider"),
        field_name="provider_kind",
        choices=ProviderKind.choices,
        empty_label=_("All providers"),
    )
    year = YearFilter("done_on", label=_("Year"))

    class Meta:
        model = Desludging
        fields: list[str] = []


class StatusRecordFilter(ScopedFilterSet):
    q = SearchFilter("facility__name", "facility__code", "facility__village", "remark")
    region = RegionFilter(path="facility__region")
    function = df.ChoiceFilter(
        label=_("Function"),
        field_name="function_status",
        choices=FunctionStatus.choices,
        empty_label=_("All states"),
    )
    year = YearFilter("observed_on", label=_("Year"))

    class Meta:
        model = StatusRecord
        fields: list[str] = []

"""What the lists of works, desludgings and status records can be narrowed by."""

from __future__ import annotations

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet
from core.records.money import FUNDS
from ksm.choices import (
    Condition,
    FacilityType,
    FunctionStatus,
    Payer,
    ProviderKind,
    WorksKind,
    WorksStatus,
)
from ksm.filters.parts import YEAR, CodeSearch, PartialYearFilter, SinceFilter, UntilFilter
from ksm.models import Desludging, StatusRecord, Works, WorksCost


class WorksFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "description")
    region = RegionFilter(path="facility__region")
    kind = ChoiceFilter(_("Kind"), WorksKind, all=_("All kinds"))
    status = ChoiceFilter(_("Status"), WorksStatus, all=_("All statuses"))
    type = ChoiceFilter(
        _("Type"), FacilityType, all=_("All types"), field_name="facility__facility_type"
    )
    year = PartialYearFilter("started_on", label=_("Started in"))
    done = PartialYearFilter("finished_on", label=_("Finished in"))
    at_work = df.CharFilter(
        label=_("Begun or finished in"), validators=[YEAR], method="begun_or_finished"
    )
    funder = ChoiceFilter(
        _("Source of funds"), FUNDS.pairs, all=_("All sources"), method="by_funder"
    )

    class Meta:
        model = Works
        fields: list[str] = []

    def begun_or_finished(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        in_year = Q(started_on__startswith=value) | Q(finished_on__startswith=value)
        return qs.filter(in_year).exclude(status=WorksStatus.PLANNED)

    def by_funder(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        shares = WorksCost.objects.visible_to(self.user).current().filter(fund_source=value)
        return qs.filter(Exists(shares.filter(works=OuterRef("pk"))))


class DesludgingFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "provider")
    region = RegionFilter(path="facility__region")
    provider = ChoiceFilter(
        _("Provider"), ProviderKind, all=_("All providers"), field_name="provider_kind"
    )
    payer = ChoiceFilter(_("Paid by"), Payer)
    destination = df.CharFilter(
        label=_("Destination"), field_name="destination", lookup_expr="icontains", max_length=60
    )
    type = ChoiceFilter(
        _("Type"), FacilityType, all=_("All types"), field_name="facility__facility_type"
    )
    year = PartialYearFilter("done_on", label=_("Year"))
    since = SinceFilter("done_on", label=_("Since"))
    until = UntilFilter("done_on", label=_("Until"))

    class Meta:
        model = Desludging
        fields: list[str] = []


class StatusRecordFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "remark")
    region = RegionFilter(path="facility__region")
    function = ChoiceFilter(
        _("Function"), FunctionStatus, all=_("All states"), field_name="function_status"
    )
    condition = ChoiceFilter(
        _("Condition"), Condition, all=_("All states"), field_name="physical_condition"
    )
    year = PartialYearFilter("observed_on", label=_("Year"))
    since = SinceFilter("observed_on", label=_("Since"))
    until = UntilFilter("observed_on", label=_("Until"))

    class Meta:
        model = StatusRecord
        fields: list[str] = []

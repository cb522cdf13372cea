"""Data administration of the registry: the Secretariat everything, officers their own rows.

What a service writes (codes, operators, the type after works) is added on the pages.
"""

from __future__ import annotations

from django.contrib import admin
from import_export.fields import Field
from import_export.widgets import SimpleArrayWidget

from core.pages.admin.base import ScopedAdmin
from core.pages.admin.resources import exported
from ksm.forms.cash import CashMonthForm
from ksm.forms.children import FundingContributionForm, StatusRecordForm, WorksCostForm, WorksForm
from ksm.forms.desludgings import DesludgingForm
from ksm.forms.facilities import FacilityForm
from ksm.forms.groups import GroupForm
from ksm.forms.members import MemberDuesForm, ProgrammeForm
from ksm.forms.operators import OperationForm
from ksm.forms.tariffs import TariffForm
from ksm.models import (
    CashMonth,
    Desludging,
    Facility,
    FundingContribution,
    Group,
    MemberDues,
    Operation,
    Programme,
    StatusRecord,
    Tariff,
    Works,
    WorksCost,
)

PLACE = ("district", "village_kind", "village", "hamlet")


@admin.register(Group)
class GroupAdmin(ScopedAdmin):
    form = GroupForm
    resource_class = exported(
        Group, "region", "name", "kind", *PLACE, "formed_on", "legal_basis", "decree", "status",
        "membership", "member_from", "member_to", "tags", "description",
    )  # fmt: skip
    list_display = ("name", "village", "region", "kind", "status", "membership", "is_example")
    list_filter = ("kind", "status", "membership", "is_example")
    list_select_related = ("region",)
    search_fields = ("name", "village")


@admin.register(Facility)
class FacilityAdmin(ScopedAdmin):
    form = FacilityForm
    made_here = False
    resource_class = exported(
        Facility, "code", "name", "facility_type", "region", *PLACE, "rt", "rw", "latitude", "longitude",
        "coordinate_source", "stage", "built_on", "commissioned_on", "closed_on", "design_sr", "design_kk",
        "design_jiwa", "design_flow_m3_day", "installed_sr", "mck_doors", "is_estimate", "technologies",
        "land_status", "asset_status", "tags", "description",
        technologies=Field("technologies", "technologies", SimpleArrayWidget()),
    )  # fmt: skip
    list_display = ("code", "name", "village", "region", "facility_type", "stage", "is_example")
    list_filter = ("facility_type", "stage", "is_example")
    list_select_related = ("region",)
    search_fields = ("code", "name", "village")
    readonly_fields = ("code",)


class ChildAdmin(ScopedAdmin):
    """What is recorded under a facility; added on the facility's page, corrected here."""

    made_here = False
    list_select_related: object = ("facility",)
    search_fields = ("facility__code", "facility__name")
    readonly_fields: object = ("facility",)


@admin.register(Operation)
class OperationAdmin(ChildAdmin):
    form = OperationForm
    list_display = ("facility", "group", "started_on", "ended_on")
    list_select_related = ("facility", "group")


@admin.register(StatusRecord)
class StatusRecordAdmin(ChildAdmin):
    form = StatusRecordForm
    list_display = ("facility", "observed_on", "function_status", "physical_condition", "active_sr")
    list_filter = ("function_status", "physical_condition")


@admin.register(Works)
class WorksAdmin(ChildAdmin):
    form = WorksForm
    list_display = ("facility", "kind", "status", "started_on", "finished_on")
    list_filter = ("kind", "status")


@admin.register(WorksCost)
class WorksCostAdmin(ScopedAdmin):
    form = WorksCostForm
    made_here = False
    list_display = ("works", "funder", "fund_source", "kind", "amount")
    list_select_related = ("works__facility",)
    search_fields = ("funder", "works__facility__code")
    readonly_fields = ("works",)


@admin.register(FundingContribution)
class FundingContributionAdmin(ChildAdmin):
    form = FundingContributionForm
    list_display = ("facility", "programme", "fund_source", "kind", "amount", "given_on")
    list_filter = ("fund_source", "kind")
    list_select_related = ("facility", "programme")


@admin.register(Desludging)
class DesludgingAdmin(ChildAdmin):
    form = DesludgingForm
    list_display = ("facility", "done_on", "volume_m3", "provider", "cost")
    list_filter = ("provider_kind", "payer")


@admin.register(Tariff)
class TariffAdmin(ScopedAdmin):
    form = TariffForm
    made_here = False
    list_display = ("customer", "kind", "amount", "unit", "valid_from", "region")
    list_filter = ("kind", "unit")
    list_select_related = ("region",)
    search_fields = ("customer", "regulation")
    readonly_fields = ("region", "facility", "group", "chapter", "office")


@admin.register(CashMonth)
class CashMonthAdmin(ScopedAdmin):
    form = CashMonthForm
    made_here = False
    list_display = ("group", "month", "fees", "pay", "balance")
    list_select_related = ("group",)
    search_fields = ("group__name",)
    readonly_fields = ("group",)


@admin.register(MemberDues)
class MemberDuesAdmin(ScopedAdmin):
    form = MemberDuesForm
    list_display = ("group", "year", "due", "paid")
    list_select_related = ("group",)
    search_fields = ("group__name",)
    readonly_fields = ("group",)


@admin.register(Programme)
class ProgrammeAdmin(ScopedAdmin):
    form = ProgrammeForm
    secretariat_only = True
    list_display = ("code", "label_id", "label_en", "period", "position")
    search_fields = ("code", "label_id", "label_en")

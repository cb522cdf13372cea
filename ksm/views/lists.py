"""Lists of facilities and groups: what can be seen, chosen and changed for many rows at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.bps import bps_code
from core.pages import BulkField, ListPage
from core.pages.lists import PASSING
from core.pages.saved import tidy_query
from core.tools.rows.moment import moment_of
from core.tools.tables import Column
from ksm.choices import Condition, badge, system_words
from ksm.filters.facilities import FacilityFilter
from ksm.filters.groups import GroupFilter
from ksm.models import Facility, Group, Programme
from ksm.services import give_programme, put_tags, take_tags
from ksm.tags import TagsFormField
from ksm.views import columns as c

ENTERED = [
    Column("created_at", _("Entered at"), kind="moment", sort="created_at", hidden=True),
    Column("updated_at", _("Changed at"), kind="moment", sort="updated_at", hidden=True),
]


def programme_field() -> forms.Field:
    return forms.ModelChoiceField(
        queryset=Programme.objects.current(),
        label=_("Add a funding of the programme"),
        help_text=_("Facilities that have it already stay as they are."),
        empty_label=_("– leave as it is –"),
        required=False,
    )


def tags_field(label: Any) -> forms.Field:
    return TagsFormField(
        label=label, required=False, help_text=_("Separated by commas; other tags stay.")
    )


TAG_FIELDS = (
    BulkField("tags_on", lambda: tags_field(_("Add tags")), put_tags),
    BulkField("tags_off", lambda: tags_field(_("Take tags off")), take_tags),
)


class FacilityListPage(ListPage):
    model = Facility
    filterset_class = FacilityFilter
    template_name = "ksm/facility_list.html"
    ordering = ("region_id", "code")
    empty = _("No facility fits. Record the first one, or take a filter off.")
    columns = [
        Column("code", _("Code"), sort="code", hidden=True),
        Column("name", _("Facility"), link=True, note=c.code_and_where, sort=("name", "village")),
        Column(
            "type",
            _("Type"),
            "get_facility_type_display",
            sort=("facility_type", "region_id", "code"),
        ),
        Column("region", _("Region"), lambda row: str(row.region)),
        Column("system", _("System"), lambda row: system_words(row.facility_type), hidden=True),
        c.FUNCTION,
        Column(
            "condition",
            _("Condition"),
            lambda row: badge(Condition, row.latest_condition),
            kind="badge",
            hidden=True,
            needs=("latest_condition",),
        ),
        c.ACTIVE_SR,
        c.OPERATOR,
        Column(
            "operator_since", _("Operator since"), "operator_since", kind="partial", hidden=True
        ),
        Column("region_code", _("Region code"), "region_id", hidden=True),
        Column(
            "bps_code",
            _("BPS code of the region"),
            lambda row: bps_code(row.region_id),
            hidden=True,
        ),
        Column("district", _("District"), hidden=True),
        Column("village", _("Village"), hidden=True),
        Column("hamlet", _("Hamlet"), hidden=True),
        Column("rt", "RT", hidden=True),
        Column("rw", "RW", hidden=True),
        Column("address", _("Address line"), hidden=True),
        Column(
            "stage",
            _("Stage"),
            "get_stage_display",
            sort=("stage", "region_id", "code"),
            hidden=True,
        ),
        Column("built_percent", _("Built so far (%)"), kind="number", hidden=True),
        Column("built_percent_on", _("Progress as of"), kind="partial", hidden=True),
        Column("built_on", _("Year built"), kind="partial", sort=("built_on", "code"), hidden=True),
        Column("commissioned_on", _("In use since"), kind="partial", hidden=True),
        Column("design_sr", _("Designed SR"), "design_sr_at", kind="number", hidden=True),
        Column("design_kk", _("Designed KK"), "design_kk_at", kind="number", hidden=True),
        Column(
            "design_flow",
            _("Design flow (m³/day)"),
            "design_flow_m3_day",
            kind="number",
            hidden=True,
        ),
        Column("mck_doors", _("MCK doors"), kind="number", hidden=True),
        Column("design_jiwa", _("Designed for people"), kind="number", hidden=True),
        Column("installed_sr", _("Installed SR"), kind="number", hidden=True),
        Column("kk", _("KK served"), "latest_kk", kind="number", hidden=True),
        Column("jiwa", _("People served"), "latest_jiwa", kind="number", hidden=True),
        Column("function_on", _("Function as of"), "latest_function_on", hidden=True),
        Column("active_sr_on", _("Active SR as of"), "latest_active_sr_on", hidden=True),
        Column("closed_on", _("Closed on"), kind="partial", hidden=True),
        Column(
            "interval",
            _("Emptying interval (years)"),
            "desludging_interval_years",
            kind="number",
            hidden=True,
        ),
        Column(
            "sludge_volume",
            _("Room for sludge (m³)"),
            "sludge_volume_m3",
            kind="number",
            hidden=True,
        ),
        Column(
            "truck_distance",
            _("Distance to truck access (m)"),
            "truck_distance_m",
            kind="number",
            hidden=True,
        ),
        Column(
            "receiving_water", _("Effluent goes to"), "get_receiving_water_display", hidden=True
        ),
        Column("last_emptied", _("Last emptied"), kind="partial", hidden=True),
        Column(
            "technologies", _("Treatment units"), lambda row: str(row.technologies), hidden=True
        ),
        Column("land_status", _("Land"), "get_land_status_display", hidden=True),
        Column("asset_status", _("Asset"), "get_asset_status_display", hidden=True),
        Column("tags", _("Tags"), hidden=True),
        Column("description", _("Remarks"), hidden=True),
        Column("latitude", _("Latitude"), kind="number", hidden=True),
        Column("longitude", _("Longitude"), kind="number", hidden=True),
        *c.SOURCE,
        *ENTERED,
    ]
    bulk_fields = (
        "stage",
        "closed_on",
        BulkField("programme", programme_field, give_programme),
        "land_status",
        "asset_status",
        "desludging_interval_years",
        "desludging_route",
        "district",
        *TAG_FIELDS,
        "source",
        "as_of",
    )

    select_related = ("region",)

    @override
    def with_shown(self, rows: Any, columns: list[Column]) -> Any:
        return with_columns(rows, columns, moment_of(self.request.GET)[0].past_day)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        narrowed = narrowing(self.request)
        return {
            **super().get_context_data(**kwargs),
            "map_url": f"{reverse('ksm:facility-map')}?{narrowed}",
            "forms_url": f"{reverse('ksm:facility-forms')}?{narrowed}",
        }


def with_columns(facilities: Any, columns: list[Column], at: dt.date | None = None) -> Any:
    """Return the facilities with what these columns show of their dated records, as of a day (None: now)."""
    names = set().union(*(column.reads for column in columns))
    if names & {"design_sr_at", "design_kk_at"}:
        facilities = facilities.with_makeup(at)
    if latest := {name for name in names if name.startswith("latest_")}:
        facilities = facilities.with_latest_status(at, only=latest)
    if operator := {name for name in names if name.startswith("operator_")}:
        facilities = facilities.with_operator(at, only=operator)
    return facilities.with_last_desludging(at) if "last_emptied" in names else facilities


def narrowing(request: HttpRequest) -> str:
    """Return the filter of a list as a query string: without page, order, columns and format."""
    return tidy_query(request.GET, drop=(*PASSING, "sort", "columns"))


class GroupListPage(ListPage):
    model = Group
    filterset_class = GroupFilter
    ordering = ("name", "village")
    empty = _("No group fits. Record the first one, or take a filter off.")
    columns = [
        Column("name", _("Group"), note=c.where, link=True, sort=("name", "village")),
        Column("kind", _("Kind"), "get_kind_display", sort=("kind", "name")),
        Column("status", _("Status"), "status_badge", kind="badge", sort=("status", "name")),
        Column("membership", _("AKSANSI"), c.membership_text, sort=("membership", "member_from")),
        Column("facility_count", _("Facilities"), kind="number", sort="facility_count"),
        Column("region_code", _("Region code"), "region_id", hidden=True),
        Column("region", _("Region"), lambda row: str(row.region), hidden=True),
        Column("district", _("District"), hidden=True),
        Column("village", _("Village"), hidden=True),
        Column("hamlet", _("Hamlet"), hidden=True),
        Column(
            "formed_on", _("Formed on"), kind="partial", sort=("formed_on", "name"), hidden=True
        ),
        Column("legal_basis", _("Legal basis"), "get_legal_basis_display", hidden=True),
        Column("decree", _("Decree or deed"), hidden=True),
        Column("member_from", _("Member since"), kind="partial", hidden=True),
        Column("member_to", _("Member until"), kind="partial", hidden=True),
        Column("tags", _("Tags"), hidden=True),
        Column("contact_name", _("Contact person"), personal=True, hidden=True),
        Column("contact_phone", _("Phone"), personal=True, hidden=True),
        *c.SOURCE,
        *ENTERED,
    ]
    bulk_fields = (
        "status",
        "kind",
        "membership",
        "member_from",
        "member_to",
        "legal_basis",
        "district",
        *TAG_FIELDS,
        "source",
        "as_of",
    )

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region").with_facility_count()

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aksansi.tables import Column
from chapters.models import tidy_query
from chapters.pages import CreatePage, EditPage, ListPage
from chapters.pages.lists import PASSING

from ..filters import FacilityFilter
from ..forms import FacilityForm
from ..models import Facility
from . import columns as c
from .base import RoomLinksMixin, WarningsMixin


class FacilityListPage(RoomLinksMixin, ListPage):
    model = Facility
    filterset_class = FacilityFilter
    template_name = "ksm/facility_list.html"
    ordering = ("code",)
    empty = _("No facility fits. Record the first one, or take a filter off.")
    columns = [
        Column("code", _("Code"), sort="code", export_only=True),
        Column("name", _("Facility"), link=True, note=c.code_and_where, sort=("name", "village")),
        Column("type", _("Type"), "get_facility_type_display", sort=("facility_type", "code")),
        Column("function", _("Function"), c.function_badge, kind="badge", note=c.function_date),
        Column("active_sr", _("Active SR"), "latest_active_sr", kind="number", note=c.of_design),
        Column("operator", _("Operator"), "operator_name", note="operator_village"),
        Column("region_code", _("Region code"), "region_id", export_only=True),
        Column("region", _("Region"), lambda row: str(row.region), export_only=True),
        Column("district", _("District"), export_only=True),
        Column("village", _("Village"), export_only=True),
        Column("built_on", _("Year built"), export_only=True),
        Column("design_sr", _("Designed SR"), kind="number", export_only=True),
        Column("design_kk", _("Designed KK"), kind="number", export_only=True),
        Column("kk", _("KK served"), "latest_kk", kind="number", export_only=True),
        Column("jiwa", _("People served"), "latest_jiwa", kind="number", export_only=True),
        Column("function_on", _("Function as of"), "latest_function_on", export_only=True),
        Column("active_sr_on", _("Active SR as of"), "latest_active_sr_on", export_only=True),
        Column("latitude", _("Latitude"), kind="number", export_only=True),
        Column("longitude", _("Longitude"), kind="number", export_only=True),
        *c.SOURCE,
    ]

    def get_rows(self) -> Any:
        return super().get_rows().select_related("region").with_latest_status().with_operator()

    def narrowing(self) -> str:
        """Return the filter of this list as a query string: without page, order, columns and format."""
        return tidy_query(self.request.GET, drop=(*PASSING, "sort", "columns"))

    def extra_context(self, rows: Any) -> dict[str, Any]:
        return {"map_url": f"{reverse('ksm:facility-map')}?{self.narrowing()}"}


class FacilityCreatePage(WarningsMixin, CreatePage):
    model = Facility
    form_class = FacilityForm
    template_name = "ksm/registry_form.html"
    intro = _("Name, type and region are enough for a start; the rest can follow.")


class FacilityEditPage(WarningsMixin, EditPage):
    model = Facility
    form_class = FacilityForm
    template_name = "ksm/registry_form.html"

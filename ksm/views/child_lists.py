"""Lists of what is recorded under facilities: works, status records, desludgings of a region."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import ListPage
from core.tools.tables import Column
from ksm.filters.children import DesludgingFilter, StatusRecordFilter, WorksFilter
from ksm.life.changes import CHANGES
from ksm.models import Desludging, StatusRecord, Works
from ksm.views import columns as c
from ksm.views.lists import ENTERED

FACILITY = [
    Column(
        "facility",
        _("Facility"),
        "facility.name",
        note=c.facility_where,
        sort=("facility__name", "facility__code"),
    ),
    Column("code", _("Code"), "facility.code", sort="facility__code"),
]
OF_FACILITY = [
    Column("region", _("Region"), lambda row: str(row.facility.region), hidden=True),
    Column("district", _("District"), "facility.district", hidden=True),
    Column("village", _("Village"), "facility.village", hidden=True),
    Column("type", _("Type"), "facility.get_facility_type_display", hidden=True),
]


def of_standing(rows: Any) -> Any:
    """Return the rows whose facility is not archived, with it; new ones are entered on its page."""
    return rows.filter(facility__archived_at__isnull=True).select_related("facility__region")


class WorksListPage(ListPage):
    may_create = False
    model = Works
    filterset_class = WorksFilter
    ordering = ("-started_on", "-pk")
    lead = _("Retrofits, rehabilitations and extensions. New ones are added on a facility's page.")
    empty = _("No works fit this filter.")
    columns = [
        Column("kind", _("Works"), "get_kind_display", link=True, note="description", sort="kind"),
        *FACILITY,
        Column("status", _("Status"), "status_badge", kind="badge", sort="status"),
        Column("started_on", _("Started on"), kind="partial", sort="started_on"),
        Column("finished_on", _("Finished on"), kind="partial", sort="finished_on"),
        Column("sr_added", _("SR added"), kind="number", sort="sr_added"),
        Column("cost_total", _("Cost"), kind="rupiah"),
        Column("pipe_length_m", _("Pipe laid (m)"), kind="number", hidden=True),
        Column("type_before", _("Type before"), "get_type_before_display", hidden=True),
        Column("type_after", _("Type after"), "get_type_after_display", hidden=True),
        *OF_FACILITY,
        *c.SOURCE,
        *ENTERED,
    ]
    bulk_fields = ("status", "started_on", "finished_on", "source", "as_of")

    @override
    def get_queryset(self) -> object:
        return of_standing(super().get_queryset()).with_cost()

    @override
    def why_not_bulk(self, row: object, values: dict[str, object]) -> str:
        """Works that change the facility are finished one by one: the facility changes with them."""
        touches = {"status", "finished_on"} & values.keys()
        if touches and any(getattr(row, after) not in (None, "") for _b, after in CHANGES.values()):
            return __("These works change the facility; finish them on their own page.")
        return ""


class StatusRecordListPage(ListPage):
    may_create = False
    model = StatusRecord
    filterset_class = StatusRecordFilter
    ordering = ("-observed_on", "-pk")
    lead = _("What was seen of the facilities. New ones are added on a facility's page.")
    empty = _("No status record fits this filter.")
    columns = [
        Column("observed_on", _("Observed on"), "when_words", link=True, sort="observed_on"),
        *FACILITY,
        *c.STATUS[1:3],
        Column("active_sr", _("Active SR"), kind="number", sort="active_sr"),
        Column("kk", _("KK"), kind="number", sort="kk"),
        Column("jiwa", _("Jiwa"), kind="number", sort="jiwa"),
        Column("fee", _("Fee"), kind="rupiah", hidden=True),
        Column("remark", _("Remarks"), hidden=True),
        *OF_FACILITY,
        *c.SOURCE,
        *ENTERED,
    ]
    bulk_fields = ("function_status", "physical_condition", "observed_on", "source", "as_of")

    @override
    def get_queryset(self) -> object:
        return of_standing(super().get_queryset())


class DesludgingListPage(ListPage):
    may_create = False
    model = Desludging
    filterset_class = DesludgingFilter
    ordering = ("-done_on", "-pk")
    lead = _("Emptyings of the facilities. New ones are added on a facility's page.")
    empty = _("No desludging fits this filter.")
    columns = [
        Column("done_on", _("Emptied on"), kind="partial", link=True, sort="done_on"),
        *FACILITY,
        *c.DESLUDGING[1:],
        Column("provider_kind", _("Kind of provider"), "get_provider_kind_display", hidden=True),
        Column("payer", _("Paid by"), "get_payer_display", hidden=True),
        Column("manifest", _("Manifest number"), hidden=True),
        Column("remark", _("Remark"), hidden=True),
        *OF_FACILITY,
        *c.SOURCE,
        *ENTERED,
    ]
    bulk_fields = ("provider_kind", "provider", "destination", "payer", "source", "as_of")

    @override
    def get_queryset(self) -> object:
        return of_standing(super().get_queryset())

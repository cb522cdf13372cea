from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi import formats, partial_dates
from aksansi.tables import Badge, Column, Fact, Table
from chapters.pages import CreatePage, DetailPage, EditPage, ListPage

from ..choices import Condition, badge
from ..desludging import NextDue, next_due, users_of
from ..filters import FacilityFilter
from ..forms import FacilityForm
from ..models import Desludging, Facility, FundingContribution, Operation, StatusRecord, Works
from . import columns as c
from .base import WarningsMixin


class FacilityListPage(ListPage):
    model = Facility
    filterset_class = FacilityFilter
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


class FacilityDetailPage(DetailPage):
    model = Facility

    def plan(self, rows: Any) -> Any:
        rows = rows.select_related("region").with_latest_status().with_operator()
        return rows.with_last_desludging()

    def get_facts(self) -> list[Fact]:
        row = self.object
        due = due_of(row)
        return [
            Fact(_("Function"), c.function_badge(row), note=c.function_date(row)),
            Fact(
                _("Physical condition"),
                badge(Condition, row.latest_condition),
                note=partial_dates.display(row.latest_condition_on or ""),
            ),
            *self._use(),
            Fact(
                _("Operator"),
                row.operator_name,
                note=self._since(),
                url=reverse("ksm:group-detail", args=[row.operator_id]) if row.operator_id else "",
            ),
            Fact(_("Next desludging"), due_badge(due), note=due.reason),
            Fact(_("Code"), row.code),
            Fact(_("Type"), row.get_facility_type_display()),
            Fact(_("Treatment units"), str(row.technologies)),
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("Place"), row.place, note=row.village_region_id or ""),
            Fact(_("Coordinates"), row.coordinates, note=self._accuracy(), url=row.map_uri),
            Fact(_("Stage"), row.get_stage_display()),
            Fact(_("Year built"), row.built_on, kind="partial"),
            Fact(_("In use since"), row.commissioned_on, kind="partial"),
            *([Fact(_("Closed on"), row.closed_on, kind="partial")] if row.closed_on else []),
            Fact(_("Designed for"), self._design()),
            Fact(_("Installed SR"), c.rough(row.installed_sr, row.is_estimate)),
            Fact(_("Effluent goes to"), self._water()),
            Fact(_("Land"), row.get_land_status_display()),
            Fact(_("Asset"), row.get_asset_status_display()),
            Fact(_("Remarks"), row.description),
        ]

    def _use(self) -> list[Fact]:
        row = self.object
        share = formats.percent(row.latest_active_sr, row.design_sr)
        used = __("%(share)s of the design") % {"share": share} if share != formats.DASH else ""
        return [
            Fact(label, value, kind="number", note=" · ".join(filter(None, (note, extra))))
            for label, value, note, extra in (
                (
                    _("Active SR"),
                    row.latest_active_sr,
                    partial_dates.display(row.latest_active_sr_on or ""),
                    used,
                ),
                (
                    _("Households served (KK)"),
                    row.latest_kk,
                    partial_dates.display(row.latest_kk_on or ""),
                    "",
                ),
                (
                    _("People served (jiwa)"),
                    row.latest_jiwa,
                    partial_dates.display(row.latest_jiwa_on or ""),
                    "",
                ),
            )
        ]

    def _since(self) -> str:
        since = partial_dates.display(self.object.operator_since or "")
        return __("since %(date)s") % {"date": since} if since else ""

    def _accuracy(self) -> str:
        row = self.object
        parts = [row.get_coordinate_source_display()] if row.coordinate_source else []
        if row.coordinate_accuracy_m is not None:
            parts.append(f"± {formats.number(row.coordinate_accuracy_m)} m")
        return " · ".join(map(str, parts))

    def _design(self) -> str:
        row = self.object
        parts = [
            f"{c.rough(value, row.is_estimate)} {unit}"
            for value, unit in (
                (row.design_sr, "SR"),
                (row.design_kk, "KK"),
                (row.design_jiwa, "jiwa"),
                (row.mck_doors, __("doors")),
            )
            if value is not None
        ]
        if row.design_flow_m3_day is not None:
            parts.append(f"{formats.number(row.design_flow_m3_day)} m³/{__('day')}")
        return " · ".join(parts)

    def _water(self) -> str:
        row = self.object
        words = str(row.get_receiving_water_display()) if row.receiving_water else ""
        return " – ".join(filter(None, (words, row.receiving_water_name)))

    def get_tables(self) -> list[Table]:
        user, row = self.request.user, self.object

        def of(model: Any) -> Any:
            return model.objects.visible_to(user).current().filter(facility=row)

        def add(noun: str) -> str:
            return reverse(f"ksm:{noun}-create", args=[row.code])

        def all_of(noun: str) -> str:
            return f"{reverse(f'ksm:{noun}-list')}?{urlencode({'q': row.code})}"

        return [
            self.related(
                _("Status history"),
                c.STATUS,
                of(StatusRecord).newest_first(),
                add=add("status-record"),
                add_label=_("Add status record"),
                more_url=all_of("status-record"),
                empty=_("Nobody has recorded yet whether it works."),
            ),
            self.related(
                _("Operators"),
                c.OPERATIONS,
                of(Operation).select_related("group").order_by("-started_on", "-pk"),
                add=add("operation"),
                add_label=_("Hand over") if row.operator_id else _("Add operator"),
                empty=_("No group is recorded as operator."),
            ),
            self.related(
                _("Works"),
                c.WORKS,
                of(Works).with_cost(),
                add=add("works"),
                add_label=_("Add works"),
                more_url=all_of("works"),
            ),
            self.related(
                _("Desludging"),
                c.DESLUDGING,
                of(Desludging),
                add=add("desludging"),
                add_label=_("Add desludging"),
                more_url=all_of("desludging"),
            ),
            self.related(
                _("Funding"),
                c.FUNDING,
                of(FundingContribution).select_related("programme"),
                add=add("funding-contribution"),
                add_label=_("Add funding"),
            ),
        ]


def due_of(row: Facility) -> NextDue:
    """Return when a facility (with last desludging and latest status) is to be emptied next."""
    return next_due(
        last_emptied=row.last_emptied or "",  # type: ignore[attr-defined]
        commissioned=row.commissioned_on,
        built=row.built_on,
        interval_years=row.desludging_interval_years,
        sludge_m3=row.sludge_volume_m3,
        users=users_of(
            jiwa=row.latest_jiwa,  # type: ignore[attr-defined]
            kk=row.latest_kk,  # type: ignore[attr-defined]
            design_jiwa=row.design_jiwa,
        ),
    )


def due_badge(due: NextDue) -> Badge | None:
    """Return the due date with its tone; None where there is nothing to count from."""
    if not due.due:
        return None
    when = partial_dates.display(due.due)
    if due.is_overdue(timezone.localdate()):
        return Badge(__("Overdue since %(date)s") % {"date": when}, "bad")
    return Badge(when, "info")


class FacilityCreatePage(WarningsMixin, CreatePage):
    model = Facility
    form_class = FacilityForm
    intro = _("Name, type and region are enough for a start; the rest can follow.")


class FacilityEditPage(WarningsMixin, EditPage):
    model = Facility
    form_class = FacilityForm

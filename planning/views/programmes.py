"""Programmes of a strategy (SSK) and the development plans (RPJMD) it has to fit."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from planning.filters import DevelopmentPlanFilter
from planning.forms import DevelopmentPlanForm, StrategyProgrammeForm
from planning.models import Activity, DevelopmentPlan, StrategyEdition, StrategyProgramme
from planning.views.columns import with_unit


class StrategyProgrammeCreatePage(CreatePage):
    model = StrategyProgramme
    parent_model = StrategyEdition
    form_class = StrategyProgrammeForm
    intro = _("The output of process 4; activities of the annual plans link to it.")


class StrategyProgrammeEditPage(EditPage):
    model = StrategyProgramme
    form_class = StrategyProgrammeForm
    select_related = ("edition__region",)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        edition = self.object.edition
        return [(str(edition), edition.get_absolute_url())]


def programme_table(page: Any, edition: StrategyEdition, *, may_change: bool) -> Table:
    """Return the programmes of an edition with how many activities serve each."""
    user = page.request.user
    rows = list(
        StrategyProgramme.objects.visible_to(user)
        .current()
        .filter(edition=edition)
        .order_by("from_year", "pk")
    )
    served: dict[int | None, int] = {}
    links = Activity.objects.visible_to(user).current().filter(programme__edition=edition)
    for key in links.filter(plan__archived_at__isnull=True).values_list("programme", flat=True):
        served[key] = served.get(key, 0) + 1
    columns = [
        Column("title", _("Programme"), note="period"),
        Column("target", _("Target"), value=lambda row: with_unit(row.target, row.unit)),
        Column("indicative", _("Indicative funding"), kind="rupiah", note=lambda row: row.get_fund_display()),
        Column("served", _("Activities of AKSANSI"), kind="number", value=lambda row: served.get(row.pk, 0)),
    ]  # fmt: skip
    if may_change:
        columns.append(Column("change", _("Change"), value=lambda row: __("Change"), link=True))
        for row in rows:
            row.get_absolute_url = _edit_url(row)  # type: ignore[method-assign]
    return Table(
        columns,
        rows,
        title=_("Programmes"),
        caption=_("Programmes"),
        total=len(rows),
        add_url=reverse("planning:strategy-programme-create", args=[edition.pk])
        if may_change
        else "",
        add_label=__("Add a programme"),
        empty=__("No programme is recorded yet."),
    )


def _edit_url(row: StrategyProgramme) -> Any:
    return lambda: reverse("planning:strategy-programme-edit", args=[row.pk])


class DevelopmentPlanListPage(ListPage):
    model = DevelopmentPlan
    filterset_class = DevelopmentPlanFilter
    ordering = ("region__code", "-from_year")
    lead = _("When a region has a new RPJMD, its SSK is looked at again.")
    empty = _("No development plan is recorded yet.")
    columns = [
        Column("name", _("Development plan"), value=str, link=True, sort="from_year"),
        Column("region", _("Region"), value="region.short_name", sort="region__code"),
        Column("number", _("Regulation")),
    ]
    select_related = ("region",)


class DevelopmentPlanDetailPage(DetailPage):
    model = DevelopmentPlan
    select_related = ("region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("From year"), str(row.from_year)),
            Fact(_("To year"), str(row.to_year)),
            Fact(_("Regulation"), row.number),
        ]


class DevelopmentPlanCreatePage(CreatePage):
    model = DevelopmentPlan
    form_class = DevelopmentPlanForm


class DevelopmentPlanEditPage(EditPage):
    model = DevelopmentPlan
    form_class = DevelopmentPlanForm

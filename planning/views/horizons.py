"""Visions and medium-term goals of the chapters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact, Table
from planning import badges
from planning.filters import GoalFilter, VisionFilter
from planning.forms import GoalForm, VisionForm
from planning.models import Activity, Goal, Vision
from planning.views.columns import with_unit
from planning.views.lines import start_from_query


def _standing(row: Vision) -> Badge:
    return Badge(_("Replaced"), "none") if row.replaced_on else Badge(_("In force"), "good")


class VisionListPage(ListPage):
    model = Vision
    filterset_class = VisionFilter
    ordering = ("chapter__region__code", "-set_on")
    lead = _("The long-term dream of each chapter.")
    empty = _("No vision yet. What shall be true one day?")
    columns = [
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code", link=True),
        Column("text", _("Long-term dream")),
        Column("set_on", _("Agreed on"), kind="partial", sort="set_on"),
        Column("standing", _("Status"), value=_standing, kind="badge"),
    ]  # fmt: skip

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().with_end()


class VisionDetailPage(DetailPage):
    model = Vision

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().with_end()

    @override
    def get_title(self) -> Words:
        return __("Vision of %(chapter)s") % {"chapter": self.object.chapter}

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Chapter"), row.chapter, url=row.chapter.get_absolute_url()),
            Fact(_("Long-term dream"), row.text),
            Fact(_("Agreed on"), row.set_on, "partial"),
            Fact(_("Status"), _standing(row)),
            Fact(_("Replaced on"), row.replaced_on, "partial"),
        ]


class VisionCreatePage(CreatePage):
    model = Vision
    form_class = VisionForm
    intro = _("The dream the chapter has now is kept as replaced.")

    @override
    def get_initial(self) -> dict[str, Any]:
        return start_from_query(self.request, "chapter")


class VisionEditPage(EditPage):
    model = Vision
    form_class = VisionForm


class GoalListPage(ListPage):
    model = Goal
    filterset_class = GoalFilter
    ordering = ("chapter__region__code", "from_year", "order", "pk")
    lead = _(
        "What the chapters want to reach over some years, e.g. 2016–2018; activities link to it."
    )
    empty = _("No medium-term goal yet.")
    columns = [
        Column("title", _("Goal"), link=True, note=lambda row: row.get_field_display(), sort="title"),
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code"),
        Column("period", _("Years"), sort=("from_year", "to_year")),
        Column("target", _("Target"), value=lambda row: with_unit(row.target, row.unit)),
        Column("activity_count", _("Activities"), kind="number", sort="activity_count"),
        Column("indicator", _("Indicator"), hidden=True),
        Column("field", _("Field"), value=lambda row: row.get_field_display(), hidden=True),
    ]  # fmt: skip

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().with_links()


class GoalDetailPage(DetailPage):
    model = Goal

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Chapter"), row.chapter, url=row.chapter.get_absolute_url()),
            Fact(_("Field"), row.get_field_display()),
            Fact(_("Years"), row.period),
            Fact(_("Indicator"), row.indicator),
            Fact(_("Target"), with_unit(row.target, row.unit)),
        ]

    @override
    def get_tables(self) -> list[Table]:
        rows = (
            Activity.objects.visible_to(self.request.user)
            .current()
            .filter(goal=self.object, plan__archived_at__isnull=True)
            .select_related("plan__chapter__region")
            .with_figures()
            .order_by("plan__year", "month_from", "pk")
        )
        columns = [
            Column("title", _("Activity"), link=True),
            Column("year", _("Year"), value=lambda line: str(line.plan.year)),
            Column("target", _("Target"), value=lambda line: with_unit(line.target, line.unit)),
            Column(
                "realised", _("Realised"), value=lambda line: with_unit(line.realised, line.unit)
            ),
            Column("status", _("Status"), value=badges.status_of, kind="badge"),
        ]
        return [
            self.related(
                _("Activities"),
                columns,
                rows,
                cap=50,
                empty=__("No activity links to this goal yet."),
            )
        ]


class GoalCreatePage(CreatePage):
    model = Goal
    form_class = GoalForm

    @override
    def get_initial(self) -> dict[str, Any]:
        return start_from_query(self.request, "chapter")


class GoalEditPage(EditPage):
    model = Goal
    form_class = GoalForm

"""Annual plans: the list, one plan with its lines, their months, money by source and open advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.pages.details import review_deed
from core.pages.lists import Deed
from core.records.badges import review_badge
from core.records.review import why_locked
from core.tools.formats import percent
from core.tools.rows.figures import address
from core.tools.tables import Column, Fact, Table
from planning import services
from planning.filters import AnnualPlanFilter
from planning.forms import AnnualPlanForm
from planning.models import MONTHS, Activity, Advice, AnnualPlan
from planning.reports import money_of, total_of
from planning.views.advice import ADVICE_COLUMNS
from planning.views.at_once import advice_actions
from planning.views.columns import ACTIVITY_COLUMNS, day_of
from planning.views.lines import start_from_query
from planning.views.meetings import meetings_table
from planning.views.targets import targets_of


class AnnualPlanListPage(ListPage):
    model = AnnualPlan
    filterset_class = AnnualPlanFilter
    ordering = ("-year", "chapter__region__code")
    lead = _("What the chapters want to do in a year, with the Secretariat's advice.")
    empty = _("No annual plan yet. Begin with the activities of this year.")
    columns = [
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code", link=True),
        Column("year", _("Year"), value=lambda row: str(row.year), sort="year"),
        Column("state", _("State"), value=review_badge, sort="state"),
        Column("activity_count", _("Activities"), kind="number", sort="activity_count"),
        Column("done", _("Done"), value=lambda row: percent(row.done_count, row.activity_count)),
        Column("budget", _("Budget"), kind="rupiah"),
        Column("submitted_at", _("Submitted"), value=day_of("submitted_at"), sort="submitted_at"),
        Column("reviewed_at", _("Reviewed"), value=day_of("reviewed_at"), sort="reviewed_at", hidden=True),
        Column("summary", _("Summary"), hidden=True),
    ]  # fmt: skip

    @override
    def get_deed(self, row: AnnualPlan) -> Deed | None:
        return review_deed(row, self.request.user, self.address("review", row.pk))

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().with_totals()


class AnnualPlanDetailPage(DetailPage):
    model = AnnualPlan
    template_name = "planning/plan_detail.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().select_related("submitted_by", "reviewed_by")

    def activities(self) -> list[Any]:
        if not hasattr(self, "_activities"):
            rows = Activity.objects.visible_to(self.request.user).current().filter(plan=self.object)
            self._activities = list(
                rows.with_figures()
                .select_related("goal")
                .order_by("field", "order", "month_from", "pk")
            )
            for row in self._activities:
                row.plan = self.object
        return self._activities

    @override
    def get_facts(self) -> list[Fact]:
        plan, lines = self.object, self.activities()
        orphans = sum(1 for line in lines if line.goal_id is None)
        facts = [
            Fact(_("Chapter"), plan.chapter, url=plan.chapter.get_absolute_url()),
            Fact(_("Year"), str(plan.year)),
            Fact(_("Summary"), plan.summary),
            Fact(_("Submitted"), plan.submitted_at, "moment", note=plan.submitted_by or ""),
            Fact(_("Reviewed"), plan.reviewed_at, "moment", note=plan.reviewed_by or ""),
        ]
        if orphans:
            without = address(
                "planning:activity-list",
                region=plan.chapter.region_id,
                own=1,
                year=plan.year,
                goal="without",
            )
            facts.append(
                Fact(_("Activities without a medium-term goal"), orphans, "number", url=without)
            )
        return facts

    @override
    def get_tables(self) -> list[Table]:
        lines = self.activities()
        add = reverse("planning:activity-create", args=[self.object.pk])
        may_add = may(self.request.user, Action.ADD, self.object) and not why_locked(self.object)
        tables = [
            Table(
                ACTIVITY_COLUMNS,
                lines,
                title=_("Activities"),
                caption=_("Activities"),
                total=len(lines),
                add_url=add if may_add else "",
                add_label=__("Add an activity"),
                empty=__("No activity yet."),
            )
        ]
        money = money_of(self.request.user, self.object)
        if money:
            tables.append(money_table([*money, total_of(money)]))
        targets = targets_of(self.request.user, self.object)
        if targets.rows:
            tables.append(targets)
        advice = (
            Advice.objects.visible_to(self.request.user)
            .open()
            .filter(activity__plan=self.object)
            .select_related("activity", "given_by")
        )
        tables.append(meetings_table(self, self.object))
        unanswered = self.related(_("Open advice"), ADVICE_COLUMNS, advice, cap=50)
        if unanswered.rows:
            tables.append(unanswered)
        return tables

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        user, plan = self.request.user, self.object
        # What is next stands first: two of them have a button, the others stand under "More".
        found = advice_actions(user, plan)
        may_add = may(user, Action.ADD, plan) and not why_locked(plan)
        if may_add:
            found += [
                (__("Add several"), reverse("planning:annual-plan-activities", args=[plan.pk])),
                (__("Add an activity"), reverse("planning:activity-create", args=[plan.pk])),
                (
                    __("Targets of indicators"),
                    reverse("planning:annual-plan-targets", args=[plan.pk]),
                ),
            ]
        found.append(
            (__("Plan and realisation"), reverse("planning:annual-plan-matrix", args=[plan.pk]))
        )
        if may_add and services.last_plan_before(plan):
            place = reverse("planning:annual-plan-carry", args=[plan.pk])
            found.append((__("Copy from last year"), place))
        if may(user, Action.SUBMIT, plan) and plan.is_approved:
            query = f"?chapter={plan.chapter_id}&year={plan.year}"
            found.append(
                (__("Report the achievements"), reverse("planning:annual-report-create") + query)
            )
        return found

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        lines = [line for line in self.activities() if line.month_from]
        months = [(line, [line.runs_in(month) for month in range(1, 13)]) for line in lines]
        return {
            **super().get_context_data(**kwargs),
            "strip": months,
            "month_names": [name for _number, name in MONTHS],
        }


def money_table(money: Iterable[object]) -> Table:
    """Return planned against spent by source of money, with the total as last row."""
    return Table(
        [
            Column("source", _("Source of money")),
            Column("planned", _("Planned"), kind="rupiah"),
            Column("realised", _("Spent"), kind="rupiah"),
            Column(
                "share", _("Share spent"), value=lambda row: percent(row.realised, row.compared)
            ),
        ],
        list(money),
        title=_("Money by source"),
        caption=_("Money by source"),
    )


class AnnualPlanCreatePage(CreatePage):
    model = AnnualPlan
    form_class = AnnualPlanForm
    intro = _("One plan per chapter and year. The activities are added afterwards, one by one.")

    @override
    def get_initial(self) -> dict[str, Any]:
        return start_from_query(self.request, "chapter", "year")


class AnnualPlanEditPage(EditPage):
    model = AnnualPlan
    form_class = AnnualPlanForm

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

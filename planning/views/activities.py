"""Activities across plans, one activity with progress, budget and advice, and what stops it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.records.review import Locked, why_locked
from core.tools.tables import Column, Fact, Table
from planning import badges, services
from planning.filters import ActivityFilter
from planning.forms import ActivityBudgetForm, ActivityForm, ProgressForm, StopForm
from planning.models import Activity, ActivityBudget, AnnualPlan, CheckIn, Progress, why_no_progress
from planning.national.views import CODE, EDITION, code_fact
from planning.views.advice import advice_table
from planning.views.checkins import CHECK_IN_COLUMNS
from planning.views.columns import against_target, with_unit, word_of
from planning.views.steps import target_change_url, target_changes_table


def _when(row: Activity) -> str:
    """Return "2018 · Maret – November": year and months in one line, which leaves the title its room."""
    return " · ".join(part for part in (str(row.plan.year), str(row.months or "")) if part)


class ActivityListPage(ListPage):
    model = Activity
    filterset_class = ActivityFilter
    ordering = ("-plan__year", "plan__chapter__region__code", "field", "order")
    lead = _("Activities of all annual plans.")
    empty = _("No activity yet. Activities are added on the page of an annual plan.")
    columns = [
        Column("title", _("Activity"), link=True, note=lambda row: row.get_field_display(), sort="title"),
        Column(
            "chapter", _("Chapter"), value="plan.chapter.region.short_name", note=_when,
            sort="plan__chapter__region__code",
        ),
        Column("year", _("Year"), value=lambda row: str(row.plan.year), sort="plan__year", hidden=True),
        Column("months", _("Months"), sort=("plan__year", "month_from"), hidden=True),
        Column("target", _("Target"), value=lambda row: with_unit(row.target, row.unit)),
        Column("realised", _("Realised"), value=lambda row: with_unit(row.realised, row.unit)),
        Column("word", _("Against target"), value=word_of, kind="badge", note=against_target),
        Column("status", _("Status"), value=badges.status_of, kind="badge"),
        Column("budget", _("Budget"), kind="rupiah", sort="budget"),
        Column("spent", _("Money realised"), kind="rupiah", hidden=True),
        Column("field", _("Field"), value=lambda row: row.get_field_display(), hidden=True),
        Column("goal", _("Medium-term goal"), value=lambda row: row.goal and row.goal.title, hidden=True),
        Column("purpose", _("Purpose"), hidden=True),
        Column("target_group", _("For whom"), hidden=True),
        Column("place", _("Where"), hidden=True),
        Column("in_charge", _("In charge"), hidden=True),
        Column("partners", _("Partners"), hidden=True),
        CODE,
        EDITION,
    ]  # fmt: skip

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().filter(plan__archived_at__isnull=True)
        rows = rows.select_related("plan__chapter__region", "goal", "sipd_code__edition")
        return rows.with_figures()


class ActivityDetailPage(DetailPage):
    model = Activity
    parent_field = "plan"
    template_name = "planning/activity_detail.html"

    @override
    def get_queryset(self) -> object:
        return (
            super()
            .get_queryset()
            .select_related(
                "plan__chapter__region",
                "goal",
                "programme__edition__region",
                "carried_from__plan",
                "sipd_code__edition",
            )
            .with_figures()
        )

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Field"), row.get_field_display()),
            Fact(_("Status"), badges.status_of(row), note=row.stop_reason),
            Fact(_("Purpose"), row.purpose),
            Fact(_("For whom"), row.target_group),
            Fact(_("Indicator"), row.indicator),
            Fact(_("Target"), with_unit(row.target, row.unit)),
            Fact(_("Realised"), with_unit(row.realised, row.unit)),
            Fact(_("Against target"), word_of(row), note=against_target(row)),
            Fact(_("Budget"), row.budget, "rupiah"),
            Fact(_("Spent"), row.spent, "rupiah"),
            Fact(_("Months"), f"{row.months} {row.plan.year}".strip() if row.month_from else None),
            Fact(_("Where"), row.place),
            Fact(_("In charge"), row.in_charge),
            Fact(_("Partners"), row.partners),
            Fact(
                _("Medium-term goal"), row.goal, url=row.goal.get_absolute_url() if row.goal else "",
                note="" if row.goal else __("Serves no medium-term goal yet."),
            ),
            Fact(
                _("Programme of the SSK"), row.programme,
                url=row.programme.get_absolute_url() if row.programme else "",
                note=row.programme.edition.title if row.programme else "",
            ),
            code_fact(row, row.plan.year, self.request.user),
            *(
                [Fact(
                    _("Carried over from"), str(row.carried_from.plan.year),
                    url=row.carried_from.get_absolute_url(), note=row.carry_reason,
                )]
                if row.carried_from else []
            ),
        ]  # fmt: skip

    @override
    def get_tables(self) -> list[Table]:
        user, row = self.request.user, self.object
        steps = Progress.objects.visible_to(user).current().filter(activity=row)
        progress = self.related(
            _("Progress"),
            [
                Column("date", _("Date"), link=True),
                Column("volume", _("Volume"), value=lambda step: with_unit(step.volume, row.unit)),
                Column("cost", _("Cost"), kind="rupiah", note=lambda step: step.get_fund_display()),
                Column("evidence", _("Evidence")),
                Column("obstacle", _("Obstacle"), note="follow_up"),
            ],
            steps,
            cap=50,
            empty=why_no_progress(row) or __("No progress is recorded yet."),
        )
        if may(user, Action.ADD, row) and not why_no_progress(row):
            progress.add_url = reverse("planning:progress-create", args=[row.pk])
            progress.add_label = __("Record progress")
        open_ = may(user, Action.CHANGE, row) and not why_locked(row)
        lines = [
            _Line(line)
            for line in ActivityBudget.objects.visible_to(user).current().filter(activity=row)
        ]
        budget = Table(
            [
                Column("fund", _("Source of money"), value=lambda line: line.get_fund_display()),
                Column("amount", _("Amount"), kind="rupiah"),
                *([Column("change", _("Change"), value=lambda line: __("Change"), link=True)] if open_ else []),
            ],
            lines,
            title=_("Budget"),
            caption=_("Budget"),
            total=len(lines),
            add_url=reverse("planning:activity-budget-create", args=[row.pk]) if open_ else "",
            add_label=__("Add a source of money"),
            empty=__("No money planned."),
        )  # fmt: skip
        changes = target_changes_table(user, row)
        found = [progress, *([changes] if changes else []), budget]
        check_ins = CheckIn.objects.visible_to(user).current().filter(activity=row)
        checked = self.related(
            _("Check-ins"),
            CHECK_IN_COLUMNS,
            check_ins.select_related("chapter__region"),
            empty=__("No check-in yet."),
        )
        if may(user, Action.ADVISE, row):
            query = f"?chapter={row.plan.chapter_id}&activity={row.pk}"
            checked.add_url = reverse("planning:check-in-create") + query
            checked.add_label = __("Record a check-in")
        if checked.rows or checked.add_url:
            found.append(checked)
        return [*found, advice_table(user, activity=row)]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        user, row = self.request.user, self.object
        found = []
        if may(user, Action.ADD, row) and not why_no_progress(row):
            found.append(
                (__("Record progress"), reverse("planning:progress-create", args=[row.pk]))
            )
        if may(user, Action.ADVISE, row):
            found.append((__("Advise"), reverse("planning:activity-advise", args=[row.pk])))
        if may(user, Action.CHANGE, row) and row.plan.is_approved and not why_locked(row):
            found.append((__("Change the target"), target_change_url(row)))
        if may(user, Action.CHANGE, row) and not row.archived_at:
            label = __("Let it go on") if row.stop_state else __("Postpone or cancel")
            found.append((label, reverse("planning:activity-stop", args=[row.pk])))
        return found


class _Line:
    """A budget line whose row leads to its form instead of a page of its own."""

    def __init__(self, line: ActivityBudget) -> None:
        self._line = line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def get_absolute_url(self) -> str:
        return reverse("planning:activity-budget-edit", args=[self._line.pk])


class ActivityCreatePage(CreatePage):
    model = Activity
    parent_model = AnnualPlan
    form_class = ActivityForm


class ActivityEditPage(EditPage):
    model = Activity
    form_class = ActivityForm
    select_related = ("plan__chapter__region",)


class ActivityStopPage(ActionPage):
    model = Activity
    form_class = StopForm
    submit_label = _("Save")
    title = _("Postpone or cancel: %(what)s")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"state": self.object.stop_state, "reason": self.object.stop_reason}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        self.object = services.stop_activity(
            activity=self.object, by=self.request.user, state=data["state"], reason=data["reason"]
        )
        return self.done(__("Saved: %(what)s.") % {"what": self.object})


class ActivityBudgetCreatePage(CreatePage):
    model = ActivityBudget
    parent_model = Activity
    form_class = ActivityBudgetForm


class ActivityBudgetEditPage(EditPage):
    model = ActivityBudget
    form_class = ActivityBudgetForm

    @override
    def crumbs_above(self) -> list[tuple[object, str]]:
        return []


class ProgressDetailPage(DetailPage):
    model = Progress
    select_related = ("activity__plan__chapter__region",)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        activity = self.object.activity
        plan = activity.plan
        return [(str(plan), plan.get_absolute_url()), (str(activity), activity.get_absolute_url())]

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Date"), row.date),
            Fact(_("Volume"), with_unit(row.volume, row.activity.unit)),
            Fact(_("Cost"), row.cost, "rupiah", note=row.get_fund_display()),
            Fact(_("Evidence"), row.evidence),
            Fact(_("Obstacle"), row.obstacle),
            Fact(_("Follow-up"), row.follow_up),
            Fact(_("The activity is finished with this"), __("yes") if row.completes else __("no")),
        ]


class ProgressCreatePage(CreatePage):
    """Progress is what happens after the plan was agreed: the plan's lock does not keep it out."""

    model = Progress
    leads_to_parent = True
    form_class = ProgressForm
    checks_lock = False
    title = _("Record progress")

    @override
    def get_parent(self) -> object:
        rows = Activity.objects.visible_to(self.request.user).select_related(
            "plan__chapter__region"
        )
        return get_object_or_404(rows, pk=self.kwargs["key"])

    @override
    def check_parent(self) -> None:
        if reason := why_no_progress(self.parent):
            raise Locked(reason)


class ProgressEditPage(EditPage):
    model = Progress
    form_class = ProgressForm
    select_related = ("activity__plan__chapter__region",)

    @override
    def crumbs_above(self) -> list[tuple[object, str]]:
        return []

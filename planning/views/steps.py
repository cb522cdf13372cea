"""Steps on a plan's lines and on the yearly account: change a target, take over, take counted figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.pages import ActionPage
from core.people.users import User
from core.records.review import Locked
from core.tools.formats import number
from core.tools.tables import Column, Table
from planning import services
from planning.counted import count_indicators
from planning.forms import CarryForm, CountedForm, TargetChangeForm
from planning.models import Achievement, Activity, AnnualPlan, AnnualReport, Indicator, TargetChange
from planning.services.changes import why_no_target_change
from planning.views.columns import with_unit


class TargetChangePage(ActionPage):
    """Only under an approved plan that the Secretariat has unlocked; each refusal says why."""

    model = Activity
    form_class = TargetChangeForm
    checks_lock = True
    submit_label = _("Change the target")
    title = _("Change the target: %(what)s")
    select_related = ("plan__chapter__region",)

    @override
    def check(self) -> None:
        super().check()
        if reason := why_no_target_change(self.object):
            raise Locked(reason)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.question = __("Agreed with the Secretariat: %(target)s. The old figure is kept.") % {
            "target": with_unit(self.object.target, self.object.unit)
        }
        return super().get_context_data(**kwargs)

    @override
    def get_initial(self) -> dict[str, object]:
        return {"target": self.object.target, "unit": self.object.unit}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        services.change_target(activity=self.object, by=self.request.user, **data)
        return self.done(__("Target changed; the one agreed to is kept with the reason."))


def target_changes_table(user: User, activity: Activity) -> Table | None:
    """Return the changes of an activity's target, newest first; None where it never changed."""
    rows = TargetChange.objects.visible_to(user).current().filter(activity=activity)
    found = list(rows.select_related("changed_by"))
    if not found:
        return None
    return Table(
        [
            Column("changed_on", _("Changed on"), note=lambda row: row.changed_by),
            Column("old", _("Agreed target"), value=lambda row: with_unit(row.old_target, row.old_unit)),
            Column("new", _("New target"), value=lambda row: with_unit(row.new_target, row.new_unit)),
            Column("reasons", _("Reasons"), value=lambda row: "; ".join(row.reason_words), note="explanation"),
        ],
        found,
        title=_("Changed targets"),
        caption=_("Changed targets"),
        total=len(found),
    )  # fmt: skip


class CarryPage(ActionPage):
    """Take over last year's activities: anew, or what is unfinished with its reason."""

    model = AnnualPlan
    form_class = CarryForm
    checks_lock = True
    template_name = "planning/carry.html"
    submit_label = _("Copy")
    title = _("Copy from last year: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def check(self) -> None:
        super().check()
        self.former = services.last_plan_before(self.object)
        if self.former is None:
            raise Locked(__("The chapter has no earlier plan to take activities from."))

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        form = kwargs["form"]
        names = {"year": self.former.year if self.former else "", "n": len(form.rows)}
        text = ngettext(
            "%(n)s activity of the plan of %(year)s. Those that are there already are left out.",
            "%(n)s activities of the plan of %(year)s. Those that are there already are left out.",
            len(form.rows),
        )
        self.question = text % names
        return super().get_context_data(**kwargs)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        there = Activity.objects.visible_to(self.request.user).current().filter(plan=self.object)
        rows = (
            Activity.objects.visible_to(self.request.user)
            .current()
            .filter(plan=self.former)
            .exclude(pk__in=there.exclude(carried_from=None).values("carried_from"))
            .with_figures()
            .order_by("field", "order", "month_from", "pk")
        )
        return {**super().get_form_kwargs(), "rows": rows}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        count = services.carry_lines(plan=self.object, by=self.request.user, lines=form.chosen())
        return self.done(
            ngettext("%(n)s activity copied.", "%(n)s activities copied.", count) % {"n": count}
        )


class CountedPage(ActionPage):
    """What the system's own records tell of the year; a tick takes a figure into the account."""

    model = AnnualReport
    form_class = CountedForm
    checks_lock = True
    template_name = "planning/counted.html"
    submit_label = _("Take these figures")
    title = _("Figures from the records: %(what)s")
    question = _(
        "Counted from registry, visits, events and spending as you may see them. Nothing is typed twice; "
        "follow the link to see the records behind a figure."
    )

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def check(self) -> None:
        super().check()
        require(self.request.user, Action.CHANGE, self.object)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        self.found = self._found()
        choices = [(row["code"], row["words"]) for row in self.found]
        wanted = [row["code"] for row in self.found if row["state"] != "same"]
        return {**super().get_form_kwargs(), "choices": choices, "initial": {"codes": wanted}}

    def _found(self) -> list[dict[str, Any]]:
        user, report = self.request.user, self.object
        region = report.chapter.region
        known = count_indicators(
            user=user, region=region, year=report.year, today=timezone.localdate()
        )
        indicators = Indicator.objects.visible_to(user).current().filter(code__in=known)
        lines = Achievement.objects.visible_to(user).current().filter(annual_report=report)
        there = dict(lines.filter(indicator__isnull=False).values_list("indicator", "realised"))
        found = []
        for indicator in indicators:
            counted = known[indicator.code]
            has, old = indicator.pk in there, there.get(indicator.pk)
            state = "new" if not has else "same" if old == counted.value else "other"
            found.append(
                {
                    "code": indicator.code,
                    "words": f"{indicator}: {with_unit(counted.value, indicator.unit)}",
                    "label": str(indicator),
                    "value": with_unit(counted.value, indicator.unit),
                    "how": counted.how,
                    "url": counted.url,
                    "state": state,
                    "old": number(old) if has else "",
                }
            )
        return found

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        count = services.take_counted(
            report=self.object, by=self.request.user, codes=form.cleaned_data["codes"]
        )
        return self.done(
            ngettext("%(n)s figure taken.", "%(n)s figures taken.", count) % {"n": count}
        )


def target_change_url(activity: Activity) -> str:
    return reverse("planning:activity-target", args=[activity.pk])

"""Many lines on one page: a plan's activities, the Secretariat's advice on all lines, the chapter's answers to it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage
from core.pages.base import url_noun
from core.people.users import User
from planning import services
from planning.forms import ActivityLinesForm, AdviseLinesForm, AnswerLinesForm
from planning.models import Achievement, Activity, Advice, AnnualPlan, AnnualReport
from planning.views.columns import with_unit

Handed = AnnualPlan | AnnualReport


def lines_of(user: User, root: Handed) -> list[Any]:
    """Return the lines of a plan or a report in their order; 1 query."""
    rows: Any
    if isinstance(root, AnnualPlan):
        rows = Activity.objects.visible_to(user).current().filter(plan=root)
        found = list(rows.standing().order_by("field", "order", "month_from", "pk"))
    else:
        rows = Achievement.objects.visible_to(user).current().filter(annual_report=root)
        found = list(rows.select_related("indicator").order_by("order", "pk"))
    for row in found:
        setattr(row, "plan" if isinstance(root, AnnualPlan) else "annual_report", root)
    return found


def open_advice(user: User, root: Handed) -> QuerySet[Advice]:
    """Return the advice on a plan's or report's lines that waits for the chapter's answer."""
    line = {
        "activity__plan" if isinstance(root, AnnualPlan) else "achievement__annual_report": root
    }
    rows = Advice.objects.visible_to(user).open().filter(**line)
    return rows.select_related("activity", "achievement__indicator", "given_by").order_by("pk")


def advice_actions(user: User, root: Handed) -> list[tuple[str, str]]:
    """Return the ways to advise on all lines and to answer all advice, for whoever may and where there is any."""
    noun, found = url_noun(type(root)), []
    if may(user, Action.ADVISE, root):
        found.append(
            (__("Advise on the lines"), reverse(f"planning:{noun}-advise", args=[root.pk]))
        )
    if may(user, Action.SUBMIT, root) and open_advice(user, root).exists():
        found.append((__("Answer the advice"), reverse(f"planning:{noun}-answer", args=[root.pk])))
    return found


class ActivityLinesPage(ActionPage):
    """A year's activities typed or copied as lines."""

    model = AnnualPlan
    action = Action.ADD
    checks_lock = True
    form_class = ActivityLinesForm
    submit_label = _("Save")
    title = _("Add several activities: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "plan": self.object}

    @override
    def form_valid(self, form: ActivityLinesForm) -> HttpResponse:
        added, met = services.add_activities(
            plan=self.object, by=self.request.user, rows=form.rows, fund=form.cleaned_data["fund"]
        )
        words = ngettext("%(n)s activity added.", "%(n)s activities added.", added) % {"n": added}
        if met:
            words += " " + ngettext(
                "%(n)s was recorded already.", "%(n)s were recorded already.", met
            ) % {"n": met}
        return self.done(words)


class AdviseLinesPage(ActionPage):
    """Advice is possible whatever the lock: it is what happens while a record waits for review."""

    action = Action.ADVISE
    form_class = AdviseLinesForm
    submit_label = _("Save advice")
    title = _("Advise on the lines: %(what)s")
    question = _("Write on the lines that need advice; the others stay as they are.")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        rows = [(row, _told(row)) for row in lines_of(self.request.user, self.object)]
        return {**super().get_form_kwargs(), "rows": rows}

    @override
    def form_valid(self, form: AdviseLinesForm) -> HttpResponse:
        released = form.cleaned_data["is_released"]
        for line, text in (given := form.given()):
            services.advise(line=line, by=self.request.user, text=text, is_released=released)
        words = ngettext(
            "%(n)s piece of advice saved. The chapter sees it among its tasks.",
            "%(n)s pieces of advice saved. The chapter sees them among its tasks.",
            len(given),
        )
        return self.done(words % {"n": len(given)})


def _told(row: Activity | Achievement) -> str:
    """Return what the adviser needs of a line: “Teknis · 12 KPP · Maret – Mei”."""
    figures = [with_unit(row.target, row.unit)]
    if isinstance(row, Achievement):
        realised = with_unit(row.realised, row.unit)
        figures.append(f"{__('Realised')} {realised}" if realised else "")
    else:
        figures.append(str(row.months or ""))
    return " · ".join(str(part) for part in (row.get_field_display(), *figures) if part)


class AnswerLinesPage(ActionPage):
    """Who hands in (the chapter) answers all that waits for an answer."""

    action = Action.SUBMIT
    form_class = AnswerLinesForm
    submit_label = _("Save answers")
    title = _("Answer the advice: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "rows": open_advice(self.request.user, self.object)}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        if not kwargs["form"].rows:  # type: ignore[attr-defined]
            self.question = __("Every piece of advice is answered.")
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: AnswerLinesForm) -> HttpResponse:
        for advice, answer, reason in (given := form.given()):
            services.answer_advice(
                advice=advice, by=self.request.user, answer=answer, reason=reason
            )
        words = ngettext("%(n)s answer saved.", "%(n)s answers saved.", len(given))
        return self.done(words % {"n": len(given)})

"""Advice on a line: the Secretariat writes it, the chapter answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from typing_extensions import override

from chapters.models import Chapter
from core.access import Action, may
from core.pages import ActionPage, ListPage, list_crumb
from core.pages.lists import Deed
from core.people.users import User
from core.records.review import require_unlocked, why_locked
from core.tools.formats import Words
from core.tools.tables import Column, Table
from planning import badges, services
from planning.filters import AdviceFilter
from planning.forms import AdviceAnswerForm, AdviceForm, ReleaseForm
from planning.models import Activity, Advice
from planning.views.columns import day_of

MOST_ADVICE = 200
ADVICE_COLUMNS = [
    Column("line", _("Line of the plan or report"), value=lambda row: str(row.line), link=True),
    Column("text", _("Advice"), note=lambda row: row.given_by),
    Column("created_at", _("Given"), value=day_of("created_at")),
]


def _released(row: Advice) -> str:
    return __("Yes") if row.is_released else __("No")


def _release_address(row: Advice) -> str:
    return reverse("planning:chapter-advice", args=[row.chapter_id])


def _answer_step(advice: Advice, is_locked: bool) -> tuple[str, str]:
    """Return the step that can be taken now and its address; a given answer stays once its line is locked."""
    if advice.answer and is_locked:
        return "", ""
    word = __("Change the answer") if advice.answer else pgettext("to do", "Answer")
    return word, reverse("planning:advice-answer", args=[advice.pk])


def advice_table(user: User, **line: Any) -> Table:
    """Return the thread of advice on one line, newest first; who hands in gets the way to answer."""
    rows = (
        Advice.objects.visible_to(user)
        .current()
        .filter(**line)
        .select_related("given_by", "answered_by")
    )
    subject = next(iter(line.values()))
    is_locked = bool(why_locked(subject))
    columns = [
        Column("text", _("Advice"), note=lambda row: row.given_by),
        Column("created_at", _("Given"), value=day_of("created_at")),
        Column("answer", _("Answer"), value=badges.answer_of, kind="badge", note="reason"),
    ]
    if may(user, Action.SUBMIT, subject):
        columns.append(
            Column(
                "step",
                _("Step"),
                value=lambda row: _answer_step(row, is_locked)[0],
                url=lambda row: _answer_step(row, is_locked)[1],
            )
        )
    shown = list(rows)
    add = ""
    if may(user, Action.ADVISE, subject):
        name = "activity-advise" if isinstance(subject, Activity) else "achievement-advise"
        add = reverse(f"planning:{name}", args=[subject.pk])
    return Table(
        columns,
        shown,
        title=_("Advice"),
        caption=_("Advice"),
        total=len(shown),
        add_url=add,
        add_label=__("Advise"),
        empty=__("No advice."),
    )


class AdviceListPage(ListPage):
    model = Advice
    filterset_class = AdviceFilter
    ordering = ("-created_at",)
    lead = _("The Secretariat's advice on lines of plans and achievement reports, and the answers.")
    empty = _("No advice.")
    columns = [
        Column("line", _("Line of the plan or report"), value=lambda row: str(row.line), link=True),
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code"),
        Column("text", _("Advice")),
        Column("created_at", _("Given"), value=day_of("created_at"), sort="created_at"),
        Column("answer", _("Answer"), value=badges.answer_of, kind="badge", note="reason"),
        Column("is_released", _("Also for the regional government"), value=_released, url=_release_address),
    ]  # fmt: skip

    @override
    def get_columns(self) -> list[Column]:
        found = super().get_columns()
        if may(self.request.user, Action.ADVISE):
            return found
        return [
            column if column.name != "is_released" else replace(column, url=None)
            for column in found
        ]

    @override
    def get_deed(self, row: Advice) -> Deed | None:
        """Who hands in answers from the row; a given answer is changed on its line."""
        if row.answer or not may(self.request.user, Action.SUBMIT, row):
            return None
        return pgettext("to do", "Answer"), reverse("planning:advice-answer", args=[row.pk])

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset()
        return rows.select_related("activity", "achievement__indicator", "chapter__region")


class AdvisePage(ActionPage):
    """Advice is possible whatever the lock: it is what happens while a record waits for review."""

    action = Action.ADVISE
    form_class = AdviceForm
    submit_label = _("Save advice")
    title = _("Advise: %(what)s")

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.advise(
            line=self.object,
            by=self.request.user,
            text=form.cleaned_data["text"],
            is_released=form.cleaned_data["is_released"],
        )
        return self.done(__("Advice saved. The chapter sees it among its tasks."))


class ReleasePage(ActionPage):
    """All advice to a chapter that still stands, the newest first: what its government reads too."""

    model = Chapter
    action = Action.ADVISE
    select_related = ("region",)
    submit_label = _("Save")
    title = _("Advice for the regional government: %(what)s")

    @cached_property
    def advice(self) -> list[Advice]:
        rows = Advice.objects.visible_to(self.request.user).standing().filter(chapter=self.object)
        rows = rows.select_related("activity", "achievement__indicator")
        return list(rows.order_by("-created_at", "-pk")[:MOST_ADVICE])

    @override
    def get_form(self, **kwargs: object) -> ReleaseForm:
        return ReleaseForm(**self.get_form_kwargs(), advice=self.advice, **kwargs)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [*list_crumb(Advice), (str(self.object), self.object.get_absolute_url())]

    @override
    def get_success_url(self) -> str:
        code = self.object.region_id
        return f"{reverse('planning:advice-list')}?region={code}"

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        if not self.advice:
            self.question = __("No advice.")
        return {**super().get_context_data(**kwargs), "cancel_url": self.get_success_url()}

    @override
    def form_valid(self, form: ReleaseForm) -> HttpResponse:
        changed = services.release_advice(
            chapter=self.object,
            shown=[row.pk for row in self.advice],
            released=form.cleaned_data["released"],
            by=self.request.user,
        )
        words = ngettext(
            "%(n)s piece of advice changed.", "%(n)s pieces of advice changed.", changed
        )
        return self.done(words % {"n": changed})


class AdviceAnswerPage(ActionPage):
    """Only who hands in answers (the chapter); until it is handed in again the answer can be changed."""

    model = Advice
    action = Action.SUBMIT
    form_class = AdviceAnswerForm
    submit_label = _("Save answer")
    title = _("Answer the advice")
    select_related = ("activity", "achievement__indicator", "chapter__region")

    @override
    def check(self) -> None:
        super().check()
        if self.object.answer:
            require_unlocked(self.object.line)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.question = self.object.text
        return super().get_context_data(**kwargs)

    @override
    def get_initial(self) -> dict[str, object]:
        return {"answer": self.object.answer, "reason": self.object.reason}

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(str(self.object.line), self.object.get_absolute_url())]

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        services.answer_advice(
            advice=self.object, by=self.request.user, answer=data["answer"], reason=data["reason"]
        )
        return self.done(__("Answer saved."))

"""Check-ins of the Secretariat: found, advised, promised, kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, require
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.pages.lists import Deed
from core.people.users import User
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact
from planning import services
from planning.filters import CheckInFilter
from planning.forms import CheckInForm, PromiseKeptForm
from planning.models import CheckIn
from planning.views.lines import start_from_query


def promise_of(row: CheckIn) -> Badge | None:
    """Return how the promise stands; None where nothing was promised."""
    if not row.promise:
        return None
    if row.kept_on:
        return Badge(_("Kept"), "good")
    if row.promise_due and row.promise_due < timezone.localdate():
        return Badge(_("Overdue"), "bad")
    return Badge(_("Promised"), "part")


def _steps(row: CheckIn, user: User) -> list[tuple[str, str]]:
    if not row.promise or row.kept_on or row.is_archived or not may(user, Action.CHANGE, row):
        return []
    return [(__("Note as kept"), reverse("planning:check-in-keep", args=[row.pk]))]


CHECK_IN_COLUMNS = [
    Column("checked_on", _("Checked on"), link=True, note=lambda row: row.get_means_display()),
    Column("found", _("Found and advised"), note=lambda row: row.activity),
    Column("promise", _("Promise"), note="kept_how"),
    Column("promise_due", _("Until")),
    Column("standing", _("Status"), value=promise_of, kind="badge"),
]


class CheckInListPage(ListPage):
    model = CheckIn
    filterset_class = CheckInFilter
    ordering = ("-checked_on",)
    lead = _(
        "The Secretariat checks and guides between the reviews: what was found, what was promised."
    )
    empty = _("No check-in yet.")
    columns = [
        Column("checked_on", _("Checked on"), link=True, sort="checked_on", note=lambda row: row.get_means_display()),
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code"),
        Column("found", _("Found and advised"), note=lambda row: row.activity),
        Column("promise", _("Promise"), note="kept_how"),
        Column("promise_due", _("Until"), sort="promise_due"),
        Column("standing", _("Status"), value=promise_of, kind="badge"),
        Column("kept_on", _("Kept on"), hidden=True),
    ]  # fmt: skip

    @override
    def get_deed(self, row: CheckIn) -> Deed | None:
        return next(iter(_steps(row, self.request.user)), None)

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().select_related("activity")


class CheckInDetailPage(DetailPage):
    model = CheckIn

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().select_related("activity", "checked_by")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        activity = row.activity
        return [
            Fact(_("Chapter"), row.chapter, url=row.chapter.get_absolute_url()),
            Fact(_("Activity"), activity, url=activity.get_absolute_url() if activity else ""),
            Fact(_("Checked on"), row.checked_on, note=row.get_means_display()),
            Fact(_("Checked by"), row.checked_by),
            Fact(_("Found and advised"), row.found),
            Fact(_("Promise"), row.promise),
            Fact(_("Until"), row.promise_due),
            Fact(_("Status"), promise_of(row)),
            Fact(_("Kept on"), row.kept_on, note=row.kept_how),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        return _steps(self.object, self.request.user)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        # What the Secretariat found is the Secretariat's to word.
        if may(self.request.user, Action.ADVISE, self.object):
            return super().get_context_data(**kwargs)
        return {**super().get_context_data(**kwargs), "edit_url": ""}


class CheckInCreatePage(CreatePage):
    model = CheckIn
    form_class = CheckInForm
    intro = _(
        "A promise with a date becomes a task of the chapter, and yours when the date has passed."
    )

    @override
    def get_initial(self) -> dict[str, Any]:
        return start_from_query(self.request, "chapter", "activity")


class CheckInEditPage(EditPage):
    model = CheckIn
    form_class = CheckInForm

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADVISE, self.object)
        super().check()


class PromiseKeptPage(ActionPage):
    model = CheckIn
    form_class = PromiseKeptForm
    submit_label = _("Note as kept")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_title(self) -> Words:
        return __("Promise kept: %(what)s") % {"what": self.object.promise or self.object}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.keep_promise(check_in=self.object, by=self.request.user, **form.cleaned_data)
        return self.done(__("Noted as kept."))

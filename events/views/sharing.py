"""The sharing board, and the dates of the budget year."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.tools import formats
from core.tools.tables import Badge, Column, Fact, Table
from events import forms, services
from events.filters import KeyDateFilter, PracticeFilter
from events.models import KeyDate, Practice, PracticeFacility, PracticeKind

KIND_TONES = {PracticeKind.GOOD: "good", PracticeKind.PROBLEM: "part"}


def kind_badge(row: Practice) -> Badge:
    return Badge(row.get_kind_display(), KIND_TONES[PracticeKind(row.kind)])


def shared_badge(row: Practice) -> Badge:
    return Badge(__("Shared with all"), "info") if row.shared_on else Badge(__("This region only"))


def place(row: Any) -> str:
    return row.region.short_name if row.region else str(__("National"))


class PracticeListPage(ListPage):
    """What worked and what did not, sorted by aspect and way out."""

    model = Practice
    filterset_class = PracticeFilter
    ordering = ("-happened_on",)
    title = _("Sharing board")
    lead = _("Good practices and problems of the chapters, so that one can learn from another.")
    empty = _("Nothing shared yet. Tell what worked in your region, or what did not.")
    columns = [
        Column("title", _("What"), link=True, sort="title", note=lambda row: first_words(row)),
        Column("kind", _("Kind"), kind_badge, sort="kind"),
        Column("aspect", _("Aspect"), "get_aspect_display", sort="aspect"),
        Column("solution", _("Solution"), "get_solution_display", sort="solution"),
        Column("region", _("Region"), place, sort="region__name"),
        Column("happened_on", _("When"), kind="partial", sort="happened_on"),
        Column("shared", _("Who reads it"), shared_badge),
        Column("situation", _("Situation"), hidden=True),
        Column("action", _("What was done"), hidden=True),
        Column("result", _("What came of it"), hidden=True),
        Column("cost", _("Cost and effort"), hidden=True),
    ]
    select_related = ("region",)


def first_words(row: Practice) -> str:
    text = row.action or row.situation
    return text if len(text) <= 120 else f"{text[:119].rsplit(' ', 1)[0]} …"


class PracticeDetailPage(DetailPage):
    model = Practice
    select_related = ("region", "event")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        event = row.event
        # The event of another region is not this reader's to open.
        seen = event and type(event).objects.visible_to(self.request.user).filter(pk=event.pk)
        return [
            Fact(_("Kind"), kind_badge(row)),
            Fact(_("Region"), place(row)),
            Fact(_("Aspect"), row.get_aspect_display()),
            Fact(_("Solution"), row.get_solution_display()),
            Fact(_("When"), row.happened_on, "partial"),
            Fact(_("Situation"), row.situation),
            Fact(_("What was done"), row.action),
            Fact(_("What came of it"), row.result),
            Fact(_("Cost and effort"), row.cost),
            Fact(
                _("Told at the event"),
                event if seen and seen.exists() else None,
                url=event.get_absolute_url() if seen and seen.exists() else "",
            ),
            Fact(
                _("Who reads it"),
                shared_badge(row),
                note=formats.day(row.shared_on) if row.shared_on else "",
            ),
        ]

    @override
    def get_tables(self) -> list[Table]:
        links = PracticeFacility.objects.visible_to(self.request.user).current()
        columns = [
            Column("facility", _("Facility"), "facility.name", note="facility.code"),
            Column("type", _("Type"), "facility.get_facility_type_display"),
        ]
        rows = links.filter(practice=self.object).select_related("facility")
        return [self.related(__("Facilities"), columns, rows)] if rows.exists() else []

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        if not may(self.request.user, Action.REVIEW, row) or row.is_archived:
            return []
        name, label = (
            ("withdraw", __("Show only to this region"))
            if row.shared_on
            else ("share", __("Share with all"))
        )
        return [(label, reverse(f"events:practice-{name}", args=[row.pk]))]


class PracticeCreatePage(CreatePage):
    model = Practice
    form_class = forms.PracticeForm


class PracticeEditPage(EditPage):
    model = Practice
    form_class = forms.PracticeForm


class PracticeSharePage(ActionPage):
    model = Practice
    action = Action.REVIEW
    title = _("Share with all: %(what)s")
    question = _(
        "Every chapter and every regional government will read it, with the name of the region. "
        "Check that it names no private person."
    )
    submit_label = _("Share with all")
    remark = False

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.share(practice=self.object, by=self.request.user)
        return self.done(__("Shared with all: %(what)s.") % {"what": self.object})


class PracticeWithdrawPage(ActionPage):
    model = Practice
    action = Action.REVIEW
    form_class = forms.WithdrawForm
    title = _("Show only to this region: %(what)s")
    submit_label = _("Show only to this region")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.withdraw(
            practice=self.object, by=self.request.user, reason=form.cleaned_data["remark"]
        )
        return self.done(__("Shown only to this region: %(what)s.") % {"what": self.object})


def returns(row: KeyDate) -> str:
    """Return when it falls: “every year, end of March”, “14 August 2026”."""
    day = row.next_on(timezone.localdate())
    return formats.day(day) if day else formats.DASH


class KeyDateListPage(ListPage):
    model = KeyDate
    filterset_class = KeyDateFilter
    ordering = ("month", "day")
    lead = _("Dates of the budget year and of the alliance, so that proposals are ready in time.")
    empty = _("No key date is recorded yet.")
    columns = [
        Column("title", _("What"), link=True, sort="title", note="get_kind_display"),
        Column("next", _("Next"), returns, sort=("month", "day")),
        Column("every", _("How often"), lambda row: str(row.year or __("every year"))),
        Column("region", _("Region"), place, sort="region__name"),
        Column("lead_days", _("Days to prepare"), kind="number", sort="lead_days"),
        Column("advice", _("What has to be ready"), hidden=True),
    ]
    select_related = ("region",)


class KeyDateDetailPage(DetailPage):
    model = KeyDate
    select_related = ("region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Region"), place(row)),
            Fact(_("Next"), returns(row), note=str(row.year or __("every year"))),
            Fact(_("Days to prepare"), row.lead_days, "number"),
            Fact(_("What has to be ready"), row.advice),
        ]


class KeyDateCreatePage(CreatePage):
    model = KeyDate
    form_class = forms.KeyDateForm


class KeyDateEditPage(EditPage):
    model = KeyDate
    form_class = forms.KeyDateForm

"""What was promised, until it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, list_crumb
from core.pages.scoped_forms import ReopenForm
from core.tools.tables import Badge, Column, Fact
from events import forms, services
from events.filters import CommitmentFilter
from events.models import Commitment, Event
from events.offices import known_offices


def status_badge(row: Commitment) -> Badge:
    if row.done_on:
        return Badge(__("Done"), "good")
    if row.is_unknown(timezone.localdate()):
        return Badge(__("Not known what became of it"), "none")
    if row.is_overdue(timezone.localdate()):
        return Badge(__("Overdue"), "bad")
    return Badge(__("Open"), "part")


class CommitmentListPage(ListPage):
    model = Commitment
    filterset_class = CommitmentFilter
    ordering = ("done_on", "due_on")
    lead = _("Follow-up plans and joint commitments of all events, until they are done.")
    empty = _("No commitment is recorded yet. They are entered on the page of an event.")
    columns = [
        Column("text", _("What was agreed"), link=True, note="get_kind_display"),
        Column("owner", _("Responsible"), "owner_words"),
        Column(
            "event", _("Event"), "event.title", note="event.date_words", sort="event__starts_on"
        ),
        Column("region", _("Host region"), "event.region.short_name", sort="event__region__name"),
        Column("due_on", _("Due"), kind="date", sort="due_on"),
        Column("status", _("Status"), status_badge),
        Column("done_on", _("Done on"), kind="date", hidden=True),
        Column("proof", _("Proof"), hidden=True),
    ]
    select_related = ("event__region", "owner")


class CommitmentDetailPage(DetailPage):
    model = Commitment

    @override
    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("event__region", "owner", "region")
            .with_signatories(self.request.user)
        )

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            *list_crumb(self.model),
            (str(self.object.event), self.object.event.get_absolute_url()),
        ]

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("What was agreed"), row.text),
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Status"), status_badge(row)),
            Fact(_("Responsible"), row.owner_words),
            Fact(_("Supported by"), row.support),
            Fact(_("Concerns the region"), row.region.short_name if row.region else ""),
            Fact(_("Signatories"), "; ".join(str(one) for one in row.signed)),
            Fact(_("Due"), row.due_on, "date"),
            Fact(_("Done on"), row.done_on, "date"),
            Fact(_("Proof"), row.proof),
            Fact(
                _("Event"),
                row.event.title,
                url=row.event.get_absolute_url(),
                note=row.event.date_words,
            ),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        if not may(self.request.user, Action.CHANGE, row) or row.is_archived:
            return []
        name, label = ("reopen", __("Open again")) if row.done_on else ("done", __("Mark as done"))
        return [(label, reverse(f"events:commitment-{name}", args=[row.pk]))]


class CommitmentCreatePage(CreatePage):
    model = Commitment
    parent_model = Event
    form_class = forms.CommitmentForm

    @override
    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()


class PromisesPage(ActionPage):
    """All that was agreed at an event, on one page: a line each."""

    model = Event
    action = Action.ADD
    checks_lock = True
    form_class = forms.PromisesForm
    title = _("Enter what was agreed")
    submit_label = _("Save")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        added, met = services.add_promises(
            event=self.object,
            lines=form.lines_by_kind,
            signatories=form.cleaned_data["signatories"],
            known=known_offices(self.request.user),
            by=self.request.user,
        )
        message = ngettext("%(n)s commitment added.", "%(n)s commitments added.", added) % {
            "n": added
        }
        if met:
            message += " " + ngettext(
                "%(n)s was recorded already.", "%(n)s were recorded already.", met
            ) % {"n": met}
        return self.done(message)


class CommitmentEditPage(EditPage):
    model = Commitment
    form_class = forms.CommitmentForm


class CommitmentDonePage(ActionPage):
    model = Commitment
    form_class = forms.DoneForm
    checks_lock = True
    title = _("Mark as done: %(what)s")
    submit_label = _("Mark as done")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        services.mark_done(
            commitment=self.object, by=self.request.user, on=data["done_on"], proof=data["proof"]
        )
        return self.done(__("Done: %(what)s.") % {"what": self.object})


class CommitmentReopenPage(ActionPage):
    model = Commitment
    form_class = ReopenForm
    checks_lock = True
    title = _("Open again: %(what)s")
    submit_label = _("Open again")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.reopen(
            commitment=self.object, by=self.request.user, reason=form.cleaned_data["remark"]
        )
        return self.done(__("Open again: %(what)s.") % {"what": self.object})

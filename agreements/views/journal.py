"""Blockers and contacts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.filters import BlockerFilter, ContactFilter, SolvedFilter
from agreements.forms import BlockerForm, ContactForm, ResolveForm
from agreements.models import Blocker, Contact, Partnership
from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, list_crumb
from core.pages.lists import Deed
from core.people.users import User
from core.records.told import teller_of
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact

REGION = Column(
    "region",
    _("Region"),
    "partnership.region.short_name",
    note="partnership.counterpart",
    sort="partnership__region__name",
)
BLOCKER_COLUMNS = [
    Column("reason", _("Blocker"), "reason.label", note="note", sort="reason_id", link=True),
    Column("raised_on", _("Since"), kind="partial", sort="raised_on"),
    Column("days", _("Days"), lambda row: row.days(timezone.localdate()), kind="number"),
    Column("office", _("Office concerned")),
    Column("action_taken", _("Action taken")),
]
RESOLVED_COLUMNS = [
    *BLOCKER_COLUMNS[:3],
    Column("resolved_on", _("Resolved on"), kind="partial", sort="resolved_on"),
    Column(
        "resolution", _("How it was resolved"), "get_resolution_display", note="resolution_text"
    ),
]
CONTACT_COLUMNS = [
    Column("kind", _("Contact"), "get_kind_display", note="people", link=True, sort="kind"),
    Column("held_on", _("Date"), kind="partial", sort="held_on"),
    Column("outcome", _("Outcome"), "get_outcome_display", note="outcome_text"),
    Column("next_step", _("Next step"), note="get_next_step_owner_display"),
    Column("next_step_due", _("Due"), kind="date", sort="next_step_due"),
]


def state_badge(blocker: Blocker) -> Badge:
    return Badge(__("Open"), "bad") if blocker.is_unresolved else Badge(__("Resolved"), "good")


def _steps(blocker: Blocker, user: User) -> list[tuple[str, str]]:
    may_change = may(user, Action.CHANGE, blocker)
    if blocker.is_archived or not blocker.is_unresolved or not may_change:
        return []
    return [(__("Resolve"), reverse("agreements:blocker-resolve", args=[blocker.pk]))]


class BlockerListPage(ListPage):
    model = Blocker
    filterset_class = BlockerFilter
    columns = [
        BLOCKER_COLUMNS[0],
        REGION,
        Column("category", _("Category"), "reason.get_category_display", hidden=True),
        *BLOCKER_COLUMNS[1:],
        Column("state", _("State"), state_badge, kind="badge", sort="resolved_on"),
        Column("resolved_on", _("Resolved on"), kind="partial", hidden=True),
        Column("resolution", _("How it was resolved"), "get_resolution_display", hidden=True),
        Column("resolution_text", _("What worked"), hidden=True),
    ]
    ordering = ("resolved_on", "-raised_on")
    empty = _("No blocker is recorded. Blockers are raised on the page of a partnership.")
    select_related = ("partnership__region", "reason", "office")

    @override
    def get_deed(self, row: Blocker) -> Deed | None:
        return next(iter(_steps(row, self.request.user)), None)


class SolvedListPage(ListPage):
    """What was tried and what worked: the blockers that were resolved, searchable by reason."""

    model = Blocker
    filterset_class = SolvedFilter
    title = _("What was tried and what worked")
    columns = [
        BLOCKER_COLUMNS[0],
        REGION,
        Column("action_taken", _("What was tried")),
        Column("worked", _("What worked"), "get_resolution_display", note="resolution_text"),
        Column("resolved_on", _("Resolved on"), kind="partial", sort="resolved_on"),
        BLOCKER_COLUMNS[2],
    ]
    ordering = ("-resolved_on",)
    lead = _(
        "Solved blockers as a collection of experience: look up a reason before you try again."
    )
    empty = _("No blocker is resolved yet.")

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().resolved()
        return rows.select_related("partnership__region", "reason", "office")


class BlockerDetailPage(DetailPage):
    model = Blocker
    select_related = ("partnership__region", "reason", "office", "raised_by")

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [
            *list_crumb(self.model),
            (str(self.object.partnership), self.object.partnership.get_absolute_url()),
        ]

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("State"), state_badge(obj)),
            Fact(_("Reason"), obj.reason.label, url=obj.reason.get_absolute_url()),
            Fact(_("Category"), obj.reason.get_category_display()),
            Fact(_("Since"), obj.raised_on, "partial"),
            Fact(_("What happened"), obj.note),
            Fact(
                _("Office concerned"),
                obj.office,
                url=obj.office.get_absolute_url() if obj.office else "",
            ),
            Fact(_("Action taken"), obj.action_taken),
            Fact(_("Resolved on"), obj.resolved_on, "partial"),
            Fact(_("How it was resolved"), obj.get_resolution_display(), note=obj.resolution_text),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        return _steps(self.object, self.request.user)


class BlockerCreatePage(CreatePage):
    model = Blocker
    parent_model = Partnership
    form_class = BlockerForm
    intro = _("One reason per entry; several may be open at once.")


class BlockerEditPage(EditPage):
    model = Blocker
    form_class = BlockerForm
    select_related = ("partnership__region", "reason")


class ResolvePage(ActionPage):
    model = Blocker
    form_class = ResolveForm
    title = _("Resolve: %(what)s")
    select_related = ("partnership__region", "reason")
    submit_label = _("Resolve")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"action_taken": self.object.action_taken}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        try:
            services.resolve_blocker(
                blocker=self.object,
                by=self.request.user,
                on=data["on"],
                resolution=data["resolution"],
                text=data["text"],
                action_taken=data["action_taken"],
            )
        except ValidationError as error:
            # The columns are named differently from this form's fields.
            raise ValidationError(error.messages) from error
        return self.done(__("Resolved: %(what)s.") % {"what": self.object})

    @override
    def get_success_url(self) -> str:
        return self.object.partnership.get_absolute_url()


class ContactListPage(ListPage):
    model = Contact
    filterset_class = ContactFilter
    columns = [
        CONTACT_COLUMNS[1],
        REGION,
        CONTACT_COLUMNS[0],
        Column("people", _("With whom"), hidden=True),
        CONTACT_COLUMNS[2],
        Column("outcome_text", _("What was said or agreed"), hidden=True),
        *CONTACT_COLUMNS[3:],
    ]
    ordering = ("-held_on",)
    empty = _("No contact is recorded. Contacts are recorded on the page of a partnership.")
    select_related = ("partnership__region",)


class ContactDetailPage(DetailPage):
    model = Contact
    select_related = ("partnership__region", "entered_by")

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [
            *list_crumb(self.model),
            (str(self.object.partnership), self.object.partnership.get_absolute_url()),
        ]

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        teller = teller_of(self.request.user, obj)
        return [
            Fact(_("Kind"), obj.get_kind_display()),
            Fact(_("Date"), obj.held_on, "partial"),
            Fact(_("With whom"), obj.people),
            Fact(_("Outcome"), obj.get_outcome_display()),
            Fact(_("What was said or agreed"), obj.outcome_text),
            Fact(_("Next step"), obj.next_step, note=obj.get_next_step_owner_display()),
            Fact(_("Due"), obj.next_step_due, "date"),
            Fact(_("Entered by"), obj.entered_by),
            *([Fact(_("Taken from"), teller.words, url=teller.url)] if teller else []),
        ]


class ContactCreatePage(CreatePage):
    model = Contact
    parent_model = Partnership
    form_class = ContactForm
    intro = _("The next step given here becomes the partnership's next step.")

    @override
    def get_success_url(self) -> str:
        return self.object.partnership.get_absolute_url()


class ContactEditPage(EditPage):
    model = Contact
    form_class = ContactForm
    select_related = ("partnership__region",)

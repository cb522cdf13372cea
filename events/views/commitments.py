"""What was promised, until it is done."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, list_crumb
from core.pages.lists import Deed
from core.pages.scoped_forms import ReopenForm
from core.people.users import User
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact, Table
from events import forms, services
from events.filters import CommitmentFilter
from events.models import Commitment, Event, Fate
from events.offices import known_offices
from events.querysets import CommitmentQuerySet
from events.views.several import told_of_met


def status_badge(row: Commitment) -> Badge:
    if row.done_on:
        return Badge(__("Done"), "good")
    if row.has_ended:
        return Badge(__("Ended"), "none")
    if row.is_unknown(timezone.localdate()):
        return Badge(__("Not known what became of it"), "none")
    if row.is_overdue(timezone.localdate()):
        return Badge(__("Overdue"), "bad")
    return Badge(__("Open"), "part")


TIME_COLUMNS = [
    Column("due_on", _("Due"), kind="date"),
    Column("fate", _("What became of it"), lambda row: row.get_fate_display()),
    Column("told_on", _("Kept or looked at on"), kind="date"),
    Column("proof", _("Proof or reason")),
]


def done_step(row: Commitment, user: User) -> Deed | None:
    """Return the way to say that it was done, of one that comes again whether a time was kept.

    `row` comes `with_times`.
    """
    if not may(user, Action.CHANGE, row) or row.is_archived:
        return None
    where = reverse("events:commitment-done", args=[row.pk])
    if not row.rhythm:
        return None if row.done_on else (__("Mark as done"), where)
    told = row.told_times  # type: ignore[attr-defined]  # of `with_times`
    if row.has_ended and all(one.fate != Fate.UNKNOWN for one in told):
        return None
    return __("Say whether it was kept"), where


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
        Column("due_on", _("Due"), kind="date", sort="due_on", note="rhythm_words"),
        Column("status", _("Status"), status_badge, note="tally_words"),
        Column("recurs_until", _("Comes again until"), kind="date", hidden=True),
        Column("done_on", _("Done on"), kind="date", hidden=True),
        Column("proof", _("Proof"), hidden=True),
    ]
    select_related = ("event__region", "owner")

    @override
    def get_queryset(self) -> CommitmentQuerySet:
        return super().get_queryset().with_times(self.request.user)

    @override
    def get_deed(self, row: Commitment) -> Deed | None:
        return done_step(row, self.request.user)


class CommitmentDetailPage(DetailPage):
    model = Commitment

    @override
    def get_queryset(self) -> CommitmentQuerySet:
        return (
            super()
            .get_queryset()
            .select_related("event__region", "owner", "region")
            .with_signatories(self.request.user)
            .with_times(self.request.user)
        )

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
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
            Fact(_("Due"), row.due_on, "date", note=row.rhythm_words),
            Fact(_("Times"), row.tally_words),
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
        done = done_step(row, self.request.user)
        steps = [done] if done else []
        if row.told_times if row.rhythm else row.done_on:
            again = __("Take back what was said of the last time")
            label = again if row.rhythm else __("Open again")
            steps.append((label, reverse("events:commitment-reopen", args=[row.pk])))
        return steps

    @override
    def get_tables(self) -> list[Table]:
        row = self.object
        if not row.rhythm:
            return []
        return [Table(TIME_COLUMNS, row.told_times, title=__("What became of each time"))]


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
    def form_valid(self, form: forms.PromisesForm) -> HttpResponse:
        added, met = services.add_promises(
            event=self.object,
            lines=form.lines_by_kind,
            signatories=form.cleaned_data["signatories"],
            known=known_offices(self.request.user),
            by=self.request.user,
        )
        words = ngettext("%(n)s commitment added.", "%(n)s commitments added.", added)
        return self.done(words % {"n": added} + told_of_met(met))


class CommitmentEditPage(EditPage):
    model = Commitment
    form_class = forms.CommitmentForm


class CommitmentDonePage(ActionPage):
    """A commitment is done; of one that comes again, what became of one of its times."""

    model = Commitment
    checks_lock = True

    @override
    def get_title(self) -> str:
        words = __("Was it kept? %(what)s") if self.object.rhythm else __("Mark as done: %(what)s")
        return words % {"what": self.object}

    @override
    def get_form_class(self) -> type[forms.TimeForm | forms.DoneForm]:
        return forms.TimeForm if self.object.rhythm else forms.DoneForm

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "commitment": self.object} if self.object.rhythm else kwargs

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        label = __("Save") if self.object.rhythm else __("Mark as done")
        return {**super().get_context_data(**kwargs), "submit_label": label}

    @override
    def form_valid(self, form: forms.TimeForm | forms.DoneForm) -> HttpResponse:
        data, by = form.cleaned_data, self.request.user
        if self.object.rhythm:
            row = services.tell_time(commitment=self.object, by=by, **data)
            return self.done(__("Recorded: %(what)s.") % {"what": row})
        services.mark_done(commitment=self.object, by=by, on=data["done_on"], proof=data["proof"])
        return self.done(__("Done: %(what)s.") % {"what": self.object})


class CommitmentReopenPage(ActionPage):
    model = Commitment
    form_class = ReopenForm
    checks_lock = True

    @override
    def get_title(self) -> str:
        words = __("Open again: %(what)s")
        if self.object.rhythm:
            words = __("Take back what was said of the last time: %(what)s")
        return words % {"what": self.object}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        label = __("Take back") if self.object.rhythm else __("Open again")
        return {**super().get_context_data(**kwargs), "submit_label": label}

    @override
    def form_valid(self, form: ReopenForm) -> HttpResponse:
        services.reopen(
            commitment=self.object, by=self.request.user, reason=form.cleaned_data["remark"]
        )
        return self.done(__("Open again: %(what)s.") % {"what": self.object})

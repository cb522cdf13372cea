"""Events and everything on their page."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, scope_of
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.people.users import User
from core.records.review import why_locked
from core.records.told import named
from core.tools.rows.areas import in_scope
from core.tools.tables import Badge, Column, Fact
from events import forms
from events.attendance import headcount_of
from events.filters import EventFilter
from events.models import (
    AgendaPoint,
    Attendance,
    Commitment,
    Event,
    EventDay,
    EventOffice,
    EventPurpose,
    EventRegion,
    EventState,
    GroupResult,
    OfficeRole,
    Session,
)
from events.results import role_rows
from events.telling import PARTNERSHIP

STATE_TONES = {EventState.PLANNED: "info", EventState.HELD: "good", EventState.CANCELLED: "none"}


def state_badge(event: Event) -> Badge:
    return Badge(event.standing.label, STATE_TONES[event.standing])


def organisers(event: Event) -> str:
    """Return the organisers in one line; needs `for_list()`."""
    rows = [o for o in event.loaded_offices if o.role == OfficeRole.ORGANISER]  # type: ignore[attr-defined]
    return "; ".join(row.words for row in rows)


def papers_of(event: Event, rows: list[Attendance], *, personal: bool) -> list[tuple[Any, str]]:
    """Return the printed papers of an event as (label, address); lists of names only for who may see them."""
    found = [(_("Event record"), reverse("events:event-record", args=[event.pk]))]
    if personal:
        found.append((_("Sign-in sheet"), reverse("events:event-sign-in", args=[event.pk])))
        if any(row.name for row in rows):
            found.append((_("Certificates"), reverse("events:event-certificates", args=[event.pk])))
    return found


# What a full record holds: the part, the words of the way to enter it, where that is.
PARTS = (
    ("institutions", _("Organisers, host, speakers"), "events:event-edit"),
    ("days", _("Days with programme and guests"), "events:event-day-create"),
    ("agenda", _("Agenda and decisions"), "events:agenda-several"),
    ("attendance", _("Attendance"), "events:attendance-counts"),
    ("results", _("Group results"), "events:group-results-several"),
    ("commitments", _("Follow-up plan and commitments"), "events:commitments-several"),
)


class EventListPage(ListPage):
    model = Event
    filterset_class = EventFilter
    ordering = ("-starts_on",)
    lead = _("Trainings, meetings and awards: who met, what for, and what came of it.")
    empty = _("No event is recorded yet.")
    columns = [
        Column("title", _("Event"), link=True, sort="title", note="get_kind_display"),
        Column("starts_on", _("Date"), "date_words", sort="starts_on"),
        Column("region", _("Host region"), "region.short_name", sort="region__name", note="venue"),
        Column("organisers", _("Organisers"), organisers),
        Column("state", _("State"), state_badge, sort="state"),
        Column("kind", _("Kind"), "get_kind_display", hidden=True),
        Column("first_day", _("First day"), "starts_on", hidden=True),
        Column("last_day", _("Last day"), "ends_on", hidden=True),
        Column("venue", _("Venue"), hidden=True),
        Column("participants", _("Participants as the source names them"), hidden=True),
        Column("description", _("Description and topics"), hidden=True),
        Column("outcome", _("Outcome"), hidden=True),
        Column("follow_up", _("Follow-up in general"), hidden=True),
        Column("source_url", _("Address of the source"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().for_list()


class EventDetailPage(DetailPage):
    """Reads like the record of the meeting: purposes, organisers, days, results, promises."""

    model = Event
    template_name = "events/event_detail.html"
    select_related = ("region",)

    def _of(self, model: Any) -> Any:
        return model.objects.visible_to(self.request.user).filter(
            event=self.object, archived_at__isnull=True
        )

    @override
    def get_facts(self) -> list[Fact]:
        event = self.object
        region = event.region
        # Nothing is asked where it names none.
        about = event.partnership and named(self.request.user, PARTNERSHIP).get(event.partnership)
        return [
            Fact(_("Kind"), event.get_kind_display()),
            Fact(_("State"), state_badge(event)),
            Fact(_("Date"), event.date_words),
            Fact(
                _("Host region"),
                region.short_name if region else _("National"),
                url=region.get_absolute_url() if region else "",
            ),
            Fact(_("Venue"), event.venue),
            *([Fact(_("Contact of"), about.words, url=about.url)] if about else []),
        ]

    @override
    def pass_on(self) -> list[str]:
        event = self.object
        if event.state == EventState.CANCELLED:
            return []
        place = event.region.short_name if event.region else ""
        head = __("Invitation") if event.standing == EventState.PLANNED else __("Event")
        return [
            f"{head}: {event.title}",
            event.date_words,
            ", ".join(filter(None, (event.venue, place))),
        ]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        event, user = self.object, self.request.user
        sessions = Session.objects.visible_to(user).filter(archived_at__isnull=True)
        days = list(
            self._of(EventDay).prefetch_related(
                Prefetch("sessions", sessions.order_by("number", "pk"), to_attr="programme")
            )
        )
        rows = list(self._of(Attendance).select_related("day"))
        personal = may(user, Action.SEE_CONTACTS)
        results = self._of(GroupResult).select_related("day").with_details(user)
        offices = list(self._of(EventOffice).select_related("office"))
        may_add = may(user, Action.ADD, event) and not why_locked(event)
        agenda = list(self._of(AgendaPoint))
        promised = self._of(Commitment).select_related("owner", "region").with_signatories(user)
        commitments = list(promised.with_times(user))
        found = {
            "institutions": offices,
            "days": days,
            "agenda": agenda,
            "attendance": rows,
            "results": list(results),
            "commitments": commitments,
        }
        return {
            **super().get_context_data(**kwargs),
            # The page of what is made up as a whole says so at its head.
            "has_examples": not event.is_example
            and any(row.is_example for part in found.values() for row in part),
            "missing": [
                (label, reverse(name, args=[event.pk]))
                for part, label, name in PARTS
                if not found[part]
            ],
            # A row without numbers stands with its day already.
            "listed": [
                row
                for row in rows
                if row.day_id is None
                or row.name
                or row.present is not None
                or row.invited is not None
            ],
            "practice_url": _practice_url(user, event),
            "purposes": list(self._of(EventPurpose)),
            "roles": [
                (role.label, [office for office in offices if office.role == role])
                for role in OfficeRole
                if any(office.role == role for office in offices)
            ],
            "participating": [
                str(row.region) for row in self._of(EventRegion).select_related("region")
            ],
            "days": [(day, [row for row in rows if row.day_id == day.pk]) for day in days],
            "people": rows,
            "headcount": headcount_of(rows),
            "shows_names": personal,
            "agenda": agenda,
            "results": [(result, role_rows(result.roles)) for result in found["results"]],
            "commitments": commitments,
            "papers": papers_of(event, rows, personal=personal),
            "today": timezone.localdate(),
            "may_add": may_add,
            "may_edit_rows": may(user, Action.CHANGE, event) and not why_locked(event),
        }


def _practice_url(user: User, event: Event) -> str:
    """Return the page that sets what the region chose beside what visits found; "" for who may not see it."""
    code = event.region_id or ""
    sees = in_scope(code, scope_of(user))
    return reverse("region-co-management", args=[code]) if "." in code and sees else ""


class EventCreatePage(CreatePage):
    model = Event
    form_class = forms.EventForm


class EventEditPage(EditPage):
    model = Event
    form_class = forms.EventForm


class EventOfficeCreatePage(CreatePage):
    parent_model = Event
    model = EventOffice
    form_class = forms.EventOfficeForm


class EventOfficeEditPage(EditPage):
    model = EventOffice
    form_class = forms.EventOfficeForm


class EventDayCreatePage(CreatePage):
    parent_model = Event
    model = EventDay
    form_class = forms.EventDayForm

    @override
    def get_success_url(self) -> str:
        return day_url(self.object)


class EventDayEditPage(EditPage):
    model = EventDay
    form_class = forms.EventDayForm

    @override
    def get_success_url(self) -> str:
        return day_url(self.object)


def day_url(day: EventDay) -> str:
    return f"{day.get_absolute_url()}#day-{day.pk}"


class SessionCreatePage(CreatePage):
    model = Session
    parent_model = EventDay
    form_class = forms.SessionForm

    @override
    def get_initial(self) -> dict[str, object]:
        last = self.parent.sessions.order_by("-number").values_list("number", flat=True).first()
        return {"number": (last or 0) + 1}


class SessionEditPage(EditPage):
    model = Session
    form_class = forms.SessionForm


class AgendaPointCreatePage(CreatePage):
    parent_model = Event
    model = AgendaPoint
    form_class = forms.AgendaPointForm

    @override
    def get_initial(self) -> dict[str, object]:
        last = self.parent.agenda.order_by("-number").values_list("number", flat=True).first()
        return {"number": (last or 0) + 1}


class AgendaPointEditPage(EditPage):
    model = AgendaPoint
    form_class = forms.AgendaPointForm

"""Awards with their entries and winners."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.people.users import User
from core.records.review import why_locked
from core.tools import formats
from core.tools.tables import Column, Fact, Table
from events import forms
from events.filters import AwardFilter
from events.models import Award, AwardEntry, Event

ENTRY_COLUMNS = [
    Column("entrant", _("Entrant"), lambda row: row.entrant or row.region.short_name),
    Column("rank", _("Rank"), kind="number"),
    Column("region", _("Region"), "region.short_name"),
    Column("score", _("Score"), kind="number"),
    Column("result", _("Result as written")),
]


def editable(user: User, parent: models.Model, columns: list[Column], edit: str) -> list[Column]:
    """Return the columns, the first leading to the row's own form for whoever may change it."""
    if not may(user, Action.CHANGE, parent) or why_locked(parent):
        return columns
    first = replace(columns[0], url=lambda row: reverse(edit, args=[row.pk]))
    return [first, *columns[1:]]


def _span(first: dt.date | None, last: dt.date | None) -> str:
    """Return the days whose visits count, in words; "" where the award names none."""
    if first and last:
        return __("Visits of %(first)s to %(last)s") % {
            "first": formats.day(first),
            "last": formats.day(last),
        }
    if first:
        return __("Visits from %(day)s on") % {"day": formats.day(first)}
    return __("Visits until %(day)s") % {"day": formats.day(last)} if last else ""


AWARD_SHORT = [
    Column("name", _("Award"), "name", link=True, note="edition"),
    Column("year", _("Year"), lambda row: str(row.year)),
    Column(
        "region", _("Region"), lambda row: row.region.short_name if row.region else __("National")
    ),
]


class AwardListPage(ListPage):
    model = Award
    filterset_class = AwardFilter
    ordering = ("-year", "name")
    empty = _("No award is recorded yet.")
    columns = [
        Column("name", _("Award"), link=True, sort="name", note="edition"),
        Column("year", _("Year"), lambda row: str(row.year), sort="year"),
        Column(
            "region",
            _("Region"),
            lambda row: row.region.short_name if row.region else __("National"),
            sort="region__name",
        ),
        Column("organiser", _("Organisers")),
        Column("entry_count", _("Entries"), kind="number"),
    ]

    @override
    def get_queryset(self) -> object:
        entries = AwardEntry.objects.visible_to(self.request.user).current()
        return (
            super()
            .get_queryset()
            .select_related("region")
            .annotate(entry_count=Count("entries", filter=Q(entries__in=entries), distinct=True))
        )


class AwardDetailPage(DetailPage):
    model = Award
    select_related = ("region", "alliance", "event")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        # A national award names no event of a region the reader does not see.
        event = Event.objects.visible_to(self.request.user).filter(pk=row.event_id).first()
        return [
            Fact(_("Year"), str(row.year), note=row.edition),
            Fact(_("Region"), row.region.short_name if row.region else _("National")),
            Fact(_("Organisers"), row.organiser),
            Fact(
                _("Alliance"),
                row.alliance,
                url=row.alliance.get_absolute_url() if row.alliance else "",
            ),
            Fact(_("Event"), event, url=event.get_absolute_url() if event else ""),
            Fact(_("How it is judged"), row.criteria),
            Fact(
                _("Monitoring instrument"),
                row.instrument,
                note=_span(row.scored_from, row.scored_until) if row.instrument else "",
            ),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not self.object.instrument:
            return []
        return [(__("Scores by visits"), reverse("award-scores", args=[self.object.pk]))]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        entries = AwardEntry.objects.visible_to(user).current()
        return [
            self.related(
                __("Entries and winners"),
                editable(user, self.object, ENTRY_COLUMNS, "events:award-entry-edit"),
                entries.filter(award=self.object).select_related("region"),
                cap=50,
                add=reverse("events:award-entry-create", args=[self.object.pk]),
                add_label=__("Add entry"),
            )
        ]


class AwardCreatePage(CreatePage):
    model = Award
    form_class = forms.AwardForm


class AwardEditPage(EditPage):
    model = Award
    form_class = forms.AwardForm


class AwardEntryCreatePage(CreatePage):
    model = AwardEntry
    parent_model = Award
    form_class = forms.AwardEntryForm


class AwardEntryEditPage(EditPage):
    model = AwardEntry
    form_class = forms.AwardEntryForm

"""Alliances with their members and published counts; awards with their entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi import formats
from aksansi.tables import Badge, Column, Fact, Table
from chapters.access import Action, may
from chapters.models import DatedFact
from chapters.pages import CreatePage, DetailPage, EditPage, ListPage
from chapters.review import why_locked
from events import forms
from events.filters import AllianceFilter, AwardFilter
from events.models import Alliance, AllianceMembership, Award, AwardEntry, Dues
from events.views.meetings import room_links

COUNT_COLUMNS = [
    Column("as_of", _("As of"), kind="partial"),
    Column("value", _("Published count"), "value_words", link=True),
    Column("subject", _("What was counted")),
    Column("source", _("Source"), lambda row: row.source or row.source_url),
]
MEMBER_COLUMNS = [
    Column("region", _("Region"), "region.short_name"),
    Column("joined_on", _("Member since"), kind="partial"),
    Column("left_on", _("Member until"), kind="partial"),
    Column("office_held", _("Office held")),
]
DUES_COLUMNS = [
    Column("year", _("Year"), lambda row: str(row.year)),
    Column("region", _("Region"), "region.short_name"),
    Column("amount", _("Amount"), kind="rupiah"),
    Column("paid", _("Paid"), lambda row: _paid(row), note=lambda row: row.paid_on),
]
ENTRY_COLUMNS = [
    Column("entrant", _("Entrant"), lambda row: row.entrant or row.region.short_name),
    Column("rank", _("Rank"), kind="number"),
    Column("region", _("Region"), "region.short_name"),
    Column("score", _("Score"), kind="number"),
    Column("result", _("Result as written")),
]


def editable(user: Any, parent: Any, columns: list[Column], edit: str) -> list[Column]:
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


def _paid(row: Dues) -> Badge:
    return Badge(__("Paid"), "good") if row.paid_on else Badge(__("Not paid"), "part")


class AllianceListPage(ListPage):
    model = Alliance
    template_name = "events/list.html"
    filterset_class = AllianceFilter
    ordering = ("name",)
    lead = _("Alliances of regional governments. Their published counts are not our member list.")
    columns = [
        Column("name", _("Alliance"), link=True, sort="name", note="short_name"),
        Column("founded_on", _("Founded"), kind="partial", sort="founded_on"),
        Column("listed", _("Members in our list"), kind="number"),
    ]

    def get_rows(self) -> Any:
        members = AllianceMembership.objects.visible_to(self.request.user).current().on()
        return self.rows().annotate(
            listed=Count("memberships", filter=Q(memberships__in=members), distinct=True)
        )

    def extra_context(self, rows: Any) -> dict[str, Any]:
        return {"room_links": room_links()}


class AllianceDetailPage(DetailPage):
    model = Alliance

    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Name"), row.name),
            Fact(_("Founded"), row.founded_on, "partial"),
            Fact(_("Description"), row.description),
            *self._dues_facts(),
        ]

    def _dues_facts(self) -> list[Fact]:
        """Return the last years' dues: how many of those asked paid, and what; one query."""
        dues = Dues.objects.visible_to(self.request.user).current().filter(alliance=self.object)
        paid = Q(paid_on__isnull=False)
        years = (
            dues.values("year")
            .annotate(asked=Count("pk"), paid=Count("pk", filter=paid))
            .annotate(received=Sum("amount", filter=paid))
            .order_by("-year")[:3]
        )
        return [
            Fact(
                __("Dues %(year)s") % {"year": row["year"]},
                __("%(paid)s of %(asked)s paid")
                % {"paid": formats.number(row["paid"]), "asked": formats.number(row["asked"])},
                note=formats.rupiah(row["received"]) if row["received"] else "",
            )
            for row in years
        ]

    def get_tables(self) -> list[Table]:
        user, row = self.request.user, self.object
        counts = DatedFact.objects.visible_to(user).current().about(row.fact_code or "-")
        members = AllianceMembership.objects.visible_to(user).current().filter(alliance=row)
        dues = Dues.objects.visible_to(user).current().filter(alliance=row)
        awards = Award.objects.visible_to(user).current().filter(alliance=row)
        return [
            self.related(__("Published member counts"), COUNT_COLUMNS, counts, cap=20),
            self.related(
                __("Members in our list"),
                editable(user, row, MEMBER_COLUMNS, "events:alliance-membership-edit"),
                members.select_related("region"),
                cap=50,
                add=reverse("events:alliance-membership-create", args=[row.pk]),
                add_label=__("Add member"),
                empty=__("No membership of your regions is recorded."),
            ),
            self.related(
                __("Dues"),
                editable(user, row, DUES_COLUMNS, "events:dues-edit"),
                dues.select_related("region"),
                add=reverse("events:dues-create", args=[row.pk]),
                add_label=__("Add dues"),
            ),
            self.related(__("Awards"), AWARD_SHORT, awards.select_related("region")),
        ]


class AllianceCreatePage(CreatePage):
    model = Alliance
    form_class = forms.AllianceForm


class AllianceEditPage(EditPage):
    model = Alliance
    form_class = forms.AllianceForm


class AllianceMembershipCreatePage(CreatePage):
    model = AllianceMembership
    parent_model = Alliance
    form_class = forms.AllianceMembershipForm


class AllianceMembershipEditPage(EditPage):
    model = AllianceMembership
    form_class = forms.AllianceMembershipForm


class DuesCreatePage(CreatePage):
    model = Dues
    parent_model = Alliance
    form_class = forms.DuesForm

    def get_initial(self) -> dict[str, Any]:
        return {"year": timezone.localdate().year}


class DuesEditPage(EditPage):
    model = Dues
    form_class = forms.DuesForm


AWARD_SHORT = [
    Column("name", _("Award"), "name", link=True, note="edition"),
    Column("year", _("Year"), lambda row: str(row.year)),
    Column(
        "region", _("Region"), lambda row: row.region.short_name if row.region else __("National")
    ),
]


class AwardListPage(ListPage):
    model = Award
    template_name = "events/list.html"
    filterset_class = AwardFilter
    ordering = ("-year", "name")
    empty = _("No award recorded yet.")
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

    def get_rows(self) -> Any:
        entries = AwardEntry.objects.visible_to(self.request.user).current()
        return (
            self.rows()
            .select_related("region")
            .annotate(entry_count=Count("entries", filter=Q(entries__in=entries), distinct=True))
        )

    def extra_context(self, rows: Any) -> dict[str, Any]:
        return {"room_links": room_links()}


class AwardDetailPage(DetailPage):
    model = Award

    def plan(self, rows: Any) -> Any:
        return rows.select_related("region", "alliance", "event")

    def get_facts(self) -> list[Fact]:
        row = self.object
        event = row.event
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

    def get_actions(self) -> list[tuple[str, str]]:
        if not self.object.instrument:
            return []
        return [(__("Scores by visits"), reverse("award-scores", args=[self.object.pk]))]

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

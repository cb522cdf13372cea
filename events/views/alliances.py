"""Alliances with their members, dues and published counts."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools import formats, partial_dates
from core.tools.drawn.charts import Bar, bars
from core.tools.tables import Badge, Column, Fact, Table
from events import forms
from events.filters import AllianceFilter
from events.models import Alliance, AllianceMembership, Award, Dues
from events.views.awards import AWARD_SHORT, editable
from ksm.models import DatedFact

MOST_COUNTS = 30
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


def _paid(row: Dues) -> Badge:
    return Badge(__("Paid"), "good") if row.paid_on else Badge(__("Not paid"), "part")


class AllianceListPage(ListPage):
    model = Alliance
    filterset_class = AllianceFilter
    ordering = ("name",)
    lead = _("Alliances of regional governments. Their published counts are not our member list.")
    columns = [
        Column("name", _("Alliance"), link=True, sort="name", note="short_name"),
        Column("founded_on", _("Founded"), kind="partial", sort="founded_on"),
        Column("listed", _("Members in our list"), kind="number"),
    ]

    @override
    def get_queryset(self) -> object:
        members = AllianceMembership.objects.visible_to(self.request.user).current().on()
        return (
            super()
            .get_queryset()
            .annotate(listed=Count("memberships", filter=Q(memberships__in=members), distinct=True))
        )


class AllianceDetailPage(DetailPage):
    model = Alliance
    template_name = "events/alliance_detail.html"

    def _counts(self) -> ScopedQuerySet:
        """Return the published counts, the oldest first; they are dated facts, never our list's sum."""
        facts = DatedFact.objects.visible_to(self.request.user).current()
        return facts.of_series(self.object.fact_code or "-")

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        told = self._counts().filter(value__isnull=False).exclude(as_of="")
        rows = sorted(told[:MOST_COUNTS], key=lambda row: row.as_of)
        if len(rows) < 2:
            return super().get_context_data(**kwargs)
        items = [
            Bar(
                partial_dates.display(row.as_of), row.value, url=row.get_absolute_url(), is_own=True
            )
            for row in rows
        ]
        return {
            **super().get_context_data(**kwargs),
            "growth": bars(__("Members as published"), items, unit=__("regions")),
        }

    @override
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

    @override
    def get_tables(self) -> list[Table]:
        user, row = self.request.user, self.object
        counts = self._counts()
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

    @override
    def get_initial(self) -> dict[str, object]:
        return {"year": timezone.localdate().year}


class DuesEditPage(EditPage):
    model = Dues
    form_class = forms.DuesForm

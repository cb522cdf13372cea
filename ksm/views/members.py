"""Dues of members, and the funding programmes that the Secretariat keeps."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Badge, Column, Fact, Table
from ksm.filters.groups import MemberDuesFilter
from ksm.forms.members import MemberDuesForm, ProgrammeForm
from ksm.models import Group, MemberDues, Programme
from ksm.models.dues import membership_badge

DUES = [
    Column("year", _("Year"), link=True, sort="year"),
    Column("due", _("Dues of the year"), kind="rupiah", sort="due"),
    Column("paid", _("Paid"), kind="rupiah", sort="paid"),
    Column("paid_on", _("Paid on"), kind="partial"),
    Column("state", _("State"), "state_badge", kind="badge"),
]


class MemberDuesListPage(ListPage):
    may_create = False
    model = MemberDues
    filterset_class = MemberDuesFilter
    ordering = ("-year", "group__name")
    select_related = ("group__region",)
    lead = _(
        "What member groups owed AKSANSI and paid, year by year. New years are added on a group's page."
    )
    empty = _("No dues fit this filter.")
    columns = [
        Column("group", _("Group"), "group.name", note="group.village", sort="group__name"),
        Column("region", _("Region"), "group.region.short_name", sort="group__region__name"),
        *DUES,
        Column("remark", _("Remark"), hidden=True),
    ]


class MemberDuesDetailPage(DetailPage):
    model = MemberDues
    parent_field = "group"
    select_related = ("group__region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Group"), row.group, url=row.group.get_absolute_url()),
            Fact(_("Year"), str(row.year)),
            Fact(_("Dues of the year"), row.due, kind="rupiah"),
            Fact(_("Paid"), row.paid, kind="rupiah"),
            Fact(_("Paid on"), row.paid_on, kind="partial"),
            Fact(_("State"), row.state_badge),
            Fact(_("Remark"), row.remark),
        ]


class MemberDuesCreatePage(CreatePage):
    leads_to_parent = True
    model = MemberDues
    form_class = MemberDuesForm
    parent_model = Group


class MemberDuesEditPage(EditPage):
    model = MemberDues
    form_class = MemberDuesForm


def dues_of(page: DetailPage) -> tuple[Badge | None, Table]:
    """Return how the membership of a page's group stands, and the table of its dues. 1 query more than the table."""
    group, user = page.object, page.request.user
    rows = MemberDues.objects.visible_to(user).current().filter(group=group).order_by("-year")
    add = reverse("ksm:member-dues-create", args=[group.pk])
    table = page.related(
        _("Dues to AKSANSI"),
        DUES,
        rows,
        add=add if may(user, Action.ADD, group) and not group.archived_at else "",
        add_label=__("Add a year of dues"),
        empty=__("No dues are recorded."),
    )
    return membership_badge(group, rows), table


class ProgrammeListPage(ListPage):
    model = Programme
    ordering = ("position", "code")
    lead = _(
        "Funding streams that built facilities. The Secretariat keeps the list; imports know each by its names."
    )
    empty = _("No programme is recorded yet.")
    columns = [
        Column("label", _("Programme"), str, link=True),
        Column("code", _("Code"), sort="code"),
        Column("period", _("Period")),
    ]


class ProgrammeDetailPage(DetailPage):
    model = Programme

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Code"), row.code),
            Fact(_("name in Indonesian"), row.label_id),
            Fact(_("name in English"), row.label_en),
            Fact(_("Period"), row.period),
        ]


class ProgrammeCreatePage(CreatePage):
    model = Programme
    form_class = ProgrammeForm


class ProgrammeEditPage(EditPage):
    model = Programme
    form_class = ProgrammeForm

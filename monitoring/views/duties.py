"""Which office sees to findings: the rules of a region."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Column, Fact
from monitoring.filters import DutyFilter
from monitoring.forms import OfficeDutyForm
from monitoring.models import OfficeDuty


def aspect_words(row: OfficeDuty) -> str:
    return str(row.get_aspect_display() or _("every other aspect"))


class OfficeDutyListPage(ListPage):
    model = OfficeDuty
    filterset_class = DutyFilter
    ordering = ("region__name", "aspect")
    lead = _("A new finding goes to the office its region names here; the closest rule counts.")
    empty = _("No rule yet; findings are opened without an office.")
    columns = [
        Column("aspect", _("Aspect"), aspect_words, link=True),
        Column("region", _("Region"), "region.short_name", sort="region__name"),
        Column("responsible", _("Responsible"), "get_responsible_display"),
        Column("severity", _("Severity"), "get_severity_display"),
        Column("office", _("Office")),
    ]
    select_related = ("region", "office")


class OfficeDutyDetailPage(DetailPage):
    model = OfficeDuty
    select_related = ("region", "office")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region.short_name, url=row.region.get_absolute_url()),
            Fact(_("Responsible"), row.get_responsible_display()),
            Fact(_("Aspect"), aspect_words(row)),
            Fact(_("Severity"), row.get_severity_display()),
            Fact(_("Office"), row.office, url=row.office.get_absolute_url()),
        ]


class OfficeDutyCreatePage(CreatePage):
    model = OfficeDuty
    form_class = OfficeDutyForm


class OfficeDutyEditPage(EditPage):
    model = OfficeDuty
    form_class = OfficeDutyForm

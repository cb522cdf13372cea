"""Dated figures: what documents state, beside what we count ourselves."""

from __future__ import annotations

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.records.facts import DatedFact
from core.tools.tables import Column, Fact, Table
from monitoring import forms
from monitoring.filters import DatedFactFilter

# The model lives on the ground floor, which has no such pages; they stand here.
ROOM = "monitoring"


def region_words(row: DatedFact) -> str:
    return row.region.short_name if row.region else __("National")


SERIES_COLUMNS = [
    Column("as_of", _("As of"), kind="partial", link=True),
    Column("value", _("Value"), "value_words"),
    Column("source", _("Source"), lambda row: row.source or row.source_url),
]


class DatedFactListPage(ListPage):
    model = DatedFact
    room = namespace = ROOM
    filterset_class = DatedFactFilter
    ordering = ("-as_of",)
    lead = _("Figures as their sources state them, never added to our own counts.")
    columns = [
        Column("subject", _("What was counted"), link=True, note="area"),
        Column("region", _("Region"), region_words, sort="region__name"),
        Column("value", _("Value"), "value_words", sort="value"),
        Column("as_of", _("As of"), kind="partial", sort="as_of"),
        Column("topic", _("Topic"), "get_topic_display"),
        Column("number", pgettext_lazy("a figure", "Number"), "value", kind="number", hidden=True),
        Column("sample_size", _("Out of"), kind="number", hidden=True),
        Column("source", _("Source"), hidden=True),
        Column("source_url", _("Address of the source"), hidden=True),
    ]
    select_related = ("region",)


class DatedFactDetailPage(DetailPage):
    model = DatedFact
    room = namespace = ROOM
    select_related = ("region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("What was counted"), row.subject),
            Fact(_("Value"), row.value_words),
            Fact(_("As of"), row.as_of, "partial"),
            Fact(_("Out of"), row.sample_size, "number"),
            Fact(_("Region"), region_words(row), note=row.area),
            Fact(_("Topic"), row.get_topic_display()),
        ]

    @override
    def get_tables(self) -> list[Table]:
        if not self.object.code:
            return []
        series = DatedFact.objects.visible_to(self.request.user).current()
        return [
            self.related(__("The series"), SERIES_COLUMNS, series.about(self.object.code), cap=30)
        ]


class DatedFactCreatePage(CreatePage):
    model = DatedFact
    room = namespace = ROOM
    form_class = forms.DatedFactForm


class DatedFactEditPage(EditPage):
    model = DatedFact
    room = namespace = ROOM
    form_class = forms.DatedFactForm

"""Dated figures: what documents state, beside what we count ourselves."""

from __future__ import annotations

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.land.regions import Region
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.records.records import Record
from core.tools.tables import Column, Fact, Table
from ksm.forms import DatedFactForm
from ksm.models import DatedFact
from ksm.money.filters import DatedFactFilter
from ksm.views.about import about_address, about_fact, asked_region, named


def region_words(row: DatedFact) -> str:
    return row.region.short_name if row.region else __("National")


def about_words(row: DatedFact) -> str:
    about = row.about
    return getattr(about, "short_name", "") or str(about) if about else __("National")


SERIES_COLUMNS = [
    Column("as_of", _("When"), lambda row: row.when_words or _("Without date"), link=True),
    Column("value", _("Value"), "value_words"),
    Column("source", _("Source"), lambda row: row.source or row.source_url),
]


class DatedFactListPage(ListPage):
    model = DatedFact
    filterset_class = DatedFactFilter
    ordering = ("-as_of",)
    lead = _("Figures as their sources state them, never added to our own counts.")
    columns = [
        Column("subject", _("What was counted"), link=True, note="area"),
        Column("about", _("About"), about_words),
        Column("region", _("Region"), region_words, sort="region__name", hidden=True),
        Column("value", _("Value"), "value_words", sort="value"),
        Column("as_of", _("When"), "when_words", sort="as_of"),
        Column("topic", _("Topic"), "get_topic_display"),
        Column("number", pgettext_lazy("a figure", "Number"), "value", kind="number", hidden=True),
        Column("sample_size", _("Out of"), kind="number", hidden=True),
        Column("source", _("Source"), hidden=True),
        Column("source_url", _("Address of the source"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_about()


class DatedFactDetailPage(DetailPage):
    model = DatedFact
    select_related = ("region", "facility", "group", "office", "chapter__region")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("What was counted"), row.subject),
            Fact(_("Value"), row.value_words),
            Fact(_("When"), row.when_words),
            about_fact(row),
            Fact(_("Region"), region_words(row), note=row.area),
            Fact(_("Other sources"), row.other_sources),
            Fact(_("Topic"), row.get_topic_display()),
        ]

    @override
    def get_tables(self) -> list[Table]:
        if not self.object.code:
            return []
        series = DatedFact.objects.visible_to(self.request.user).current()
        return [
            self.related(
                __("The series"), SERIES_COLUMNS, series.of_series(self.object.code), cap=30
            )
        ]


class DatedFactCreatePage(CreatePage):
    model = DatedFact
    form_class = DatedFactForm
    repeats = True

    @override
    def get_parent(self) -> Record | None:
        return named(self.request)

    @override
    def get_initial(self) -> dict[str, Region]:
        return asked_region(self.request)

    @override
    def get_success_url(self) -> str:
        return about_address(self)


class DatedFactEditPage(EditPage):
    model = DatedFact
    form_class = DatedFactForm

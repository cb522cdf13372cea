"""Tariffs and fees: the list of all, one, and all classes of a paper in one form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.records.records import Record
from core.tools.tables import Column, Fact
from ksm.forms.tariffs import TariffForm, TariffsForm
from ksm.models import Tariff
from ksm.money.filters import TariffFilter
from ksm.views import columns as c
from ksm.views.about import about_address, about_fact, asked_region, named


class TariffListPage(ListPage):
    model = Tariff
    filterset_class = TariffFilter
    ordering = ("-valid_from", "-pk")
    lead = _(
        "What users pay, as papers and groups state it. One form takes all classes of a paper."
    )
    empty = _("No tariff fits. Record the first one, or take a filter off.")
    columns = [
        Column("customer", _("Class of user"), lambda row: row.customer or _("Class not named"),
               link=True, note="get_kind_display"),
        Column("about", _("About"), lambda row: str(row.about or _("Whole country"))),
        Column("amount_words", _("Amount")),
        Column("valid_from", _("Valid from"), kind="partial", sort="valid_from"),
        Column("valid_to", _("Valid until"), kind="partial"),
        Column("set_by", _("Set by"), note="regulation"),
        Column("payer", _("Paid by"), "get_payer_display", hidden=True),
        Column("region", _("Region"), lambda row: str(row.region or _("Whole country")), hidden=True),
        *c.SOURCE,
    ]  # fmt: skip
    bulk_fields = (
        "kind",
        "unit",
        "valid_from",
        "valid_to",
        "set_by",
        "regulation",
        "payer",
        "source",
        "as_of",
    )

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_about()


class TariffDetailPage(DetailPage):
    model = Tariff
    select_related = ("region", "facility", "group", "office", "chapter__region")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            about_fact(row),
            Fact(_("Region"), row.region, url=row.region.get_absolute_url() if row.region else ""),
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Class of user"), row.customer),
            Fact(_("Amount"), row.amount_words),
            Fact(_("Valid from"), row.valid_from, kind="partial"),
            Fact(_("Valid until"), row.valid_to, kind="partial"),
            Fact(_("Set by"), row.set_by),
            Fact(_("Rule"), row.regulation),
            Fact(_("Paid by"), row.get_payer_display()),
            Fact(_("Remark"), row.remark),
        ]


class TariffCreatePage(CreatePage):
    model = Tariff
    form_class = TariffsForm
    repeats = True
    title = _("Add tariffs")
    intro = _("One form for all classes of a paper: what they share once, each class a line.")

    @override
    def get_parent(self) -> Record | None:
        return named(self.request)

    @override
    def get_initial(self) -> dict[str, Region]:
        return asked_region(self.request)

    @override
    def get_success_url(self) -> str:
        return about_address(self)


class TariffEditPage(EditPage):
    model = Tariff
    form_class = TariffForm

"""Regulations and agreements of others: a list beside our own, and a table on the page of the region."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from agreements.filters import RegionalPaperFilter
from agreements.forms.others import RegionalPaperForm
from agreements.models import RegionalPaper
from core.access import Action, may
from core.land.regions import Region
from core.pages import CreatePage, DetailPage, EditPage, ListPage, beside
from core.tools.tables import Column, Fact, Table

COLUMNS = [
    Column("title", _("Title"), note="number", link=True, sort="title"),
    Column("kind", _("Kind"), "get_kind_display", sort="kind"),
    Column("parties", _("Who ruled or agreed")),
    Column("signed_on", _("Signed or enacted on"), kind="partial", sort="signed_on"),
]


class RegionalPaperListPage(ListPage):
    model = RegionalPaper
    filterset_class = RegionalPaperFilter
    columns = [
        Column("region", _("Region"), "region.short_name", sort="region__name"),
        *COLUMNS,
        Column("number", pgettext_lazy("of a document", "Number"), hidden=True, sort="number"),
        Column("valid_from", _("Valid from"), kind="partial", hidden=True, sort="valid_from"),
        Column("valid_to", _("Valid to"), kind="partial", hidden=True, sort="valid_to"),
        Column("subject", _("What it says on sanitation"), hidden=True),
        Column("source", _("Source"), hidden=True),
    ]
    ordering = ("region__name", "-signed_on")
    select_related = ("region",)
    lead = _(
        "What others ruled or agreed about sanitation. AKSANSI is no party; none of it is in our counts."
    )
    empty = _("No regulation or agreement of others is recorded yet.")


class RegionalPaperDetailPage(DetailPage):
    model = RegionalPaper
    select_related = ("region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region.short_name, url=row.region.get_absolute_url()),
            Fact(_("Kind"), row.get_kind_display()),
            Fact(pgettext_lazy("of a document", "Number"), row.number),
            Fact(_("Title"), row.title),
            Fact(_("Who ruled or agreed"), row.parties),
            Fact(_("What it says on sanitation"), row.subject),
            Fact(_("Signed or enacted on"), row.signed_on, "partial"),
            Fact(_("Valid from"), row.valid_from, "partial"),
            Fact(_("Valid to"), row.valid_to, "partial"),
        ]


class RegionalPaperCreatePage(CreatePage):
    model = RegionalPaper
    form_class = RegionalPaperForm
    repeats = True

    @override
    def get_initial(self) -> dict[str, object]:
        region = self.request.GET.get("region", "")[:5]
        return {"region": region} if region else {}


class RegionalPaperEditPage(EditPage):
    model = RegionalPaper
    form_class = RegionalPaperForm
    select_related = ("region",)


def region_tables(page: DetailPage) -> list[Table]:
    region, user = page.object, page.request.user
    rows = RegionalPaper.objects.visible_to(user).current().filter(region=region)
    here = {"region": region.pk}
    add = reverse("agreements:regional-paper-create", query=here)
    return [
        page.related(
            _("Regulations and agreements of others"),
            COLUMNS,
            rows,
            add=add if may(user, Action.ADD, RegionalPaper(region=region)) else "",
            add_label=_("Add a regulation or agreement of others"),
            more_url=reverse("agreements:regional-paper-list", query=here),
        )
    ]


def put() -> None:
    """Make the table known to the pages of regions; called once, when the rooms are loaded."""
    beside.put(Region, tables=region_tables)

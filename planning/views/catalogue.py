"""The catalogue of services with dated unit costs."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, require
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact, Table
from planning.filters import ServiceFilter
from planning.forms import ServiceForm, ServicePriceForm
from planning.models import Service, ServicePrice
from planning.national.views import CODE, EDITION, code_fact


def standing_of(price: ServicePrice) -> Badge:
    return (
        Badge(_("Assumption"), "part") if price.is_assumption else Badge(_("From a source"), "good")
    )


def _where(price: ServicePrice) -> str:
    return price.region.short_name if price.region else __("Everywhere else")


class ServiceListPage(ListPage):
    model = Service
    filterset_class = ServiceFilter
    ordering = ("order", "code")
    lead = _("What keeps facilities working after they are built, and what one unit of it costs.")
    empty = _("No service in the catalogue yet.")
    columns = [
        Column(
            "label", _("Service"), value=str, link=True, note=lambda row: row.get_kind_display()
        ),
        Column("unit", _("Unit")),
        Column("description", _("What it comprises")),
        CODE,
        EDITION,
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("sipd_code__edition")


class ServiceDetailPage(DetailPage):
    model = Service
    select_related = ("sipd_code__edition",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Unit"), row.unit),
            Fact(_("What it comprises"), row.description),
            code_fact(row, timezone.localdate().year, self.request.user),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        rows = ServicePrice.objects.visible_to(user).current().filter(service=self.object)
        columns = [
            Column("region", _("Region"), value=_where),
            Column("amount", _("Unit cost"), kind="rupiah"),
            Column("valid_from", _("Holds from"), kind="partial"),
            Column("standing", _("Basis"), value=standing_of, kind="badge", note="source"),
        ]  # fmt: skip
        table = self.related(
            _("Unit costs"),
            columns,
            rows.select_related("region").order_by("region__code", "-valid_from"),
            cap=100,
            empty=__("No unit cost is recorded yet."),
        )
        if may(user, Action.ADD, ServicePrice) and not self.object.archived_at:
            table.add_url = reverse("planning:service-price-create", args=[self.object.pk])
            table.add_label = __("Add a unit cost")
        return [table]


class ServiceCreatePage(CreatePage):
    model = Service
    form_class = ServiceForm


class ServiceEditPage(EditPage):
    model = Service
    form_class = ServiceForm


class ServicePriceCreatePage(CreatePage):
    """A chapter notes the price of its own region; the national one is the Secretariat's."""

    model = ServicePrice
    parent_model = Service
    form_class = ServicePriceForm

    @override
    def check(self) -> None:
        # Of the price alone: the service is the Secretariat's, and whoever adds its price changes nothing of it.
        self.parent = self.get_parent()
        require(self.request.user, Action.ADD, ServicePrice)


class ServicePriceEditPage(EditPage):
    model = ServicePrice
    form_class = ServicePriceForm
    select_related = ("service", "region")

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(str(self.object.service), self.object.service.get_absolute_url())]

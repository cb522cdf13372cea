"""Headline indicators of achievements, kept by the Secretariat."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Column, Fact
from planning.forms.catalogue import IndicatorForm
from planning.models import Indicator


def _direction(row: Indicator) -> object:
    return _("lower is better") if row.lower_is_better else _("higher is better")


class IndicatorListPage(ListPage):
    model = Indicator
    ordering = ("order", "code")
    lead = _("What every chapter reports on each year. The Secretariat keeps the list.")
    empty = _("No indicator is recorded yet.")
    columns = [
        Column("label", _("Indicator"), str, link=True, note="definition"),
        Column("unit", _("Unit")),
        Column("field", _("Field"), "get_field_display", sort="field"),
        Column("direction", _("Direction"), _direction),
    ]


class IndicatorDetailPage(DetailPage):
    model = Indicator

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Code"), row.code),
            Fact(_("Unit"), row.unit),
            Fact(_("Field"), row.get_field_display()),
            Fact(_("Direction"), _direction(row)),
            Fact(_("Definition"), row.definition),
        ]


class IndicatorCreatePage(CreatePage):
    model = Indicator
    form_class = IndicatorForm


class IndicatorEditPage(EditPage):
    model = Indicator
    form_class = IndicatorForm

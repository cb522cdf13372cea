"""By when things of a year are due: kept by the Secretariat, read by everybody."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Column, Fact
from planning.forms import DeadlineForm
from planning.models import Deadline


def _next(row: Deadline) -> str:
    return row.example(timezone.localdate().year)


class DeadlineListPage(ListPage):
    model = Deadline
    ordering = ("duty", "-from_year")
    lead = _(
        "By when each chapter hands in the things of a year. The control board counts from it."
    )
    empty = _("No deadline is recorded, so nothing is ever overdue on the board.")
    columns = [
        Column("duty", _("What is due"), value="get_duty_display", link=True),
        Column("last_day", _("Of this year"), value=_next),
        Column("years_after", _("In which year"), value="get_years_after_display"),
        Column("from_year", _("Holds since"), value=lambda row: str(row.from_year)),
    ]


class DeadlineDetailPage(DetailPage):
    model = Deadline

    @override
    def get_facts(self) -> list[Fact]:
        row, year = self.object, timezone.localdate().year
        return [
            Fact(_("What is due"), row.get_duty_display()),
            Fact(__("Of %(year)s") % {"year": year}, row.example(year)),
            Fact(_("In which year"), row.get_years_after_display()),
            Fact(_("Holds since"), str(row.from_year)),
        ]


class DeadlineCreatePage(CreatePage):
    model = Deadline
    form_class = DeadlineForm


class DeadlineEditPage(EditPage):
    model = Deadline
    form_class = DeadlineForm

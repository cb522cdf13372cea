"""Doors of the form to fill in by hand: for one facility, and for a filtered list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import Page
from core.pages.long_papers import LongPaper
from core.people.users import User
from core.tools import pdf
from ksm.filters.facilities import FacilityFilter
from ksm.models import Facility, Group
from ksm.paper_forms import MOST, build_sheets, paper_of


def sheets_pdf(rows: list[Any], *, user: User, part: str = "") -> bytes:
    """Return the PDF of facilities with `as_of`; contact data only for those who may see them."""
    contacts: dict[int, Any] = {}
    if may(user, Action.SEE_CONTACTS):
        keys = {row.operator_id for row in rows if row.operator_id}
        contacts = Group.objects.visible_to(user).in_bulk(keys)
    with translation.override("id"):
        sheets = build_sheets(rows, contacts=contacts)
        paper = {**paper_of(at=timezone.localdate(), sheets=sheets), "part": part}
        return pdf.render("ksm/paper_form.html", {"paper": paper, "sheets": sheets})


@pdf.in_turn(holds="the form of one facility")
class FacilityFormPage(Page):
    is_about_one = True
    model = Facility

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region").as_of(None).with_rough_use()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        content = sheets_pdf([self.object], user=self.request.user)
        return pdf.response(content, filename=f"lembar-pendataan-{self.object.code}")


class FacilityFormsPage(LongPaper):
    """The forms of a filtered list of facilities: the list's own filters."""

    model = Facility
    title = _("Facility forms")
    most = MOST
    none_fits = _("No facility fits this filter; there is no form to print.")

    @override
    def keys(self) -> list[str]:
        rows = self.get_queryset().current()
        found = FacilityFilter(self.request.GET, queryset=rows, user=self.request.user).qs
        return list(found.order_by("code").values_list("code", flat=True))

    @override
    def part(self, keys: list[str], told: str = "") -> bytes:
        rows = self.get_queryset().current().filter(code__in=keys).select_related("region")
        found = list(rows.as_of(None).with_rough_use().order_by("code"))
        return sheets_pdf(found, user=self.request.user, part=told)

    @override
    def paper_name(self) -> str:
        return "lembar-pendataan"

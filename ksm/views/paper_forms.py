"""Doors of the form to fill in by hand: for one facility, and for a filtered list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, may
from core.pages import Page
from core.tools import pdf
from ksm.filters import FacilityFilter
from ksm.models import Facility, Group
from ksm.paper_forms import MOST, build_sheets, paper_of


def print_sheets(rows: list[Any], *, user: Any, name: str, part: str = "") -> HttpResponse:
    """Return the PDF of facilities with `as_of`; contact data only for those who may see them."""
    contacts: dict[int, Any] = {}
    if may(user, Action.SEE_CONTACTS):
        keys = {row.operator_id for row in rows if row.operator_id}
        contacts = Group.objects.visible_to(user).in_bulk(keys)
    with translation.override("id"):
        sheets = build_sheets(rows, contacts=contacts)
        paper = {**paper_of(at=timezone.localdate(), sheets=sheets), "number": part}
        content = pdf.render("ksm/paper_form.html", {"paper": paper, "sheets": sheets})
    return pdf.response(content, filename=name)


@pdf.in_turn
class FacilityFormPage(Page):
    is_about_one = True
    model = Facility

    @override
    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("region").as_of(None).with_rough_use()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return print_sheets(
            [self.object], user=request.user, name=f"lembar-pendataan-{self.object.code}"
        )


@pdf.in_turn
class FacilityFormsPage(Page):
    """The forms of a filtered list, 50 at a time: the list's own filters, and `?part=2` for the next."""

    model = Facility

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = FacilityFilter(
            request.GET,
            queryset=self.get_queryset().current().select_related("region"),
            user=request.user,
        ).qs
        total = rows.count()
        asked = request.GET.get("part", "")
        part = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
        found = list(
            rows.as_of(None).with_rough_use().order_by("code")[(part - 1) * MOST : part * MOST]
        )
        if not found:
            messages.warning(
                request, __("No facility fits this filter; there is no form to print.")
            )
            return HttpResponseRedirect(reverse("ksm:facility-list"))
        first = (part - 1) * MOST + 1
        told = __("Form %(first)s–%(last)s of %(total)s") % {
            "first": first,
            "last": first + len(found) - 1,
            "total": total,
        }
        return print_sheets(
            found,
            user=request.user,
            name=f"lembar-pendataan-{part}",
            part=told if total > MOST else "",
        )

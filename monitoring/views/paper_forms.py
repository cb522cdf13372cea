"""Doors of the questionnaire on paper: blank, for one facility, and for the planned visits of a list."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import Page
from core.pages.parts import PartsPage
from core.tools import pdf
from ksm.models import Facility
from monitoring.entry.paper_forms import MOST, PaperForm, build_forms, paper_of
from monitoring.filters import RoundTargetFilter
from monitoring.models import Instrument, RoundTarget


def print_forms(forms: list[PaperForm], *, name: str, part: str = "") -> HttpResponse:
    """Return the PDF of forms, each numbered for itself. Call with Indonesian switched on."""
    at = timezone.localdate()
    parts = [
        render_to_string(
            "monitoring/paper_form.html",
            {"form": form, "paper": {**paper_of(form, at=at), "part": part}},
        )
        for form in forms
    ]
    return pdf.response(pdf.write_together(parts), filename=name)


@pdf.in_turn
class InstrumentPaperPage(Page):
    """The questionnaire, blank; `?facility=34.04-0007` prints what is known of that facility."""

    is_about_one = True
    model = Instrument

    @override
    def get_queryset(self) -> Any:
        return super().get_queryset().with_questions()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        facilities = []
        if code := request.GET.get("facility", ""):
            rows = Facility.objects.visible_to(request.user).select_related("region")
            found = rows.filter(code=code.replace("\x00", "")).first()
            if found is None:
                raise Http404
            facilities = [found]
        with translation.override("id"):
            forms = build_forms(instrument=self.object, facilities=facilities)
            return print_forms(forms, name=f"lembar-kunjungan-{code or self.object.code}")


def _planned(rows: Any) -> list[PaperForm]:
    """Return the forms of targets, in their order; rounds may ask by different instruments."""
    targets = list(rows)
    asked = {row.round.instrument_id for row in targets}
    instruments = {row.pk: row for row in Instrument.objects.with_questions().filter(pk__in=asked)}
    found: dict[int, PaperForm] = {}
    for pk, instrument in instruments.items():
        own = [row for row in targets if row.round.instrument_id == pk]
        # One facility may stand in several rounds: the forms follow the targets, not the facilities.
        forms = {
            form.code: form
            for form in build_forms(
                instrument=instrument,
                facilities=[row.facility for row in own],
                targets={row.facility_id: row for row in own},
            )
        }
        found |= {row.pk: forms[row.facility.code] for row in own}
    return [found[row.pk] for row in targets]


@pdf.in_turn
class RoundTargetPaperPage(Page):
    is_about_one = True
    model = RoundTarget
    select_related = ("facility__region", "round")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override("id"):
            name = f"lembar-kunjungan-{self.object.facility.code}"
            return print_forms(_planned([self.object]), name=name)


class RoundTargetPapersPage(PartsPage):
    """The forms of a filtered list of planned visits: the list's own filters."""

    model = RoundTarget
    title = _("Visit forms")
    most = MOST
    none_fits = _("No planned visit fits this filter; there is no form to print.")

    @override
    def filtered(self) -> Any:
        rows = (
            self.get_queryset()
            .current()
            .with_progress()
            .select_related("facility__region", "round")
        )
        narrowed = RoundTargetFilter(self.request.GET, queryset=rows, user=self.request.user).qs
        return narrowed.order_by("planned_on", "facility__code", "pk")

    @override
    def print(self, rows: list[Any], *, part: int, told: str) -> HttpResponse:
        with translation.override("id"):
            return print_forms(_planned(rows), name=f"lembar-kunjungan-{part}", part=told)

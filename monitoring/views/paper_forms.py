"""Doors of the questionnaire on paper: blank, for one facility, and for the planned visits of a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.pages import Page
from core.tools import pdf
from ksm.models import Facility
from monitoring.entry.paper_forms import MOST, PaperForm, build_forms, paper_of
from monitoring.filters import RoundTargetFilter
from monitoring.models import Instrument, RoundTarget


def print_forms(forms: list[PaperForm], *, name: str) -> HttpResponse:
    """Return the PDF of forms, each numbered for itself. Call with Indonesian switched on."""
    at = timezone.localdate()
    parts = [
        render_to_string(
            "monitoring/paper_form.html", {"form": form, "paper": paper_of(form, at=at)}
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


@pdf.in_turn
class RoundTargetPapersPage(Page):
    """The forms of a filtered list, `MOST` at a time: the list's own filters, and `?part=2` for the next."""

    model = RoundTarget

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = (
            self.get_queryset()
            .current()
            .with_progress()
            .select_related("facility__region", "round")
        )
        narrowed = RoundTargetFilter(request.GET, queryset=rows, user=request.user).qs
        asked = request.GET.get("part", "")
        part = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
        found = list(
            narrowed.order_by("planned_on", "facility__code", "pk")[(part - 1) * MOST : part * MOST]
        )
        if not found:
            messages.warning(
                request, __("No planned visit fits this filter; there is no form to print.")
            )
            return HttpResponseRedirect(reverse("monitoring:round-target-list"))
        with translation.override("id"):
            return print_forms(_planned(found), name=f"lembar-kunjungan-{part}")

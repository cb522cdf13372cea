"""Doors of the questionnaire on paper: blank, for one facility, and for the planned visits of a list."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import Page
from core.pages.long_papers import LongPaper
from core.tools import pdf
from ksm.models import Facility
from monitoring.entry.paper_forms import MOST, PaperQuestionnaire, build_forms, paper_of
from monitoring.filters import RoundTargetFilter
from monitoring.models import Instrument, RoundTarget


def forms_pdf(forms: list[PaperQuestionnaire], *, part: str = "") -> bytes:
    """Return the PDF of forms, each numbered for itself. Call with Indonesian switched on."""
    at = timezone.localdate()
    parts = [
        render_to_string(
            "monitoring/paper_form.html",
            {"form": form, "paper": {**paper_of(form, at=at), "part": part}},
        )
        for form in forms
    ]
    return pdf.write_together(parts)


@pdf.in_turn(holds="the form of one facility")
class InstrumentPaperPage(Page):
    """The questionnaire, blank; `?facility=34.04-0007` prints what is known of that facility."""

    is_about_one = True
    model = Instrument

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_questions()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        facilities = []
        if code := request.GET.get("facility", ""):
            rows = Facility.objects.visible_to(request.user).select_related("region")
            found = rows.filter(code=code.replace("\x00", "")).first()
            if found is None:
                raise Http404
            facilities = [found]
        with translation.override("id"):
            forms = build_forms(instrument=self.object, facilities=facilities)
            content = forms_pdf(forms)
        return pdf.response(content, filename=f"lembar-kunjungan-{code or self.object.code}")


def _planned(rows: Any) -> list[PaperQuestionnaire]:
    """Return the forms of targets, in their order; rounds may ask by different instruments."""
    targets = list(rows)
    asked = {row.round.instrument_id for row in targets}
    instruments = {row.pk: row for row in Instrument.objects.with_questions().filter(pk__in=asked)}
    found: dict[int, PaperQuestionnaire] = {}
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


@pdf.in_turn(holds="the form of one visit")
class RoundTargetPaperPage(Page):
    is_about_one = True
    model = RoundTarget
    select_related = ("facility__region", "round")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with translation.override("id"):
            content = forms_pdf(_planned([self.object]))
        return pdf.response(content, filename=f"lembar-kunjungan-{self.object.facility.code}")


class RoundTargetPapersPage(LongPaper):
    """The forms of a filtered list of planned visits: the list's own filters."""

    model = RoundTarget
    title = _("Visit forms")
    most = MOST
    none_fits = _("No planned visit fits this filter; there is no form to print.")

    @override
    def keys(self) -> list[str]:
        rows = self.get_queryset().current().with_progress()
        narrowed = RoundTargetFilter(self.request.GET, queryset=rows, user=self.request.user).qs
        ordered = narrowed.order_by("planned_on", "facility__code", "pk")
        return [str(pk) for pk in ordered.values_list("pk", flat=True)]

    @override
    def part(self, keys: list[str], told: str = "") -> bytes:
        rows = self.get_queryset().current().filter(pk__in=keys)
        found = {str(row.pk): row for row in rows.select_related("facility__region", "round")}
        with translation.override("id"):
            return forms_pdf(_planned([found[key] for key in keys if key in found]), part=told)

    @override
    def paper_name(self) -> str:
        return "lembar-kunjungan"

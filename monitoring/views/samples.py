"""Water samples and their results, judged by the rule of the sampling day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Column, Fact, Table
from monitoring import forms
from monitoring.effluent import judgements
from monitoring.effluent.entry import SamplesForm
from monitoring.filters import SampleFilter
from monitoring.models import EffluentStandard, Result, Sample


def results_words(row: Sample) -> str:
    """Return all results in one line; needs `with_results()`."""
    return "; ".join(str(result) for result in row.loaded_results)  # type: ignore[attr-defined]


COUNTED = {
    "results_count": _("Number of results"),
    "meets": _("Within the limit"),
    "exceeds": _("Above the limit"),
    "unknown": _("Cannot be judged"),
    "meets_so_far": _("Within the limit, provisionally"),
    "exceeds_so_far": _("Above the limit, provisionally"),
}


class SampleListPage(ListPage):
    model = Sample
    template_name = "monitoring/sample_list.html"
    filterset_class = SampleFilter
    ordering = ("-taken_on",)
    empty = _("No sample is recorded yet.")

    @cached_property
    def rules(self) -> Any:
        return EffluentStandard.objects.visible_to(self.request.user).rules()

    @override
    def get_columns(self) -> list[Column]:
        return [
            Column("place", _("Place"), "place_words", link=True),
            Column("region", _("Region"), "region.short_name", sort="region__name"),
            Column("taken_on", _("Taken on"), kind="partial", sort="taken_on"),
            Column("point", _("Sample point"), "point_words", sort="point"),
            Column(
                "laboratory",
                _("Laboratory"),
                lambda row: row.laboratory_text or row.laboratory,
                hidden=True,
            ),
            Column("results", _("Results"), results_words),
            Column(
                "verdict",
                _("Judgement"),
                lambda row: judgements.summary(row.loaded_results, self.rules),
            ),
            *(
                Column(name, label, self._judged(name), kind="number", hidden=True)
                for name, label in COUNTED.items()
            ),
            Column("source_url", _("Address of the source"), hidden=True),
        ]

    def _judged(self, name: str) -> Callable[[Sample], int]:
        """Return how many results of a sample got a verdict, by its name in `VerdictCounts`; "results": all."""
        if name == "results_count":
            return lambda row: len(row.loaded_results)  # type: ignore[attr-defined]
        return lambda row: getattr(judgements.counts(row.loaded_results, self.rules), name)  # type: ignore[attr-defined]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_results()


class SampleDetailPage(DetailPage):
    model = Sample
    select_related = ("region", "facility", "visit__facility", "laboratory")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        facility, visit = row.facility, row.visit
        return [
            Fact(_("Facility"), facility, url=facility.get_absolute_url() if facility else ""),
            Fact(_("Place as written"), row.place),
            Fact(_("Region"), row.region.short_name, url=row.region.get_absolute_url()),
            Fact(_("Sample point"), row.point_words),
            Fact(_("Taken on"), row.taken_on, "partial"),
            Fact(_("Laboratory"), row.laboratory_text or row.laboratory),
            Fact(_("Accredited laboratory"), self._accredited()),
            Fact(_("Taken by"), row.sampler),
            Fact(_("Paid by"), row.get_paid_by_display()),
            Fact(_("Monitoring visit"), visit, url=visit.get_absolute_url() if visit else ""),
        ]

    def _accredited(self) -> str:
        return {True: __("yes"), False: __("no")}.get(self.object.is_accredited, "")

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        rules = EffluentStandard.objects.visible_to(user).rules()
        results = Result.objects.visible_to(user).current().filter(sample=self.object)
        columns = [
            Column("parameter", _("Parameter"), "get_parameter_display"),
            Column("value", _("Result"), "value_words", note="stated_by"),
            Column(
                "verdict",
                _("Judgement"),
                lambda row: judgements.badge_of_result(row, rules),
                note=lambda row: judgements.by_rule_words(row.judged(rules)),
            ),
        ]
        return [
            self.related(
                __("Results"),
                columns,
                results.select_related("sample__facility"),
                cap=40,
                add=reverse("monitoring:result-create", args=[self.object.pk]),
                add_label=__("Add result"),
            )
        ]


class SampleCreatePage(CreatePage):
    model = Sample
    form_class = SamplesForm
    repeats = True

    @override
    def get_initial(self) -> dict[str, object]:
        wanted = self.request.GET
        return {name: wanted[name] for name in ("facility", "visit") if wanted.get(name)}


class SampleEditPage(EditPage):
    model = Sample
    form_class = forms.SampleForm


class ResultCreatePage(CreatePage):
    model = Result
    parent_model = Sample
    form_class = forms.ResultForm


class ResultEditPage(EditPage):
    model = Result
    form_class = forms.ResultForm

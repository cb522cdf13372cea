"""The recap of a region or round, and rounds or regions beside each other: page, PDF and XLSX."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters as df
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region
from core.pages import Page
from core.pages.filters import RegionFilter, ScopedFilterSet
from core.tools import pdf
from core.tools.files import sheets
from monitoring.models import Instrument, Round, Visit
from monitoring.recap import words as recap_words
from monitoring.recap.comparison import BY, Comparison, build_comparison
from monitoring.recap.comparison_words import comparison_context, comparison_sheets
from monitoring.recap.kept import instruments_used
from monitoring.recap.recap import Recap, build_recap
from monitoring.recap.visits import Scope


class ScopeFilter(ScopedFilterSet):
    """Which visits are told of; a round brings its instrument, or another version that scored it."""

    region = RegionFilter()
    round = df.ModelChoiceFilter(
        label=_("Monitoring round"), queryset=Round.objects.current(), empty_label=_("All rounds")
    )
    instrument = df.ModelChoiceFilter(
        label=_("Instrument"),
        queryset=Instrument.objects.published(),
        empty_label=_("That of most visits"),
    )

    class Meta:
        model = Visit
        fields: list[str] = []


class Asked:
    """The visits an address asks of: those of a region, round and instrument."""

    def __init__(self, request: HttpRequest) -> None:
        self.request: Any = request

    @cached_property
    def filter(self) -> Any:
        visits = Visit.objects.visible_to(self.request.user)
        return ScopeFilter(self.request.GET, queryset=visits, user=self.request.user)

    @cached_property
    def wanted(self) -> dict[str, Any]:
        form = self.filter.form
        form.is_valid()
        return getattr(form, "cleaned_data", {})

    @cached_property
    def region(self) -> Region | None:
        """The region asked for, else the reader's own; None: all the reader sees."""
        own = self.request.user.places
        return self.wanted.get("region") or (own[0] if len(own) == 1 else None)

    @cached_property
    def scope(self) -> Scope | None:
        """What is told of; None where no visit is approved yet."""
        chosen = self.wanted.get("instrument")
        if round_ := self.wanted.get("round"):
            return Scope(self.region, round_, chosen or round_.instrument)
        if chosen:
            return Scope(self.region, None, chosen)
        used = instruments_used(user=self.request.user, region=self.region)
        return Scope(self.region, None, used[0]) if used else None

    @property
    def place(self) -> str:
        if self.region:
            return self.region.short_name
        return self.request.user.place or __("National")

    def link(self, **more: str) -> str:
        keep = {n: v for n in ("region", "round", "instrument") if (v := self.request.GET.get(n))}
        return urlencode({**keep, **more})

    def frame(self) -> dict[str, Any]:
        return {
            "filter": self.filter,
            "chips": self.filter.chips(),
            "bare_url": self.request.path,
        }


class RecapPage(Page):
    model = Visit
    room = "monitoring"
    is_heavy = True
    template_name = "monitoring/recap.html"

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.request)

    @override
    def get_title(self) -> Any:
        return __("Monitoring recap: %(place)s") % {"place": self.asked.place}

    @cached_property
    def recap(self) -> Recap | None:
        return (
            build_recap(user=self.request.user, scope=self.asked.scope)
            if self.asked.scope
            else None
        )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.GET.get("format") == "xlsx":
            return sheets.response(self.sheets(), name=str(self.get_title()))
        query = self.asked.link()
        return self.render(
            {
                **self.asked.frame(),
                **recap_words.context(self.recap, self.asked.place, str(self.get_title())),
                "inner": "monitoring/_recap_body.html",
                "pdf_url": f"{reverse('monitoring:recap-pdf')}?{query}",
                "xlsx_url": f"?{self.asked.link(format='xlsx')}",
                "compare": self._ways(),
            }
        )

    def sheets(self) -> list[sheets.TableSheet]:
        return recap_words.sheets_of(self.recap, str(self.get_title())) if self.recap else []

    def _ways(self) -> list[tuple[str, str]]:
        address = reverse("monitoring:comparison")
        found = [(__("Compare rounds"), f"{address}?{self._narrow('round')}")]
        if self.asked.region is None or self.asked.region.is_province:
            found.append((__("Compare regions"), f"{address}?{self._narrow('region')}"))
        return found

    def _narrow(self, by: str) -> str:
        keep = {n: v for n in ("region", "instrument") if (v := self.request.GET.get(n))}
        return urlencode({**keep, "by": by})


@pdf.in_turn(holds="sums, whatever they are of; its lists have an end")
class RecapPdf(RecapPage):
    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        title = str(self.get_title())
        context = recap_words.context(self.recap, self.asked.place, title, on_screen=False)
        content = pdf.render(
            "pdf/document.html", {**context, "inner": "monitoring/_recap_body.html"}
        )
        return pdf.response(content, filename=title)


class ComparisonPage(Page):
    model = Visit
    room = "monitoring"
    is_heavy = True
    template_name = "monitoring/comparison.html"

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.request)

    @cached_property
    def by(self) -> str:
        wanted = self.request.GET.get("by", "")
        if wanted in BY:
            return wanted
        return BY[0] if self.asked.region is None or self.asked.region.is_province else BY[1]

    @override
    def get_title(self) -> Any:
        words = __("Regions compared: %(place)s"), __("Rounds compared: %(place)s")
        return words[BY.index(self.by)] % {"place": self.asked.place}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(__("Recap"), f"{reverse('monitoring:recap')}?{self.asked.link()}")]

    @cached_property
    def comparison(self) -> Comparison | None:
        if self.asked.scope is None:
            return None
        return build_comparison(user=self.request.user, scope=self.asked.scope, by=self.by)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        title = str(self.get_title())
        if request.GET.get("format") == "xlsx":
            found = comparison_sheets(self.comparison, title) if self.comparison else []
            return sheets.response(found, name=title)
        return self.render(
            {
                **self.asked.frame(),
                **comparison_context(self.comparison, self.asked.place, title),
                "inner": "monitoring/_comparison_body.html",
                "pdf_url": f"{reverse('monitoring:comparison-pdf')}?{self.asked.link(by=self.by)}",
                "xlsx_url": f"?{self.asked.link(by=self.by, format='xlsx')}",
                "switches": [
                    (label, f"?{self.asked.link(by=by)}", by == self.by)
                    for by, label in zip(BY, (__("By region"), __("By round")), strict=True)
                ],
            }
        )


@pdf.in_turn(holds="a line for each province or kabupaten of one, or for each round")
class ComparisonPdf(ComparisonPage):
    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        title = str(self.get_title())
        context = comparison_context(self.comparison, self.asked.place, title, on_screen=False)
        inner = "monitoring/_comparison_body.html"
        content = pdf.render("pdf/document.html", {**context, "inner": inner})
        return pdf.response(content, filename=title)

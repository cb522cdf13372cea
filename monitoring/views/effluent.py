"""Effluent of a region over the years, as a page and as XLSX."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import Page
from core.tools import formats, partial_dates
from core.tools.drawn.charts import Bar, bars
from core.tools.files import sheets
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Table
from monitoring.effluent import judgements
from monitoring.effluent.facility import MAIN, Ends, Sampling, samplings, trend_charts
from monitoring.effluent.region import ParameterYears, RegionEffluent, build_region_effluent
from monitoring.models import Parameter, Visit
from monitoring.views.recap import Asked

SHOWN = 20
SAMPLES, SAMPLES_OUT = 12, 2000  # samplings shown in full on the page, and in the workbook
YEARS = 5  # columns of medians


def _value(end: str) -> Any:
    def words(row: Ends) -> str:
        result = getattr(row, end)
        return result.value_words if result is not None else ""

    return words


ENDS_COLUMNS = [
    Column("taken_on", _("Taken on"), kind="partial"),
    Column("label", _("Parameter")),
    Column("inlet", _("Inlet"), _value("inlet")),
    Column("outlet", _("Outlet"), _value("outlet")),
    Column("removal", _("Removed"), "removal_words"),
    Column(
        "judged",
        _("Judgement"),
        note=lambda row: judgements.rules_words(row.rules, row.missing),
    ),
]
WITH_PLACE = [ENDS_COLUMNS[0], Column("place", _("Place")), *ENDS_COLUMNS[1:]]


def _of(parameter: Parameter) -> Column:
    """Return the column of a parameter: what left the plant, below it what came in and how much was taken out."""

    def found(row: Sampling) -> Badge | str:
        one = row.of(parameter)
        if one is None or one.outlet is None:
            return ""
        words = one.outlet.value_words
        return Badge(words, "bad") if one.judged and one.judged.tone == "bad" else words

    def came_in(row: Sampling) -> str:
        one = row.of(parameter)
        told = (
            [__("inlet %(value)s") % {"value": one.inlet.value_words}] if one and one.inlet else []
        )
        if one and one.removal_words:
            told.append(__("removed %(share)s") % {"share": one.removal_words})
        return ", ".join(told)

    return Column(parameter.value, parameter.label, found, note=came_in)


SAMPLING_COLUMNS = [
    Column("place", _("Place")),
    Column("taken_on", _("Taken on"), kind="partial", url=lambda row: row.url),
    *(_of(parameter) for parameter in MAIN),
    Column(
        "judged",
        _("Judgement"),
        note=lambda row: " · ".join(filter(None, (row.further_words, row.rules))),
    ),
]
YEAR_COLUMNS = [
    Column("year", _("Year"), lambda row: row.year or __("undated")),
    Column("facilities", _("Places"), kind="number"),
    Column("samples", _("Samples"), kind="number"),
    Column("results", _("Results"), kind="number"),
    *(
        Column(name, label, attrgetter(f"verdicts.{name}"), kind="number")
        for name, label in (
            ("meets", _("Meet")),
            ("meets_so_far", _("Meet, provisionally")),
            ("exceeds", _("Exceed")),
            ("exceeds_so_far", _("Exceed, provisionally")),
            ("unknown", _("Not judged")),
        )
    ),
    Column("stated", _("Of these only stated"), kind="number"),
]


def parameter_columns(found: RegionEffluent, years: int | None = None) -> list[Column]:
    """Return the medians of each parameter year by year, the newest first; each with its n."""
    columns = [Column("label", _("Parameter"), note="unit")]
    for year in [one.year for one in found.years][:years]:
        columns.append(
            Column(year or "undated", year or __("undated"), _median(year), "number", _n(year))
        )
    return columns


def _median(year: str) -> Any:
    return lambda row: row.median(year)


def _n(year: str) -> Any:
    def words(row: ParameterYears) -> str:
        bounds = row.bounds.get(year, 0)
        found = [__("n = %(n)s") % {"n": formats.number(row.n(year))}] if row.n(year) else []
        if bounds:
            found.append(__("%(n)s only a bound") % {"n": formats.number(bounds)})
        return ", ".join(found)

    return words


def facility_table(ends: list[Ends]) -> Table:
    found = samplings(ends)
    return Table(
        SAMPLING_COLUMNS[1:],
        found[:SHOWN],
        title=__("Effluent: both ends"),
        caption=__("Effluent: both ends"),
        total=len(found),
        empty=__("No water sample of this facility yet."),
    )


class EffluentPage(Page):
    """What laboratories found in a region: per year, per parameter, and what was taken out."""

    model = Visit
    room = "monitoring"
    is_heavy = True
    template_name = "monitoring/effluent.html"

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.request)

    @override
    def get_title(self) -> Words:
        return __("Effluent: %(place)s") % {"place": self.asked.place}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        for name in ("round", "instrument"):
            self.asked.filter.filters.pop(name, None)
        in_book = request.GET.get("format") == "xlsx"
        found = build_region_effluent(
            user=self.request.user,
            region=self.asked.region,
            shown=SAMPLES_OUT if in_book else SAMPLES,
        )
        title = str(self.get_title())
        if in_book:
            return sheets.response(effluent_sheets(found, title), name=title)
        removed = [Bar(f"{label} (n = {n})", round(value, 1)) for label, value, n in found.removals]
        return self.render(
            {
                **self.asked.frame(),
                "lead": _(
                    "Results of laboratories, judged by the rule in force on the sampling day."
                ),
                "as_of": timezone.localdate(),
                "found": found,
                "charts": trend_charts(_one_place(found.newest)),
                "removed": bars(
                    __("Taken out between inlet and outlet, median (%)"), removed, of=100
                )
                if removed
                else None,
                "years": Table(YEAR_COLUMNS, found.years, title=__("Outlets by year")),
                "parameters": Table(
                    parameter_columns(found, YEARS),
                    found.parameters,
                    title=__("Medians of the outlets by parameter and year"),
                    empty=__("No report gives a number; each says only whether the rule is met."),
                ),
                "ends": Table(
                    SAMPLING_COLUMNS,
                    samplings(found.newest),
                    title=__("Newest results"),
                    total=found.total,
                    more_url=self._samples() if found.total > SAMPLES else "",
                ),
                "xlsx_url": f"?{self.asked.link(format='xlsx')}",
            }
        )

    def _samples(self) -> str:
        """Return the list of the same region's samples."""
        region = f"?region={self.asked.region.pk}" if self.asked.region else ""
        return f"{reverse('monitoring:sample-list')}{region}"


def _one_place(ends: tuple[Ends, ...]) -> list[Ends]:
    """Return the rows where they are all of one place: values of several plants make no line."""
    return list(ends) if len({one.key for one in ends}) == 1 else []


def effluent_sheets(found: RegionEffluent, title: str) -> list[sheets.TableSheet]:
    lead = [title]
    results = [
        Column(c.name, c.label, _text_of(c)) if c.kind == "partial" else c for c in WITH_PLACE
    ]
    return [
        sheets.TableSheet(__("Outlets by year"), YEAR_COLUMNS, found.years, lead),
        sheets.TableSheet(__("Medians"), [*parameter_columns(found)], found.parameters, lead),
        sheets.TableSheet(__("Results"), [*results, _RULES], found.newest, lead),
    ]


def _text_of(column: Column) -> Any:
    return lambda row: (
        partial_dates.display(getattr(row, column.name), is_short=True) or formats.DASH
    )


_RULES = Column("rules", _("By which rule"), lambda row: ", ".join(row.rules))

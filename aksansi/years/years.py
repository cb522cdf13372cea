"""What became of a region, or of the country, year by year: visits, scores, facilities found working.

Only what is on record: between the first and the last year a year without approved visits counts none, and of what
nobody looked at nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, CharField, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools.drawn.charts import Chart
from core.tools.drawn.line_charts import Point, Series, lines
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from ksm.choices import STANDING, FunctionStatus
from ksm.models import StatusRecord
from monitoring.models import Visit, VisitScore


@value_class
class Years:
    """The charts, each with its numbers; those with nothing to show are left out."""

    charts: list[Chart]
    has_examples: bool


def build_years(*, user: User, region: Region | None) -> Years:
    """Return the years of a region (None: of all the user may see); three queries."""

    def within(rows: ScopedQuerySet) -> Any:
        return rows.in_region(region.code) if region else rows

    parts = [
        _visits(within(Visit.objects.visible_to(user)), region),
        _scores(within(VisitScore.objects.visible_to(user))),
        _working(within(StatusRecord.objects.visible_to(user))),
    ]
    return Years(
        [chart for chart, _has in parts if chart and chart.rows], any(has for _chart, has in parts)
    )


def _visits(rows: Any, region: Region | None) -> tuple[Chart | None, bool]:
    rows = rows.current().filter(state=State.APPROVED)
    found = {
        row["visited_on__year"]: row for row in _counted(rows, "visited_on__year", "is_example")
    }
    if not found:
        return None, False
    years = range(min(found), max(found) + 1)
    counts = {year: found[year]["n"] if year in found else 0 for year in years}
    chart = lines(__("Approved visits a year"), [_series(__("Visits"), counts.items())])

    def figure(year: int) -> str:
        asked = {"state": State.APPROVED, "year": year, **({"region": region.pk} if region else {})}
        url = f"{reverse('monitoring:visit-list')}?{urlencode(asked)}" if counts[year] else ""
        return Figure(counts[year], url=url, name=str(year)).html

    numbers = [[str(year), figure(year)] for year in years]
    return replace(chart, rows=numbers), any(row["made_up"] for row in found.values())


def _scores(rows: Any) -> tuple[Chart | None, bool]:
    """Of the instrument with most scored visits: scores of two instruments do not compare."""
    rows = rows.filter(
        visit__archived_at__isnull=True,
        visit__state=State.APPROVED,
        visit__instrument=F("instrument"),
        total__isnull=False,
    )
    found = list(
        _counted(
            rows,
            "visit__visited_on__year",
            "visit__is_example",
            "instrument_id",
            mean=Avg("total"),
        )
    )
    if not found:
        return None, False
    sums: dict[int, int] = {}
    for row in found:
        sums[row["instrument_id"]] = sums.get(row["instrument_id"], 0) + row["n"]
    most = max(sums, key=lambda key: (sums[key], key))
    shown = [row for row in found if row["instrument_id"] == most]
    means = [(row["visit__visited_on__year"], round(float(row["mean"]), 1)) for row in shown]
    chart = lines(__("Total score, mean of a year's visits"), [_series(__("Mean"), means)])
    return chart, any(row["made_up"] for row in shown)


def _working(rows: Any) -> tuple[Chart | None, bool]:
    """Of each facility and year counts what was seen last."""
    rows = rows.filter(
        archived_at__isnull=True, facility__archived_at__isnull=True, function_status__in=STANDING
    )
    rows = rows.annotate(year=Substr("observed_on", 1, 4, output_field=CharField()))
    later = rows.filter(facility=OuterRef("facility"), year=OuterRef("year")).filter(
        Q(observed_on__gt=OuterRef("observed_on"))
        | Q(observed_on=OuterRef("observed_on"), pk__gt=OuterRef("pk"))
    )
    found = list(
        _counted(
            rows.filter(~Exists(later)),
            "year",
            "is_example",
            working=Count("pk", filter=Q(function_status=FunctionStatus.WORKING)),
        )
    )
    if not found:
        return None, False
    chart = lines(
        __("Facilities seen in a year, and how many worked"),
        [
            _series(__("Seen"), ((row["year"], row["n"]) for row in found)),
            _series(__("Worked"), ((row["year"], row["working"]) for row in found)),
        ],
    )
    return chart, any(row["made_up"] for row in found)


def _counted(
    rows: Any, year: str, example: str, *keys: str, **more: Any
) -> Iterable[dict[str, Any]]:
    """Return a line a year (and key) with `n` rows, `made_up` of them, and what `more` reckons."""
    told = {"n": Count("pk"), "made_up": Count("pk", filter=Q(**{example: True})), **more}
    return rows.order_by().values(year, *keys).annotate(**told).order_by(year)


def _series(label: str, values: Iterable[tuple[Any, Any]]) -> Series:
    return Series(label, [Point(str(year), value) for year, value in values])

"""The pictures of the report and the overview, made from the same figures as their tables."""

from __future__ import annotations

from django.utils.translation import gettext as __

from aksansi.letter.lists import Lists
from core.tools.drawn.charts import Bar, Chart, Pair, bars, pairs, share
from core.tools.rows.values import value_class
from ksm.reports import Registry
from planning.reports import YearReport


@value_class
class ReportCharts:
    by_type: Chart
    by_function: Chart
    money: Chart
    achievements: Chart


def chart_by_type(registry: Registry, lists: Lists) -> Chart:
    return bars(
        __("Facilities by type"),
        [
            Bar(part.label, part.count, url=lists.of_type(part.key))
            for part in registry.facilities_by_type
        ],
    )


def chart_by_function(registry: Registry, lists: Lists) -> Chart:
    return share(
        __("Facilities by function"),
        [
            Bar(part.label, part.count, part.tone, lists.of_function(part.key))
            for part in registry.facilities_by_function
        ],
    )


def chart_of_money(year: YearReport) -> Chart:
    return pairs(
        __("Money planned and realised, by source"),
        [Pair(row.source, row.planned, row.realised, row.compared) for row in year.money],
        money=True,
    )


def chart_of_achievements(year: YearReport) -> Chart:
    """Achievements that have a ratio, in per cent of their target."""
    shown = [row for row in year.achievements if row.percent is not None]
    return bars(
        __("Realised in per cent of the target"),
        [Bar(row.label, row.percent, row.word.tone, row.url, is_own=True) for row in shown],
        unit="%",
        # A full track is the whole target: 86 % may not look done. What lies above it widens the scale.
        of=max([100, *(row.percent for row in shown if row.percent is not None)]),
        goal=100,
    )


def build_charts(registry: Registry, year: YearReport, lists: Lists) -> ReportCharts:
    return ReportCharts(
        chart_by_type(registry, lists),
        chart_by_function(registry, lists),
        chart_of_money(year),
        chart_of_achievements(year),
    )

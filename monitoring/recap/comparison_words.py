"""How a comparison of rounds or regions reads: its tables for page, PDF and XLSX alike."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools.drawn import charts
from core.tools.files.sheets import TableSheet
from core.tools.rows.figures import Figure
from core.tools.tables import Column, Table
from monitoring.recap.comparison import ComparedScores, Comparison
from monitoring.recap.lists import SCORED, TOTAL, RecapLists
from monitoring.recap.words import BARS, ORDER, paper, rounded


def _standing(found: Comparison) -> dict[str, object]:
    """Return what narrows a round's visits to those compared: of facilities that stand today."""
    return {"existing": found.by == "round" and not found.scope.round}


def comparison_columns(found: Comparison, *, on_screen: bool = True) -> list[Column]:
    def median(code: str) -> Callable[[ComparedScores], Figure]:
        def of(row: ComparedScores) -> Figure:
            one = row.aspects[code] if code != TOTAL else row.total
            return RecapLists(row.scope, is_open=on_screen).median(
                one.spread, code, **_standing(found)
            )

        return of

    place = _("Region") if found.by == "region" else _("Round")
    return [
        Column("label", place, note="note"),
        Column("scored", _("Facilities scored"), _classed(found, SCORED, on_screen), "number"),
        Column("total", _("Median total"), median(TOTAL), "number"),
        *[Column(code, label, median(code), kind="number") for code, label in found.aspects],
    ]


def class_columns(found: Comparison, *, on_screen: bool = True) -> list[Column]:
    return [
        *comparison_columns(found, on_screen=on_screen)[:2],
        *[Column(one.value, one.label, _classed(found, one, on_screen), "number") for one in ORDER],
    ]


def _classed(found: Comparison, grade: str, on_screen: bool) -> Callable[[ComparedScores], Figure]:
    """Return how many facilities have a class (`SCORED`: any) of the total, leading to their visits."""

    def count(row: ComparedScores) -> Figure:
        n = row.scored if grade == SCORED else row.total.grades[grade]
        lists = RecapLists(row.scope, is_open=on_screen)
        return Figure(n, url=lists.visits(aspect=TOTAL, grade=grade, **_standing(found)))

    return count


def comparison_context(
    found: Comparison | None, place: str, title: str, *, on_screen: bool = True
) -> dict[str, object]:
    if found is None:
        return {"comparison": None, "paper": paper(title, "", is_example=False)}
    bars = [
        charts.Bar(
            row.label,
            rounded(row.total.spread.median),
            url=RecapLists(row.scope, is_open=on_screen)
            .median(row.total.spread, TOTAL, **_standing(found))
            .url,
        )
        for row in found.rows
    ]
    return {
        "comparison": found,
        "paper": paper(title, str(found.scope.instrument), is_example=False),
        "table": Table(
            comparison_columns(found, on_screen=on_screen),
            found.rows,
            title=__("Medians per aspect (0–100)"),
            empty=__("No approved visit of this choice has a score yet."),
        ),
        "grades": Table(
            class_columns(found, on_screen=on_screen), found.rows, title=__("Facilities by class")
        ),
        "chart": charts.bars(
            __("Median total score (0–100)"), bars[:BARS], of=100, unit=__("Median")
        )
        if bars
        else None,
        "left_out": max(len(bars) - BARS, 0),
    }


def comparison_sheets(found: Comparison, title: str) -> list[TableSheet]:
    lead = [title, str(found.scope.instrument)]
    columns = [
        *comparison_columns(found, on_screen=False),
        *class_columns(found, on_screen=False)[2:],
    ]
    return [TableSheet(__("Comparison"), columns, found.rows, lead)]

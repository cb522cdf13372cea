"""The shared indicators over the years: what plans aimed at and accounts told, a row for each chapter or indicator."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chapters.models import Chapter
from core.people.users import User
from core.records.badges import review_badge
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning import performance
from planning.models import Achievement, Indicator, IndicatorTarget

NO_SUM = "%"  # the unit that never adds up


@value_class
class IndicatorCell:
    """One indicator of one chapter in one year. `is_planned`: the target was set with the plan.

    `state`: how far the account that tells it is, None where it is approved or there is none.
    """

    target: Decimal | None = None
    realised: Decimal | None = None
    lower_is_better: bool = False
    is_planned: bool = False
    state: Badge | None = None

    @property
    def verdict(self) -> performance.Judged:
        return performance.judge(self.realised, self.target, lower_is_better=self.lower_is_better)


NOTHING = IndicatorCell()


@value_class
class IndicatorRow:
    """`title`: the chapter's region, or the indicator; `cells`: one for each of the years."""

    title: str
    url: str
    region: str
    indicator: int
    unit: str
    cells: tuple[IndicatorCell, ...]
    is_example: bool = False


@value_class
class IndicatorMatrix:
    """`rows` of which anything is set or told in the years; of one indicator (a row for each chapter) or of one
    chapter (a row for each indicator)."""

    years: tuple[int, ...]
    rows: tuple[IndicatorRow, ...]

    def realised(self, place: int) -> Decimal | None:
        """Return the sum of what was told of a year; None where nothing was, or where it never adds up."""
        told = [row.cells[place].realised for row in self.rows if row.unit != NO_SUM]
        known = [value for value in told if value is not None]
        return sum(known, Decimal(0)) if known else None


def build_indicator_matrix(
    *, user: User, years: Iterable[int], indicator: Indicator | None, chapters: Iterable[Chapter]
) -> IndicatorMatrix:
    """Return the matrix of one indicator over chapters, or (None) of all of them of the one chapter; 3 queries."""
    span = tuple(years)
    by_key = {chapter.pk: chapter for chapter in chapters}
    found: dict[tuple[int, int], dict[int, dict[str, Any]]] = {}
    examples: set[tuple[int, int]] = set()
    names: dict[int, Indicator] = {}

    def cell(chapter: int, row: Any, year: int) -> dict[str, Any]:
        names[row.indicator_id] = row.indicator
        if row.is_example:
            examples.add((row.indicator_id, chapter))
        cells = found.setdefault((row.indicator_id, chapter), {})
        return cells.setdefault(year, {"lower_is_better": row.indicator.lower_is_better})

    for set_ in _of(IndicatorTarget, user, "plan", span, by_key, indicator):
        plan = set_.plan
        cell(plan.chapter_id, set_, plan.year).update(target=set_.target, is_planned=True)
    for line in _of(Achievement, user, "annual_report", span, by_key, indicator):
        report = line.annual_report
        told = cell(report.chapter_id, line, report.year)
        if told.get("target") is None:
            told["target"] = line.target
        state = None if report.is_approved else review_badge(report)
        told.update(realised=line.realised, state=state)
    return IndicatorMatrix(
        span,
        tuple(
            _row(names[key], by_key[chapter], cells, span, indicator, (key, chapter) in examples)
            for (key, chapter), cells in sorted(
                found.items(),
                key=lambda item: (
                    names[item[0][0]].order,
                    item[0][0],
                    by_key[item[0][1]].region_id,
                ),
            )
        ),
    )


def _of(
    model: Any, user: User, parent: str, years: tuple[int, ...], chapters: Iterable[int], indicator: Indicator | None
) -> Any:  # fmt: skip
    narrow = {
        f"{parent}__year__in": years,
        f"{parent}__chapter__in": list(chapters),
        f"{parent}__archived_at__isnull": True,
        "indicator__isnull": False,
    }
    rows = model.objects.visible_to(user).current().filter(**narrow)
    rows = rows.filter(indicator=indicator) if indicator else rows
    return rows.select_related("indicator", parent).order_by("pk")


def _row(
    of: Indicator,
    chapter: Chapter,
    cells: dict[int, dict[str, Any]],
    years: tuple[int, ...],
    indicator: Indicator | None,
    is_example: bool,
) -> IndicatorRow:
    about: Any = of if indicator is None else chapter
    return IndicatorRow(
        title=str(of) if indicator is None else chapter.region.short_name,
        url=about.get_absolute_url(),
        region=chapter.region_id,
        indicator=of.pk,
        unit=of.unit,
        cells=tuple(IndicatorCell(**cells[year]) if year in cells else NOTHING for year in years),
        is_example=is_example,
    )

"""How a recap and a comparison read: figures, tables and pictures for page, PDF and XLSX alike."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools import formats
from core.tools.drawn import charts
from core.tools.files.sheets import TableSheet
from core.tools.tables import Column, Table
from monitoring.models import GradeWord, NoAnswer
from monitoring.recap.comparison import ComparedScores, Comparison
from monitoring.recap.recap import Classes, Measure, Recap, Weakness
from monitoring.scoring.words import TONES

BARS = 40  # a longer picture is no picture; the table has every line
ORDER = (GradeWord.GOOD, GradeWord.FAIR, GradeWord.POOR, GradeWord.OPEN)


def context(recap: Recap | None, place: str, title: str) -> dict[str, object]:
    """Return what the recap's body needs; without a recap only the paper and the word that there is none."""
    if recap is None:
        return {"recap": None, "paper": paper(title, "", is_example=False)}
    scope = recap.scope
    subtitle = " · ".join(
        filter(None, [scope.round.name if scope.round else "", str(scope.instrument), _span(recap)])
    )
    return {
        "recap": recap,
        "paper": paper(title, subtitle, is_example=bool(recap.examples)),
        "figures": figures(recap),
        "function_chart": function_chart(recap),
        "class_chart": class_chart(recap),
        "aspects": Table(CLASS_COLUMNS, _class_rows(recap), title=__("Score and class per aspect")),
        "weakest": Table(
            WEAK_COLUMNS,
            recap.weakest,
            title=__("Questions that cost most points"),
            empty=__("No question has cost a point yet."),
        ),
        "measures": Table(MEASURE_COLUMNS, recap.measures, title=__("Medians of what was counted")),
        "targets": progress_words(recap),
    }


def paper(title: str, subtitle: str, *, is_example: bool) -> dict[str, object]:
    return {
        "letterhead": {"name": "AKSANSI", "unit": __("Recap of monitoring")},
        "title": title,
        "subtitle": subtitle,
        "subject": __("Recap of monitoring"),
        "as_of": formats.day(_today()),
        "is_example": is_example,
    }


def _today() -> object:
    from django.utils import timezone

    return timezone.localdate()


def _span(recap: Recap) -> str:
    if recap.first_visit is None:
        return ""
    if recap.first_visit == recap.last_visit:
        return __("visits of %(day)s") % {"day": formats.day(recap.first_visit)}
    days = {"first": formats.day(recap.first_visit), "last": formats.day(recap.last_visit)}
    return __("visits of %(first)s to %(last)s") % days


def figures(recap: Recap) -> list[dict[str, object]]:
    """Return the key figures; unknown is a dash, never 0."""
    grades = recap.total.grades
    return [
        {
            "value": formats.number(recap.visited),
            "label": __("facilities with an approved visit"),
            "note": __("of %(n)s that stand") % {"n": formats.number(recap.facilities)},
        },
        {
            "value": formats.number(recap.total.spread.median, 1),
            "label": __("median total score"),
            "note": n_words(recap.total.spread.n),
        },
        {
            "value": formats.number(grades[GradeWord.GOOD]) if recap.scored else formats.DASH,
            "label": __("in class Good"),
            "note": __("of %(n)s scored") % {"n": formats.number(recap.scored)},
        },
        {
            "value": formats.number(grades[GradeWord.OPEN]) if recap.scored else formats.DASH,
            "label": __("cannot be classed yet"),
            "note": __("less than 80 percent of an aspect answered"),
        },
    ]


def n_words(n: int) -> str:
    return __("n = %(n)s") % {"n": formats.number(n)}


def progress_words(recap: Recap) -> str:
    """Return how far the round is, in one sentence; "" without a round or targets."""
    found = recap.progress
    if found is None or not found.total:
        return ""
    return __(
        "Of %(total)s planned facilities %(done)s are visited and handed in, %(postponed)s postponed, "
        "%(returned)s returned to the office."
    ) % {
        "total": formats.number(found.total),
        **{name: formats.number(found.totals[name]) for name in ("done", "postponed", "returned")},
    }


def function_chart(recap: Recap) -> charts.Chart | None:
    if not recap.function:
        return None
    bars = [
        charts.Bar(one.label or __("no answer"), one.n, one.tone)
        for one in recap.function
        if one.n or one.tone != "none"
    ]
    return charts.share(recap.function_label, bars, unit=__("Facilities"))


def class_chart(recap: Recap) -> charts.Chart | None:
    if not recap.scored:
        return None
    items = [
        (one.label, [one.grades[grade] for grade in ORDER])
        for one in (*recap.aspects, _as_total(recap.total))
    ]
    labels = [str(grade.label) for grade in ORDER]
    title = __("Facilities by class")
    return charts.stacked(title, labels, items, tones=[TONES[grade] for grade in ORDER])


def _as_total(total: Classes) -> Classes:
    return Classes("", __("Total"), total.spread, total.grades)


def _class_rows(recap: Recap) -> list[Classes]:
    return [*recap.aspects, _as_total(recap.total)]


def _grade(grade: GradeWord) -> Any:
    return lambda row: row.grades[grade]


def _one(value: Any) -> Any:
    return None if value is None else round(value, 1)


CLASS_COLUMNS = [
    Column("label", _("Aspect")),
    Column("median", _("Median"), lambda row: _one(row.spread.median), kind="number"),
    Column("mean", _("Mean"), lambda row: _one(row.spread.mean), kind="number"),
    Column("n", _("n"), "spread.n", kind="number"),
    *[Column(grade.value, grade.label, _grade(grade), kind="number") for grade in ORDER],
]


def _answer(row: Weakness) -> str:
    words = {"answer": row.answer, "times": formats.number(row.times), "n": formats.number(row.n)}
    return __("%(answer)s (%(times)s of %(n)s)") % words


WEAK_COLUMNS = [
    Column("label", _("Question"), lambda row: f"{row.code} {row.label}", note="aspect"),
    Column("reached", _("Points reached (%)"), lambda row: _one(row.reached), kind="number"),
    Column("cost", _("Points of the total lost each"), lambda row: _one(row.cost), kind="number"),
    Column("n", _("n"), kind="number"),
    Column("answer", _("Costliest answer"), _answer, note="advice"),
]


def _without(row: Measure) -> str:
    return ", ".join(
        f"{NoAnswer(reason).label} {formats.number(n)}" for reason, n in sorted(row.reasons.items())
    )


MEASURE_COLUMNS = [
    Column("label", _("Question"), lambda row: f"{row.code} {row.label}"),
    Column("median", _("Median"), lambda row: _one(row.spread.median), kind="number"),
    Column("unit", _("Unit")),
    Column("n", _("n"), "spread.n", kind="number"),
    Column("lowest", _("Lowest"), lambda row: _one(row.spread.lowest), kind="number"),
    Column("highest", _("Highest"), lambda row: _one(row.spread.highest), kind="number"),
    Column("without", _("Without a figure"), _without),
]


def sheets_of(recap: Recap, title: str) -> list[TableSheet]:
    """Return the recap's tables to print from a workbook."""
    scope = recap.scope
    lead = [str(scope.instrument), *([scope.round.name] if scope.round else [])]
    lead += [f"{item['label']}: {item['value']} ({item['note']})" for item in figures(recap)]
    function = [
        Column("label", recap.function_label, lambda row: row.label or __("no answer")),
        Column("n", __("Facilities"), kind="number"),
    ]
    return [
        TableSheet(__("Aspects"), CLASS_COLUMNS, _class_rows(recap), [title, *lead]),
        TableSheet(__("Function"), function, recap.function, [title, *lead]),
        TableSheet(__("Weakest questions"), WEAK_COLUMNS, recap.weakest, [title, *lead]),
        TableSheet(__("Medians"), MEASURE_COLUMNS, recap.measures, [title, *lead]),
    ]


# --- Comparison ----------------------------------------------------------------------


def comparison_columns(found: Comparison) -> list[Column]:
    def median(code: str) -> Any:
        return lambda row: _one(row.aspects[code].spread.median)

    place = _("Region") if found.by == "region" else _("Round")
    return [
        Column("label", place, note="note"),
        Column("scored", _("Facilities scored"), kind="number"),
        Column("total", _("Median total"), lambda row: _one(row.total.spread.median), "number"),
        *[Column(code, label, median(code), kind="number") for code, label in found.aspects],
    ]


def class_columns(found: Comparison) -> list[Column]:
    return [
        comparison_columns(found)[0],
        Column("scored", _("Facilities scored"), kind="number"),
        *[Column(grade.value, grade.label, _total_grade(grade), kind="number") for grade in ORDER],
    ]


def _total_grade(grade: GradeWord) -> Any:
    def count(row: ComparedScores) -> int:
        return row.total.grades[grade]

    return count


def comparison_context(found: Comparison | None, place: str, title: str) -> dict[str, object]:
    if found is None:
        return {"comparison": None, "paper": paper(title, "", is_example=False)}
    bars = [charts.Bar(row.label, _one(row.total.spread.median)) for row in found.rows]
    return {
        "comparison": found,
        "paper": paper(title, str(found.scope.instrument), is_example=False),
        "table": Table(
            comparison_columns(found),
            found.rows,
            title=__("Medians per aspect (0–100)"),
            empty=__("No approved visit of this choice has a score yet."),
        ),
        "grades": Table(class_columns(found), found.rows, title=__("Facilities by class")),
        "chart": charts.bars(
            __("Median total score (0–100)"), bars[:BARS], of=100, unit=__("Median")
        )
        if bars
        else None,
        "left_out": max(len(bars) - BARS, 0),
    }


def comparison_sheets(found: Comparison, title: str) -> list[TableSheet]:
    lead = [title, str(found.scope.instrument)]
    columns = [*comparison_columns(found), *class_columns(found)[2:]]
    return [TableSheet(__("Comparison"), columns, found.rows, lead)]

"""How a recap reads: figures, tables and pictures for page, PDF and XLSX alike."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools import formats
from core.tools.drawn import charts
from core.tools.files.sheets import TableSheet
from core.tools.rows.figures import Figure, Value, sentence
from core.tools.tables import Column, Table
from monitoring.models import GradeWord, NoAnswer
from monitoring.recap.lists import JUDGED, KNOWN, NUMBER, SCORED, SILENT, TOTAL, RecapLists
from monitoring.recap.recap import Classes, Measure, Recap, Weakness
from monitoring.scoring.words import TONES

BARS = 40  # a longer picture is no picture; the table has every line
ORDER = (GradeWord.GOOD, GradeWord.FAIR, GradeWord.POOR, GradeWord.OPEN)


def context(
    recap: Recap | None, place: str, title: str, *, on_screen: bool = True
) -> dict[str, object]:
    """Return what the recap's body needs; without a recap only the paper and the word that there is none.

    `on_screen`: figures lead to their visits; on paper nothing can be followed.
    """
    if recap is None:
        return {"recap": None, "paper": paper(title, "", is_example=False)}
    scope = recap.scope
    lists = RecapLists(scope, is_open=on_screen)
    subtitle = " · ".join(
        filter(None, [scope.round.name if scope.round else "", str(scope.instrument), _span(recap)])
    )
    return {
        "recap": recap,
        "paper": paper(title, subtitle, is_example=bool(recap.examples)),
        "figures": figures(recap, lists),
        "function_chart": function_chart(recap, lists),
        "class_chart": class_chart(recap),
        "aspects": Table(
            class_table(lists), _class_rows(recap), title=__("Score and class per aspect")
        ),
        "weakest": Table(
            weak_columns(lists),
            recap.weakest,
            title=__("Questions that cost most points"),
            empty=__("No question has cost a point yet."),
        ),
        "measures": Table(
            measure_columns(lists), recap.measures, title=__("Medians of what was counted")
        ),
        "targets": progress_words(recap),
    }


def paper(title: str, subtitle: str, *, is_example: bool) -> dict[str, object]:
    return {
        "letterhead": {"name": "AKSANSI", "unit": __("Recap of monitoring")},
        "title": title,
        "subtitle": subtitle,
        "subject": __("Recap of monitoring"),
        "as_of": formats.day(timezone.localdate()),
        "is_example": is_example,
    }


def _span(recap: Recap) -> str:
    if recap.first_visit is None:
        return ""
    if recap.first_visit == recap.last_visit:
        return __("visits of %(day)s") % {"day": formats.day(recap.first_visit)}
    days = {"first": formats.day(recap.first_visit), "last": formats.day(recap.last_visit)}
    return __("visits of %(first)s to %(last)s") % days


def figures(recap: Recap, lists: RecapLists) -> list[dict[str, object]]:
    """Return the key figures; unknown is a dash, never 0."""
    grades = recap.total.grades

    def of_class(grade: GradeWord) -> Figure:
        url = lists.visits(aspect=TOTAL, grade=grade)
        return Figure(grades[grade] if recap.scored else None, url=url)

    return [
        {
            "value": Figure(recap.visited, url=lists.visits()),
            "label": __("facilities with an approved visit"),
            "note": sentence(
                __("of %(n)s that stand"), n=Figure(recap.facilities, url=lists.facilities())
            ),
        },
        {
            "value": lists.median(recap.total.spread, TOTAL),
            "label": __("median total score"),
            "note": n_words(recap.total.spread.n),
        },
        {
            "value": of_class(GradeWord.GOOD),
            "label": __("in class Good"),
            "note": sentence(
                __("of %(n)s scored"),
                n=Figure(recap.scored, url=lists.visits(aspect=TOTAL, grade=SCORED)),
            ),
        },
        {
            "value": of_class(GradeWord.OPEN),
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


def function_chart(recap: Recap, lists: RecapLists) -> charts.Chart | None:
    if not recap.function:
        return None
    code = recap.function_code
    bars = [
        charts.Bar(
            one.label or __("no answer"),
            one.n,
            one.tone,
            lists.visits(question=code, answer=one.value or SILENT),
        )
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


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 1)


def class_table(lists: RecapLists) -> list[Column]:
    """Return the columns of the table of aspects, each figure leading to its visits."""

    def of(row: Classes, grade: str, n: int) -> Figure:
        return Figure(n, url=lists.visits(aspect=row.code or TOTAL, grade=grade))

    def graded(grade: GradeWord) -> Callable[[Classes], Figure]:
        return lambda row: of(row, grade, row.grades[grade])

    return [
        Column("label", _("Aspect")),
        Column(
            "median", _("Median"), lambda row: lists.median(row.spread, row.code or TOTAL), "number"
        ),
        Column("mean", _("Mean"), lambda row: lists.mean(row.spread, row.code or TOTAL), "number"),
        Column("n", _("n"), lambda row: of(row, KNOWN, row.spread.n), "number"),
        *[Column(grade.value, grade.label, graded(grade), "number") for grade in ORDER],
    ]


def _answer(row: Weakness) -> str:
    words = {"answer": row.answer, "times": formats.number(row.times), "n": formats.number(row.n)}
    return __("%(answer)s (%(times)s of %(n)s)") % words


def weak_columns(lists: RecapLists) -> list[Column]:
    """Return the columns of what costs most; each figure opens the visits it was worked out of."""

    def of(row: Weakness, value: Value, *, is_derived: bool = True) -> Figure:
        url = lists.visits(question=row.code, answer=JUDGED)
        return Figure(value, n=row.n, url=url, is_derived=is_derived)

    return [
        Column("label", _("Question"), lambda row: f"{row.code} {row.label}", note="aspect"),
        Column(
            "reached", _("Points reached (%)"), lambda row: of(row, rounded(row.reached)), "number"
        ),
        Column(
            "cost",
            _("Points of the total lost each"),
            lambda row: of(row, rounded(row.cost)),
            "number",
        ),
        Column("n", _("n"), lambda row: of(row, row.n, is_derived=False), "number"),
        Column("answer", _("Costliest answer"), _answer, note="advice"),
    ]


def _without(row: Measure) -> str:
    return ", ".join(
        f"{NoAnswer(reason).label} {formats.number(n)}" for reason, n in sorted(row.reasons.items())
    )


def measure_columns(lists: RecapLists) -> list[Column]:
    """Return the columns of what was counted; each figure opens the visits that state a number."""

    def of(row: Measure, value: Value, *, is_derived: bool = False, **how: str) -> Figure:
        url = lists.visits(question=row.code, answer=NUMBER, **how)
        return Figure(value, n=row.spread.n, url=url, is_derived=is_derived)

    def end(name: str) -> Callable[[Measure], Figure]:
        return lambda row: of(row, rounded(getattr(row.spread, name)), is_derived=True)

    return [
        Column("label", _("Question"), lambda row: f"{row.code} {row.label}"),
        Column(
            "median",
            _("Median"),
            lambda row: of(row, rounded(row.spread.median), median="figure"),
            "number",
        ),
        Column("unit", _("Unit")),
        Column("n", _("n"), lambda row: of(row, row.spread.n), "number"),
        Column("lowest", _("Lowest"), end("lowest"), "number"),
        Column("highest", _("Highest"), end("highest"), "number"),
        Column("without", _("Without a figure"), _without),
    ]


def sheets_of(recap: Recap, title: str) -> list[TableSheet]:
    """Return the recap's tables to print from a workbook."""
    scope = recap.scope
    lead = [str(scope.instrument), *([scope.round.name] if scope.round else [])]
    paper_ = RecapLists(scope, is_open=False)
    lead += [
        f"{item['label']}: {item['value']} ({item['note']})" for item in figures(recap, paper_)
    ]
    function = [
        Column("label", recap.function_label, lambda row: row.label or __("no answer")),
        Column("n", __("Facilities"), kind="number"),
    ]
    return [
        TableSheet(__("Aspects"), class_table(paper_), _class_rows(recap), [title, *lead]),
        TableSheet(__("Function"), function, recap.function, [title, *lead]),
        TableSheet(__("Weakest questions"), weak_columns(paper_), recap.weakest, [title, *lead]),
        TableSheet(__("Medians"), measure_columns(paper_), recap.measures, [title, *lead]),
    ]


# --- Comparison ----------------------------------------------------------------------

"""Where the figures of a recap open: lists of the visits behind them, and how such a list is narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Model, OuterRef, QuerySet, Subquery

from core.access import ScopedQuerySet
from core.tools.rows.figures import Figure, address
from core.tools.rows.values import value_class
from core.tools.tables import Column
from ksm.filters.parts import STANDS
from ksm.models import Facility
from monitoring.models import (
    Answer,
    AspectScore,
    Instrument,
    NoAnswer,
    Question,
    ScoreLine,
    Visit,
    VisitScore,
)
from monitoring.recap.sums import as_number
from monitoring.recap.visits import Scope
from monitoring.scoring.spread import Spread

TOTAL = "total"  # in the place of an aspect's code
SCORED, KNOWN = "scored", "known"  # in the place of a class: any; any whose score can be told
SILENT = "-"  # in the place of an answer: none was given
JUDGED = "judged"  # in the place of an answer: whatever it was, the score took it in
NUMBER = "number"  # in the place of an answer: any number


@value_class
class RecapLists:
    """The lists behind a recap; `is_open`: False on paper, where nothing can be followed."""

    scope: Scope
    is_open: bool = True

    def visits(self, **narrow: object) -> str:
        """Return the list of the visits a recap rests on, narrowed further."""
        if not self.is_open:
            return ""
        scope = self.scope
        query = {
            "region": scope.region.pk if scope.region else "",
            "round": scope.round.pk if scope.round else "",
            "latest": scope.instrument.pk,
            **narrow,
        }
        return address("monitoring:visit-list", **query)

    def facilities(self) -> str:
        """Return the list of the facilities that stand; "" of a round, which saw some that do not any more."""
        if not self.is_open or self.scope.round:
            return ""
        region = self.scope.region.pk if self.scope.region else ""
        return address("ksm:facility-list", stage=STANDS, region=region)

    def median(self, spread: Spread, aspect: str, **narrow: object) -> Figure:
        """Return the median score of an aspect, or of the total."""
        url = self.visits(aspect=aspect, median="score", **narrow)
        return Figure(rounded(spread.median), n=spread.n, url=url)

    def mean(self, spread: Spread, aspect: str) -> Figure:
        url = self.visits(aspect=aspect, mean="score")
        return Figure(rounded(spread.mean), n=spread.n, url=url)


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 1)


# --- The list of visits, narrowed to those behind a figure ----------------------------


def standing(visits: ScopedQuerySet) -> ScopedQuerySet:
    """Return the visits of facilities that stand today."""
    return visits.filter(facility__in=Facility.objects.existing().order_by().values("pk"))


def of_grade(
    visits: ScopedQuerySet, instrument: Instrument | None, aspect: str, grade: str
) -> ScopedQuerySet:
    """Return the visits an instrument scored with a class (or `SCORED`, `KNOWN`)."""
    scores: QuerySet[Model]
    if not aspect or aspect == TOTAL:
        scores = VisitScore.objects.filter(instrument=instrument)
        name, visit = "total", "visit"
    else:
        scores = AspectScore.objects.filter(score__instrument=instrument, aspect__code=aspect)
        name, visit = "value", "score__visit"
    if grade == KNOWN:
        scores = scores.filter(**{f"{name}__isnull": False})
    elif grade != SCORED:
        scores = scores.filter(grade=grade)
    return visits.filter(pk__in=scores.order_by().values(visit))


def who_answered(
    visits: ScopedQuerySet, instrument: Instrument | None, code: str, said: str
) -> ScopedQuerySet:
    """Return the visits that answered a question by a value or a reason; `SILENT`: that did not at all."""
    given = Answer.objects.current().filter(question__code=code)
    if said == NUMBER:
        told = given.filter(reason="").exclude(value="").exclude(value__endswith="/0")
        return visits.filter(pk__in=told.order_by().values("visit"))
    if said != SILENT:
        by = {"reason": said} if said in NoAnswer.values else {"value": said, "reason": ""}
        return visits.filter(pk__in=given.filter(**by).order_by().values("visit"))
    options = Question.objects.filter(aspect__instrument=instrument, code=code).values_list(
        "options__value", flat=True
    )
    told = given.filter(value__in=[one for one in options if one]) | given.exclude(reason="")
    return visits.exclude(pk__in=told.order_by().values("visit"))


def judged(visits: ScopedQuerySet, instrument: Instrument | None, code: str) -> ScopedQuerySet:
    """Return the visits whose answer to a question was judged by an instrument."""
    lines = ScoreLine.objects.filter(
        part__score__instrument=instrument, question__code=code, option__isnull=False
    )
    return visits.filter(pk__in=lines.order_by().values("part__score__visit"))


SCORE, ANSWERED = "told_score", "told_answer"


def with_told(
    rows: QuerySet[Visit], columns: Iterable[Column], asked: dict[str, object]
) -> QuerySet[Visit]:
    """Return visits with the score and the answer that an address asks to be told of."""
    reads = {name for column in columns for name in column.reads}
    instrument, aspect, code = asked.get("latest"), asked.get("aspect"), asked.get("question")
    found: QuerySet[Model, object]
    if SCORE in reads and isinstance(instrument, Instrument):
        if not aspect or aspect == TOTAL:
            scores = VisitScore.objects.filter(visit=OuterRef("pk"), instrument=instrument)
            found = scores.values("total")[:1]
        else:
            parts = AspectScore.objects.filter(
                score__visit=OuterRef("pk"), score__instrument=instrument, aspect__code=aspect
            )
            found = parts.values("value")[:1]
        rows = rows.annotate(**{SCORE: Subquery(found)})
    if ANSWERED in reads and code:
        answers = Answer.objects.current().filter(
            visit=OuterRef("pk"), question__code=code, reason=""
        )
        rows = rows.annotate(**{ANSWERED: Subquery(answers.values("value")[:1])})
    return rows


def told_score(row: object) -> Decimal | None:
    return getattr(row, SCORE, None)


def told_figure(row: object) -> Decimal | None:
    value = getattr(row, ANSWERED, None)
    return None if value is None else as_number(value)

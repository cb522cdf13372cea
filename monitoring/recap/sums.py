"""What a recap adds up: read from the facts, or put together of sums that were kept of them.

The sums of two regions added are those of both; whatever a recap prints is worked out of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from fractions import Fraction
from operator import add
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Value

from core.access import ScopedQuerySet
from ksm.models import Facility
from monitoring.models import (
    Answer,
    AspectScore,
    Instrument,
    Question,
    QuestionType,
    Recorded,
    Round,
    ScoreLine,
    Visit,
    VisitScore,
)
from monitoring.questionnaire.rule_text import number, ratio
from monitoring.recap.visits import latest_of
from monitoring.scoring.spread import Spread, spread

Json = list[Any]  # of rows that add up
Figures = dict[str, list[list[Any]]]  # [figure, visits] by question
TOTAL = 0  # in the place of an aspect's key
NAMED = 5000  # visits
NUMBERS = (QuestionType.NUMBER, QuestionType.RATIO)


class Line(NamedTuple):
    """One question answered by one option in `visits` visits.

    `gained`, `lost`: sums of points of the aspect (0–100 each visit); `cost`: sum of points of the total.
    """

    visits: int
    gained: Decimal
    lost: Decimal
    cost: Decimal


@dataclass
class Sums:
    """Of the latest approved visits: how many there are, and what they came to.

    `gone`: those of facilities that do not stand any more (a round saw them). `scores`: visits by key of the aspect
    (or TOTAL), score and class; `lines` by question and option; `answers`: visits by question, value and reason;
    `figures`: visits by question and number. `spreads` stand for the figures where only they were read.
    """

    visited: int = 0
    examples: int = 0
    gone: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    scores: Counter[tuple[int, Decimal | None, str]] = field(default_factory=Counter)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    figures: dict[str, Counter[Decimal]] = field(default_factory=lambda: defaultdict(Counter))
    spreads: dict[str, Spread] = field(default_factory=dict)

    def spread_of(self, code: str) -> Spread:
        """Return the spread of the figures of a question; an empty one without any."""
        return self.spreads.get(code) or spread(self.figures.get(code, {}))

    def add(self, other: Sums) -> None:
        """Take in the sums of other facilities."""
        self.visited += other.visited
        self.examples += other.examples
        self.gone += other.gone
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        for key, n in other.scores.items():
            self.scores[key] += n
        for line, told in other.lines.items():
            own = self.lines.get(line)
            self.lines[line] = Line(*map(add, own, told)) if own else told
        for answer, n in other.answers.items():
            self.answers[answer] += n
        for code, times in other.figures.items():
            self.figures[code].update(times)

    def as_json(self) -> Json:
        """Return what `from_json` reads, spreads instead of figures; the same sums are told alike."""
        days = [day.isoformat() if day else None for day in (self.first, self.last)]
        scores = ([*_told(key), n] for key, n in self.scores.items())
        lines = ([*key, *_told(told)] for key, told in self.lines.items())
        answers = ([*key, n] for key, n in self.answers.items())
        spreads = ([code, *_told(astuple(spread(times)))] for code, times in self.figures.items())
        rows = [sorted(rows, key=repr) for rows in (scores, lines, answers, spreads)]
        return [self.visited, self.examples, self.gone, *days, *rows]

    def figures_as_json(self) -> Figures:
        """Return the figures, a hundred times as long as the rest: only what is added up needs them."""
        return {
            code: [[str(figure), n] for figure, n in sorted(times.items())]
            for code, times in sorted(self.figures.items())
        }

    @classmethod
    def from_json(cls, told: Json, figures: Figures | None = None) -> Sums:
        """Return sums that were kept; without their figures they tell the spreads, and are not added to others."""
        visited, examples, gone, first, last, scores, lines, answers, spreads = told
        found = cls(visited, examples, gone, _day(first), _day(last))
        for aspect, value, grade, n in scores:
            found.scores[aspect, None if value is None else Decimal(value), grade] = n
        for code, option, n, *points in lines:
            found.lines[code, option] = Line(n, *map(Decimal, points))
        for code, value, reason, n in answers:
            found.answers[code, value, reason] = n
        for code, n, *of in spreads if figures is None else ():
            found.spreads[code] = Spread(n, *map(Decimal, of))
        for code, times in (figures or {}).items():
            found.figures[code] = Counter({Decimal(figure): n for figure, n in times})
        return found


def _told(values: Iterable[object]) -> list[object]:
    return [str(value) if isinstance(value, Decimal) else value for value in values]


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def count_facts(
    rows: ScopedQuerySet, instrument: Instrument, of: Round | None, *, by_region: bool = False
) -> dict[str, Sums]:
    """Return the sums of counted visits (`visits.counted`) by an instrument, of a round or all; six queries.

    `instrument` with its questions loaded. In one piece under "", or with `by_region` each region's under its code.
    """
    visits = latest_of(rows, instrument, of)
    # Named by key, few visits are found by the indexes of what hangs on them; a database that has to guess how
    # many there will be reads all lines of the country instead.
    keys: list[int] | QuerySet = list(visits.order_by().values_list("pk", flat=True)[: NAMED + 1])
    if len(keys) > NAMED:
        keys = visits.order_by().values("pk")
    found: dict[str, Sums] = defaultdict(Sums)

    def by(queryset: ScopedQuerySet, visit: str, *columns: str) -> QuerySet:
        at = F(f"{visit}facility__region_id") if by_region else Value("")
        return queryset.order_by().annotate(at=at).values_list("at", *columns)

    standing = Q(facility__in=Facility.objects.existing().order_by().values("pk"))
    for at, *told in by(Visit.objects.filter(pk__in=keys), "").annotate(
        n=Count("pk"),
        examples=Count("pk", filter=Q(is_example=True)),
        gone=Count("pk", filter=~standing) if of else Value(0),
        first=Min("visited_on"),
        last=Max("visited_on"),
    ):
        found[at] = Sums(*told)
    scores = VisitScore.objects.filter(visit__in=keys, instrument=instrument)
    for at, value, grade, n in by(scores, "visit__", "total", "grade").annotate(n=Count("pk")):
        found[at].scores[TOTAL, value, grade] = n
    parts = AspectScore.objects.filter(score__visit__in=keys, score__instrument=instrument)
    by_aspect = by(parts, "score__visit__", "aspect", "value", "grade")
    for at, aspect, value, grade, n in by_aspect.annotate(n=Count("pk")):
        found[at].scores[aspect, value, grade] = n
    # Joined, not nested: of more than eight tables PostgreSQL seeks the best order no longer.
    lines = ScoreLine.objects.filter(
        part__score__visit__in=keys, part__score__instrument=instrument, option__isnull=False
    )
    by_option = by(lines, "part__score__visit__", "question__code", "option__value")
    lost = (Sum("aspect_gained"), Sum("aspect_lost"), Sum("lost"))
    for at, code, option, n, *points in by_option.annotate(Count("pk"), *lost):
        # SQLite adds floating numbers: the tenths are meant.
        found[at].lines[code, option] = Line(n, *(round(point, 1) for point in points))
    asked = {code: one for code, one in named(instrument).items() if _is_counted(one)}
    answers = Answer.objects.current().filter(visit__in=keys, question__code__in=asked)
    # By code: answers given to an earlier version's question speak for the same question of this one.
    given = by(answers, "visit__", "question__code", "value", "reason")
    for at, code, value, reason, n in given.annotate(n=Count("pk")):
        if not reason and asked[code].kind in NUMBERS:
            if (figure := as_number(value)) is not None:
                found[at].figures[code][figure] += n
        else:
            found[at].answers[code, value, reason] = n
    return found


def named(instrument: Instrument) -> dict[str, Question]:
    """Return the questions of a loaded instrument by code."""
    return {
        question.code: question
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        for question in aspect.loaded_questions
    }


def tells_function(question: Question) -> bool:
    """Return whether its answers state how the facility works: what the registry records of them."""
    return question.records == Recorded.FUNCTION


def _is_counted(question: Question) -> bool:
    return question.kind in NUMBERS or tells_function(question)


def as_number(value: str) -> Decimal | None:
    """Return a kept answer as a number; a ratio “part/whole” in per cent, None where the whole is 0."""
    told = ratio(value)
    if told is None:
        return number(value)
    part, whole = told
    if not whole:
        return None
    share = Fraction(part) / Fraction(whole) * 100
    return Decimal(share.numerator) / share.denominator

"""How answers become a score that explains itself (domain §4.2). Pure: no database, no clock.

Aspect = Σ(weight × score) / Σ(weight of answered, applicable questions); total likewise over aspects
that have a score. Good ≥ 75, fair 50–<75, poor < 50; not assessable where less than 80 % of the
applicable weight of a scored aspect is answered. Not applicable is neutral; unknown, refused and open
questions are unanswered, never zero. An option may cap the class, and so may the weakest aspect where the
instrument says so; the number is shown all the same.
The figures are AKSANSI's instrument as proposed with this system, kept as data, not in this code.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from core.tools.rows.values import value_class
from monitoring.questionnaire import showif
from monitoring.questionnaire.measures import (
    Facts,
    Given,
    MeasuredOption,
    MeasuredQuestion,
    Why,
    measure,
)

GOOD_FROM, FAIR_FROM = Decimal(75), Decimal(50)
ENOUGH = Fraction(80, 100)
STRENGTHS = 3


class Grade(StrEnum):
    """Class of a score; OPEN: cannot be assessed yet."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    OPEN = "open"


_RANK = {Grade.POOR: 0, Grade.FAIR: 1, Grade.GOOD: 2}


@value_class
class RuledAspect:
    code: str
    label: str
    weight: Decimal
    questions: tuple[MeasuredQuestion, ...]


@value_class
class ScoredLine:
    """One question that counted: its option, and its points of 100 of its aspect and of the total."""

    aspect: str
    code: str
    label: str
    option: MeasuredOption
    aspect_gained: Decimal
    aspect_lost: Decimal
    gained: Decimal
    lost: Decimal

    @property
    def advice(self) -> str:
        return self.option.advice


@value_class
class Open:
    """One applicable question without a usable answer, and why."""

    aspect: str
    code: str
    label: str
    why: Why


@value_class
class ReckonedAspect:
    """`value` 0–100 or None; `answered` and `applicable` are sums of weights; `grade` without caps."""

    code: str
    label: str
    weight: Decimal
    value: Decimal | None
    grade: Grade
    answered: Decimal
    applicable: Decimal
    lines: tuple[ScoredLine, ...]
    open: tuple[Open, ...]

    @property
    def share(self) -> Decimal | None:
        """How much of the applicable weight is answered, in %; None where nothing applies."""
        return _percent(self.answered, self.applicable)


@value_class
class Cap:
    """What holds the class down whatever the points say: an answer, or (no option) the weakest aspect."""

    code: str
    label: str
    option: MeasuredOption | None
    grade: Grade


@value_class
class Score:
    """Total 0–100 (None: nothing answered), class, aspects in order, and what held the class down."""

    total: Decimal | None
    grade: Grade
    aspects: tuple[ReckonedAspect, ...]
    caps: tuple[Cap, ...]

    @property
    def lines(self) -> tuple[ScoredLine, ...]:
        return tuple(line for aspect in self.aspects for line in aspect.lines)

    @property
    def lost(self) -> tuple[ScoredLine, ...]:
        """The answers that cost points, the dearest first."""
        found = [line for line in self.lines if line.aspect_lost]
        return tuple(sorted(found, key=lambda line: -line.lost))

    @property
    def strengths(self) -> tuple[ScoredLine, ...]:
        """The full answers that carry most points, at most three."""
        found = [line for line in self.lines if not line.aspect_lost]
        return tuple(sorted(found, key=lambda line: -line.gained)[:STRENGTHS])

    @property
    def open(self) -> tuple[Open, ...]:
        return tuple(one for aspect in self.aspects for one in aspect.open)

    @property
    def is_capped(self) -> bool:
        """Whether the points alone would give a better class."""
        return self.grade is not Grade.OPEN and self.grade is not _grade_of(self.total)


def rounded(value: Fraction) -> Decimal:
    """Return a number with one decimal, as it is printed; classes are judged by what is printed."""
    tenth = Decimal("0.1")
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(tenth, rounding=ROUND_HALF_UP)


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return rounded(Fraction(part) * 100 / Fraction(whole)) if whole else None


def _grade_of(value: Decimal | None) -> Grade:
    if value is None:
        return Grade.OPEN
    if value >= GOOD_FROM:
        return Grade.GOOD
    return Grade.FAIR if value >= FAIR_FROM else Grade.POOR


@value_class
class _Counted:
    """What an aspect's answers come to before the total is known."""

    aspect: RuledAspect
    answered: Fraction
    applicable: Fraction
    found: tuple[tuple[MeasuredQuestion, MeasuredOption], ...]
    open: tuple[Open, ...]

    @property
    def value(self) -> Fraction | None:
        if not self.answered:
            return None
        points = sum(Fraction(q.weight) * Fraction(o.score or 0) for q, o in self.found)
        return Fraction(points) / self.answered


def score(
    aspects: tuple[RuledAspect, ...],
    answers: Mapping[str, Given],
    facts: Facts,
    *,
    weakest_caps: bool = False,
) -> Score:
    """Return the score of one visit.

    With `weakest_caps` its class is never better than that of its weakest aspect that enters the total.

    `answers`: by question code; a code that is missing is an open question. Scores of options are
    0–100, weights any positive numbers; an aspect of weight 0 is shown but does not enter the total.
    """
    raw = {code: given.value for code, given in answers.items()}
    questions = [question for aspect in aspects for question in aspect.questions]
    shown = showif.shown(((q.code, q.show_if) for q in questions), raw, facts.for_rules())
    counted = [_count(aspect, shown, answers, facts) for aspect in aspects]
    weights = sum(Fraction(c.aspect.weight) for c in counted if c.value is not None)
    points = sum(Fraction(c.aspect.weight) * c.value for c in counted if c.value is not None)
    total = rounded(Fraction(points) / weights) if weights else None
    results = tuple(_aspect_score(one, Fraction(weights)) for one in counted)
    caps = _caps(questions, shown, answers, facts)
    if weakest_caps:
        caps += _weakest(results, _grade_of(total))
    return Score(total, _class_of(total, results, caps), results, caps)


def _count(
    aspect: RuledAspect, shown: frozenset[str], answers: Mapping[str, Given], facts: Facts
) -> _Counted:
    answered = applicable = Fraction(0)
    found, left = [], []
    for question in aspect.questions:
        if not question.weight or question.code not in shown:
            continue
        option, why = measure(question, answers, facts)
        if why is Why.NOT_APPLICABLE or (option is not None and option.score is None):
            continue
        applicable += Fraction(question.weight)
        if option is None:
            left.append(Open(aspect.code, question.code, question.label, why or Why.OPEN))
            continue
        answered += Fraction(question.weight)
        found.append((question, option))
    return _Counted(aspect, answered, applicable, tuple(found), tuple(left))


def _aspect_score(counted: _Counted, weights: Fraction) -> ReckonedAspect:
    aspect = counted.aspect
    value = rounded(counted.value) if counted.value is not None else None
    part = Fraction(aspect.weight) / weights if weights else Fraction(0)
    lines = []
    for question, option in counted.found:
        share = Fraction(question.weight) / counted.answered
        gained = share * Fraction(option.score or 0)
        lost = share * 100 - gained
        points = (gained, lost, gained * part, lost * part)
        lines.append(
            ScoredLine(aspect.code, question.code, question.label, option, *map(rounded, points))
        )
    enough = counted.answered >= ENOUGH * counted.applicable
    return ReckonedAspect(
        aspect.code,
        aspect.label,
        aspect.weight,
        value,
        _grade_of(value) if enough else Grade.OPEN,
        Decimal(counted.answered.numerator) / counted.answered.denominator,
        Decimal(counted.applicable.numerator) / counted.applicable.denominator,
        tuple(lines),
        counted.open,
    )


def _caps(
    questions: list[MeasuredQuestion],
    shown: frozenset[str],
    answers: Mapping[str, Given],
    facts: Facts,
) -> tuple[Cap, ...]:
    found = []
    for question in questions:
        if question.code in shown and any(option.cap for option in question.options):
            option, _why = measure(question, answers, facts)
            if option is not None and option.cap:
                found.append(Cap(question.code, question.label, option, Grade(option.cap)))
    return tuple(found)


def _weakest(aspects: tuple[ReckonedAspect, ...], reached: Grade) -> tuple[Cap, ...]:
    """Return the aspects of the lowest class, where that is below what the points reach."""
    graded = [one for one in aspects if one.weight and one.grade is not Grade.OPEN]
    if not graded or reached is Grade.OPEN:
        return ()
    lowest = min((one.grade for one in graded), key=lambda grade: _RANK[grade])
    if _RANK[lowest] >= _RANK[reached]:
        return ()
    return tuple(Cap(one.code, one.label, None, lowest) for one in graded if one.grade is lowest)


def _class_of(
    total: Decimal | None, aspects: tuple[ReckonedAspect, ...], caps: tuple[Cap, ...]
) -> Grade:
    scored = [one for one in aspects if one.weight and one.applicable]
    if any(Fraction(one.answered) < ENOUGH * Fraction(one.applicable) for one in scored):
        return Grade.OPEN
    found = _grade_of(total)
    if found is Grade.OPEN:
        return found
    return min([found, *(cap.grade for cap in caps)], key=lambda grade: _RANK[grade])

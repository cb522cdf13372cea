"""The recap of a region or round: how facilities work, which class they have, where points are lost.

Everything rests on the latest approved visit of each facility by one instrument, and is counted by the
database: the queries do not grow with visits. Missing is not zero: every figure carries its n.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from ksm.choices import FunctionStatus, badge
from ksm.models import Facility
from monitoring.models import (
    Answer,
    AspectScore,
    GradeWord,
    Instrument,
    NoAnswer,
    Question,
    QuestionType,
    Recorded,
    Round,
    Visit,
    VisitScore,
)
from monitoring.questionnaire.rule_text import number, ratio
from monitoring.recap.progress import RoundProgress, build_progress
from monitoring.scoring import facts as score_facts
from monitoring.scoring.lines import LineCount, count_lines
from monitoring.scoring.spread import Spread, spread

WEAKEST = 10
GRADES = tuple(str(grade.value) for grade in GradeWord)


@dataclass(frozen=True)
class Scope:
    """Whose visits a recap is about; `region` None: all the reader may see."""

    region: Region | None
    round: Round | None
    instrument: Instrument


@dataclass(frozen=True)
class Classes:
    """One aspect, or the total: its spread and the facilities per class."""

    code: str
    label: str
    spread: Spread
    grades: dict[str, int]


@dataclass(frozen=True)
class RecapSlice:
    """Facilities that gave one answer; `tone` as in `core.tools.tables`."""

    label: str
    n: int
    tone: str = ""


@dataclass(frozen=True)
class Weakness:
    """A question by what it costs. `reached`: % of its points; `cost`: points of the total lost by each
    facility it was asked of, on average; `answer`: the one that cost most, given `times`.
    """

    code: str
    label: str
    aspect: str
    n: int
    reached: Decimal
    cost: Decimal
    answer: str
    times: int
    advice: str


@dataclass(frozen=True)
class Measure:
    """Median of a number asked; `reasons`: facilities per reason why there is none."""

    code: str
    label: str
    unit: str
    spread: Spread
    reasons: dict[str, int]


@dataclass(frozen=True)
class Recap:
    """`visited`: facilities with an approved visit; `scored`: of these, with a kept score."""

    scope: Scope
    at: dt.date
    facilities: int
    visited: int
    scored: int
    examples: int
    first_visit: dt.date | None
    last_visit: dt.date | None
    progress: RoundProgress | None
    function: tuple[RecapSlice, ...]
    function_label: str
    total: Classes
    aspects: tuple[Classes, ...]
    weakest: tuple[Weakness, ...]
    measures: tuple[Measure, ...]


def instruments_used(*, user: User, region: Region | None) -> list[Instrument]:
    """Return the instruments of approved visits, that of most visits first, of as many the newer. Two queries."""
    used = (
        approved(user=user, region=region)
        .order_by()
        .values("instrument")
        .annotate(n=Count("pk"), last=Max("visited_on"))
    )
    found = {row["instrument"]: (row["n"], row["last"]) for row in used}
    rows = Instrument.objects.filter(pk__in=found)
    return sorted(rows, key=lambda row: (*found[row.pk], row.pk), reverse=True)


def approved(*, user: User, region: Region | None, of: Round | None = None) -> Any:
    """Return the approved visits of facilities that stand; of a round, those it saw, archived ones apart."""
    rows = Visit.objects.visible_to(user).current().filter(state=State.APPROVED)
    standing = Facility.objects.current() if of else Facility.objects.existing()
    rows = rows.filter(facility__in=standing.order_by().values("pk"))
    return rows.in_region(region.pk) if region else rows


def latest_visits(*, user: User, scope: Scope, by_round: bool = False) -> Any:
    """Return the latest approved visit of each facility (of each round, with `by_round`)."""
    rows = approved(user=user, region=scope.region, of=scope.round)
    rows = rows.filter(judged_by(scope.instrument))
    if scope.round:
        rows = rows.filter(round=scope.round)
    once = [F("facility"), F("round")] if by_round else [F("facility")]
    newest = [F("visited_on").desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(rank=Window(RowNumber(), partition_by=once, order_by=newest))
    return Visit.objects.filter(pk__in=ranked.filter(rank=1).values("pk"))


def judged_by(instrument: Instrument) -> Q:
    """Return the visits an instrument speaks of: entered by it, or scored again by it."""
    own = Q(instrument=instrument)
    if not Instrument.objects.filter(code=instrument.code).exclude(pk=instrument.pk).exists():
        return own
    return own | Q(pk__in=VisitScore.objects.filter(instrument=instrument).values("visit"))


def build_recap(*, user: User, scope: Scope) -> Recap:
    """Return the recap of what the user may see; about 15 queries, whatever the number of visits."""
    visits = latest_visits(user=user, scope=scope)
    scores = VisitScore.objects.filter(visit__in=visits, instrument=scope.instrument)
    instrument = score_facts.load(scope.instrument.pk)
    told = visits.aggregate(
        n=Count("pk"),
        examples=Count("pk", filter=Q(is_example=True)),
        first=Min("visited_on"),
        last=Max("visited_on"),
    )
    seen = Q(pk__in=visits.order_by().values("facility"))
    standing = Facility.objects.visible_to(user).filter(
        seen | Q(pk__in=Facility.objects.existing().order_by().values("pk"))
    )
    if scope.region:
        standing = standing.in_region(scope.region.pk)
    total = _total(scores)
    answers = _answers(visits, instrument)
    function = next(filter(_tells_function, _named(instrument).values()), None)
    return Recap(
        scope=scope,
        at=timezone.localdate(),
        facilities=standing.count(),
        visited=told["n"],
        scored=sum(total.grades.values()),
        examples=told["examples"],
        first_visit=told["first"],
        last_visit=told["last"],
        progress=build_progress(user=user, round_=scope.round) if scope.round else None,
        function=_function(function, answers, told["n"]),
        function_label=str(function.label) if function else "",
        total=total,
        aspects=_aspects(scores, instrument),
        weakest=weakest(count_lines(scores), instrument),
        measures=_measures(instrument, answers),
    )


def classes(code: str, label: object, rows: Any) -> Classes:
    """Return (value, grade, n) rows put together."""
    times: Counter[Decimal] = Counter()
    grades = dict.fromkeys(GRADES, 0)
    for value, grade, n in rows:
        grades[grade] += n
        if value is not None:
            times[value] += n
    return Classes(code, str(label), spread(times), grades)


def _total(scores: ScopedQuerySet) -> Classes:
    rows = scores.order_by().values_list("total", "grade").annotate(n=Count("pk"))
    return classes("", "", rows)


def _aspects(scores: Any, instrument: Instrument) -> tuple[Classes, ...]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = AspectScore.objects.filter(score__in=scores.values("pk")).order_by()
    for aspect, *rest in rows.values_list("aspect", "value", "grade").annotate(n=Count("pk")):
        found[aspect].append(rest)
    return tuple(
        classes(aspect.code, aspect.label, found[aspect.pk])
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
    )


def _named(instrument: Instrument) -> dict[str, Any]:
    return {
        question.code: question
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        for question in aspect.loaded_questions
    }


def weakest(lines: list[LineCount], instrument: Instrument) -> tuple[Weakness, ...]:
    """Return the questions that cost most points of the total, the dearest first."""
    found: dict[str, list[LineCount]] = defaultdict(list)
    for line in lines:
        found[line.code].append(line)
    rows = []
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        for question in aspect.loaded_questions:
            own = found.get(question.code, [])
            lost = sum((line.lost for line in own), Decimal(0))
            if not lost:
                continue
            n = sum(line.visits for line in own)
            gained = sum((line.gained for line in own), Decimal(0))
            worst = max(own, key=lambda line: (line.cost, line.visits))
            options = {option.value: option for option in question.loaded_options}
            option = options.get(worst.option)
            rows.append(
                Weakness(
                    code=question.code,
                    label=str(question.label),
                    aspect=str(aspect.label),
                    n=n,
                    reached=gained / (gained + lost) * 100,
                    cost=sum((line.cost for line in own), Decimal(0)) / n,
                    answer=str(option.label) if option else worst.option,
                    times=worst.visits,
                    advice=str(option.advice) if option else "",
                )
            )
    return tuple(sorted(rows, key=lambda row: (-row.cost, row.code))[:WEAKEST])


def _tells_function(question: Question) -> bool:
    """Return whether its answers state how the facility works: what the registry records of them."""
    return question.records == Recorded.FUNCTION


def _answers(
    visits: ScopedQuerySet, instrument: Instrument
) -> dict[str, list[tuple[str, str, int]]]:
    """Return (value, reason, n) by code of each question that is a number, a ratio, or tells the function.

    By code: answers given to an earlier version's question speak for the same question of this one.
    """
    asked = [
        code
        for code, question in _named(instrument).items()
        if question.kind in (QuestionType.NUMBER, QuestionType.RATIO) or _tells_function(question)
    ]
    rows = Answer.objects.current().filter(visit__in=visits, question__code__in=asked).order_by()
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for code, *rest in rows.values_list("question__code", "value", "reason").annotate(
        n=Count("pk")
    ):
        found[code].append((rest[0], rest[1], rest[2]))
    return found


def _function(question: Any, answers: Any, visited: int) -> tuple[RecapSlice, ...]:
    if question is None or not visited:
        return ()
    times: Counter[str] = Counter()
    for value, reason, n in answers.get(question.code, ()):
        times[reason or value] += n
    found = [
        RecapSlice(
            str(option.label),
            times.pop(option.value, 0),
            told.tone if (told := badge(FunctionStatus, option.recorded)) else "",
        )
        for option in question.loaded_options
    ]
    for reason in NoAnswer:
        if n := times.pop(reason.value, 0):
            found.append(RecapSlice(str(reason.label), n, "none"))
    silent = visited - sum(one.n for one in found)
    return tuple(found) + ((RecapSlice("", silent, "none"),) if silent else ())


def _measures(instrument: Instrument, answers: Any) -> tuple[Measure, ...]:
    found = []
    for question in _named(instrument).values():
        if question.kind not in (QuestionType.NUMBER, QuestionType.RATIO):
            continue
        times: Counter[Decimal] = Counter()
        reasons: Counter[str] = Counter()
        for value, reason, n in answers.get(question.code, ()):
            if reason:
                reasons[reason] += n
            elif (figure := as_number(value)) is not None:
                times[figure] += n
        ratio = question.kind == QuestionType.RATIO
        unit = "%" if ratio else str(question.unit)
        label = str(question.label)
        found.append(Measure(question.code, label, unit, spread(times), dict(reasons)))
    return tuple(found)


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

"""The recap of a region or round: how facilities work, which class they have, where points are lost.

Everything rests on the latest approved visit of each facility by one instrument, and is worked out of sums
(`monitoring.recap.sums`): the queries do not grow with visits. Missing is not zero: every figure carries its n.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.people.users import User
from core.tools.rows.values import value_class
from ksm.choices import FunctionStatus, badge
from ksm.models import Facility
from monitoring.models import GradeWord, Instrument, NoAnswer, QuestionType
from monitoring.recap.kept import read_sums
from monitoring.recap.progress import RoundProgress, build_progress
from monitoring.recap.sums import NUMBERS, TOTAL, Line, Sums, named, tells_function
from monitoring.recap.visits import Scope
from monitoring.scoring import facts as score_facts
from monitoring.scoring.spread import Spread, spread

WEAKEST = 10
GRADES = tuple(str(grade.value) for grade in GradeWord)


@value_class
class Classes:
    """One aspect, or the total: its spread and the facilities per class."""

    code: str
    label: str
    spread: Spread
    grades: dict[str, int]


@value_class
class RecapSlice:
    """Facilities that gave one answer; `tone` as in `core.tools.tables`, `value` of the answer or the reason."""

    label: str
    n: int
    tone: str = ""
    value: str = ""


@value_class
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


@value_class
class Measure:
    """Median of a number asked; `reasons`: facilities per reason why there is none."""

    code: str
    label: str
    unit: str
    spread: Spread
    reasons: dict[str, int]


@value_class
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
    function_code: str
    total: Classes
    aspects: tuple[Classes, ...]
    weakest: tuple[Weakness, ...]
    measures: tuple[Measure, ...]


def build_recap(*, user: User, scope: Scope) -> Recap:
    """Return the recap of what the user may see; about 15 queries, whatever the number of visits."""
    instrument = score_facts.load(scope.instrument.pk)
    sums = read_sums(user=user, scope=scope, instrument=instrument)
    standing = Facility.objects.visible_to(user).existing()
    if scope.region:
        standing = standing.in_region(scope.region.pk)
    total = _classes_of(TOTAL, "", "", sums)
    function = next(filter(tells_function, named(instrument).values()), None)
    return Recap(
        scope=scope,
        at=timezone.localdate(),
        facilities=standing.count() + sums.gone,
        visited=sums.visited,
        scored=sum(total.grades.values()),
        examples=sums.examples,
        first_visit=sums.first,
        last_visit=sums.last,
        progress=build_progress(user=user, round_=scope.round) if scope.round else None,
        function=_function(function, sums),
        function_label=str(function.label) if function else "",
        function_code=function.code if function else "",
        total=total,
        aspects=tuple(
            _classes_of(aspect.pk, aspect.code, aspect.label, sums)
            for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        ),
        weakest=weakest(sums, instrument),
        measures=_measures(instrument, sums),
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


def _classes_of(aspect: int, code: str, label: object, sums: Sums) -> Classes:
    found = sums.scores.items()
    return classes(
        code, label, [(value, grade, n) for (of, value, grade), n in found if of == aspect]
    )


def weakest(sums: Sums, instrument: Instrument) -> tuple[Weakness, ...]:
    """Return the questions that cost most points of the total, the dearest first."""
    found: dict[str, dict[str, Line]] = defaultdict(dict)
    for (code, value), line in sorted(sums.lines.items()):
        found[code][value] = line
    rows = []
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        for question in aspect.loaded_questions:
            own = found[question.code]
            lost = sum((line.lost for line in own.values()), Decimal(0))
            if not lost:
                continue
            n = sum(line.visits for line in own.values())
            gained = sum((line.gained for line in own.values()), Decimal(0))
            worst = max(own, key=lambda value: (own[value].cost, own[value].visits))
            options = {option.value: option for option in question.loaded_options}
            option = options.get(worst)
            rows.append(
                Weakness(
                    code=question.code,
                    label=str(question.label),
                    aspect=str(aspect.label),
                    n=n,
                    reached=gained / (gained + lost) * 100,
                    cost=sum((line.cost for line in own.values()), Decimal(0)) / n,
                    answer=str(option.label) if option else worst,
                    times=own[worst].visits,
                    advice=str(option.advice) if option else "",
                )
            )
    return tuple(sorted(rows, key=lambda row: (-row.cost, row.code))[:WEAKEST])


def _function(question: Any, sums: Sums) -> tuple[RecapSlice, ...]:
    if question is None or not sums.visited:
        return ()
    times: Counter[str] = Counter()
    for (code, value, reason), n in sums.answers.items():
        if code == question.code:
            times[reason or value] += n
    found = [
        RecapSlice(
            str(option.label),
            times.pop(option.value, 0),
            told.tone if (told := badge(FunctionStatus, option.recorded)) else "",
            option.value,
        )
        for option in question.loaded_options
    ]
    for reason in NoAnswer:
        if n := times.pop(reason.value, 0):
            found.append(RecapSlice(str(reason.label), n, "none", reason.value))
    silent = sums.visited - sum(one.n for one in found)
    return tuple(found) + ((RecapSlice("", silent, "none"),) if silent else ())


def _measures(instrument: Instrument, sums: Sums) -> tuple[Measure, ...]:
    without: dict[str, dict[str, int]] = defaultdict(dict)
    for (code, _value, reason), n in sums.answers.items():
        if reason:
            without[code][reason] = n
    found = []
    for question in named(instrument).values():
        if question.kind not in NUMBERS:
            continue
        ratio = question.kind == QuestionType.RATIO
        unit = "%" if ratio else str(question.unit)
        label = str(question.label)
        own, reasons = sums.spread_of(question.code), without[question.code]
        found.append(Measure(question.code, label, unit, own, reasons))
    return tuple(found)

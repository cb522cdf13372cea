"""Judging a laboratory result against the rule in force on the day of sampling; plain values only.

A missing limit is never a pass (domain §5, §12.20). Each rule gives its own verdict, as a laboratory's
sheet does; together they are provisional where another rule's numbers are missing. Total and fecal
coliform are never compared: limits are found by exactly the same parameter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from core.tools import partial_dates
from core.tools.rows.values import value_class
from monitoring.effluent.classes import Limit, Plant, RuleClass, candidates
from monitoring.effluent.units import plain

# A figure of the design, per person; a sample of water says nothing of it.
DESIGN_FIGURES = ("flow",)


class Verdict(StrEnum):
    MEETS = "meets"
    EXCEEDS = "exceeds"
    UNKNOWN = "unknown"


class VerdictReason(StrEnum):
    """Why a result cannot be judged."""

    NO_DATE = "no_date"
    ROUGH_DATE = "rough_date"
    NO_STANDARD = "no_standard"
    NO_LIMIT = "no_limit"
    NO_CLASS = "no_class"
    CLASS = "class"
    NOT_REGULATED = "not_regulated"
    UNIT = "unit"
    NO_VALUE = "no_value"
    DETECTION = "detection"
    POINT = "point"


# Why one rule says nothing yet; the others' verdict then stands, provisionally.
MISSING = (VerdictReason.NO_LIMIT, VerdictReason.NO_CLASS, VerdictReason.CLASS)


@value_class
class Standard:
    """A rule in force from–to (half-open; partial dates as ISO text, "" for open).

    `region`: code of the province or region it holds for, "" for the whole country.
    `limits` hold for every class; without `classes` they are all there is, and `is_complete` says
    that all are entered, so that a parameter without one is not regulated.
    """

    name: str
    valid_from: str
    valid_to: str = ""
    region: str = ""
    is_complete: bool = True
    limits: tuple[Limit, ...] = ()
    classes: tuple[RuleClass, ...] = ()


@value_class
class RuleVerdict:
    """What one rule says of a result. `is_provisional`: only its year is known, and the day is near it."""

    rule: str
    verdict: Verdict
    class_name: str = ""
    limit: Limit | None = None
    reason: VerdictReason | None = None
    is_provisional: bool = False


@value_class
class Judgement:
    """The verdict, the rules used by name, the limit that decided, and why there is none.

    `by_rule`: what each rule in force says. `is_provisional`: another rule's numbers are missing, or
    it is not sure that the deciding one held on that day.
    """

    verdict: Verdict
    standards: tuple[str, ...] = ()
    limit: Limit | None = None
    reason: VerdictReason | None = None
    by_rule: tuple[RuleVerdict, ...] = ()
    is_provisional: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The rules whose numbers, or whose class, are missing."""
        return tuple(one.rule for one in self.by_rule if one.reason in MISSING)


@value_class
class Held:
    """The rules that may hold for a sample. `unsure`: by name, those of which only the year of a change
    is known; `is_certain`: the sample's own date leaves no doubt.
    """

    rules: tuple[Standard, ...]
    unsure: frozenset[str] = frozenset()
    is_certain: bool = True


def days_of(partial: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day a partial date can mean: "2016" → 1 January, 31 December."""
    first, last = partial_dates.first_day(partial), partial_dates.last_day(partial)
    assert first is not None and last is not None
    return first, last


def in_force(standards: Iterable[Standard], *, taken_on: str, region: str) -> Held:
    """Return the rules that may hold for a sample.

    A sample dated "2016" may fall before or after a change of that year: nothing is certain then. A
    rule dated "2016" leaves a sample of a day in that year judged provisionally.
    """
    sample = days_of(taken_on)
    found, unsure, certain = [], set(), True
    for rule in standards:
        if rule.region and not (region == rule.region or region.startswith(f"{rule.region}.")):
            continue
        changes = [days_of(day) for day in (rule.valid_from, rule.valid_to) if day]
        begins, ends = changes[0], changes[1] if rule.valid_to else None
        if begins[0] > sample[1] or (ends and ends[1] <= sample[0]):
            continue
        found.append(rule)
        doubtful = [begins] if begins[1] > sample[0] else []
        if ends and ends[0] <= sample[1]:
            doubtful.append(ends)
        for first, last in doubtful:
            # An empty rule takes no verdict from the others, whenever it began.
            if last - first > sample[1] - sample[0] or not _has_numbers(rule):
                unsure.add(rule.name)
            else:
                certain = False
    return Held(tuple(found), frozenset(unsure), certain)


def _has_numbers(rule: Standard) -> bool:
    return bool(rule.limits or any(one.limits for one in rule.classes))


def compare(value: Decimal | None, comparator: str, limit: Limit) -> Verdict:
    """Return the verdict of one value and one limit; UNKNOWN where `<` or `>` leaves it open.

    `comparator`: "=" measured, "<" below the limit of detection, ">" above what could be counted.
    """
    if value is None:
        return Verdict.UNKNOWN
    if limit.absent:
        if comparator == "<":
            return Verdict.UNKNOWN if value > 1 else Verdict.MEETS
        return Verdict.MEETS if value == 0 and comparator == "=" else Verdict.EXCEEDS
    low, high = limit.minimum, limit.maximum
    if comparator == "<":
        if low is not None:
            return Verdict.EXCEEDS if value <= low else Verdict.UNKNOWN
        return Verdict.MEETS if high is not None and value <= high else Verdict.UNKNOWN
    if comparator == ">":
        if high is not None:
            return Verdict.EXCEEDS if value >= high else Verdict.UNKNOWN
        return Verdict.MEETS if low is not None and value >= low else Verdict.UNKNOWN
    if (low is not None and value < low) or (high is not None and value > high):
        return Verdict.EXCEEDS
    return Verdict.MEETS


def judge(
    *,
    parameter: str,
    unit: str,
    value: Decimal | None,
    comparator: str = "=",
    taken_on: str,
    region: str,
    standards: Iterable[Standard],
    plant: Plant = Plant(),  # noqa: B008 (frozen)
) -> Judgement:
    """Return the judgement of a result by all rules in force on the sampling date.

    It exceeds as soon as one rule's limit is exceeded (a province's may be the stricter). It meets where
    every rule that has numbers is met; where another's are missing it does so provisionally.
    """
    if not taken_on:
        return Judgement(Verdict.UNKNOWN, reason=VerdictReason.NO_DATE)
    held = in_force(standards, taken_on=taken_on, region=region)
    return judge_by(
        held, parameter=parameter, unit=unit, value=value, comparator=comparator, plant=plant
    )


def judge_by(
    held: Held,
    *,
    parameter: str,
    unit: str,
    value: Decimal | None,
    comparator: str = "=",
    plant: Plant = Plant(),  # noqa: B008 (frozen)
) -> Judgement:
    """Return the judgement by rules found by `in_force` before; `judge` in two steps, for many results."""
    names = tuple(rule.name for rule in held.rules)
    if not held.rules:
        return Judgement(Verdict.UNKNOWN, reason=VerdictReason.NO_STANDARD)
    if not held.is_certain:
        return Judgement(Verdict.UNKNOWN, names, reason=VerdictReason.ROUGH_DATE)
    if value is None:
        return Judgement(Verdict.UNKNOWN, names, reason=VerdictReason.NO_VALUE)
    told = tuple(
        _by_one(rule, rule.name in held.unsure, parameter, unit, value, comparator, plant)
        for rule in held.rules
    )
    exceeded = [one for one in told if one.verdict is Verdict.EXCEEDS]
    if exceeded:
        first = min(exceeded, key=lambda one: one.is_provisional)
        return Judgement(
            Verdict.EXCEEDS,
            (first.rule,),
            first.limit,
            by_rule=told,
            is_provisional=first.is_provisional,
        )
    doubts = [one for one in told if one.reason and one.reason is not VerdictReason.NOT_REGULATED]
    met = [one for one in told if one.verdict is Verdict.MEETS]
    stopped = [one for one in doubts if one.reason not in MISSING]
    if met and not stopped:
        return Judgement(
            Verdict.MEETS,
            tuple(one.rule for one in met),
            met[-1].limit,
            by_rule=told,
            is_provisional=bool(doubts) or any(one.is_provisional for one in met),
        )
    reason = (stopped or doubts)[0].reason if doubts else VerdictReason.NOT_REGULATED
    return Judgement(Verdict.UNKNOWN, names, reason=reason, by_rule=told)


def _by_one(
    rule: Standard,
    is_unsure: bool,
    parameter: str,
    unit: str,
    value: Decimal,
    comparator: str,
    plant: Plant,
) -> RuleVerdict:
    """Return what one rule says. Where the facts leave several classes open, it counts what all of them say."""
    fitting = candidates(rule.classes, plant) if rule.classes else (None,)
    if not fitting:
        return RuleVerdict(rule.name, Verdict.UNKNOWN, reason=VerdictReason.NO_CLASS)
    told = [_by_class(rule, one, parameter, unit, value, comparator) for one in fitting]
    verdicts = {(verdict, reason) for verdict, reason, _limit in told}
    if len(verdicts) > 1:
        return RuleVerdict(rule.name, Verdict.UNKNOWN, reason=VerdictReason.CLASS)
    verdict, reason, limit = told[0]
    only = fitting[0]
    name = only.name if only is not None and len(fitting) == 1 else ""
    return RuleVerdict(rule.name, verdict, name, limit, reason, is_unsure)


def _by_class(
    rule: Standard,
    one: RuleClass | None,
    parameter: str,
    unit: str,
    value: Decimal,
    comparator: str,
) -> tuple[Verdict, VerdictReason | None, Limit | None]:
    limits = (*(one.limits if one else ()), *rule.limits)
    limit = next((limit for limit in limits if limit.parameter == parameter), None)
    if parameter in DESIGN_FIGURES:
        return Verdict.UNKNOWN, VerdictReason.NOT_REGULATED, None
    if limit is None:
        is_complete = one.is_complete if one else rule.is_complete
        return (
            Verdict.UNKNOWN,
            VerdictReason.NOT_REGULATED if is_complete else VerdictReason.NO_LIMIT,
            None,
        )
    if plain(limit.unit) != plain(unit):
        return Verdict.UNKNOWN, VerdictReason.UNIT, None
    verdict = compare(value, comparator, limit)
    return verdict, VerdictReason.DETECTION if verdict is Verdict.UNKNOWN else None, limit


@value_class
class Removal:
    """Per cent taken out between inlet and outlet; `at_least` where the outlet is only a bound."""

    percent: Decimal
    at_least: bool = False


def removal(
    inlet: Decimal | None, outlet: Decimal | None, *, inlet_sign: str = "=", outlet_sign: str = "="
) -> Removal | None:
    """Return what was taken out, None where it cannot be told; negative where the outlet is worse.

    An outlet “< 2” tells the least that was taken out; a bound at the inlet tells nothing.
    """
    if inlet is None or outlet is None or inlet <= 0 or inlet_sign != "=" or outlet_sign == ">":
        return None
    return Removal((inlet - outlet) / inlet * 100, at_least=outlet_sign == "<")

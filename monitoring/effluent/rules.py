"""Judging a laboratory result against the rule in force on the day of sampling; plain values only.

A missing limit is never a pass (domain §5, §12.20). Total and fecal coliform are never compared:
limits are found by exactly the same parameter and unit.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    MEETS = "meets"
    EXCEEDS = "exceeds"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a result cannot be judged."""

    NO_DATE = "no_date"
    ROUGH_DATE = "rough_date"
    NO_STANDARD = "no_standard"
    NO_LIMIT = "no_limit"
    NOT_REGULATED = "not_regulated"
    UNIT = "unit"
    NO_VALUE = "no_value"
    DETECTION = "detection"


@dataclass(frozen=True)
class Limit:
    """Bounds of one parameter, both included; `absent` means it must not be found at all."""

    parameter: str
    unit: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    absent: bool = False


@dataclass(frozen=True)
class Standard:
    """A rule in force from–to (half-open; partial dates as ISO text, "" for open).

    `region`: code of the province or region it holds for, "" for the whole country.
    `is_complete`: all limits are entered, so a parameter without one is not regulated.
    """

    name: str
    valid_from: str
    valid_to: str = ""
    region: str = ""
    is_complete: bool = True
    limits: tuple[Limit, ...] = ()

    def limit_of(self, parameter: str) -> Limit | None:
        return next((limit for limit in self.limits if limit.parameter == parameter), None)


@dataclass(frozen=True)
class Judgement:
    """The verdict, the rules used by name, the limit that decided, and why there is none."""

    verdict: Verdict
    standards: tuple[str, ...] = ()
    limit: Limit | None = None
    reason: Reason | None = None


def days_of(partial: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day a partial date can mean: "2016" → 1 January, 31 December."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return dt.date(parts[0], 1, 1), dt.date(parts[0], 12, 31)
    if len(parts) == 2:
        year, month = parts
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    year, month, day = parts
    return dt.date(year, month, day), dt.date(year, month, day)


def in_force(
    standards: Iterable[Standard], *, taken_on: str, region: str
) -> tuple[list[Standard], bool]:
    """Return the rules that may hold for a sample, and whether the date leaves no doubt about them.

    A sample dated "2016" may fall before or after a change of that year: then there is doubt.
    """
    first, last = days_of(taken_on)
    found, certain = [], True
    for rule in standards:
        if rule.region and not (region == rule.region or region.startswith(f"{rule.region}.")):
            continue
        begins = days_of(rule.valid_from)
        ends = days_of(rule.valid_to) if rule.valid_to else None
        if begins[0] > last or (ends and ends[1] <= first):
            continue
        found.append(rule)
        if begins[1] > first or (ends and ends[0] <= last):
            certain = False
    return found, certain


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
) -> Judgement:
    """Return the judgement of a result by all rules in force on the sampling date.

    It exceeds as soon as one rule's limit is exceeded; it meets only where every rule in force that
    regulates the parameter has its limit entered and is met (a province's rule may be the stricter).
    """
    if not taken_on:
        return Judgement(Verdict.UNKNOWN, reason=Reason.NO_DATE)
    rules, certain = in_force(standards, taken_on=taken_on, region=region)
    return judge_by(
        rules, certain, parameter=parameter, unit=unit, value=value, comparator=comparator
    )


def judge_by(
    rules: list[Standard],
    certain: bool,
    *,
    parameter: str,
    unit: str,
    value: Decimal | None,
    comparator: str = "=",
) -> Judgement:
    """Return the judgement by rules found by `in_force` before; `judge` in two steps, for many results."""
    names = tuple(rule.name for rule in rules)
    if not rules:
        return Judgement(Verdict.UNKNOWN, reason=Reason.NO_STANDARD)
    if not certain:
        return Judgement(Verdict.UNKNOWN, names, reason=Reason.ROUGH_DATE)
    if value is None:
        return Judgement(Verdict.UNKNOWN, names, reason=Reason.NO_VALUE)
    doubt: Reason | None = None
    met: Limit | None = None
    for rule in rules:
        limit = rule.limit_of(parameter)
        if limit is None:
            doubt = doubt or (None if rule.is_complete else Reason.NO_LIMIT)
            continue
        if limit.unit != unit:
            doubt = Reason.UNIT
            continue
        verdict = compare(value, comparator, limit)
        if verdict is Verdict.EXCEEDS:
            return Judgement(verdict, (rule.name,), limit)
        if verdict is Verdict.UNKNOWN:
            doubt = Reason.DETECTION
        else:
            met = limit
    if doubt:
        return Judgement(Verdict.UNKNOWN, names, met, doubt)
    if met is None:
        return Judgement(Verdict.UNKNOWN, names, reason=Reason.NOT_REGULATED)
    return Judgement(Verdict.MEETS, names, met)


@dataclass(frozen=True)
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

"""Answers that contradict each other: to be mended, or explained. Soft, never refused. No models here.

The checks are rows of the instrument. A side is a product of names and numbers, “F02 * F03_bagian * 12”;
a name is a question, the part (`_bagian`) or whole (`_dari`) of its ratio, its answer at the last visit
(`_lalu`), or what is known of the facility on that day.
Sources: domain §12 points 3 (use may exceed 100 %: warn, never reject), 4 and 22; products F19.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from core.tools import formats
from core.tools.rows.values import value_class
from monitoring.questionnaire import showif
from monitoring.questionnaire.rule_text import number, ratio

PART, WHOLE, BEFORE = "_bagian", "_dari", "_lalu"
INSTALLED, DAY = "SR_TERPASANG", "KUNJUNGAN"
KNOWN = (*showif.FACTS, INSTALLED, DAY)
LEFT, RIGHT = "kiri", "kanan"
NAME = re.compile(rf"([A-Z][A-Z0-9_]*)({PART}|{WHOLE}|{BEFORE})?")
PLACE = re.compile(r"\{(\w+)\}")
MAX_FACTORS = 6


class Relation(StrEnum):
    MORE = "more"
    LESS = "less"
    EQUAL = "equal"
    DIFFERS = "differs"  # by more than `margin` per cent of the larger
    CHANGED = "changed"  # to more than `margin` times, or less than its part
    AFTER = "after"  # a date after another


@value_class
class Check:
    """One row: where `applies_if` holds and the sides stand in that relation, the answers contradict."""

    code: str
    sentence: str
    left: str
    relation: str
    right: str
    margin: Decimal | None = None
    applies_if: str = ""


@value_class
class CheckedFacts:
    """What the checks look at: raw answers by code, the last visit's, the facility's facts, the day."""

    values: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    visited_on: dt.date | None = None

    def text(self, name: str) -> str:
        """Return the raw text a name stands for; "" where there is none."""
        if name == DAY:
            return self.visited_on.isoformat() if self.visited_on else ""
        if name in KNOWN:
            return self.known.get(name) or ""
        match = NAME.fullmatch(name)
        if match is None:
            return ""
        code, end = match.groups()
        if end == BEFORE:
            return self.before.get(code) or ""
        text = self.values.get(code) or ""
        if end in (PART, WHOLE):
            told = ratio(text)
            return str(told[end == WHOLE]) if told else ""
        return text


@value_class
class Contradiction:
    code: str
    questions: tuple[str, ...]
    words: str


def factors(side: str) -> list[str]:
    return [part.strip() for part in side.split("*")]


def codes(check: Check) -> Iterator[str]:
    """Yield the questions a check looks at, as often as it names them."""
    try:
        named = sorted(showif.names(showif.parse(check.applies_if)))
    except showif.BadRule:
        named = []
    for name in (*named, *factors(check.left), *factors(check.right)):
        match = NAME.fullmatch(name)
        if match is not None and name not in KNOWN:
            yield match[1]


def find(checks: Iterable[Check], facts: CheckedFacts) -> list[Contradiction]:
    """Return the contradictions in words, in the order of the checks; what is missing contradicts nothing."""
    return [
        Contradiction(check.code, tuple(dict.fromkeys(codes(check))), _words(check, facts))
        for check in checks
        if _contradicts(check, facts)
    ]


def _contradicts(check: Check, facts: CheckedFacts) -> bool:
    try:
        rule = showif.parse(check.applies_if)
    except showif.BadRule:
        return False  # the checks before publishing say so
    if not showif.holds(rule, {**facts.known, **facts.values}):
        return False
    if check.relation == Relation.AFTER:
        return _is_after(facts.text(check.left), facts.text(check.right))
    left, right = _amount(check.left, facts), _amount(check.right, facts)
    if left is None or right is None:
        return False
    margin = check.margin or Decimal(0)
    larger, smaller = max(left, right), min(left, right)
    return {
        Relation.MORE: left > right,
        Relation.LESS: left < right,
        Relation.EQUAL: left == right,
        Relation.DIFFERS: larger - smaller > larger * margin / 100,
        # From nothing to something is no jump.
        Relation.CHANGED: right != 0 and larger > smaller * margin,
    }[Relation(check.relation)]


def _is_after(one: str, other: str) -> bool:
    # A word (“never”) is no day; a rough date is after a day only where its beginning says so.
    if not one[:1].isdecimal() or not other[:1].isdecimal():
        return False
    return one > other[: len(one)]


def _amount(side: str, facts: CheckedFacts) -> Decimal | None:
    product = Decimal(1)
    for name in factors(side):
        value = number(name)
        if value is None:
            value = number(facts.text(name))
        if value is None:
            return None
        product *= value
    return product


def _words(check: Check, facts: CheckedFacts) -> str:
    def put(match: re.Match[str]) -> str:
        side = {LEFT: check.left, RIGHT: check.right}.get(match[1], match[1])
        if side == DAY and facts.visited_on:
            return formats.day(facts.visited_on)
        value = _amount(side, facts)
        return formats.number(value) if value is not None else facts.text(side)

    return PLACE.sub(put, check.sentence)

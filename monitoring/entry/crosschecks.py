"""Answers that contradict each other: to be mended, or explained. Soft, never refused. No models here.

Sources: domain §12 points 3 (use may exceed 100 %: warn, never reject), 4 and 22; products F19.
The bounds are our proposal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.tools import formats
from ksm.choices import FacilityType

# Income may differ from what the fee should bring by half before it needs a word: many pay late,
# many groups have other income.
INCOME_MARGIN = Decimal("0.5")
# Connections that doubled or halved between two visits.
JUMP = Decimal(2)
MCK = (FacilityType.MCK, FacilityType.MCK_PLUS, FacilityType.MCK_PLUS_PLUS)


@dataclass(frozen=True)
class Facts:
    """What the checks look at: raw answers by code, the last visit's, the facility, the day."""

    values: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    installed_sr: int | None = None
    design_sr: int | None = None
    visited_on: dt.date | None = None
    facility_type: str = ""

    def number(self, code: str) -> Decimal | None:
        return _number(self.values.get(code, ""))

    def ratio(self, code: str) -> tuple[Decimal, Decimal] | None:
        part, _slash, whole = self.values.get(code, "").partition("/")
        found = (_number(part), _number(whole))
        return None if None in found else found  # type: ignore[return-value]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


Numbers = dict[str, Any] | None


@dataclass(frozen=True)
class Check:
    """`test` returns the figures of the sentence where the answers contradict, None where not."""

    code: str
    questions: tuple[str, ...]
    sentence: Any
    test: Callable[[Facts], Numbers]


@dataclass(frozen=True)
class Contradiction:
    code: str
    questions: tuple[str, ...]
    words: str


def _fee_income(facts: Facts) -> Numbers:
    fee, paying, money = facts.number("F02"), facts.ratio("F03"), facts.ratio("F06")
    if fee is None or paying is None or money is None:
        return None
    expected = fee * paying[0] * 12
    if abs(money[0] - expected) <= INCOME_MARGIN * max(expected, money[0]):
        return None
    return {"fee": fee, "paying": paying[0], "expected": expected, "income": money[0]}


def _over(code: str) -> Callable[[Facts], Numbers]:
    def test(facts: Facts) -> Numbers:
        found = facts.ratio(code)
        return {"part": found[0], "whole": found[1]} if found and found[0] > found[1] else None

    return test


def _active_over_installed(facts: Facts) -> Numbers:
    active, installed = facts.number("T02"), facts.installed_sr
    if active is None or installed is None or active <= installed:
        return None
    return {"active": active, "installed": installed}


def _active_over_design(facts: Facts) -> Numbers:
    active, designed = facts.number("T02"), facts.design_sr
    if active is None or designed is None or active <= designed:
        return None
    return {"part": active, "whole": designed}


def _works_unused(facts: Facts) -> Numbers:
    # An MCK without house connections works for those who come to it.
    if facts.facility_type in MCK and not facts.design_sr:
        return None
    idle = facts.number("T02") == 0 and facts.values.get("T01") == "berfungsi"
    return {} if idle else None


def _jump(facts: Facts) -> Numbers:
    now, before = facts.number("T02"), _number(facts.before.get("T02", ""))
    if now is None or not before or before / JUMP <= now <= before * JUMP:
        return None
    return {"now": now, "before": before}


def _emptied_later(facts: Facts) -> Numbers:
    emptied = facts.values.get("T10", "")
    # A word (“never”) is no day.
    if not emptied[:1].isdecimal() or facts.visited_on is None:
        return None
    if emptied <= facts.visited_on.isoformat()[: len(emptied)]:
        return None
    return {"visited": formats.day(facts.visited_on)}


def _few_asked(facts: Facts) -> Numbers:
    asked = facts.ratio("S04")
    return {"n": asked[1]} if asked and asked[1] < 5 else None


CHECKS = (
    Check(
        "fee_income",
        ("F02", "F03", "F06"),
        _(
            "A fee of Rp%(fee)s from %(paying)s paying households makes Rp%(expected)s in 12 months; "
            "the income given is Rp%(income)s."
        ),
        _fee_income,
    ),
    Check(
        "paying_over_connected",
        ("F03",),
        _("More households pay (%(part)s) than are connected (%(whole)s)."),
        _over("F03"),
    ),
    Check(
        "active_over_installed",
        ("T02",),
        _(
            "More connections are active (%(active)s) than are installed according to the registry (%(installed)s)."
        ),
        _active_over_installed,
    ),
    Check(
        "active_over_design",
        ("T02",),
        _("More connections are active (%(part)s) than were designed (%(whole)s)."),
        _active_over_design,
    ),
    Check(
        "works_unused",
        ("T01", "T02"),
        _("The facility works, but no connection is active."),
        _works_unused,
    ),
    Check(
        "jump",
        ("T02",),
        _("The active connections went from %(before)s at the last visit to %(now)s."),
        _jump,
    ),
    Check(
        "women_over_board",
        ("K08",),
        _("More women (%(part)s) than board members (%(whole)s)."),
        _over("K08"),
    ),
    Check(
        "satisfied_over_asked",
        ("S04",),
        _("More satisfied households (%(part)s) than were asked (%(whole)s)."),
        _over("S04"),
    ),
    Check(
        "few_asked",
        ("S04",),
        _("Only %(n)s households were asked; at least 5 are due."),
        _few_asked,
    ),
    Check(
        "emptied_later",
        ("T10",),
        _("The last desludging is after the visit of %(visited)s."),
        _emptied_later,
    ),
)
CODES = frozenset(check.code for check in CHECKS)


def find(facts: Facts) -> list[Contradiction]:
    """Return the contradictions in words, in the order of the checks."""
    found = []
    for check in CHECKS:
        numbers = check.test(facts)
        if numbers is not None:
            shown = {
                name: value if isinstance(value, str) else formats.number(value)
                for name, value in numbers.items()
            }
            found.append(Contradiction(check.code, check.questions, str(check.sentence) % shown))
    return found

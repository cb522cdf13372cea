"""Which option an answer falls into: chosen by name, or by the band its number lies in. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.tools import partial_dates
from core.tools.rows.values import value_class
from ksm.desludging.intervals import Basis, NextDue
from monitoring.questionnaire import showif
from monitoring.questionnaire.rule_text import number, ratio

# What a computed question may take from other records, beside the answers of the form.
AGE, EFFLUENT = "USIA", "EFLUEN"
# When the facility is to be emptied next; what it serves of what it was designed for, in per cent.
DUE, LOAD = "JADWAL", "BEBAN"
# Kept beside it: the rules whose missing limits leave it provisional.
WITHOUT_LIMITS = "EFLUEN_SEMENTARA"
# Tested, but nothing can be said of it yet: the question does not apply.
NOT_JUDGED = "belum-dinilai"
SOURCES = (showif.CONNECTIONS, AGE, EFFLUENT, DUE, LOAD)
FORMULA = re.compile(r"([A-Z][A-Z0-9_]*)(?:\s*/\s*([A-Z][A-Z0-9_]*))?")


class Why(StrEnum):
    """Why a question has no usable answer."""

    OPEN = "open"
    NOT_APPLICABLE = "na"
    UNKNOWN = "dk"
    REFUSED = "refused"
    NO_RECORD = "record"  # a record it is computed from is missing
    TOO_FEW = "few"  # fewer were asked than the question requires
    NO_OPTION = "option"  # the value fits no option of this version


@value_class
class MeasuredOption:
    """`at_least`: lower bound of a band, itself in the band unless `above`; `score` None: does not count."""

    value: str
    label: str
    score: Decimal | None = None
    at_least: Decimal | None = None
    above: bool = False
    advice: str = ""
    cap: str = ""


@value_class
class MeasuredQuestion:
    """`minimum` of a ratio: the smallest whole that counts. `formula`: see `measure`."""

    code: str
    label: str
    kind: str
    weight: Decimal = Decimal(0)
    options: tuple[MeasuredOption, ...] = ()
    show_if: str = ""
    formula: str = ""
    minimum: Decimal | None = None


@value_class
class Given:
    """A raw answer (`monitoring.models.Answer`): a value, or the reason why there is none."""

    value: str = ""
    reason: str = ""


@value_class
class Facts:
    """What other records say on the day of the visit; None or "" where they say nothing.

    `due`: when it was to be emptied next; `load`: per cent of SR, KK or jiwa it was designed for, the highest.
    `effluent`: value of the option that the water samples of the last 12 months come to, provisional
    while the limits of the rules `without_limits` are not entered.
    """

    visited_on: dt.date
    facility_type: str = ""
    design_sr: int | None = None
    in_use_since: dt.date | None = None
    effluent: str = ""
    without_limits: tuple[str, ...] = ()
    due: NextDue | None = None
    load: Fraction | None = None

    def for_rules(self) -> dict[str, str]:
        designed = "" if self.design_sr is None else str(self.design_sr)
        return {showif.TYPE: self.facility_type, showif.CONNECTIONS: designed}

    def kept(self) -> dict[str, str]:
        """Return what was used, as it is kept beside a score."""
        since = self.in_use_since.isoformat() if self.in_use_since else ""
        kept = {**self.for_rules(), "since": since, EFFLUENT: self.effluent}
        if self.without_limits:
            kept[WITHOUT_LIMITS] = ", ".join(self.without_limits)
        if self.due is not None and self.due.due:
            kept[DUE] = self.due.due
        if self.load is not None:
            kept[LOAD] = f"{float(self.load):.1f}"
        return kept


def years_between(start: dt.date, end: dt.date) -> Fraction:
    """Return the age in years: whole ones by the calendar, so an anniversary is exactly n years."""
    years = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    anniversary, following = (_shifted(start, years + n) for n in (0, 1))
    return years + Fraction((end - anniversary).days, (following - anniversary).days)


def _shifted(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def band(options: tuple[MeasuredOption, ...], value: Fraction) -> MeasuredOption | None:
    """Return the option with the highest lower bound that the value reaches."""
    reached = [
        (Fraction(option.at_least), option.above, option)
        for option in options
        if option.at_least is not None
        and (
            value > Fraction(option.at_least)
            if option.above
            else value >= Fraction(option.at_least)
        )
    ]
    return max(reached, key=lambda row: row[:2])[2] if reached else None


def named(options: tuple[MeasuredOption, ...], value: str) -> MeasuredOption | None:
    return next((option for option in options if option.value == value), None)


def measure(
    question: MeasuredQuestion, answers: Mapping[str, Given], facts: Facts
) -> tuple[MeasuredOption | None, Why | None]:
    """Return the option a question comes to, or why there is none.

    Computed: `formula` names what is taken, “T02/SR_DESAIN” as % or “EFLUEN”. A date counts in years
    back from the visit; its option without bound means “never”, and with formula USIA something
    young enough for the best band is not blamed for it (domain §12.6). With formula JADWAL a date counts
    in years past the facility's own next due date, and “never” says so only once that has passed.
    """
    if question.kind == "computed":
        return _computed(question, answers, facts)
    given = answers.get(question.code, Given())
    if given.reason:
        return None, Why(given.reason)
    if not given.value:
        return None, Why.OPEN
    if question.kind == "single":
        return _or_no_option(named(question.options, given.value))
    if question.kind == "number":
        value = number(given.value)
        return _or_no_option(band(question.options, Fraction(value)) if value is not None else None)
    if question.kind == "ratio":
        return _ratio(question, given.value)
    if question.kind == "date":
        return _date(question, given.value, facts)
    return None, Why.NOT_APPLICABLE  # text and several choices are not scored


def _or_no_option(option: MeasuredOption | None) -> tuple[MeasuredOption | None, Why | None]:
    return option, None if option else Why.NO_OPTION


def _ratio(question: MeasuredQuestion, text: str) -> tuple[MeasuredOption | None, Why | None]:
    found = ratio(text)
    if found is None:
        return None, Why.NO_OPTION
    part, whole = found
    if not whole:
        # 0 of 0: nobody is connected yet, or nothing is paid for running it; there is no share to score.
        return None, Why.NO_OPTION if part else Why.NOT_APPLICABLE
    if question.minimum is not None and whole < question.minimum:
        return None, Why.TOO_FEW
    return _or_no_option(band(question.options, Fraction(part) * 100 / Fraction(whole)))


def _date(
    question: MeasuredQuestion, text: str, facts: Facts
) -> tuple[MeasuredOption | None, Why | None]:
    never = named(question.options, text)
    if question.formula == DUE:
        return _by_due(question, text, facts)
    if never is not None and never.at_least is None:
        if question.formula != AGE:
            return never, None
        if facts.in_use_since is None:
            return None, Why.NO_RECORD
        young = band(question.options, years_between(facts.in_use_since, facts.visited_on))
        best = max((o.score for o in question.options if o.score is not None), default=None)
        return (young if young is not None and young.score == best else never), None
    day = _day(text)
    if day is None:
        return None, Why.NO_OPTION
    return _or_no_option(
        band(question.options, max(years_between(day, facts.visited_on), Fraction(0)))
    )


def _day(text: str) -> dt.date | None:
    try:
        return partial_dates.last_day(text)  # nobody is blamed for a rough date
    except ValueError:
        return None


def _by_due(
    question: MeasuredQuestion, text: str, facts: Facts
) -> tuple[MeasuredOption | None, Why | None]:
    never = named(question.options, text)
    is_never = never is not None and never.at_least is None
    due = facts.due
    if due is None:
        return None, Why.NO_RECORD
    if not is_never:
        if _day(text) is None:
            return None, Why.NO_OPTION
        due = due.after(text)
    if due.basis is Basis.NOT_USED:
        return None, Why.NOT_APPLICABLE
    last = due.last_day
    if last is None:
        return None, Why.NO_RECORD
    late = max(years_between(last, facts.visited_on), Fraction(0))
    if is_never and late and due.basis is not Basis.EMPTIED:
        return never, None
    return _or_no_option(band(question.options, late))


def _computed(
    question: MeasuredQuestion, answers: Mapping[str, Given], facts: Facts
) -> tuple[MeasuredOption | None, Why | None]:
    match = FORMULA.fullmatch(question.formula)
    if match is None:
        return None, Why.NO_RECORD
    if match[2] is None and match[1] == EFFLUENT:
        if facts.effluent == NOT_JUDGED:
            return None, Why.NOT_APPLICABLE
        return named(question.options, facts.effluent), None if facts.effluent else Why.NO_RECORD
    values = []
    for name in filter(None, match.groups()):
        value, why = _taken(name, answers, facts)
        if value is None:
            return None, why
        values.append(value)
    if len(values) == 1:
        return _or_no_option(band(question.options, values[0]))
    if not values[1]:
        return None, Why.NO_RECORD
    return _or_no_option(band(question.options, values[0] * 100 / values[1]))


def _taken(
    name: str, answers: Mapping[str, Given], facts: Facts
) -> tuple[Fraction | None, Why | None]:
    if name == showif.CONNECTIONS:
        known = facts.design_sr
        return (Fraction(known), None) if known is not None else (None, Why.NO_RECORD)
    if name == AGE:
        since = facts.in_use_since
        return (years_between(since, facts.visited_on), None) if since else (None, Why.NO_RECORD)
    if name == LOAD:
        return (facts.load, None) if facts.load is not None else (None, Why.NO_RECORD)
    given = answers.get(name, Given())
    if given.reason:
        return None, Why(given.reason)
    value = number(given.value)
    return (Fraction(value), None) if value is not None else (None, Why.OPEN)

"""What must be in order before a version of an instrument is used, each fault in plain words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as __

from core.tools.rows.values import value_class
from ksm.choices import Condition, FunctionStatus, WorksKind
from monitoring.models.questions import LEVELS, Practised, Recorded
from monitoring.questionnaire import showif
from monitoring.questionnaire.contradictions import (
    KNOWN,
    LEFT,
    MAX_FACTORS,
    NAME,
    PLACE,
    RIGHT,
    factors,
)
from monitoring.questionnaire.contradictions import PART as PART_OF
from monitoring.questionnaire.contradictions import WHOLE as WHOLE_OF
from monitoring.questionnaire.measures import EFFLUENT, FORMULA, SOURCES
from monitoring.questionnaire.rule_text import number
from monitoring.questionnaire.spec import CheckSpec, InstrumentSpec, QuestionSpec
from monitoring.questionnaire.xlsform import IDENTITY_NAMES, PART, REASON_WORDS, WHOLE, WHY

BANDED = ("number", "ratio", "computed", "date")
CHOSEN = ("single", "multi")
# Kinds of question that can state a fact of the registry.
STATING: dict[str, tuple[str, ...]] = {
    Recorded.FUNCTION: ("single",),
    Recorded.CONDITION: ("single",),
    Recorded.SR: ("number",),
    Recorded.KK: ("number", "ratio"),
    Recorded.JIWA: ("number",),
    Recorded.FEE: ("number",),
    Recorded.OPERATOR: ("text",),
    Recorded.EMPTIED: ("date",),
    Recorded.TESTED: ("date",),
    Recorded.WORKS: ("single",),
}
WORDS: dict[str, type[TextChoices]] = {
    Recorded.FUNCTION: FunctionStatus,
    Recorded.CONDITION: Condition,
    Recorded.WORKS: WorksKind,
}


@value_class
class Problem:
    """`where`: code of the question or aspect it is about."""

    where: str
    words: str


def problems(spec: InstrumentSpec) -> list[Problem]:
    """Return everything that keeps a version from being published; empty: it may be."""
    found = [*_whole(spec)]
    for question in spec.questions:
        found += [Problem(question.code, words) for words in _question(question)]
    rules = [
        (q.code, q.show_if, [o.value for o in q.options] if q.kind in CHOSEN else None)
        for q in spec.questions
    ]
    found += [Problem(code, words) for code, words in showif.problems(rules)]
    kinds = {question.code: question.kind for question in spec.questions}
    found += [Problem(check.code, words) for check in spec.checks for words in _check(check, kinds)]
    for question in spec.questions:
        for name in _looked_at(question):
            if kinds.get(name) in ("ratio", "text", "date", "computed"):
                words = __("A rule can only look at choices and numbers; %(what)s is neither.")
                found.append(Problem(question.code, words % {"what": name}))
    return found


def _looked_at(question: QuestionSpec) -> list[str]:
    try:
        return sorted(showif.names(showif.parse(question.show_if)))
    except showif.BadRule:
        return []


def _check(check: CheckSpec, kinds: dict[str, str]) -> Iterator[str]:
    """Yield what keeps a check of answers from working: names nobody asks, a rule that cannot be read."""
    try:
        ruled = showif.names(showif.parse(check.applies_if))
    except showif.BadRule as error:
        yield str(error)
        ruled = frozenset()
    sides = [*factors(check.left), *factors(check.right)]
    if len(sides) > MAX_FACTORS:
        yield __("A check multiplies at most %(n)s names.") % {"n": MAX_FACTORS}
    placed = [name for name in PLACE.findall(check.label_id + check.label_en)]
    for name in (*sides, *placed):
        if name in (LEFT, RIGHT, *KNOWN) or number(name) is not None:
            continue
        match = NAME.fullmatch(name)
        if match is None or match[1] not in kinds:
            yield __("The check looks at %(what)s, which is not asked.") % {"what": name}
        elif (kinds[match[1]] == "ratio") != (match[2] in (PART_OF, WHOLE_OF)):
            yield __("%(what)s: part and whole belong to a ratio, and only to it.") % {"what": name}
    for name in sorted(ruled - set(kinds) - set(showif.FACTS)):
        yield __("The rule looks at %(what)s, which is not asked.") % {"what": name}


def _whole(spec: InstrumentSpec) -> Iterator[Problem]:
    if not any(aspect.questions for aspect in spec.aspects):
        yield Problem(spec.code, __("There is no question yet."))
    codes = Counter(question.code for question in spec.questions)
    codes += Counter(check.code for check in spec.checks)
    for code, count in codes.items():
        if count > 1:
            yield Problem(code, __("This code is used twice."))
        if code in IDENTITY_NAMES or code.endswith((WHY, PART, WHOLE)) or code in SOURCES:
            yield Problem(code, __("This code is reserved; choose another."))
    facts = Counter(q.records for q in spec.questions if q.records)
    for question in spec.questions:
        if facts[question.records] > 1 and question.records != Recorded.CONDITION:
            yield Problem(question.code, __("Two questions are recorded as the same fact."))
    practices = Counter(q.practice for q in spec.questions if q.practice)
    for question in spec.questions:
        if practices[question.practice] > 1:
            yield Problem(question.code, __("Two questions show the same practice."))
    for aspect in spec.aspects:
        if not aspect.questions:
            yield Problem(aspect.code, __("This aspect has no question."))
        total = sum((question.weight for question in aspect.questions), Decimal(0))
        if aspect.weight and not total:
            yield Problem(
                aspect.code, __("The aspect has a weight, but none of its questions has.")
            )
        if total and total != 100:
            yield Problem(
                aspect.code,
                __("The weights of the questions add up to %(total)s; let them be 100.")
                % {"total": f"{total.normalize():f}"},
            )
    weights = sum((aspect.weight for aspect in spec.aspects), Decimal(0))
    if spec.aspects and weights != 100:
        yield Problem(
            spec.code,
            __("The weights of the aspects add up to %(total)s; let them be 100.")
            % {"total": f"{weights.normalize():f}"},
        )


def _question(question: QuestionSpec) -> Iterator[str]:
    scored = question.weight > 0
    if "${" in question.label_id + question.label_en:
        yield __("The signs “${” cannot stand in a question.")
    if question.kind in CHOSEN and len(question.options) < 2:
        yield __("A choice needs at least two options.")
    if scored and question.kind in ("multi", "text"):
        yield __("This kind of question cannot be scored; set its weight to 0.")
    if any(option.value in REASON_WORDS for option in question.options):
        yield __("The values na, dk and refused are reserved.")
    if question.kind == "computed" and not FORMULA.fullmatch(question.formula):
        yield __("Say what it is computed from.")
    yield from _recorded(question)
    yield from _practised(question)
    scores = [option.score for option in question.options if option.score is not None]
    if scored and question.kind not in ("multi", "text"):
        if not scores:
            yield __("A scored question needs options with scores.")
        elif max(scores) != 100:
            yield __("The best option should score 100, or nobody can reach it.")
        yield from _bands(question)
        for option in question.options:
            if option.score is not None and option.score < 100 and not option.advice_id:
                yield __("“%(option)s” costs points and gives no advice.") % {
                    "option": option.label_id
                }
    caps = [o.score for o in question.options if o.cap and o.score is not None]
    free = [o.score for o in question.options if not o.cap and o.score is not None]
    if caps and free and max(caps) > min(free):
        yield __("An option that holds the class down must not score more than one that does not.")


def _recorded(question: QuestionSpec) -> Iterator[str]:
    said = {option.recorded for option in question.options if option.recorded}
    if question.records and question.kind not in STATING.get(question.records, ()):
        yield __("An answer of this kind cannot be recorded as that fact.")
    if said - set(getattr(WORDS.get(question.records), "values", ())):
        yield __("An option stands for a word of the registry that is not of this fact.")
    if question.records in WORDS and not said:
        yield __("Say at its options which word of the registry they stand for.")


def _practised(question: QuestionSpec) -> Iterator[str]:
    if question.practice == Practised.LEVEL:
        if question.done_if or {option.value for option in question.options} - set(LEVELS):
            yield __("A level of the spectrum is chosen from options 1 to 5, and has no rule.")
        if question.kind != "single":
            yield __("A level of the spectrum is one choice.")
        return
    if bool(question.practice) != bool(question.done_if):
        yield __("A practice and the rule by which it is done belong together.")
    try:
        looked_at = showif.names(showif.parse(question.done_if))
    except showif.BadRule as error:
        yield str(error)
        return
    if looked_at - {question.code}:
        yield __("The rule by which a practice is done looks at its own answer alone.")


def _bands(question: QuestionSpec) -> Iterator[str]:
    if question.kind not in BANDED or question.formula == EFFLUENT:
        return
    bounds = [
        (option.at_least, option.above)
        for option in question.options
        if option.at_least is not None
    ]
    if not bounds:
        yield __("Its options need lower bounds.")
    elif len(set(bounds)) < len(bounds):
        yield __("Two options have the same lower bound.")
    else:
        lowest = Decimal(0) if question.kind == "ratio" else question.minimum or Decimal(0)
        if min(bounds) > (lowest, False):
            yield __("Values below %(bound)s fall into no option.") % {"bound": min(bounds)[0]}

"""When a question is asked: a small rule kept as text, e.g. “K01 != belum and SARANA in (mck, mck_plus)”.

A rule names questions by code, or a fact of the facility (`FACTS`), and compares with an option's value
or a number. It reads the same everywhere: in the entry form, on paper, and as XLSForm `relevant` in ODK
or Kobo. As there, what has no answer is empty text: “K01 != belum” holds while K01 is open,
“K01 = aktif” does not. A hidden question counts as having no answer. A rule may only look back at
earlier questions, so no circle can close.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as __

from monitoring.questionnaire.rule_text import (
    LONGEST,
    ORDER,
    BadRule,
    Compare,
    Joined,
    Rule,
    from_relevant,
    joined,
    number,
    parse,
    to_relevant,
    to_text,
)

__all__ = [
    "FACTS",
    "LONGEST",
    "BadRule",
    "Compare",
    "Joined",
    "Rule",
    "as_data",
    "comparisons",
    "from_relevant",
    "holds",
    "in_words",
    "joined",
    "names",
    "parse",
    "problems",
    "shown",
    "to_relevant",
    "to_text",
]

# What the form knows of the facility before the first question: its type, its designed connections.
TYPE, CONNECTIONS = "SARANA", "SR_DESAIN"
FACTS = (TYPE, CONNECTIONS)


def holds(rule: Rule | None, values: Mapping[str, str]) -> bool:
    """Return whether a rule holds; `values`: raw answers by code, nothing or "" where there is none."""
    if rule is None:
        return True
    if isinstance(rule, Joined):
        found = (holds(part, values) for part in rule.parts)
        return all(found) if rule.op == "and" else any(found)
    value = values.get(rule.name) or ""
    if rule.op in ("has", "lacks"):
        return (rule.value in value.split()) == (rule.op == "has")
    left, right = number(value), number(rule.value)
    if rule.op in ("=", "!="):
        same = left == right if left is not None and right is not None else value == rule.value
        return same == (rule.op == "=")
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[rule.op]


def shown(
    questions: Iterable[tuple[str, str]],
    answers: Mapping[str, str],
    facts: Mapping[str, str] | None = None,
) -> frozenset[str]:
    """Return the codes that are asked; `questions`: (code, show_if) in order, `answers`: value by code.

    A rule that cannot be read hides nothing: better one question too many than one lost.
    """
    known = dict(facts or {})
    found = set()
    for code, text in questions:
        try:
            rule = parse(text)
        except BadRule:
            rule = None
        if holds(rule, known):
            found.add(code)
            known[code] = answers.get(code) or ""
    return frozenset(found)


def names(rule: Rule | None) -> frozenset[str]:
    """Return the codes and facts a rule looks at."""
    if rule is None:
        return frozenset()
    if isinstance(rule, Joined):
        return frozenset().union(*(names(part) for part in rule.parts))
    return frozenset({rule.name})


def comparisons(rule: Rule | None) -> list[Compare]:
    """Return every single comparison of a rule."""
    if rule is None:
        return []
    if isinstance(rule, Joined):
        return [one for part in rule.parts for one in comparisons(part)]
    return [rule]


def as_data(rule: Rule | None) -> object:
    """Return the rule as plain lists for a script: ["and", …], ["=", "K01", "aktif"]; None: always."""
    if isinstance(rule, Joined):
        return [rule.op, *(as_data(part) for part in rule.parts)]
    return [rule.op, rule.name, rule.value] if rule else None


def in_words(rule: Rule | None, words: Mapping[str, str] | None = None) -> str:
    """Return the rule as a half sentence; `words`: label by “K01” and by “K01=aktif”."""
    if rule is None:
        return ""
    known = words or {}
    if isinstance(rule, Joined):
        join = __("and") if rule.op == "and" else __("or")
        return f" {join} ".join(in_words(part, known) for part in rule.parts)
    op = {
        "=": __("is"),
        "!=": __("is not"),
        "has": __("includes"),
        "lacks": __("does not include"),
        "<": __("is less than"),
        "<=": __("is at most"),
        ">": __("is more than"),
        ">=": __("is at least"),
    }[rule.op]
    value = known.get(f"{rule.name}={rule.value}", rule.value)
    name = known.get(rule.name, rule.name)
    return f"{name} {op} {value}" if rule.op in ORDER else f"{name} {op} “{value}”"


def problems(questions: Sequence[tuple[str, str, Iterable[str] | None]]) -> list[tuple[str, str]]:
    """Return (code, what is wrong) for each rule that cannot work.

    `questions`: (code, show_if, values of its options or None where it has none) in order.
    """
    values = {
        code: set(options) if options is not None else None for code, _t, options in questions
    }
    found, before = [], set(FACTS)
    for code, text, _options in questions:
        try:
            rule = parse(text)
        except BadRule as error:
            found.append((code, str(error)))
            before.add(code)
            continue
        for one in comparisons(rule):
            detail = {"what": one.name, "value": one.value}
            if one.name not in before:
                found.append(
                    (
                        code,
                        (
                            __("The rule looks at %(what)s, which is not asked before it.")
                            if one.name in values
                            else __("The rule looks at %(what)s, which is not asked.")
                        )
                        % detail,
                    )
                )
            elif one.op not in ORDER and one.value not in (values.get(one.name) or {one.value}):
                found.append((code, __("%(what)s has no option “%(value)s”.") % detail))
        before.add(code)
    return found

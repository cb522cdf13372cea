"""The rule of a question as text and as XLSForm `relevant`, read and written; what it means: `showif`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Union

from django.utils.translation import gettext as __
from typing_extensions import override

from core.tools.rows.values import value_class

LONGEST = 300
ORDER = ("<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"\s*(?:(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(),])|(?P<word>-?[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*))"
)
# The words of `relevant`: ${K01}, 'aktif', selected(…), not(…).
_RELEVANT = re.compile(
    r"\s*(?:(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(),])|\$\{(?P<name>[A-Za-z0-9_]+)\}"
    r"|'(?P<text>[A-Za-z0-9_.-]*)'|(?P<word>-?[A-Za-z0-9_]+(?:\.[0-9]+)?))"
)
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class BadRule(ValueError):
    """The text is no rule; str() says why, in the reader's language."""


@value_class
class Compare:
    """One comparison: name of a question or fact; = != < <= > >= has lacks; value as text.

    `has` and `lacks` are for questions with several choices.
    """

    name: str
    op: str
    value: str


@value_class
class Joined:
    """Two or more parts that must all hold (`and`) or of which one must (`or`); made by `joined`."""

    op: str
    parts: tuple[Rule, ...]


Rule = Union["Compare", "Joined"]


def joined(op: str, parts: Iterable[Rule]) -> Rule:
    """Return the parts as one rule: nested parts of the same kind flat, doubles once, one part alone."""
    flat: dict[Rule, None] = {}
    for part in parts:
        for one in part.parts if isinstance(part, Joined) and part.op == op else (part,):
            flat[one] = None
    found = tuple(flat)
    return found[0] if len(found) == 1 else Joined(op, found)


@lru_cache(maxsize=4096)  # the same few rules are asked for every visit
def parse(text: str) -> Rule | None:
    """Return the rule of a text, None where it is empty (always asked). Raises BadRule."""
    if not text.strip():
        return None
    return _Reader(text, _TOKEN).rule()


def from_relevant(text: str) -> Rule | None:
    """Return the rule of an XLSForm `relevant`; only what `to_relevant` writes. Raises BadRule."""
    if not text.strip():
        return None
    return _RelevantReader(text, _RELEVANT).rule()


class _Reader:
    """Reads a rule by recursive descent: or < and < comparison or brackets."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        if len(text) > LONGEST * 4:
            raise BadRule(__("This rule is too long."))
        self.tokens: list[tuple[str, str]] = []
        at, text = 0, text.rstrip()
        while at < len(text):
            match = pattern.match(text, at)
            if match is None:
                raise BadRule(__("“%(what)s” cannot be read.") % {"what": text[at : at + 20]})
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind]))
            at = match.end()
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, kind: str, *words: str) -> str:
        found, word = self.peek()
        if found != kind or (words and word.lower() not in words):
            raise BadRule(
                __("The rule ends too early.")
                if found == "end"
                else __("“%(what)s” is not expected here.") % {"what": word}
            )
        self.at += 1
        return word

    def comes(self, kind: str, word: str) -> bool:
        found, text = self.peek()
        if found == kind and text.lower() == word:
            self.at += 1
            return True
        return False

    def rule(self) -> Rule:
        found = self.any_of(0)
        if self.peek()[0] != "end":
            raise BadRule(__("“%(what)s” is not expected here.") % {"what": self.peek()[1]})
        return found

    def any_of(self, depth: int) -> Rule:
        parts = [self.all_of(depth)]
        while self.comes("word", "or"):
            parts.append(self.all_of(depth))
        return joined("or", parts)

    def all_of(self, depth: int) -> Rule:
        parts = [self.one(depth)]
        while self.comes("word", "and"):
            parts.append(self.one(depth))
        return joined("and", parts)

    def one(self, depth: int) -> Rule:
        if depth > 20:
            raise BadRule(__("This rule is nested too deeply."))
        if self.comes("mark", "("):
            inside = self.any_of(depth + 1)
            self.take("mark", ")")
            return inside
        return self.comparison()

    def comparison(self) -> Rule:
        name = _named(self.take("word"))
        kind, word = self.peek()
        if kind == "op":
            self.at += 1
            return _compare(name, word, self.take("word"))
        word = self.take("word", "in", "not", "has", "lacks").lower()
        if word in ("has", "lacks"):
            return Compare(name, word, self.take("word"))
        if word == "not":
            self.take("word", "in")
        self.take("mark", "(")
        values = [self.take("word")]
        while self.comes("mark", ","):
            values.append(self.take("word"))
        self.take("mark", ")")
        op, join = ("!=", "and") if word == "not" else ("=", "or")
        return joined(join, [Compare(name, op, value) for value in values])


class _RelevantReader(_Reader):
    @override
    def comparison(self) -> Rule:
        if self.comes("word", "not"):
            self.take("mark", "(")
            name, value = self._selected()
            self.take("mark", ")")
            return Compare(name, "lacks", value)
        if self.peek() == ("word", "selected"):
            return Compare(*self._with_op("has", self._selected()))
        name = _named(self.take("name"))
        op = self.take("op")
        kind = "text" if self.peek()[0] == "text" else "word"
        value = self.take(kind)
        if not value:
            raise BadRule(__("A comparison with nothing cannot be kept."))
        return _compare(name, op, value)

    def _selected(self) -> tuple[str, str]:
        self.take("word", "selected")
        self.take("mark", "(")
        name = _named(self.take("name"))
        self.take("mark", ",")
        value = self.take("text")
        self.take("mark", ")")
        return name, value

    @staticmethod
    def _with_op(op: str, pair: tuple[str, str]) -> tuple[str, str, str]:
        return pair[0], op, pair[1]


def _named(word: str) -> str:
    if not _NAME.fullmatch(word):
        raise BadRule(__("“%(what)s” is not the code of a question.") % {"what": word})
    return word


def _compare(name: str, op: str, value: str) -> Compare:
    if op in ORDER and number(value) is None:
        raise BadRule(__("“%(what)s” is not a number.") % {"what": value})
    return Compare(name, op, value)


def number(text: str) -> Decimal | None:
    """Return the number a text stands for, None where it is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def ratio(text: str) -> tuple[Decimal, Decimal] | None:
    """Return part and whole of “24/30”, the one reader of it; None where the text says no ratio."""
    part, slash, whole = text.partition("/")
    found = (number(part), number(whole)) if slash else (None, None)
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def _of_one(rule: Joined) -> str | None:
    """Return the name a list of (in)equalities is about: such a rule is written as “in (…)”."""
    op = "=" if rule.op == "or" else "!="
    same = {part.name for part in rule.parts if isinstance(part, Compare) and part.op == op}
    alike = all(isinstance(part, Compare) and part.op == op for part in rule.parts)
    return same.pop() if alike and len(same) == 1 else None


def to_text(rule: Rule | None) -> str:
    """Return the rule as it is kept; `parse` reads it back."""
    if rule is None:
        return ""
    if isinstance(rule, Compare):
        return f"{rule.name} {rule.op} {rule.value}"
    if name := _of_one(rule):
        values = ", ".join(part.value for part in rule.parts)  # type: ignore[union-attr]
        return f"{name} {'in' if rule.op == 'or' else 'not in'} ({values})"
    return f" {rule.op} ".join(
        f"({to_text(part)})" if isinstance(part, Joined) and not _of_one(part) else to_text(part)
        for part in rule.parts
    )


def to_relevant(rule: Rule | None) -> str:
    """Return the rule as XLSForm `relevant`; `from_relevant` reads it back."""
    if rule is None:
        return ""
    if isinstance(rule, Joined):
        return f" {rule.op} ".join(
            f"({to_relevant(part)})" if isinstance(part, Joined) else to_relevant(part)
            for part in rule.parts
        )
    if rule.op in ("has", "lacks"):
        chosen = f"selected(${{{rule.name}}}, '{rule.value}')"
        return chosen if rule.op == "has" else f"not({chosen})"
    value = rule.value if rule.op in ORDER else f"'{rule.value}'"
    return f"${{{rule.name}}} {rule.op} {value}"

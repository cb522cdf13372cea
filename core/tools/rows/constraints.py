"""Check constraints judged in Python, for thousands of unsaved rows without a query each.

Django's own `CheckConstraint.validate` asks the database once per row and constraint. Here a
condition is turned once into a function of a row; what is not understood is left to the database
(`judge` returns None), so the rule still stands in one place only: the model's constraint.
SQL's three-valued logic is kept: None is "unknown", and an unknown check passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CheckConstraint, F, Model, Q, Value
from django.db.models.functions import Left, Length, Lower
from django.db.models.lookups import Exact

Judge = Callable[[Any], bool | None]
Term = Callable[[Any], Any]
_MOST_REMEMBERED = 20_000


class NotUnderstood(Exception):
    """The condition uses something this module does not know."""


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "in": lambda a, b: a in b,
    "regex": lambda a, b: re.search(b, str(a)) is not None,
    "startswith": lambda a, b: str(a).startswith(str(b)),
}


def judges(model: type[Model]) -> list[tuple[CheckConstraint, Judge | None]]:
    """Return the model's check constraints, each with the function that judges a row (None: ask the database)."""
    found: list[tuple[CheckConstraint, Judge | None]] = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                whole = judge(constraint.condition, model)
                found.append((constraint, _remembered(whole, constraint.condition, model)))
            except NotUnderstood:
                found.append((constraint, None))
    return found


def _remembered(whole: Judge, condition: Any, model: type[Model]) -> Judge:
    """Return the judge with a memory: the same values of the columns it reads get the same answer."""
    names = sorted(Q(condition).referenced_base_fields)
    columns: list[Any] = [
        model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names
    ]
    if not columns:
        return whole
    read = attrgetter(*(column.attname for column in columns))
    known: dict[Any, bool | None] = {}

    def remembered(row: Any) -> bool | None:
        values = read(row)
        try:
            return known[values]
        except KeyError:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
            answer = known[values] = whole(row)
            return answer
        except TypeError:  # a list or dict
            return whole(row)

    return remembered


def judge(condition: Any, model: type[Model]) -> Judge:
    """Return a function that says of a row whether the condition holds: True, False, or None (unknown).

    Raises NotUnderstood.
    """
    if isinstance(condition, Exact):
        left, right = (_term(side, model) for side in (condition.lhs, condition.rhs))
        return lambda row: _compared(_COMPARE["exact"], left(row), right(row))
    if not isinstance(condition, Q):
        raise NotUnderstood(type(condition).__name__)
    parts = [
        judge(child, model) if not isinstance(child, tuple) else _lookup(*child, model)  # type: ignore[call-arg]
        for child in condition.children
    ]
    if not parts:
        raise NotUnderstood("empty")
    joined = {Q.AND: _and, Q.OR: _or}.get(condition.connector)
    if joined is None:
        raise NotUnderstood(condition.connector)
    whole = joined(parts)
    return _not(whole) if condition.negated else whole


def _lookup(path: str, value: Any, model: type[Model]) -> Judge:
    name, _dash, lookup = path.partition("__")
    left = _term(F(name), model)
    if lookup == "isnull":
        return lambda row: (left(row) is None) is bool(value)
    compare = _COMPARE.get(lookup or "exact")
    if compare is None:
        raise NotUnderstood(path)
    if lookup == "in":
        words = tuple(value)
        return lambda row: _compared(compare, left(row), words)
    right = _term(value, model)
    return lambda row: _compared(compare, left(row), right(row))


def _compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else compare(left, right)


def _term(value: Any, model: type[Model]) -> Term:
    if isinstance(value, str) and not isinstance(value, F):
        return lambda row: value
    if isinstance(value, F):
        try:
            column: Any = (
                model._meta.pk if value.name == "pk" else model._meta.get_field(value.name)  # type: ignore[attr-defined]
            )
        except FieldDoesNotExist as error:
            raise NotUnderstood(value.name) from error  # type: ignore[attr-defined]
        attname = column.attname
        return lambda row: getattr(row, attname)
    if isinstance(value, Value):
        return lambda row: value.value
    if isinstance(value, (Length, Lower, Left)):
        inner = [_term(part, model) for part in value.get_source_expressions()]
        if isinstance(value, Length):
            return lambda row: None if (text := inner[0](row)) is None else len(str(text))
        if isinstance(value, Lower):
            return lambda row: None if (text := inner[0](row)) is None else str(text).lower()
        return lambda row: (
            None
            if (text := inner[0](row)) is None or (size := inner[1](row)) is None
            else str(text)[:size]
        )
    if hasattr(value, "resolve_expression"):
        raise NotUnderstood(type(value).__name__)
    return lambda row: value


def _and(parts: list[Judge]) -> Judge:
    def whole(row: Any) -> bool | None:
        unknown = False
        for part in parts:
            answer = part(row)
            if answer is False:
                return False
            unknown = unknown or answer is None
        return None if unknown else True

    return whole


def _or(parts: list[Judge]) -> Judge:
    def whole(row: Any) -> bool | None:
        unknown = False
        for part in parts:
            answer = part(row)
            if answer:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return whole


def _not(inner: Judge) -> Judge:
    return lambda row: None if (answer := inner(row)) is None else not answer

"""Something is recorded once, and a row is refused: the refusal leads to the one that is there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import OrderBy
from django.db.models.lookups import Exact

from core.tools.todo import leading_to


def lead_there(errors: Iterable[ValidationError], *, row: models.Model, user: object) -> None:
    """Let each refusal of a row that is recorded already lead to the one there is, where the user may see it.

    Asks the database only where there is such a refusal.
    """
    for error in errors:
        words = str(error.messages[0])
        there = _there(row, words, error.code, user)
        if there is not None:
            error.message, error.params = leading_to(there, words), None


def _there(row: models.Model, words: str, code: str | None, user: object) -> models.Model | None:
    for rule in row._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint):
            continue
        if (
            code not in ("unique", "unique_together")
            and words != rule.get_violation_error_message()
        ):
            continue
        rows = type(row)._default_manager.visible_to(user)  # type: ignore[attr-defined]
        if rule.condition is not None:
            rows = rows.filter(rule.condition)
        found: models.Model | None = rows.filter(*_same(rule, row)).exclude(pk=row.pk).first()
        if found is not None:
            return found
    return None


def _same(rule: models.UniqueConstraint, row: models.Model) -> Iterator[models.Q | Exact]:
    """Yield what a row must have in common with this one to break the rule; nothing equals what is not known."""
    for name in rule.fields:
        value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
        yield models.Q(**{name: value}) if value is not None else models.Q(pk__in=())
    stated = {
        models.F(field.name): models.Value(getattr(row, field.attname), field)
        for field in row._meta.concrete_fields
    }
    for one in rule.expressions:
        part = one.expression if isinstance(one, OrderBy) else one
        yield Exact(part, part.replace_expressions(stated))  # type: ignore[union-attr, arg-type]

"""What the database refuses, by the name of the rule that refuses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused_by(rule: str) -> Iterator[None]:
    """Expect the database to refuse what is written inside, by this rule and no other.

    `rule`: a constraint's name, "table.column" of a unique column, or words of a trigger.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert rule and rule in _refusers(caught.value), f"refused by {_refusers(caught.value)}"


def refused(rule: str, write: Callable[..., Any], *args: Any, **values: Any) -> None:
    """Expect `refused_by` of one call."""
    with refused_by(rule):
        write(*args, **values)


def _refusers(error: IntegrityError) -> str:
    """Return what a refusal tells of its rule, on SQLite with the name it leaves out of a unique constraint."""
    if connection.vendor == "postgresql":
        told = error.__cause__.diag  # type: ignore[union-attr]
        name, column = told.constraint_name or "", f"{told.table_name}.{told.column_name}"
        if name.endswith("_key"):  # made by PostgreSQL for a column that is unique by itself
            column = f"{told.table_name}.{name[len(told.table_name) + 1 : -4]}"
        return f"{name} {column} {told.message_primary}"
    kind, _colon, columns = str(error).partition(": ")
    unique = kind == "UNIQUE constraint failed"
    return " ".join([str(error), *(_names_of(columns) if unique else ())])


def _names_of(columns: str) -> list[str]:
    """Return the unique constraints over columns told as "table.one, table.two"."""
    return [
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and constraint.fields
        and columns
        == ", ".join(
            f"{model._meta.db_table}.{model._meta.get_field(name).column}"
            for name in constraint.fields
        )
    ]

"""What a room above knows of a record of a room below: the room puts it here, the record's page shows it.

So the page names no room above. `put` is called once, from the room's `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models

from core.access import Reader, ScopedQuerySet
from core.pages.base import Page
from core.people.users import User
from core.tools.rows.values import value_class
from core.tools.tables import Column, Fact, Table


@value_class
class Part:
    """A part of a page of a room above: its template, and what that finds as `shown`."""

    template: str
    shown: object


@value_class
class _Entry:
    model: type[models.Model]
    facts: Callable[[Any], Sequence[Fact]]
    columns: Sequence[Column]
    load: Callable[[Any, Any], Any]
    tables: Callable[[Any], Sequence[Table]]
    actions: Callable[[object], Sequence[tuple[object, str]]]
    parts: Callable[..., Sequence[Part]]


_entries: list[_Entry] = []


def _nothing(page: object) -> tuple[()]:
    return ()


def _as_they_are(rows: ScopedQuerySet, user: Reader) -> object:
    return rows


def put(
    model: type[models.Model],
    *,
    facts: Callable[[Any], Sequence[Fact]] = _nothing,
    columns: Sequence[Column] = (),
    load: Callable[[Any, Any], Any] = _as_they_are,
    tables: Callable[[Any], Sequence[Table]] = _nothing,
    actions: Callable[[Any], Sequence[tuple[Any, str]]] = _nothing,
    parts: Callable[..., Sequence[Part]] = _nothing,
) -> None:
    """Let pages about `model` show more.

    `facts`, `tables`, `actions`, `parts`: functions of the page (its `object`, its `request.user`, its `related`).
    `columns`: for lists of the model; `load(rows, user)` gives the rows what these columns show, in a
    number of queries that does not grow with the rows.
    """
    _entries.append(_Entry(model, facts, columns, load, tables, actions, parts))


def _of(model: type[models.Model]) -> list[_Entry]:
    return [entry for entry in _entries if entry.model is model]


def facts(page: Any) -> list[Fact]:
    """Return the facts that rooms above know of the page's object."""
    return [fact for entry in _of(page.model) for fact in entry.facts(page)]


def columns(model: type[models.Model]) -> list[Column]:
    """Return the columns of rooms above; rows for them come from `load`."""
    return [column for entry in _of(model) for column in entry.columns]


def load(rows: Any, user: User) -> Any:
    """Return the rows with what `columns` show of them, as far as the user may see it."""
    for entry in _of(rows.model):
        rows = entry.load(rows, user)
    return rows


def tables(page: Any) -> list[Table]:
    """Return the related lists of rooms above."""
    return [table for entry in _of(page.model) for table in entry.tables(page)]


def actions(page: Any) -> list[tuple[Any, str]]:
    """Return the (label, address) pairs of what rooms above do with the page's object."""
    return [action for entry in _of(page.model) for action in entry.actions(page)]


def parts(page: Page) -> list[Part]:
    """Return what rooms above put at the top of the page of the object, in the order they did."""
    return [part for entry in _of(page.model) for part in entry.parts(page)]

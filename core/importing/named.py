"""The sheets of all rooms by name: where a room makes them known, and where pages find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from core.importing.sheets import Sheet
from core.people.users import User

_sheets: dict[str, type[Sheet[Any]]] = {}
_families: dict[str, Callable[[str], type[Sheet[Any]] | None]] = {}
S = TypeVar("S", bound=type[Sheet[Any]])


def register(sheet: S) -> S:
    """Class decorator: make a sheet known under its name.

    Raises ValueError for a name taken twice and for a sheet that names no list.
    """
    if not getattr(sheet, "list_url", ""):
        raise ValueError(f"{sheet.__name__} names no list of its rows")
    if _sheets.setdefault(sheet.name, sheet) is not sheet:
        raise ValueError(f"two sheets are called {sheet.name}")
    return sheet


def register_family(prefix: str, find: Callable[[str], type[Sheet[Any]] | None]) -> None:
    """Make known sheets whose columns depend on a record: "<prefix>-<key>" is what `find(key)` returns.

    `find` asks no database: lists of imports call it for every line.
    """
    _families[prefix] = find


def sheet_class(name: str) -> type[Sheet[Any]] | None:
    """Return the sheet of a name, of a family too; None where there is none."""
    if name in _sheets:
        return _sheets[name]
    prefix, _dash, key = name.partition("-")
    return _families[prefix](key) if prefix in _families else None


def all_sheets() -> list[type[Sheet[Any]]]:
    return list(_sheets.values())


def sheet_for(model: type[models.Model]) -> type[Sheet[Any]] | None:
    """Return the sheet of a model, None where it has none."""
    return next((sheet for sheet in _sheets.values() if sheet.model is model), None)


def sheet_of(name: str, user: User) -> Sheet:
    """Return the sheet of this name for a user. Raises LookupError."""
    found = sheet_class(name)
    if found is None:
        raise LookupError(name)
    return found(user)

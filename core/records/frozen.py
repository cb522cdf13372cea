"""A tree of dataclasses as it was on a day: kept as plain JSON, read back as the same dataclasses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypeVar

from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter
from django.utils.functional import Promise

T = TypeVar("T")

_converter = make_converter()
_converter.register_unstructure_hook_func(lambda kind: issubclass(kind, Promise), str)
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda value, _kind: Decimal(value))
_converter.register_unstructure_hook(int | Decimal | None, lambda value: _plain(value))
_converter.register_structure_hook(int | Decimal | None, lambda value, _kind: _number(value))
_converter.register_unstructure_hook(dt.date, dt.date.isoformat)
_converter.register_structure_hook(dt.date, lambda value, _kind: dt.date.fromisoformat(value))


def _plain(value: int | Decimal | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _number(kept: int | str | None) -> int | Decimal | None:
    return Decimal(kept) if isinstance(kept, str) else kept


class Unreadable(ValueError):
    """What was kept has another shape than what is read today."""


def freeze(tree: object) -> object:
    """Return a tree of dataclasses as plain values for JSON; words in the language active now."""
    return _converter.unstructure(tree)


def thaw(kind: type[T], kept: object) -> T:
    """Return what `freeze` was given. Raises Unreadable where the shape of `kind` has changed since.

    A field that came later needs a default; one that went is passed over.
    """
    try:
        return _converter.structure(kept, kind)
    except (BaseValidationError, TypeError, ValueError) as error:
        raise Unreadable(kind.__name__) from error

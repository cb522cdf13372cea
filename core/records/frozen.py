"""A tree of dataclasses as it was on a day: kept as plain JSON, read back as the same dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.utils import translation
from django.utils.functional import Promise

from core.tools.tables import Badge

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter

T = TypeVar("T")
KEPT_IN = "id"  # the language of papers


@cache
def _converter() -> JsonConverter:
    from cattrs.preconf.json import make_converter  # no start needs it

    found = make_converter()
    found.register_unstructure_hook_func(lambda kind: issubclass(kind, Promise), str)
    found.register_unstructure_hook(Decimal, str)
    found.register_structure_hook(Decimal, lambda value, _kind: Decimal(value))
    found.register_unstructure_hook(int | Decimal | None, _plain)
    found.register_structure_hook(int | Decimal | None, lambda value, _kind: _number(value))
    found.register_unstructure_hook(dt.date, dt.date.isoformat)
    found.register_structure_hook(dt.date, lambda value, _kind: dt.date.fromisoformat(value))
    found.register_structure_hook(Badge, _badge)
    return found


def _plain(value: int | Decimal | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _number(kept: int | str | None) -> int | Decimal | None:
    return Decimal(kept) if isinstance(kept, str) else kept


_vocabulary: list[object] = []


def speak(words: Iterable[object]) -> None:
    """Let kept badges be read in the language of the reader, where their word is one of these (lazy) words.

    A word that has changed since, or is nobody's any more, stays as it was kept.
    """
    _vocabulary.extend(words)
    _spoken.cache_clear()


@cache
def _spoken() -> dict[str, object]:
    with translation.override(KEPT_IN):
        return {str(word): word for word in reversed(_vocabulary)}


def _badge(kept: dict[str, str], _kind: object) -> Badge:
    return Badge(_spoken().get(kept["word"], kept["word"]), kept["tone"])


class Unreadable(ValueError):
    """What was kept has another shape than what is read today."""


def freeze(tree: object) -> object:
    """Return a tree of dataclasses as plain values for JSON; words in the language active now."""
    return _converter().unstructure(tree)


def thaw(kind: type[T], kept: object) -> T:
    """Return what `freeze` was given. Raises Unreadable where the shape of `kind` has changed since.

    A field that came later needs a default; one that went is passed over.
    """
    from cattrs import BaseValidationError

    try:
        return _converter().structure(kept, kind)
    except (BaseValidationError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(kind.__name__) from error

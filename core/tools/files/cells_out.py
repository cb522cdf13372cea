"""The cells of a list as a file holds them, worked out by column: many rows say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from operator import attrgetter

from django.db.models import Model

from core.tools import formats
from core.tools.rows.figures import Figure
from core.tools.tables import Column, Read, words_of

MANY = 1000  # different values of a column that are kept at hand
ROWS_AT_ONCE = 200
Finish = Callable[[object], object]


def export_rows(
    columns: list[Column], records: Iterable[object], finish: Finish = lambda cell: cell
) -> Iterator[tuple[object, ...]]:
    """Yield rows (all of one kind) for a file: numbers and dates as such, everything else as text, missing as None.

    `finish`: what the file makes of such a value, by the value alone.
    """
    for batch in export_batches(columns, records, finish):
        yield from batch


def export_batches(
    columns: list[Column], records: Iterable[object], finish: Finish
) -> Iterator[Iterable[tuple[object, ...]]]:
    """Yield what `export_rows` does, some rows at a time: column by column, each different value made but once."""
    waiting, ways = iter(records), None
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        ways = ways or [_way(column, type(some[0]), finish) for column in columns]
        yield zip(*(_made(cells, list(map(read, some))) for read, cells in ways), strict=True)


def _way(column: Column, kind: type[object], finish: Finish) -> tuple[Read, _Cells]:
    """Return how a column is read of a record, and the cells of what is read."""
    path, form = column.value or column.name, column.kind
    is_step = isinstance(path, str) and "." not in path
    words = words_of(kind, str(path)) if is_step and issubclass(kind, Model) else None
    if words is None:
        return column.reader(kind), _Cells(lambda raw: finish(exported(raw, form)))
    shown = {key: str(word) for key, word in words[1].items()}
    make = _Cells(lambda raw: finish(exported(shown.get(raw, raw), form)))
    return attrgetter(words[0]), make


class _Cells(dict[object, object]):
    """The cells of a column by what is read; many rows say the same."""

    def __init__(self, make: Callable[[object], object]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, raw: object) -> object:
        cell = self.make(raw)
        # True, 1 and 1.0 are one key, but three cells.
        if len(self) < MANY and raw.__class__ is not float and raw not in (0, 1):
            self[raw] = cell
        return cell


def _made(cells: _Cells, read: list[object]) -> list[object]:
    try:
        return list(map(cells.__getitem__, read))
    except TypeError:  # of no hash: lists
        return list(map(cells.make, read))


def exported(raw: object, kind: str) -> object:
    """Return a value of a column as a file takes it: numbers and days as such, everything else in words."""
    if isinstance(raw, Figure):
        raw = raw.value
    if raw is None or type(raw) is str:
        return raw or None
    if isinstance(raw, Decimal):
        # 14.000 of the database is 14: a spreadsheet in Indonesian would read fourteen thousand.
        return int(raw) if raw == raw.to_integral_value() else raw.normalize()
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return formats.day(raw) if getattr(raw, "known_to", "") else raw
    return formats.moment(raw) if kind == "moment" else str(raw)

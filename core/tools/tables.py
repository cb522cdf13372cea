"""Tables once, shown thrice: as a page (cards on a phone), as XLSX or CSV, and in a PDF.

A list declares its columns; page and export use the same ones, so what is shown is what is exported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import Model
from typing_extensions import override

from core.tools import formats, partial_dates
from core.tools.formats import Words

FITS = 22  # letters that a column of a list always has room for
FIGURES = 2  # cells a card on a phone tells below its head
TONES = ("good", "part", "bad", "none", "info")


@dataclass(frozen=True)
class Badge:
    """A state in words with a tone; the shape goes with the tone, so colour never stands alone."""

    word: Any
    tone: str = "none"

    @override
    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Column:
    """One column. `value`: attribute path ("group.name") or function of the row; default: `name`.

    `kind`: text, number, rupiah, date, moment, partial, badge. `note`: a second, quiet line.
    `sort`: order_by expressions ("" = not sortable). `link`: this cell leads to the row's page;
    `url`: a function of the row says where else it leads ("" = nowhere).
    `needs`: what a function reads of the row that a list puts there for it alone.
    `personal`: only for those who may see contact data. `hidden`: not shown until the reader chooses it.
    """

    name: str
    label: Any
    value: str | Callable[[Any], Any] | None = None
    kind: str = "text"
    note: str | Callable[[Any], Any] | None = None
    sort: str | tuple[str, ...] = ""
    link: bool = False
    personal: bool = False
    hidden: bool = False
    url: Callable[[Any], str] | None = None
    needs: tuple[str, ...] = ()

    @property
    def reads(self) -> set[str]:
        """Return the names on a row that the cell is made of."""
        return {*self.needs, self.value if isinstance(self.value, str) else self.name}

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "rupiah")

    @property
    def is_date(self) -> bool:
        return self.kind in ("date", "partial")

    def raw(self, row: object) -> object:
        return _resolve(row, self.value or self.name)

    def reader(self, kind: type[object]) -> Callable[[Any], object]:
        """Return `raw` for many rows of a kind: what is the same for each is worked out once."""
        path = self.value or self.name
        if callable(path):
            return path
        if "." in path or not issubclass(kind, Model):
            return self.raw
        if words := _words(kind, path):
            stored = attrgetter(words[0])
            shown = {key: str(word) for key, word in words[1].items()}
            return lambda row: shown.get(value := stored(row), value)
        return self.raw if callable(getattr(kind, path, None)) else attrgetter(path)

    def text(self, row: Any) -> str:
        """Return the cell as people read it."""
        return show(self.raw(row), self.kind)

    def note_text(self, row: object) -> str:
        if self.note is None:
            return ""
        value = _resolve(row, self.note)
        return "" if value in (None, "") else show(value, "text")


@cache
def _words(kind: type[object], step: str) -> tuple[str, dict[Any, Any]] | None:
    """Return the column and the words of its choices behind `get_…_display` of a model, None for any other step."""
    name = step.removeprefix("get_").removesuffix("_display")
    if step != f"get_{name}_display" or not issubclass(kind, Model):
        return None
    field: Any = kind._meta.get_field(name)
    return field.attname, dict(field.flatchoices)


def _resolve(row: object, path: str | Callable[[object], object]) -> Any:
    if callable(path):
        return path(row)
    value: Any = row
    for step in path.split("."):
        if value is None:
            return None
        kind: type = type(value)
        if words := _words(kind, step):
            # As Django's own get_…_display, which makes the words of all choices anew for every row.
            stored = getattr(value, words[0])
            word = words[1].get(stored, stored)
            value = None if word is None else str(word)
            continue
        value = value[step] if isinstance(value, dict) else getattr(value, step)
        if callable(value) and not isinstance(value, (Model, Badge)):
            value = value()
    return value


def show(value: Any, kind: str = "text", *, is_short: bool = False) -> str:
    """Return a value in words by its kind; missing is a dash. `is_short`: months by three letters, as in tables."""
    if value is None or value == "":
        return formats.DASH
    if kind == "rupiah":
        return formats.rupiah(value)
    if kind == "partial":
        return partial_dates.display(value, is_short=is_short)
    if kind == "moment":
        return formats.moment(value)
    if kind == "number" or (
        isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    ):
        return formats.number(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return formats.day(value, is_short=is_short)
    return str(value)


@dataclass(frozen=True)
class TableCell:
    column: Column
    text: str
    note: str
    badge: Badge | None
    url: str
    # What it is on a card: its head, the state beside, one of the two figures below, or left for the record's page.
    role: str = "far"

    @property
    def is_missing(self) -> bool:
        return self.text == formats.DASH

    @property
    def is_long(self) -> bool:
        """Return whether the cell may not fit a line: then the whole of it is shown on pointing."""
        return len(self.text) + len(self.note) > FITS


@dataclass(frozen=True)
class TableRow:
    cells: list[TableCell]
    record: Any
    is_example: bool


@dataclass
class Table:
    """Columns and rows ready for `components/table.html`; `more_url` where the rows were capped."""

    columns: list[Column]
    records: Iterable[Any]
    caption: Words = ""
    empty: object = ""
    total: int | None = None
    more_url: str = ""
    add_url: str = ""
    add_label: object = ""
    title: Any = ""
    rows: list[TableRow] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = [column for column in self.columns if not column.hidden]
        self.rows = [self._row(record) for record in self.records]

    @property
    def left_out(self) -> int:
        """How many rows there are beyond those shown."""
        return max((self.total or 0) - len(self.rows), 0)

    def _row(self, record: Any) -> TableRow:
        cells: list[TableCell] = []
        left = {"head": 1, "state": 1, "fig": FIGURES}
        for column in self.columns:
            raw = column.raw(record)
            badge = raw if isinstance(raw, Badge) else None
            url = ""
            if column.link:
                url = record["url"] if isinstance(record, dict) else record.get_absolute_url()
            elif column.url:
                url = column.url(record)
            text = show(raw, column.kind, is_short=True)
            role = "head" if not cells else "state" if badge else "fig"
            if not left[role] or (role == "fig" and text == formats.DASH):
                role = "far"
            else:
                left[role] -= 1
            cells.append(TableCell(column, text, column.note_text(record), badge, url, role))
        example = (
            record.get("is_example")
            if isinstance(record, dict)
            else getattr(record, "is_example", False)
        )
        return TableRow(cells, record, bool(example))


@dataclass(frozen=True)
class Fact:
    """One line of a detail page: label, value, kind as in Column, a quiet note (as-of date, source)."""

    label: Any
    value: Any
    kind: str = "text"
    note: Any = ""
    url: str = ""
    personal: bool = False

    @property
    def text(self) -> str:
        return show(self.value, self.kind)

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing to say, not even why; such facts are named together at the end."""
        return self.text == formats.DASH and not self.note and not self.url

    @property
    def badge(self) -> Badge | None:
        return self.value if isinstance(self.value, Badge) else None


def visible_columns(columns: Iterable[Column], *, personal: bool) -> list[Column]:
    """Return the columns a reader gets: personal ones only where allowed."""
    return [column for column in columns if personal or not column.personal]


def export_rows(columns: list[Column], records: Iterable[object]) -> Iterator[list[object]]:
    """Yield rows (all of one kind) for a file: numbers and dates as such, everything else as text, missing as None."""
    readers: list[Callable[[Any], object]] = []
    kinds = [column.kind for column in columns]
    for record in records:
        readers = readers or [column.reader(type(record)) for column in columns]
        yield [_exported(read(record), kind) for read, kind in zip(readers, kinds, strict=True)]


def _exported(raw: object, kind: str) -> object:
    if raw is None or type(raw) is str:
        return raw or None
    if isinstance(raw, Decimal):
        # 14.000 of the database is 14: a spreadsheet in Indonesian would read fourteen thousand.
        return int(raw) if raw == raw.to_integral_value() else raw.normalize()
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw
    return formats.moment(raw) if kind == "moment" else str(raw)

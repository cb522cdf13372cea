"""Tables once, shown thrice: as a page (cards on a phone), as XLSX or CSV, and in a PDF.

A list declares its columns; page and export use the same ones, so what is shown is what is exported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.choices import CallableChoiceIterator
from typing_extensions import override

from core.tools import formats, partial_dates
from core.tools.formats import Words
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class

FIGURES = 2  # cells a card on a phone tells below its head
Read = Callable[[Any], Any]  # of a row
TONES = ("good", "part", "bad", "none", "info")


@value_class
class Badge:
    """A state in words with a tone; the shape goes with the tone, so colour never stands alone."""

    word: Any
    tone: str = "none"

    @override
    def __str__(self) -> str:
        return str(self.word)


@value_class
class Column:
    """One column. `value`: attribute path ("group.name") or function of the row; default: `name`.

    `kind`: text, number, rupiah, date, moment, partial, badge. `note`: a second, quiet line.
    `sort`: order_by expressions ("" = not sortable). `link`: this cell leads to the row's page;
    `url`: a function of the row says where else it leads ("" = nowhere).
    `needs`: what a function reads of the row that a list puts there for it alone.
    `personal`: only for those who may see contact data. `hidden`: not shown until the reader chooses it.
    `is_deed`: what the reader may do with the row next, a button to where it is done (`url`).
    """

    name: str
    label: Any
    value: str | Read | None = None
    kind: str = "text"
    note: str | Read | None = None
    sort: str | tuple[str, ...] = ""
    link: bool = False
    personal: bool = False
    hidden: bool = False
    url: Callable[[Any], str] | None = None
    needs: tuple[str, ...] = ()
    is_deed: bool = False

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
        return _reader(self.value or self.name, kind)

    def note_reader(self, kind: type[object]) -> Callable[[object], str]:
        """Return `note_text` for many rows of a kind."""
        if self.note is None:
            return lambda row: ""
        read = _reader(self.note, kind)
        return lambda row: "" if (value := read(row)) in (None, "") else show(value, "text")

    def text(self, row: Any) -> str:
        """Return the cell as people read it."""
        return show(self.raw(row), self.kind)

    def note_text(self, row: object) -> str:
        return self.note_reader(type(row))(row)


def words_of(kind: type[object], step: str) -> tuple[str, dict[Any, Any]] | None:
    """Return the column and the words of its choices behind `get_…_display` of a model, None for any other step."""
    found = _words_of(kind, step)  # type: ignore[arg-type]
    return found and (found[0].attname, found[1] or dict(found[0].flatchoices))


@cache
def _words_of(kind: type[object], step: str) -> tuple[Any, dict[Any, Any]] | None:
    name = step.removeprefix("get_").removesuffix("_display")
    if step != f"get_{name}_display" or not issubclass(kind, Model):
        return None
    field: Any = kind._meta.get_field(name)
    # Words the Secretariat keeps are asked for each time.
    is_kept = isinstance(field.choices, CallableChoiceIterator)
    return field, {} if is_kept else dict(field.flatchoices)


def _reader(path: str | Read, kind: type[object]) -> Read:
    """Return what `_resolve` answers for many rows of a kind."""
    if callable(path):
        return path
    if "." in path or not issubclass(kind, Model):
        return lambda row: _resolve(row, path)
    if words := words_of(kind, path):
        stored = attrgetter(words[0])
        shown = {key: str(word) for key, word in words[1].items()}
        return lambda row: shown.get(value := stored(row), value)
    is_asked = callable(getattr(kind, path, None))
    return (lambda row: _resolve(row, path)) if is_asked else attrgetter(path)


def _resolve(row: object, path: str | Callable[[object], object]) -> Any:
    if callable(path):
        return path(row)
    value: Any = row
    for step in path.split("."):
        if value is None:
            return None
        kind: type = type(value)
        if words := words_of(kind, step):
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
    if isinstance(value, Figure):
        return value.text
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


class TableCell(NamedTuple):
    column: Column
    text: str
    note: str
    badge: Badge | None
    url: str
    # What it is on a card: its head, the state beside, one of the two figures below, the deed at its foot, or left
    # for the record's page.
    role: str = "far"
    figure: Figure | None = None

    @property
    def is_missing(self) -> bool:
        return self.text == formats.DASH


@value_class
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
        self._readers: dict[type, list[tuple[Column, Read, Callable[[object], str]]]] = {}
        self.rows = [self._row(record) for record in self.records]

    @property
    def has_examples(self) -> bool:
        return any(row.is_example for row in self.rows)

    @property
    def is_all_examples(self) -> bool:
        """Whether every row shown is made up: then it is said once, above them."""
        return bool(self.rows) and all(row.is_example for row in self.rows)

    @property
    def left_out(self) -> int:
        """How many rows there are beyond those shown."""
        return max((self.total or 0) - len(self.rows), 0)

    def _row(self, record: Any) -> TableRow:
        cells: list[TableCell] = []
        left = {"head": 1, "state": 1, "fig": FIGURES}
        kind = type(record)
        if kind not in self._readers:
            readers = [(one, one.reader(kind), one.note_reader(kind)) for one in self.columns]
            self._readers[kind] = readers
        for column, read, note in self._readers[kind]:
            raw = read(record)
            badge = raw if isinstance(raw, Badge) else None
            url = ""
            if column.link:
                url = record["url"] if isinstance(record, dict) else record.get_absolute_url()
            elif column.url:
                url = column.url(record)
            text = show(raw, column.kind, is_short=True)
            role = "head" if not cells else "state" if badge else "fig"
            if column.is_deed:
                role = "do" if url else "do far"
            elif not left[role] or (role == "fig" and text == formats.DASH):
                role = "far"
            else:
                left[role] -= 1
            figure = raw if isinstance(raw, Figure) else None
            cells.append(TableCell(column, text, note(record), badge, url, role, figure))
        example = (
            record.get("is_example")
            if isinstance(record, dict)
            else getattr(record, "is_example", False)
        )
        return TableRow(cells, record, bool(example))


@value_class
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


class ColumnChoice(NamedTuple):
    """A column a reader may show or not; the one that leads to the record always is."""

    column: Column
    is_shown: bool
    is_fixed: bool


def visible_columns(columns: Iterable[Column], *, personal: bool) -> list[Column]:
    """Return the columns a reader gets: personal ones only where allowed."""
    return [column for column in columns if personal or not column.personal]

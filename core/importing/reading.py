"""The cells of a file read into rows: each column by its own reader, what is wrong told at its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from core.importing.cells.text import CLEAR_WORDS, Noted, Several
from core.importing.columns import ID, VERSION, SheetField
from core.importing.habits import habits
from core.importing.rows import Raw, Row
from core.importing.sheets import Sheet, folded
from core.land.regions import search_key
from core.tools import partial_dates, rough
from core.tools.files.grids import Grid
from core.tools.files.spreadsheets import plain
from core.tools.files.unread import Formula
from core.tools.rows.values import value_class
from core.tools.written.blanks import is_mistake, says_nothing
from core.tools.written.numbers import unit_of

SAMPLE = "CONTOH"
# Among the words of a file: what the user says of names that may be known ones.
NAMES = "?names"
# Distinct cells of a column that are kept while the file is read: most of a table says the same again.
MOST_REMEMBERED = 20_000

Line = tuple[int, list[Raw]]


@value_class
class Understood:
    """A value, and how it was understood in words."""

    value: object
    words: str


class Reader:
    """Reads the lines of a grid. `mapping`: column number → attribute, `_id` or `_version`; `words`:
    attribute → {word of the file: choice}; `readings`: attribute → how its column is meant, as the user says.
    """

    def __init__(
        self,
        sheet: Sheet,
        grid: Grid,
        mapping: Mapping[int, str],
        words: Mapping[str, Mapping[str, str]],
        readings: Mapping[str, str] = {},
    ) -> None:
        self.sheet, self.grid, self.words = sheet, grid, words
        own = {ID: None, VERSION: None} | {name: number for number, name in mapping.items()}
        self._id, self._version = own[ID], own[VERSION]
        columns = [
            (number, field)
            for number, name in sorted(mapping.items())
            if (field := sheet.column(name)) is not None
        ]
        shown, _doubts = habits(sheet, grid, mapping)
        for number, field in columns:
            field.cell.header = grid.headers[number]
            field.cell.unit = unit_of(field.title) or field.cell.unit
            field.cell.habit = readings.get(field.name) or shown.get(field.name, "")
        # What names its own end comes first: a column of the end says it better.
        columns.sort(key=lambda column: (column[1].cell.is_late, not column[1].ends))
        self._named = [number for number, field in columns if field.name in sheet.natural_key]
        self._columns: list[tuple[int, SheetField, Callable[[Raw], object]]] = [
            (number, field, lru_cache(MOST_REMEMBERED, typed=True)(partial(self._value, field)))
            for number, field in columns
        ]
        self._names = {line: self._name(cells) for line, cells in self.lines()}
        self._times = Counter(self._names.values())

    def lines(self) -> Iterator[Line]:
        """Yield the lines that are records; the sample row of a template is none."""
        for line, cells in self.grid.lines():
            if self._id is None or search_key(plain(cells[self._id])) != SAMPLE.lower():
                yield line, cells

    def row(self, line: int, cells: list[Raw]) -> Row:
        """Return a line as a row with its values, and with a reason for each cell that cannot be read."""
        row = self.sheet.row_class(line, cells, alike=self._times[self._names[line]])
        for number, field, read in self._columns:
            raw = cells[number]
            if raw == "" or raw is None:
                continue
            value = read(raw)
            if isinstance(value, Understood):
                row.tell(value.words, field.name)
                value = value.value
            if isinstance(value, ValidationError):
                row.refuse(value, field.name)
            elif isinstance(value, Several):
                row.values.update(value)
            elif isinstance(value, Noted):
                row.values |= (
                    value.value if isinstance(value.value, Several) else {field.name: value.value}
                )
                row.noted.append(value.words)
            elif value is not None:
                row.values[field.name] = value
        if self._id is not None:
            row.id = _whole(row, cells[self._id], ID)
            if self._version is not None and row.id is not None:
                row.version = _whole(row, cells[self._version], VERSION)
        return row

    def _name(self, cells: list[Raw]) -> tuple[object, ...]:
        """Return what the cells of the natural key say, as names are compared."""
        return tuple(folded(plain(cells[number])) for number in self._named)

    def _value(self, field: SheetField, raw: Raw) -> object:
        """Return the value of a cell, None where it is blank, or the ValidationError; `Understood` with words."""
        text = plain(raw)
        if not text.strip():
            return None
        if isinstance(raw, Formula):
            return ValidationError(
                __(
                    "A formula whose result the file does not hold. Open the file in Excel and save it again."
                )
            )
        if is_mistake(text):
            return ValidationError(
                __("%(value)s: Excel could not reckon this cell.") % {"value": text}
            )
        if text.lower() in CLEAR_WORDS:
            return self._empty(field)
        raw = self.words.get(field.name, {}).get(text, raw)
        if says_nothing(text) and not field.cell.has_word(raw):
            return Understood(None, __("“%(value)s” counts as blank.") % {"value": text[:30]})
        value = self._read(field, raw)
        bare = field.cell.unmarked(raw)[0]
        words = "" if isinstance(value, ValidationError) else field.cell.told(bare)
        if not isinstance(value, ValidationError) and (years := self._years(field, text)):
            told = {"value": text[:30], "first": years[0], "last": years[1]}
            words = __("“%(value)s” was read as %(first)s to %(last)s.") % told
        return Understood(value, words) if words else value

    def _years(self, field: SheetField, text: str) -> tuple[str, str] | None:
        return partial_dates.two_years(text) if field.holds_years else None

    def _period(self, field: SheetField, text: str, first: str, last: str) -> Several:
        """Return beginning and end of what names two years. Raises ValidationError where the record has no end."""
        ends = (one for name in field.ends if (one := self.sheet.column(name)))
        if (end := next(ends, None)) is None:
            raise ValidationError(partial_dates.two_years_words(text, first, last))
        found = Several()
        for one, year in ((field, first), (end, last)):
            value = one.cell.clean(year)
            found.update(value if isinstance(value, Several) else {one.name: value})
        return Several({name: self._valid(name, part) for name, part in found.items()})

    def _read(self, field: SheetField, raw: Raw) -> object:
        text = plain(raw)
        if years := self._years(field, text):
            try:
                return self._period(field, text, *years)
            except ValidationError as error:
                return error
        bare, is_rough = field.cell.unmarked(raw)
        try:
            value = field.cell.clean(bare)
            if is_rough:
                if not self.sheet.rough_note:
                    raise ValidationError(rough.no_place(text))
                words = rough.told(field.label, str(bare))
                return Noted(self._valid(field.name, value), words)
            if isinstance(value, Several):
                found: object = Several(
                    {name: self._valid(name, part) for name, part in value.items()}
                )
            else:
                found = None if value in ("", None) else self._valid(field.name, value)
            more = field.cell.beyond(raw)
            return Noted(found, self._kept(field, more)) if more and found is not None else found
        except ValidationError as error:
            return error

    def _kept(self, field: SheetField, words: str) -> str:
        """Return what the remark tells of words a column has no place for. Raises ValidationError without one."""
        if not self.sheet.note:
            raise ValidationError(
                __(
                    "“%(value)s” says more than this column holds. Write the word of the list alone."
                )
                % {"value": words[:60]}
            )
        return rough.as_written(field.label, words)

    def _valid(self, name: str, value: object) -> object:
        item = self.sheet.attribute(name)
        return value if item is None or item.is_relation else item.clean(value, None)

    def _empty(self, field: SheetField) -> object:
        item = self.sheet.attribute(field.name)
        if item is None and field.cell.emptied is not None:
            return Several({field.name: field.cell.emptied})
        if field.required or field.fixed or item is None:
            return ValidationError(__("This cannot be emptied."))
        empty = item.get_default() if item.has_default() else None if item.null else ""
        return Several({field.name: empty})


def _whole(row: Row, raw: Raw, column: str) -> int | None:
    text = plain(raw)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        row.fault(
            __("“%(value)s” is not a number of this system. Leave it as downloaded.")
            % {"value": text[:40]},
            column,
        )
        return None
    return int(text)

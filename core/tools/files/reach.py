"""How far the cells of a workbook reach, asked before a reader makes room for them.

A reader holds every cell up to the last one: one cell in the far corner asks for more memory than there
is, and a program that asks for that is ended, not refused. So a real parser walks each part of the file
first, within the limits, and what it cannot follow is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from itertools import zip_longest
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_SHEET = b"sheetData"
# Binary and OpenDocument workbooks are not walked, and a reader would take them all the same.
_FOREIGN = {"xl/workbook.bin", "content.xml"}
_CHUNK = 1 << 20
MOST_SHEETS = 200
EMPTY = 2  # a reader makes room for every place up to the last cell: so many for each cell allowed


class Damaged(ValueError):
    """A part of the file says what no spreadsheet program writes."""


# What a zip and its parts raise where they are damaged (NotImplementedError: packed in a way nobody reads).
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def survey(
    parcel: zipfile.ZipFile, *, rows: int, columns: int, cells: int, unpacked: int, letters: int
) -> int:
    """Return how many rows of the sheets are hidden, all sheets together; `unpacked` in bytes.

    Raises ValidationError in words where a sheet has more rows or columns, or the whole more cells, merged
    cells or letters (a text that many cells share counts for each) than allowed; Damaged where it cannot be
    followed. The sizes a zip declares are not trusted.
    """
    hidden, read = 0, 0
    total = _Total(cells, letters)
    if _FOREIGN & {name.lower() for name in parcel.namelist()}:
        raise Damaged("binary")
    for entry in parcel.infolist():
        # By content, not by name: which parts are sheets the file itself decides.
        walk, rest, broken = _Walk(rows, columns, total), b"", False
        total.parts.append([])
        with parcel.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                read += len(chunk)
                if read > unpacked:
                    raise too_much()
                try:
                    if not broken:
                        walk.parser.Parse(chunk, False)
                except (expat.ExpatError, LookupError):  # or letters of an unknown kind
                    broken = True
                is_told = entry.filename.lower().endswith(".xml") or _SHEET in rest + chunk
                if broken and (walk.is_in_cells or is_told):
                    raise Damaged(entry.filename)  # a reader may go on where this one gives up
                rest = chunk[-len(_SHEET) :]
        hidden += walk.hidden
        total.area(walk.lowest * walk.widest)
    total.check_letters()
    return hidden


class _Total:
    """What all parts hold together: cells, lines of merged cells, and the letters a reader makes of them."""

    def __init__(self, cells: int, letters: int) -> None:
        self.cells_left, self.lines_left, self.most = cells, cells, letters
        self.sheets_left, self.places_left = MOST_SHEETS, EMPTY * cells
        self.named: set[str] = set()  # parts that are sheets, and the numbers sheets name them by
        self.asked: Counter[int] = Counter()  # cells by the number of the shared text they show
        self.parts: list[list[int]] = []  # of each part, letters of its shared texts

    def cell(self) -> None:
        self.cells_left -= 1
        if self.cells_left < 0:
            raise too_much()

    def sheet(self) -> None:
        self.sheets_left -= 1
        if self.sheets_left < 0:
            raise too_much()

    def area(self, places: int) -> None:
        self.places_left -= places
        if self.places_left < 0:
            raise too_much()

    def names(self, part: str) -> None:
        """Note what one sheet is read from; a part that several name is read as often."""
        if part in self.named:
            raise Damaged(part[:20])
        self.named.add(part)

    def merged(self, lines: int) -> None:
        self.lines_left -= lines
        if self.lines_left < 0:
            raise too_much()

    def check_letters(self) -> None:
        """Refuse short texts that thousands of cells show: each cell is given a text of its own.

        Which part holds the texts is the reader's choice: the longest text of a number counts.
        """
        longest = [max(texts) for texts in zip_longest(*self.parts, fillvalue=0)]
        known = len(longest)
        if sum(longest[at] * n for at, n in self.asked.items() if at < known) > self.most:
            raise too_much()


def too_much() -> ValidationError:
    return ValidationError(
        __("The file unfolds to more than this system reads; split it."), code="unreadable"
    )


class _Walk:
    """One part of the file, element by element."""

    def __init__(self, rows: int, columns: int, total: _Total) -> None:
        self.rows, self.columns, self.total = rows, columns, total
        self.row = self.column = self.lowest = self.widest = self.hidden = 0
        self.is_in_cells = self.is_shared = self.is_asking = False
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.CharacterDataHandler = self.letters
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def refuse(self, *_anything: object) -> None:
        raise Damaged("doctype")

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "sheetData":
            self.is_in_cells = True
        elif name == "si":  # one of the texts that cells share by its number
            self.is_shared = True
            self.total.parts[-1].append(0)
        elif name == "sheet":
            self.total.sheet()
            for key in given:
                if key.rpartition(":")[2] == "id":
                    self.total.names(f"id {given[key]}")
        elif name == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            self.total.names(given.get("Target", "").lower().lstrip("/").removeprefix("xl/"))
        elif name == "mergeCell":
            self.total.merged(_lines_of(given.get("ref", "")))
        elif not self.is_in_cells:
            return
        elif name == "v" and self.is_asking:
            self.text = []
        elif name == "row":
            self.row, self.column = self._number(given.get("r"), self.row), 0
            self.hidden += given.get("hidden") in ("1", "true")
            self._check()
        elif name == "c":
            self._cell(given.get("r"))
            self._check()
            self.total.cell()
            self.is_asking = given.get("t") == "s"

    def letters(self, text: str) -> None:
        if self.is_shared:
            self.total.parts[-1][-1] += len(text)
        elif self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            self.is_shared = False
        elif name == "v" and self.text is not None:
            said, self.text = "".join(self.text).strip(), None
            if not said:
                return
            if not (said.isascii() and said.isdecimal() and len(said) < 10):
                raise Damaged(said[:20])  # "+0" is a number to some readers
            self.total.asked[int(said)] += 1
        elif name == "sheetData":
            self.is_in_cells = False

    def _number(self, text: str | None, before: int) -> int:
        if text is None:
            return before + 1
        if not (text.isascii() and text.isdecimal() and len(text) < 8):
            raise Damaged(text[:20])
        return int(text)

    def _cell(self, text: str | None) -> None:
        if text is None:
            self.column += 1
            return
        match = _CELL.fullmatch(text)
        if match is None:
            raise Damaged(text[:20])
        self.row, self.column = int(match[2]), 0
        for letter in match[1].upper():
            self.column = self.column * 26 + ord(letter) - 64

    def _check(self) -> None:
        if self.row > self.rows:
            raise too_many_rows(self.rows)
        if self.column > self.columns:
            raise too_many_columns(self.columns)
        self.lowest, self.widest = max(self.lowest, self.row), max(self.widest, self.column)


def _lines_of(reference: str) -> int:
    """Return how many lines a range ("A2:B9") covers; 1 for what is none."""
    lines = [int(number) for number in re.findall(r"[0-9]{1,7}", reference)[:2]]
    return abs(lines[-1] - lines[0]) + 1 if lines else 1


def too_many_rows(most: int) -> ValidationError:
    return ValidationError(
        __("The sheet has more than %(limit)s rows. Split it into several files.")
        % {"limit": most},
        code="unreadable",
    )


def too_many_columns(most: int) -> ValidationError:
    return ValidationError(
        __("The sheet has more than %(limit)s columns. Remove the empty or foreign ones.")
        % {"limit": most},
        code="unreadable",
    )

"""What a table looks like before any row is read: what its columns mean, which lines are no records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing.columns import ID, VERSION
from core.importing.headers import ID_LABEL, VERSION_LABEL, known_header, understood
from core.importing.models import ImportJob
from core.importing.named import sheet_of
from core.importing.rows import Raw
from core.importing.sheets import Sheet
from core.land.regions import search_key
from core.tools.files import reach
from core.tools.files import spreadsheets as files
from core.tools.files.grids import Grid, read_grid
from core.tools.files.spreadsheets import Book, plain
from core.tools.files.unread import Formula
from core.tools.turns import Turns
from core.tools.written.blanks import is_mistake, says_nothing

# A large table takes seconds and hundreds of megabytes: one at a time in a process, one more waits.
READING = Turns(at_once=1, waiting=1, seconds=20)
MOST_LEFT_OUT = 200
_FIGURE = re.compile(
    r"(?:[±~<>≥≤]|Rp\.?|sekitar|kira-kira|\+/-)?\s*-?\d[\d.,]*\s*(?:[-–]\s*\d[\d.,]*)?\s*(?:%|,-)?",
    re.I,
)
_NUMBERING = {"no", "nomor", "nourut", "nomorurut", "nr", "number", "rank"}


@dataclass
class MeasureGrid(Grid):
    """A table with a measure a column, as a row a measure: `numbers` is the line of the file each row comes from."""

    numbers: list[int] = field(default_factory=list)

    @override
    def lines(self) -> Iterator[tuple[int, list[Raw]]]:
        return zip(self.numbers, self.rows, strict=True)


def grid_of(sheet: Sheet, book: Book, name: str) -> Grid:
    """Return a page of a checked file as the sheet reads it. Raises ValidationError."""
    grid = read_grid(book, name, known_header(sheet))
    mapping, _guesses = understood(sheet, grid)
    one = sheet.column(sheet.measured)
    if one is None or {sheet.measured, *sheet.measure("x")} & set(mapping.values()):
        return grid
    figures = [
        number for number, header in enumerate(grid.headers)
        if number not in mapping and _is_measure(header, [cells[number] for cells in grid.records()])
    ]  # fmt: skip
    return _by_measure(sheet, grid, figures, book.most.rows) if figures and mapping else grid


def _is_measure(header: str, cells: list[Raw]) -> bool:
    """Return whether a column holds figures of one kind; a year over it is a day, the number of a line no figure."""
    if not header or search_key(header) in _NUMBERING or re.fullmatch(r"(?:19|20)\d\d", header):
        return False
    said = [cell for cell in cells if cell not in ("", None) and not _is_empty(cell)]
    return bool(said) and all(
        (isinstance(cell, int | float) and not isinstance(cell, bool))
        or _FIGURE.fullmatch(plain(cell).strip())
        for cell in said
    )


def _is_empty(cell: Raw) -> bool:
    text = plain(cell)
    return isinstance(cell, Formula) or says_nothing(text) or is_mistake(text)


def _by_measure(sheet: Sheet, grid: Grid, figures: list[int], most: int) -> MeasureGrid:
    kept = [number for number in range(len(grid.headers)) if number not in figures]
    said = [sheet.measure(grid.headers[number]) for number in figures]
    names = [sheet.measured, *dict.fromkeys(name for words in said for name in words)]
    heads = [one.title for name in names if (one := sheet.column(name))]
    headers = [*(grid.headers[number] for number in kept), *heads]
    found = MeasureGrid(headers, [], grid.first_line, [*grid.notes], [*headers], grid.left_out)
    for line, cells in grid.lines():
        own = [cells[number] for number in kept]
        for number, words in zip(figures, said, strict=True):
            if cells[number] in ("", None):
                continue
            found.numbers.append(line)
            found.rows.append([*own, cells[number], *(words.get(name, "") for name in names[1:])])
    if len(found.rows) > most:
        raise reach.too_many_rows(most)
    told = ", ".join(f"“{grid.headers[number]}”" for number in figures[:20])
    found.notes.append(
        __("Each column of figures is a figure of its own: %(columns)s.") % {"columns": told}
    )
    return found


def look(job: ImportJob, sheet: Sheet, grid: Grid) -> None:
    """Note in an import what its table looks like; it is not saved."""
    mapping, _guesses = understood(sheet, grid)
    job.mapping = {str(number): found for number, found in mapping.items()}
    job.columns = columns_of(sheet, grid, mapping)
    job.notes = [*job.notes, *grid.notes]
    job.total_rows = sum(1 for _line in grid.lines())
    job.left_out = [
        {"line": line, "why": str(why), "words": words}
        for line, (why, words) in list(grid.left_out.items())[:MOST_LEFT_OUT]
    ]


def columns_of(sheet: Sheet, grid: Grid, mapping: dict[int, str]) -> list[dict[str, Any]]:
    """Return every column of a file that holds anything: header, what it means, whether that is a guess."""
    suggested, guesses = understood(sheet, grid)
    found = []
    for number, header in enumerate(grid.headers):
        name = mapping.get(number, "")
        one = sheet.column(name) if name else None
        if header or name or any(cells[number] not in ("", None) for cells in grid.rows):
            means = one.title if one else str({ID: ID_LABEL, VERSION: VERSION_LABEL}.get(name, ""))
            is_guess = number in guesses and suggested[number] == name
            found.append({"header": header, "means": means, "is_guess": is_guess})
    return found


def read(job: ImportJob, *, is_surveyed: bool = True) -> tuple[Book, Grid]:
    """Return the kept file and its chosen page. Raises ValidationError where it is gone or unreadable; Busy."""
    with READING.take():
        try:
            with job.file.open("rb") as content:
                book = files.open_book(content, size=job.file.size, is_surveyed=is_surveyed)
        except (FileNotFoundError, ValueError) as error:
            raise ValidationError(
                __("The uploaded file was deleted; please upload it again.")
            ) from error
        return book, grid_of(sheet_of(job.sheet, job.user), book, job.sheet_name)

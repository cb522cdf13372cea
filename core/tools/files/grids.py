"""One table of a file: where its header stands, in one line or two, and which of the lines below are records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as __

from core.tools.files import layout_rows, reach
from core.tools.files.spreadsheets import (
    SEARCHED_FOR_HEADER,
    Book,
    Row,
    plain,
    refuse,
    rows_of,
)


@dataclass
class Grid:
    """One sheet from its header line down. `first_line`: number of the first data line, as in Excel.

    `ends`: what stands lowest in each header, the header itself where it has one line. `left_out`: lines that are
    no records (`layout_rows`): number, what it is, its words.
    """

    headers: list[str]
    rows: list[Row]
    first_line: int
    notes: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    left_out: dict[int, tuple[Any, str]] = field(default_factory=dict)

    def lines(self) -> Iterator[tuple[int, Row]]:
        """Yield (line number, cells) of every line that is a record."""
        for number, row in enumerate(self.rows, start=self.first_line):
            if number not in self.left_out and any(cell not in ("", None) for cell in row):
                yield number, row

    def records(self) -> Iterator[Row]:
        """Yield the cells of every line that is a record."""
        return (row for _line, row in self.lines())

    def leave_out(self) -> None:
        """Find the lines that are no records."""
        tail = layout_rows.first_of_signatures(self.rows, plain)
        for number, row in enumerate(self.rows):
            why = layout_rows.why_no_record(row, self.ends, plain)
            if number >= tail and any(cell not in ("", None) for cell in row):
                why = why or layout_rows.SIGNED
            if why is not None:
                words = " · ".join(plain(cell) for cell in row if cell not in ("", None))
                self.left_out[number + self.first_line] = (why, words[:120])


def read_grid(book: Book, name: str, known: Callable[[str], bool]) -> Grid:
    """Return one sheet of a checked file from its header line on.

    `known` says whether a text is a header the caller looks for: the header is the line of the first
    thirty that holds most of them, else the first one with at least two texts. Raises ValidationError.
    """
    most = book.most
    rows, notes = rows_of(book, name)
    top = _header_line(rows, known)
    if top is None:
        raise refuse(__("The sheet is empty."))
    top, headers, ends = _headers(rows, top)
    if len(headers) > most.columns:
        raise reach.too_many_columns(most.columns)
    body = rows[top + 1 :]
    while body and not any(cell not in ("", None) for cell in body[-1]):
        body.pop()
    if len(body) > most.rows:
        raise reach.too_many_rows(most.rows)
    if not body:
        raise refuse(__("The sheet has a header but no rows below it."))
    if top:
        notes.append(__("The header was found in line %(line)s.") % {"line": top + 1})
    width = len(headers)
    beyond = [
        n
        for n, row in enumerate(body)
        if any(cell is not None and str(cell).strip() for cell in row[width:])
    ]
    body = [row[:width] + [""] * (width - len(row)) if len(row) != width else row for row in body]
    grid = Grid(headers, body, top + 2, notes, ends)
    grid.leave_out()
    if (
        beyond and book.kind == "csv"
    ):  # a sign within a cell parted it: what follows stands one place too far
        for n in beyond:
            grid.left_out[n + grid.first_line] = (layout_rows.BEYOND, " · ".join(body[n])[:120])
    elif beyond:
        lines = ", ".join(str(n + grid.first_line) for n in beyond[:5])
        words = __("Cells to the right of the last header stay out (lines %(lines)s).")
        notes.append(words % {"lines": lines + (" …" if len(beyond) > 5 else "")})
    if not any(True for _line in grid.lines()):
        raise refuse(__("The sheet has a header but no rows below it."))
    return grid


def _headers(rows: list[Row], top: int) -> tuple[int, list[str], list[str]]:
    """Return (last line of the header, its texts, what stands lowest in each): two lines are joined where the lower
    one only fills in what the upper one leaves open, as merged cells do."""
    for upper in (top, top - 1):
        if 0 <= upper < len(rows) - 1 and _goes_on(rows[upper], rows[upper + 1]):
            return upper + 1, *_joined(rows[upper], rows[upper + 1])
    headers = [_header(cell) for cell in rows[top]]
    while headers and not headers[-1]:
        headers.pop()
    return top, headers, list(headers)


def _goes_on(upper: Row, lower: Row) -> bool:
    above, below = [_header(cell) for cell in upper], [_header(cell) for cell in lower]
    if sum(map(bool, above)) < 2 or not all(
        isinstance(cell, str) for cell in lower if cell not in ("", None)
    ):
        return False
    is_more = False
    for number, word in enumerate(below):
        if not word:
            continue
        over = above[number] if number < len(above) else ""
        spans = bool("".join(below[number + 1 : number + 2])) and above[
            number + 1 : number + 2
        ] == [""]
        if over and over != word and not spans:
            return False
        is_more = is_more or (over != word and (not over or spans))
    return is_more


def _joined(upper: Row, lower: Row) -> tuple[list[str], list[str]]:
    headers, ends, over = [], [], ""
    for number in range(max(len(upper), len(lower))):
        one = _header(upper[number]) if number < len(upper) else ""
        two = _header(lower[number]) if number < len(lower) else ""
        over = one or (over if two else "")
        headers.append(" ".join(dict.fromkeys(filter(None, (over, two)))))
        ends.append(two or over)
    while headers and not headers[-1]:
        headers.pop()
    return headers, ends[: len(headers)]


def _header(cell: Any) -> str:
    return " ".join(plain(cell).split())[:120]


def _header_line(rows: list[Row], known: Callable[[str], bool]) -> int | None:
    best, most = None, 0
    for number, row in enumerate(rows[:SEARCHED_FOR_HEADER]):
        hits = sum(1 for cell in row if isinstance(cell, str) and cell.strip() and known(cell))
        if hits > most:
            best, most = number, hits
    if best is not None:
        return best
    fallback = None
    for number, row in enumerate(rows[:SEARCHED_FOR_HEADER]):
        texts = sum(1 for cell in row if isinstance(cell, str) and cell.strip())
        if texts >= 2:
            return number
        if texts and fallback is None:
            fallback = number
    return fallback

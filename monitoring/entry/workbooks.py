"""Workbooks that come from outside, read as text within limits: nothing of them is run or fetched."""

from __future__ import annotations

import io

from core.tools.files.spreadsheets import Limits, open_book, plain, rows_of

LIMITS = Limits(megabytes=5, unpacked_megabytes=60, rows=20_000, columns=1_000, cells=2_000_000)
Rows = list[dict[str, str]]


def read(content: bytes) -> dict[str, Rows]:
    """Return the rows of each sheet by its name, hidden ones too, keyed by the heading; a CSV is one sheet "".

    Raises ValidationError in words for a file that is too large, broken or of another kind.
    """
    book = open_book(io.BytesIO(content), size=len(content), most=LIMITS)
    return {name: _keyed(rows_of(book, name)[0]) for name in (*book.names, *book.hidden)}


def _keyed(lines: list[list[object]]) -> Rows:
    if not lines:
        return []
    head = [_text(cell) for cell in lines[0]]
    rows = [[_text(cell) for cell in line] for line in lines[1:]]
    return [
        {name: cell for name, cell in zip(head, row, strict=False) if name}
        for row in rows
        if any(row)
    ]


def _text(cell: object) -> str:
    """Return a cell as XLSForm understands it: what is true is "1", what is false nothing."""
    if isinstance(cell, bool):
        return "1" if cell else ""
    return plain(cell)

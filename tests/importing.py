"""A table through the import's own code, for the tests of every room's sheets."""

from __future__ import annotations

import io
from typing import Any

from core.importing import Row, sheet_class
from core.importing.engine import Engine
from core.importing.headers import known_header, suggest
from core.importing.rows import Counts, Writer
from core.tools.files import grids
from core.tools.files import spreadsheets as files


def walk(
    sheet: str, user: Any, table: str | bytes, *, write: bool = False
) -> tuple[Counts, list[Row]]:
    """Return counts and rows of a dry run (or with `write` an import) of a CSV or XLSX."""
    found = sheet_class(sheet)
    assert found is not None, sheet
    own = found(user)
    content = table.encode() if isinstance(table, str) else table
    book = files.open_book(io.BytesIO(content), size=len(content))
    known = known_header(own)
    grid = grids.read_grid(book, book.names[0], known)
    rows: list[Row] = []
    writer = Writer(user, reason="test") if write else None
    engine = Engine(own, grid, suggest(own, grid), writer=writer, on_row=rows.append)
    return engine.run(), rows


def reasons(rows: list[Row]) -> dict[int, list[tuple[str, str]]]:
    """Return line → [(column, sentence)] of the faulty rows."""
    return {row.line: [(r.column, r.text) for r in row.reasons] for row in rows if row.reasons}

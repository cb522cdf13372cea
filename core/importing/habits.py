"""How the columns of a file write what could be read in two ways: learnt from the whole column, else asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.importing.cells.text import Cell, Doubt
from core.importing.sheets import Sheet
from core.tools.files.grids import Grid
from core.tools.files.spreadsheets import plain


def habits(
    sheet: Sheet, grid: Grid, mapping: Mapping[int, str]
) -> tuple[dict[str, str], dict[str, Doubt]]:
    """Return attribute → habit as its column shows it, and attribute → what its column leaves open."""
    found: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    for number, name in mapping.items():
        field = sheet.column(name)
        if field is None or type(field.cell).learn is Cell.learn:
            continue
        found[name], doubt = field.cell.learn(_texts(grid, number))
        if doubt is not None:
            doubts[name] = doubt
    return found, doubts


def _texts(grid: Grid, number: int) -> Iterator[str]:
    """Yield the texts of a column, each once."""
    found = {cells[number] for cells in grid.records() if isinstance(cells[number], str)}
    return (plain(text) for text in sorted(found) if text)

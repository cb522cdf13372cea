"""What a table looks like before any row is read: what its columns mean, which lines are no records."""

from __future__ import annotations

from typing import Any

from core.importing.columns import ID, VERSION
from core.importing.headers import ID_LABEL, VERSION_LABEL, understood
from core.importing.models import ImportJob
from core.importing.sheets import Sheet
from core.tools.files.grids import Grid

MOST_LEFT_OUT = 200


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

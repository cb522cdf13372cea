"""What a walk through a file leaves for people: a preview of each kind of row and the faulty rows as a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from core.importing.cells.quantities import PartialDate
from core.importing.columns import ID, VERSION
from core.importing.headers import ID_LABEL, VERSION_LABEL
from core.importing.rows import Kind, Row
from core.importing.sheets import Sheet
from core.tools import formats
from core.tools.files import xlsx
from core.tools.files.grids import Grid
from core.tools.files.spreadsheets import plain
from core.tools.formats import DASH

SHOWN = 50
# A fault that so many lines have is told of the column, once; so many different sentences at most.
OFTEN, MOST_SAID = 3, 60
_LINES = 20
_VALUE = re.compile(r"“[^”]*”|\d[\d.,/-]*")


@dataclass
class Said:
    """A sentence about a column, and the lines it holds for."""

    text: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < _LINES:
            self.lines.append(line)


class Collector:
    """Takes rows as they come; keeps the first fifty of each kind, and every faulty one in a file."""

    def __init__(self, sheet: Sheet, grid: Grid, mapping: dict[int, str]) -> None:
        self.sheet, self.grid, self.mapping = sheet, grid, mapping
        self.shown: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in Kind}
        self.numbers = {name: number for number, name in mapping.items()}
        self.errors: FaultyRows | None = None
        # What is said of a column, but for the values → lines that say it, and the first sentence.
        self.asked: dict[str, list[tuple[str, str]]] = {}
        self.said: dict[tuple[str, str, bool], Said] = {}

    def take(self, row: Row) -> None:
        kind = row.kind or Kind.FAULTY
        for one, is_fault in [*((r, True) for r in row.reasons), *((t, False) for t in row.told)]:
            if one.column:
                key = (one.column, _VALUE.sub("“…”", one.text), is_fault)
                self.said.setdefault(key, Said(one.text)).add(row.line)
        if row.asked and len(self.asked) < MOST_SAID:
            self.asked[row.asked[0]] = row.asked[1]
        if kind == Kind.FAULTY:
            if self.errors is None:
                self.errors = FaultyRows(self.sheet, self.grid)
            self.errors.add(row, self.label)
        if len(self.shown[kind]) < SHOWN:
            self.shown[kind].append(self._told(row, kind))

    def preview(self) -> list[dict[str, Any]]:
        return [
            line
            for kind in (Kind.FAULTY, Kind.CHANGED, Kind.NEW, Kind.SAME)
            for line in self.shown[kind]
        ]

    def of_columns(self) -> list[dict[str, Any]]:
        """Return what is said of whole columns, each once: how cells were understood, and faults of many lines."""
        return [
            {
                "column": self.label(name),
                "text": said.text,
                "count": said.count,
                "lines": said.lines,
                "is_fault": is_fault,
                "key": key,
            }
            for (name, key, is_fault), said in list(self.said.items())[:MOST_SAID]
            if not is_fault or said.count >= OFTEN
        ]

    def label(self, name: str) -> str:
        """Return the header of a column as the user's file has it, else as the sheet calls it."""
        if name in self.numbers:
            return self.grid.headers[self.numbers[name]]
        if name in (ID, VERSION):
            return str(ID_LABEL if name == ID else VERSION_LABEL)
        field = self.sheet.column(name)
        return field.title if field else ""

    def _told(self, row: Row, kind: Kind) -> dict[str, Any]:
        return {
            "line": row.line,
            "kind": kind.value,
            "what": self._what(row),
            "url": row.obj.get_absolute_url() if row.obj is not None and row.obj.pk else "",
            "reasons": [
                {
                    "column": self.label(reason.column),
                    "value": self._cell(row, reason.column),
                    "text": reason.text,
                    "key": _VALUE.sub("“…”", reason.text),
                }
                for reason in row.reasons
            ],
            "told": [{"column": self.label(one.column), "text": one.text} for one in row.told],
            "values": self._values(row),
            "changes": [
                {
                    "label": self.label(name),
                    "old": self._word(name, old),
                    "new": self._word(name, new),
                }
                for name, (old, new) in row.changed.items()
            ]
            if kind == Kind.CHANGED
            else [],
        }

    def _values(self, row: Row) -> list[dict[str, str]]:
        """Return what a row says as it was understood, with the words of the file where they differ."""
        found: list[dict[str, str]] = []
        for name, value in row.values.items():
            field = self.sheet.column(name)
            item = self.sheet.attribute(name)
            label = field.title if field else capfirst(str(item.verbose_name)) if item else ""
            shown = self._word(name, value)
            if label and value not in (None, ""):
                written = self._cell(row, name)
                found.append(
                    {"label": label, "value": shown, "written": written if written != shown else ""}
                )
        return found

    def _what(self, row: Row) -> str:
        if row.obj is not None and row.kind != Kind.FAULTY:
            return self.sheet.label_of(row)
        words = [plain(cell) for cell in row.cells if isinstance(cell, str) and cell.strip()]
        return " · ".join(words[:3])[:120] or DASH

    def _cell(self, row: Row, name: str) -> str:
        return plain(row.cells[self.numbers[name]])[:80] if name in self.numbers else ""

    def _word(self, name: str, value: object) -> str:
        if isinstance(value, models.Model):
            return str(value)
        field = self.sheet.column(name)
        if isinstance(value, bool):
            return __("yes") if value else __("no")
        if isinstance(value, list | tuple | set):
            return ", ".join(map(str, value)) or DASH
        item = self.sheet.attribute(name)
        words = dict(item.flatchoices) if field is None and item and item.choices else {}
        word = field.cell.render(value) if field is not None else words.get(value, value)
        if isinstance(word, Decimal | int | float) and not isinstance(
            field and field.cell, PartialDate
        ):
            word = formats.number(word)
        return plain(word) if word not in (None, "") else DASH


class FaultyRows:
    """The user's own rows and columns with a column of reasons; uploaded again after mending."""

    def __init__(self, sheet: Sheet, grid: Grid) -> None:
        self.out = io.BytesIO()
        self.width = len(grid.headers)
        self.book = xlsx.workbook(self.out)
        self.page = xlsx.add_page(self.book, str(sheet.title))
        head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.why = self.book.add_format(
            {"text_wrap": True, "font_color": "#9b1c16", "valign": "top"}
        )
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.page.set_column(0, self.width, 18)
        self.page.set_column(self.width, self.width, 60)
        self.page.freeze_panes(1, 0)
        for number, header in enumerate(grid.headers):
            xlsx.put(self.page, 0, number, header, head)
        self.page.write_string(0, self.width, __("Why it was not imported"), head)
        self.line = 0

    def add(self, row: Row, label: Callable[[str], str]) -> None:
        self.line += 1
        for number, cell in enumerate(row.cells):
            xlsx.put(self.page, self.line, number, cell, date=self.date)
        reasons = "\n".join(
            f"{name}: {reason.text}" if (name := label(reason.column)) else reason.text
            for reason in row.reasons
        )
        xlsx.put(self.page, self.line, self.width, reasons, self.why)

    def content(self) -> bytes:
        self.book.close()
        return self.out.getvalue()

"""Rows of a file against the records there are: new, changed, the same, or faulty with reasons.

The dry run and the import are the same walk by one strategy, that of changes of many rows
(`core.records.bulk`): a batch is written in a transaction; one the database refuses is halved until the
faulty row stands alone; a dry run rolls each batch back. Queries are asked per batch, never per row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as __

from core.importing.reading import NAMES, Line, Reader
from core.importing.rows import Counts, Key, Kind, Row, Writer
from core.importing.sheets import Sheet
from core.records.bulk import recheck, why_refused
from core.tools.files.grids import Grid

BATCH = 500


class Engine:
    """One walk through a grid. `mapping`, `words`, `readings` as the `Reader` takes them; without a `writer` a dry run.

    `written`: so many rows an earlier walk has written; they are judged again for what is told of them, and left
    alone. `only`: the one line to walk. `on_write` is told in the transaction of a batch how many rows stand when it
    ends.
    """

    def __init__(
        self,
        sheet: Sheet,
        grid: Grid,
        mapping: Mapping[int, str],
        *,
        words: Mapping[str, Mapping[str, str]] | None = None,
        readings: Mapping[str, str] | None = None,
        writer: Writer | None = None,
        on_row: Callable[[Row], None] = lambda row: None,
        on_progress: Callable[[int], None] = lambda done: None,
        on_write: Callable[[int], None] = lambda done: None,
        written: int = 0,
        only: int | None = None,
    ) -> None:
        self.sheet = sheet
        sheet.answers = (words or {}).get(NAMES, {})
        self.reader = Reader(sheet, grid, mapping, words or {}, readings or {})
        self.writer = writer or Writer(sheet.user, is_dry=True)
        self.on_row, self.on_progress, self.on_write = on_row, on_progress, on_write
        self.written, self.only = written, only
        self._seen: dict[Key, int] = {}

    def run(self) -> Counts:
        """Walk through the grid; return the counts."""
        self.sheet.prepare()
        counts = Counts()
        lines = (line for line in self.reader.lines() if self.only in (None, line[0]))
        while batch := list(islice(lines, BATCH)):
            for row in self._batch(batch, counts.read + len(batch)):
                counts.add(row.kind or Kind.FAULTY)
                self.on_row(row)
            self.on_progress(counts.read)
        return counts

    def _batch(self, lines: list[Line], end: int) -> list[Row]:
        is_dry = self.writer.is_dry or end <= self.written
        with transaction.atomic():
            rows = self._written(lines)
            if not is_dry:
                self.on_write(end)
            # Only now: what the database refuses may be so because of another row of the batch.
            transaction.set_rollback(is_dry)
        for row in rows:
            if is_dry and row.kind == Kind.NEW:
                row.obj.pk = None
        return rows

    def _written(self, lines: list[Line]) -> list[Row]:
        """Judge and write some lines; where the database refuses them, each half anew."""
        rows = [self.reader.row(line, cells) for line, cells in lines]
        try:
            with transaction.atomic():
                seen = self._judge(rows)
                self._write([row for row in rows if row.kind in (Kind.NEW, Kind.CHANGED)])
        except IntegrityError as error:
            if len(lines) > 1:
                half = len(lines) // 2
                return [*self._written(lines[:half]), *self._written(lines[half:])]
            (row,) = rows = [self.reader.row(line, cells) for line, cells in lines]
            row.fault(why_refused(self.sheet.model, error))
            return rows
        self._seen |= seen
        return rows

    def _judge(self, rows: list[Row]) -> dict[Key, int]:
        """Take the rows through the steps before the write; return which line has which mark."""
        seen: dict[Key, int] = {}
        self.sheet.read(rows)
        self.sheet.find([row for row in rows if row.is_good])
        for row in (row for row in rows if row.is_good):
            if row.mark and (first := self._seen.get(row.mark) or seen.get(row.mark)):
                row.fault(__("The same record stands in line %(line)s.") % {"line": first})
                continue
            self.sheet.decide(row)
            if row.mark and row.is_good:
                seen[row.mark] = row.line
        return seen

    def _write(self, rows: list[Row]) -> None:
        if rows:
            self.sheet.write(rows, self.writer)
            recheck(self.sheet.model, {row.obj.pk for row in rows}, self.sheet.user)

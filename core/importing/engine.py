"""Rows of a file against the records there are: new, changed, the same, or faulty with reasons.

The dry run and the import are the same walk; only the import writes, each batch in a transaction
of its own. Queries are asked per batch, never per row. Every distinct cell of a column is read and
validated once. What is judged is the record as it would be saved, by the model's own rules.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from core.access import Action as May
from core.access import may, region_code_of
from core.importing.bulk import Bulk
from core.importing.cells import CLEAR_WORDS, Rough, Several
from core.importing.rows import Action, Counts, Kind, Row
from core.importing.sheets import Sheet, SheetField, folded
from core.land.regions import search_key
from core.records.review import why_locked
from core.tools import rough
from core.tools.files.spreadsheets import Grid, plain
from core.tools.formats import moment
from core.tools.rows import bulk, constraints

BATCH = 2500
ID, VERSION = "_id", "_version"
SAMPLE = "CONTOH"
# Distinct cells of a column that are kept while the file is read.
MOST_REMEMBERED = 20_000


class Engine:
    """One walk through a grid. `mapping`: column number → attribute, `_id` or `_version`."""

    def __init__(
        self,
        sheet: Sheet,
        grid: Grid,
        mapping: dict[int, str],
        *,
        words: dict[str, dict[str, str]] | None = None,
        action: Action | None = None,
        on_row: Callable[[Row], None] = lambda row: None,
        on_progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        self.sheet, self.grid, self.mapping = sheet, grid, mapping
        self.words = words or {}
        self.action = action
        self.on_row, self.on_progress = on_row, on_progress
        self.counts = Counts()
        self.model = sheet.model
        self.build = bulk.maker(self.model)
        self.judges = [
            (rule, judge)
            for rule, judge in constraints.judges(self.model)
            if rule.name not in sheet.judged_later
        ]
        self._columns = [
            (number, field)
            for number, name in sorted(mapping.items())
            if (field := sheet.column(name)) is not None and not field.export_only
        ]
        self._columns.sort(key=lambda column: column[1].widget.is_late)
        self._id = _number_of(mapping, ID)
        self._version = _number_of(mapping, VERSION)
        self._read: dict[str, bulk.Once] = {}
        self._seen: dict[Any, int] = {}
        self._may: dict[Any, bool] = {}
        manager: Any = self.model._default_manager
        self._scope_path = manager.all().scope_path
        self._attnames = bulk.Once(self._named)

    # --- The walk --------------------------------------------------------------

    def run(self) -> Counts:
        """Walk through the grid; return the counts. With an `action` good rows are written."""
        with _uncollected():
            return self._run()

    def _run(self) -> Counts:
        self.sheet.prepare()
        self._names = dict(self._raw_names())
        self._times_named = Counter(self._names.values())
        done = 0
        for batch in _chunks(self._lines(), BATCH):
            for row in self._batch(batch):
                self.counts.add(row.kind or Kind.FAULTY)
                self.on_row(row)
            done += len(batch)
            self.on_progress(done)
        return self.counts

    def _lines(self) -> Iterator[tuple[int, list[Any]]]:
        for line, cells in self.grid.lines():
            if self._id is None or search_key(plain(cells[self._id])) != SAMPLE.lower():
                yield line, cells

    def _raw_names(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Return for every line what its cells of the natural key say, as names are compared."""
        numbers = [n for n, field in self._columns if field.name in self.sheet.natural_key]
        for line, cells in self._lines():
            yield line, tuple([folded(plain(cells[n])) for n in numbers])

    def _batch(self, lines: list[tuple[int, list[Any]]]) -> list[Row]:
        rows = self._parse(lines)
        if self.action is None:
            seen = self._judge(rows)
        else:
            try:
                with transaction.atomic():
                    self.sheet.hold([row for row in rows if row.is_good])
                    seen = self._judge(rows)
                    self._write(rows)
            except IntegrityError as error:
                # The database refused the batch: find the rows it means by halves.
                if len(lines) == 1:
                    rows = self._parse(lines)
                    rows[0].fault(self._words_of(error))
                    return rows
                half = len(lines) // 2
                return [*self._batch(lines[:half]), *self._batch(lines[half:])]
        self._seen |= seen
        return rows

    def _write(self, rows: list[Row]) -> None:
        assert self.action is not None
        writer = Bulk(self.action)
        new = [row for row in rows if row.kind == Kind.NEW]
        changed = [row for row in rows if row.kind == Kind.CHANGED]
        if new:
            self.sheet.insert(new, writer)
        if changed:
            self.sheet.update(changed, writer)
        keys = [row.obj.pk for row in (*new, *changed)]
        manager: Any = self.model._default_manager
        if keys and manager.visible_to(self.sheet.user).filter(pk__in=keys).count() != len(
            set(keys)
        ):
            raise RuntimeError("rows left the writer's sight")

    # --- Cells -------------------------------------------------------------------

    def _parse(self, lines: list[tuple[int, list[Any]]]) -> list[Row]:
        """Read the cells of a batch, column by column; each distinct cell of a column is read once."""
        rows = [Row(line, cells) for line, cells in lines]
        for number, field in self._columns:
            known = self._known(field)
            name = field.name
            for row in rows:
                raw = row.cells[number]
                if raw == "" or raw is None:
                    continue
                value = known[raw if type(raw) is str else (type(raw), raw)]
                if value is None:
                    continue
                kind = type(value)
                if kind is ValidationError:
                    row.fault(" ".join(value.messages), name)
                elif kind is Several:
                    row.values.update(value)
                elif kind is Rough:
                    row.values[name] = value.value
                    row.rough.append(value.words)
                else:
                    row.values[name] = value
        if self._id is not None:
            for row in rows:
                row.id = self._whole(row, row.cells[self._id], ID)
                if self._version is not None and row.id is not None:
                    row.version = self._whole(row, row.cells[self._version], VERSION)
        return rows

    def _known(self, field: SheetField) -> bulk.Once:
        known = self._read.get(field.name)
        if known is None or len(known) > MOST_REMEMBERED:
            known = self._read[field.name] = bulk.Once(
                lambda key: self._fresh(field, key if type(key) is str else key[1])
            )
        return known

    def _fresh(self, field: SheetField, raw: Any) -> Any:
        """Return the value of a cell, None where it is blank, or the ValidationError."""
        text = plain(raw)
        if not text.strip():
            return None
        if text.lower() in CLEAR_WORDS:
            return self._empty(field)
        raw = self.words.get(field.name, {}).get(text, raw)
        bare, is_rough = field.widget.unmarked(raw)
        try:
            value = field.widget.clean(bare)
            if is_rough:
                if not self.sheet.rough_note:
                    raise ValidationError(rough.no_place(text))
                words = rough.told(field.label, bare)
                return Rough(self._valid(field.name, value), words)
            if isinstance(value, Several):
                return Several({name: self._valid(name, part) for name, part in value.items()})
            return None if value in ("", None) else self._valid(field.name, value)
        except ValidationError as error:
            return error

    def _valid(self, name: str, value: Any) -> Any:
        item = self._field(name)
        if item is None or item.is_relation:
            return value
        return item.clean(value, None)

    def _empty(self, field: SheetField) -> Any:
        item = self._field(field.name)
        if field.required or field.fixed or item is None:
            return ValidationError(__("This cannot be emptied."))
        if item.has_default():
            return Several({field.name: item.get_default()})
        return Several({field.name: None if item.null else ""})

    def _field(self, name: str) -> Any:
        try:
            return self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None

    def _whole(self, row: Row, raw: Any, column: str) -> int | None:
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

    # --- Judgement ------------------------------------------------------------------

    def _judge(self, rows: list[Row]) -> dict[Any, int]:
        self.sheet.lookup(rows)
        self._find(rows)
        seen: dict[Any, int] = {}
        for row in rows:
            if row.is_good:
                self._decide(row)
            if row.is_good:
                mark = ("id", row.obj.pk) if not row.is_new else self.sheet.identity(row)
                if mark is not None:
                    first = self._seen.get(mark) or seen.setdefault(mark, row.line)
                    if first != row.line:
                        row.fault(__("The same record stands in line %(line)s.") % {"line": first})
            row.kind = row.kind or Kind.SAME
        return seen

    def _find(self, rows: list[Row]) -> None:
        """Give every row the record it means: by the system's number, else by its natural key."""
        manager: Any = self.model._default_manager
        good = [row for row in rows if row.is_good]
        ids = {row.id for row in good if row.id is not None}
        by_id = {obj.pk: obj for obj in self._held(manager.visible_to(self.sheet.user), ids)}
        by_key: dict[Any, list[Any]] = {}
        named = [row for row in good if row.id is None]
        for row in named:
            self.sheet.derive(row)
            row.key = self.sheet.key_of(row.values)
        named = [row for row in named if row.is_good]
        if named:
            for obj in self._held(self.sheet.candidates(named)):
                for key in self.sheet.keys_of_record(obj):
                    by_key.setdefault(key, []).append(obj)
        for row in (row for row in good if row.is_good):
            row.alike = self._times_named[self._names[row.line]]
            if row.id is not None:
                row.obj = by_id.get(row.id)
                if row.obj is None:
                    row.fault(__("This record does not exist, or lies outside your region."), ID)
            elif row.key is not None:
                found = by_key.get(row.key, [])
                current = [obj for obj in found if not obj.archived_at]
                try:
                    row.obj = self.sheet.match(row, current or found)
                except ValidationError as error:
                    self._fault(row, error)
            row.is_new = row.obj is None

    def _held(self, rows: Any, ids: set[int] | None = None) -> Iterable[Any]:
        if ids is not None:
            if not ids:
                return []
            rows = rows.filter(pk__in=ids)
        rows = self.sheet.plan(rows)
        return rows.select_for_update(of=("self",)) if self.action is not None else rows

    def _decide(self, row: Row) -> None:
        if row.is_new:
            self._decide_new(row)
            return
        self.sheet.meet(row)
        if row.kind is not None:
            return
        if reason := why_locked(row.obj):
            row.fault(reason)
            return
        obj = row.obj
        if row.rough:
            self._tell_rough(row)
        self.sheet.adapt(row)
        if not row.is_good:
            return
        for name, value in row.values.items():
            old = getattr(obj, self._attnames[name])
            new = value.pk if isinstance(value, models.Model) else value
            if old != new:
                row.changed[name] = (old, value)
        if not row.changed:
            row.kind = Kind.SAME
            return
        for name in row.changed:
            field = self.sheet.column(name)
            if field is not None and field.fixed:
                row.fault(
                    __("%(column)s cannot change once it is saved.")
                    % {"column": capfirst(str(field.label))},
                    name,
                )
        if row.version is not None and row.version != obj.version:
            row.fault(
                __("Changed since you downloaded it (on %(at)s). Download the list again.")
                % {"at": moment(obj.updated_at)}
            )
        if not self._is_allowed(May.CHANGE, obj):
            row.fault(__("This row is outside your region."))
        if row.is_good:
            for name, (_old, value) in row.changed.items():
                setattr(
                    obj, name if isinstance(value, models.Model) else self._attnames[name], value
                )
            self._validate(row)
        if row.is_good:
            row.kind = Kind.CHANGED

    def _tell_rough(self, row: Row) -> None:
        """Let the remark of the record tell of numbers the row marks as rough."""
        name = self.sheet.rough_note
        said = row.values.get(name, "" if row.is_new else getattr(row.obj, name))
        try:
            row.values[name] = self._valid(name, rough.noted(said, row.rough))
        except ValidationError as error:
            row.fault(" ".join(error.messages), name)

    def _decide_new(self, row: Row) -> None:
        if row.rough:
            self._tell_rough(row)
        self.sheet.complete(row)
        for field in self.sheet.columns():
            if field.required and row.values.get(field.name) in (None, ""):
                row.fault(__("This is missing."), field.name)
        if not row.is_good:
            return
        row.obj = obj = self.build()
        for name, value in row.values.items():
            setattr(obj, name if isinstance(value, models.Model) else self._attnames[name], value)
        if not self._is_allowed(May.ADD, obj):
            row.fault(__("This row is outside your region."))
        else:
            self._validate(row)
        if row.is_good:
            row.kind = Kind.NEW

    def _validate(self, row: Row) -> None:
        """Judge the record by the model's `clean`, its check constraints and the sheet's own rule."""
        obj = row.obj
        try:
            obj.clean()
            for constraint, judge in self.judges:
                if judge is None:
                    constraint.validate(self.model, obj)
                elif judge(obj) is False:
                    raise ValidationError(constraint.get_violation_error_message())
            self.sheet.check(obj, row)
        except ValidationError as error:
            self._fault(row, error)

    def _fault(self, row: Row, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            for name, texts in error.message_dict.items():
                row.fault(" ".join(texts), name if name != "__all__" else "")
        else:
            row.fault(" ".join(error.messages))

    def _is_allowed(self, action: May, obj: Any) -> bool:
        # Without a queryset per row, which is what the general way costs.
        is_own_region = self._scope_path == "region"
        key = (action, obj.region_id if is_own_region else region_code_of(obj))
        if key not in self._may:
            self._may[key] = may(self.sheet.user, action, obj)
        return self._may[key]

    def _named(self, name: str) -> str:
        item = self._field(name)
        return item.attname if item is not None else name

    def _words_of(self, error: IntegrityError) -> str:
        for constraint in self.model._meta.constraints:
            if constraint.name in str(error):
                return str(constraint.get_violation_error_message())
        return __("The database refused this row; another one says the same already.")


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of reference cycles from searching the rows over and over; they make none.

    A thread of a web process leaves it on: it would be off for all the others too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _number_of(mapping: dict[int, str], name: str) -> int | None:
    return next((number for number, found in mapping.items() if found == name), None)


def _chunks(lines: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch

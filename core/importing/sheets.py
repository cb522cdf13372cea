"""What a room declares: one sheet per kind of record, its columns shared by template, export and import.

A batch of rows takes four steps through its sheet: `read` → `find` → `decide` → `write`. The engine
(`engine.py`) asks a sheet; a sheet never asks the engine. docs/exchange.md shows how a room adds one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as __

from core.access import Action, ScopedQuerySet, may, region_code_of
from core.importing.columns import ID, SheetField
from core.importing.rows import Key, Kind, Row, Values, Writer
from core.people.users import User
from core.records.records import Record
from core.records.review import why_locked
from core.records.sources import Changes, settled
from core.tools import formats, rough
from core.tools.formats import moment

R = TypeVar("R", bound=Row)


class Sheet(Generic[R]):
    """Base of all sheets. A room sets the class attributes and takes part in the steps where it differs.

    `name` stands in addresses. `natural_key`: attributes that name a record where no id is given.
    `row_class`: what a line is kept as on its way. `list_url`: name of the list where what was imported
    can be looked at. `rough_note`: the attribute that tells of numbers marked as rough ("± 12"); "": such
    cells are refused in words. `by_likeness`: False where only exact headers count. `has_template`:
    False where the table comes from elsewhere, so there is nothing to download and fill in. `measured`: the
    attribute that takes the cells of a table with a measure a column, whose headers `measure` tells apart.
    """

    name: ClassVar[str] = ""
    model: ClassVar[type[models.Model]]
    title: ClassVar[object] = ""
    fields: ClassVar[Sequence[SheetField]] = ()
    natural_key: ClassVar[tuple[str, ...]] = ()
    row_class: ClassVar[type[Row]] = Row
    filterset_class: ClassVar[Any] = None
    list_url: ClassVar[str]
    rough_note: ClassVar[str] = ""
    by_likeness: ClassVar[bool] = True
    has_template: ClassVar[bool] = True
    measured: ClassVar[str] = ""

    def __init__(self, user: User) -> None:
        self.user = user
        self.personal = may(user, Action.SEE_CONTACTS)
        self._own = self._columns()
        self._attributes = {item.name: item for item in self.model._meta.concrete_fields}
        # What the user says of names that may be known ones: name → key of the record, or `IS_NEW`.
        self.answers: Mapping[str, str] = {}
        self._may: dict[tuple[Action, str | None], bool] = {}

    # --- What the columns are ------------------------------------------------

    def _columns(self) -> list[SheetField]:
        # Readers of regions know their user, and the class is shared by all: each sheet has its own.
        return [
            replace(field, cell=copy.copy(field.cell))
            for field in self.fields
            if self.personal or not field.personal
        ]

    def columns(self) -> list[SheetField]:
        """Return the columns this user gets."""
        return self._own

    def needed(self) -> list[SheetField]:
        """Return the columns a new record of this user needs, that nothing else fills in."""
        return [field for field in self.columns() if field.required]

    def nameless(self, given: set[str]) -> list[SheetField]:
        """Return the columns without which no record of a file can be named; `given`: those it has."""
        if ID in given:
            return []
        return [
            one for one in self.needed() if one.name in self.natural_key and one.name not in given
        ]

    def measure(self, header: str) -> dict[str, str]:
        """Return what the header of a column of figures says of each, by column of ours; {} where it says nothing."""
        return {}

    def column(self, name: str) -> SheetField | None:
        return next((field for field in self.columns() if field.name == name), None)

    def attribute(self, name: str) -> models.Field | None:
        """Return the model's own field of this name; None for a column that is kept elsewhere."""
        return self._attributes.get(name)

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(field.name for field in self.columns() if field.required)

    def prepare(self) -> None:
        """Load what all rows need (names of regions); called once per run."""
        for field in self.columns():
            field.cell.prepare(self.user)

    # --- Rows out -------------------------------------------------------------

    def visible(self) -> ScopedQuerySet:
        manager: Any = self.model._default_manager
        return manager.visible_to(self.user)

    def rows(self) -> ScopedQuerySet:
        """Return the records this user may edit here, with what the columns touch loaded."""
        return self.load(self.visible().current())

    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        """Return records with what columns, rules and words touch loaded."""
        return rows

    def version_of(self, obj: Record) -> int:
        """Return the number that a download carries, by which it is seen that a record changed since."""
        return obj.version

    # --- Step 1: what the cells say -------------------------------------------

    def read(self, rows: Sequence[R]) -> None:
        """Make of the values of a batch what the record is to have: codes and names of related records
        become records, what follows from other cells is filled in. A few queries, never one per row. Rows
        with a fault come too, so that they hear of all their faults at once.
        """

    # --- Step 2: which record is meant ----------------------------------------

    def find(self, rows: Sequence[R]) -> None:
        """Give every row the record it means, held for writing: by the system's number, else by natural key."""
        ids = {row.id for row in rows if row.id is not None}
        by_id = (
            {obj.pk: obj for obj in self._held(self.visible().filter(pk__in=ids))} if ids else {}
        )
        named = [row for row in rows if row.id is None]
        for row in named:
            row.key = row.mark = next(iter(self.keys(row.values)), None)
        by_key: dict[Key, list[Any]] = {}
        if any(row.key for row in named):
            for obj in self._held(self.candidates(named).order_by("pk")):
                stated = {
                    item.name: getattr(obj, item.attname) for item in obj._meta.concrete_fields
                }
                for key in self.keys(stated):
                    by_key.setdefault(key, []).append(obj)
        for row in rows:
            if row.id is not None:
                row.obj = by_id.get(row.id)
                row.mark = ("id", row.id)
                if row.obj is None:
                    row.fault(__("This record does not exist, or lies outside your region."), ID)
            elif row.key is not None:
                found = by_key.get(row.key, [])
                try:
                    row.obj = self.match(
                        row, [obj for obj in found if not obj.archived_at] or found
                    )
                except ValidationError as error:
                    row.refuse(error)
            row.is_new = row.obj is None
            if not row.is_new:
                row.mark = ("id", row.obj.pk)

    def keys(self, values: Mapping[str, object]) -> list[Key]:
        """Return what names a record of these values, the surest first; none where a needed part is missing."""
        found = {name: part(values.get(name, self._unsaid(name))) for name in self.natural_key}
        lacks = any(one == "" and name in self._required for name, one in found.items())
        return [] if lacks or not found else [tuple(found.values())]

    def _unsaid(self, name: str) -> object:
        """Return what a new record has where a file says nothing; so the same line finds it again."""
        item = self.attribute(name)
        return item.get_default() if item is not None and item.has_default() else None

    def candidates(self, rows: Sequence[R]) -> ScopedQuerySet:
        """Return the visible records, archived ones too, that rows of the batch can mean by natural key."""
        return self.visible().none()

    def match(self, row: R, found: list[object]) -> Any:
        """Return the record a row means among those of its natural key; None for a new one.

        Raises ValidationError where that cannot be told.
        """
        if len(found) > 1:
            raise ValidationError(
                __("%(count)s records fit this row. Download the list and edit it there.")
                % {"count": len(found)}
            )
        return found[0] if found else None

    def _held(self, rows: ScopedQuerySet) -> Iterable[Any]:
        return self.load(rows).select_for_update(of=("self",))

    # --- Step 3: what becomes of it -------------------------------------------

    def decide(self, row: R) -> None:
        """Say what becomes of the row (`kind`): compare it with its record or make a new one, and judge
        that as it would be saved. The database judges once more when it is written.
        """
        if row.noted:
            self._note(row)
        if row.is_new:
            self._make(row)
        elif row.is_good:
            self._compare(row)

    def _make(self, row: R) -> None:
        for field in self.columns():
            if field.required and row.values.get(field.name) in (None, ""):
                row.fault(__("This is missing."), field.name)
        if row.is_good:
            row.obj = self.model()
            self._take(row, row.values, Action.ADD, Kind.NEW)

    def _compare(self, row: R) -> None:
        changed: Changes = {}
        for name, value in row.values.items():
            if item := self.attribute(name):
                old = getattr(row.obj, item.attname)
                new = value.pk if isinstance(value, models.Model) else value
                field = self.column(name)
                # A name that only shouts is the name: by it the record was found.
                is_name = row.id is None and name in self.natural_key and part(old) == part(new)
                if old != new and not is_name and not (field and field.cell.same(old, new)):
                    changed[name] = (old, value)
        if row.id is None:
            changed = settled(row.obj, row.values, changed, note=self.note, words=self._words_of)
        stated: Values = {name: new for name, (_old, new) in changed.items()}
        row.changed = changed | row.changed
        if not row.changed:
            row.kind = Kind.SAME
            return
        if reason := why_locked(row.obj):
            row.fault(reason)
            return
        for name in stated:
            if (known := self.column(name)) and known.fixed:
                words = __("%(column)s cannot change once it is saved.")
                row.fault(words % {"column": known.title}, name)
        if row.version is not None and row.version != self.version_of(row.obj):
            row.fault(
                __("Changed since you downloaded it (on %(at)s). Download the list again.")
                % {"at": moment(row.obj.updated_at)}
            )
        self._take(row, stated, Action.CHANGE, Kind.CHANGED)

    def _words_of(self, name: str, value: object) -> str:
        """Return what a remark tells of a value: “KK rancangan 80”; the remark's own words as they are."""
        field = self.column(name)
        if field is None or name == self.note:
            return str(value) if field else ""
        shown = field.cell.render(value)
        return f"{field.title} {formats.number(shown) if isinstance(shown, int) else shown}"

    def _take(self, row: R, values: Values, action: Action, kind: Kind) -> None:
        """Let the record have the values where the user may, and judge it."""
        # A new one stands where its values say, a known one is asked where it stands.
        if action == Action.CHANGE and not self._is_allowed(action, row.obj):
            row.fault(__("This row is outside your region."))
        if not row.is_good:
            return
        before: Values = {}
        for name, value in values.items():
            if item := self.attribute(name):
                before[item.attname] = getattr(row.obj, item.attname)
                setattr(row.obj, name if isinstance(value, models.Model) else item.attname, value)
        if action == Action.ADD and not self._is_allowed(action, row.obj):
            row.fault(__("This row is outside your region."))
            return
        try:
            row.obj.clean()
            row.kind = kind
            for name, words in row.obj.doubts().items() if isinstance(row.obj, Record) else ():
                row.tell(words, name)
        except ValidationError as error:
            row.refuse(error)
            for name, value in before.items():  # a later line may mean the same record
                setattr(row.obj, name, value)

    @cached_property
    def note(self) -> str:
        """The attribute that keeps words the columns have no place for; "" where a record has none."""
        own = (name for name in ("remark", "description", "note") if name in self._attributes)
        return self.rough_note or next(own, "")

    def _note(self, row: R) -> None:
        """Let the remark of the record tell what the row says beyond its columns."""
        name = self.note
        said = row.values.get(name, "" if row.is_new else getattr(row.obj, name))
        item = self.attribute(name)
        assert item is not None
        try:
            row.values[name] = item.clean(rough.noted(said, row.noted), None)
        except ValidationError as error:
            row.refuse(error, name)

    @cached_property
    def _has_region(self) -> bool:
        return self.visible().scope_path == "region"

    def _is_allowed(self, action: Action, obj: Any) -> bool:
        # One answer per region: the general way costs a queryset per row.
        mark = (action, obj.region_id if self._has_region else region_code_of(obj))
        if mark not in self._may:
            self._may[mark] = may(self.user, action, obj)
        return self._may[mark]

    # --- Step 4: the write ------------------------------------------------------

    def write(self, rows: Sequence[R], writer: Writer) -> None:
        """Write the new and changed records of a batch. Raises IntegrityError; then all is rolled back."""
        self.add([row for row in rows if row.is_new], writer)
        changed = [row for row in rows if not row.is_new]
        names = {name for row in changed for name in row.changed if self.attribute(name)}
        writer.change([row.obj for row in changed], names)

    def add(self, rows: Sequence[R], writer: Writer) -> None:
        """Write the new records of a batch."""
        writer.add([row.obj for row in rows])

    # --- In words ---------------------------------------------------------------

    def advice(self) -> tuple[str, str, str] | None:
        """Return (what to know of the file, address, its label) where there is no template; else None."""
        return None

    def label_of(self, row: R) -> str:
        """Return how a row is called that goes in or is there."""
        return str(row.obj)


def folded(text: str) -> str:
    """Return a text as natural keys compare it: neither case nor double spaces count."""
    return " ".join(text.lower().split())


def part(value: object) -> object:
    """Return a value as a part of a natural key."""
    if isinstance(value, models.Model):
        value = value.pk
    return folded(value) if isinstance(value, str) else "" if value is None else value

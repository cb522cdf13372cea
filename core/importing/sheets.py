"""What a room declares: one sheet per kind of record, its columns shared by template, export and import.

docs/exchange.md shows how a room adds one. The engine (`engine.py`) asks a sheet; a sheet never asks
the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from import_export.fields import Field

from core.access import Action, may
from core.importing.cells import (
    Cell,
    Choice,
    Figure,
    FullDate,
    Line,
    PartialDate,
    Text,
    WebAddress,
    Whole,
    YesNo,
)
from core.importing.regions import RegionCell
from core.importing.rows import Row
from core.land.regions import search_key


class SheetField(Field):
    """One column: `attribute` of the record, header, how a cell is read, and how people else call it.

    `required`: a new record needs it. `fixed`: cannot change once saved. `key`: part of the natural
    key. `export_only`: written into the template, never read. `personal`: only for those who may
    see contact data. `sample`: what the sample row shows.
    """

    def __init__(
        self,
        attribute: str,
        label: Any,
        cell: Cell,
        *,
        synonyms: Iterable[str] = (),
        required: bool = False,
        fixed: bool = False,
        export_only: bool = False,
        personal: bool = False,
        help_text: Any = "",
        sample: Any = "",
        value: Any = None,
    ) -> None:
        super().__init__(attribute, attribute, cell)
        self.name = attribute
        self.label = label
        self.synonyms = tuple(synonyms)
        self.required = required
        self.fixed = fixed
        self.export_only = export_only
        self.personal = personal
        self.help_text = help_text
        self.sample = sample
        self.value = value

    def headers(self) -> set[str]:
        """Return every header that means this column, as `search_key`."""
        found = {search_key(word) for word in (self.name, *self.synonyms)}
        for language in ("id", "en"):
            with translation.override(language):
                found.add(search_key(str(self.label)))
        return found - {""}

    def cell_of(self, obj: Any) -> Any:
        """Return what stands in this column for a record."""
        raw = self.value(obj) if self.value else getattr(obj, self.name)
        return self.widget.render(raw, obj)


class Sheet:
    """Base of all sheets. A room sets the class attributes and overrides what differs.

    `name` stands in addresses. `defaults`: attributes a new record gets where the file says nothing.
    `natural_key`: attributes that name a record where no id is given.
    """

    name: ClassVar[str] = ""
    model: ClassVar[type[models.Model]]
    title: ClassVar[Any] = ""
    fields: ClassVar[Sequence[SheetField]] = ()
    natural_key: ClassVar[tuple[str, ...]] = ()
    filterset_class: ClassVar[Any] = None
    # Name of the list where what was imported can be looked at.
    list_url: ClassVar[str]
    # Check constraints on what `insert` fills in (a code): judged by the database when it is written.
    judged_later: ClassVar[tuple[str, ...]] = ()
    # The attribute that tells of numbers marked as rough ("± 12"); "": such cells are refused in words.
    rough_note: ClassVar[str] = ""
    # False: only exact headers count. Codes such as T01 and T02 are alike and yet two things.
    by_likeness: ClassVar[bool] = True
    # False: the table comes from elsewhere, so there is nothing to download and fill in.
    has_template: ClassVar[bool] = True
    personal = False

    def __init__(self, user: Any) -> None:
        self.user = user
        self.personal = may(user, Action.SEE_CONTACTS)

    # --- What the columns are ------------------------------------------------

    def columns(self) -> list[SheetField]:
        """Return the columns this user gets."""
        return [field for field in self.fields if self.personal or not field.personal]

    def needed(self) -> list[SheetField]:
        """Return the columns a new record of this user needs, that nothing else fills in."""
        return [field for field in self.columns() if field.required]

    def column(self, name: str) -> SheetField | None:
        return next((field for field in self.columns() if field.name == name), None)

    def prepare(self) -> None:
        """Load what all rows need (names of regions); called once per run."""
        for field in self.fields:
            if isinstance(field.widget, RegionCell):
                field.widget.prepare(self.user)

    # --- Rows out -------------------------------------------------------------

    def rows(self) -> Any:
        """Return the records this user may edit here, with what the columns touch loaded."""
        manager: Any = self.model._default_manager
        return manager.visible_to(self.user).current()

    # --- Rows in ----------------------------------------------------------------

    def lookup(self, rows: list[Row]) -> None:
        """Turn codes and names of related records into records: a few queries per batch, never per row."""

    def derive(self, row: Row) -> None:
        """Fill in what names the record and follows from other cells; before it is looked for."""

    def meet(self, row: Row) -> None:
        """Say what becomes of a row whose record is there (`row.kind`, `row.fault`), before locks are asked.

        For sheets whose rows are never changes; where nothing is said, columns are compared.
        """

    def adapt(self, row: Row) -> None:
        """Fit the values of a row to the record it changes (`row.obj`), before they are compared."""

    def complete(self, row: Row) -> None:
        """Fill in what a row that makes a new record leaves open."""

    def key_of(self, values: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return the natural key of a row or record; None where a part of it is missing."""
        found = tuple([folded(values.get(name, "")) for name in self.natural_key])
        return found if found and found[0] not in ("", None) else None

    def keys_of_record(self, obj: Any) -> list[tuple[Any, ...] | None]:
        """Return every natural key a row can name this record by."""
        values = {name: getattr(obj, _attname(obj, name)) for name in self.natural_key}
        return [self.key_of(values)]

    def hold(self, rows: list[Row]) -> None:
        """Lock what keeps two imports from making the same record twice; inside the batch's transaction."""

    def candidates(self, rows: list[Row]) -> Any:
        """Return the visible records, archived ones too, that rows of the batch can mean by natural key."""
        manager: Any = self.model._default_manager
        return manager.none()

    def plan(self, rows: Any) -> Any:
        """Return the rows with what rules and words touch loaded."""
        return rows

    def match(self, row: Row, found: list[Any]) -> Any:
        """Return the record a row means among those of its natural key; None for a new one.

        Raises ValidationError where that cannot be told.
        """
        if len(found) > 1:
            raise ValidationError(
                __("%(count)s records fit this row. Download the list and edit it there.")
                % {"count": len(found)}
            )
        return found[0] if found else None

    def identity(self, row: Row) -> tuple[Any, ...] | None:
        """Return what must not come twice in one file."""
        return row.key

    def check(self, obj: Any, row: Row) -> None:
        """Judge the record as it would be saved, beyond the model's own rules. Raises ValidationError."""

    def insert(self, rows: list[Row], bulk: Any) -> None:
        """Write the new records of a batch."""
        bulk.insert([row.obj for row in rows])

    def update(self, rows: list[Row], bulk: Any) -> None:
        """Write the changed records of a batch."""
        bulk.update([row.obj for row in rows], {name for row in rows for name in row.changed})

    def advice(self) -> tuple[Any, str, Any] | None:
        """Return (what to know of the file, address, its label) where there is no template; else None."""
        return None

    def label_of(self, obj: Any) -> str:
        return str(obj)


def _attname(obj: Any, name: str) -> str:
    return obj._meta.get_field(name).attname


def folded(value: Any) -> Any:
    """Return a value as natural keys compare it: of a text neither case nor double spaces count."""
    return " ".join(value.lower().split()) if isinstance(value, str) else value


_registry: dict[str, type[Sheet]] = {}
_families: dict[str, Callable[[str], type[Sheet] | None]] = {}


def register(sheet: type[Sheet]) -> type[Sheet]:
    """Class decorator: make a sheet known under its name.

    Raises ValueError for a name taken twice and for a sheet that names no list.
    """
    if not getattr(sheet, "list_url", ""):
        raise ValueError(f"{sheet.__name__} names no list of its rows")
    if _registry.setdefault(sheet.name, sheet) is not sheet:
        raise ValueError(f"two sheets are called {sheet.name}")
    return sheet


def register_family(prefix: str, find: Callable[[str], type[Sheet] | None]) -> None:
    """Make known sheets whose columns depend on a record: "<prefix>-<key>" is what `find(key)` returns.

    `find` asks no database: lists of imports call it for every line.
    """
    _families[prefix] = find


def sheet_class(name: str) -> type[Sheet] | None:
    """Return the sheet of a name, of a family too; None where there is none."""
    if name in _registry:
        return _registry[name]
    prefix, _dash, key = name.partition("-")
    return _families[prefix](key) if prefix in _families else None


def all_sheets() -> list[type[Sheet]]:
    return list(_registry.values())


def sheet_for(model: type[models.Model]) -> type[Sheet] | None:
    """Return the sheet of a model, None where it has none."""
    return next((sheet for sheet in _registry.values() if sheet.model is model), None)


# --- Columns from model fields ---------------------------------------------------


def column(
    model: type[models.Model], name: str, cell: Cell | None = None, **options: Any
) -> SheetField:
    """Return a column for a model field: header from its name, reader from its type, unless given."""
    item: Any = model._meta.get_field(name)
    options.setdefault("help_text", item.help_text)
    label = options.pop("label", None) or item.verbose_name
    return SheetField(name, label, cell or cell_for(item), **options)


def cell_for(item: models.Field) -> Cell:
    """Return the reader that fits a model field."""
    from core.tools.partial_dates import PartialDateField

    if item.choices:
        return Choice(_Listed(item))
    if isinstance(item, PartialDateField):
        return PartialDate()
    for kind, cell in (
        (models.BooleanField, YesNo),
        (models.DateField, FullDate),
        (models.IntegerField, Whole),
        (models.URLField, WebAddress),
        (models.TextField, Text),
    ):
        if isinstance(item, kind):
            return cell()
    if isinstance(item, models.DecimalField):
        return Figure(places=item.decimal_places)
    return Line()


class _Listed:
    """Choices of a field in the shape of a `TextChoices` class."""

    def __init__(self, item: models.Field) -> None:
        self.choices = list(item.flatchoices)


def header_of(field: SheetField) -> str:
    """Return the header as a file shows it, "Nama *" where it is required."""
    return capfirst(str(field.label)) + (" *" if field.required else "")

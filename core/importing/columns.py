"""The columns of a sheet: what a file may call them, how a cell is read, what stands there for a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst

from core.importing.cells.choices import Choice, YesNo
from core.importing.cells.quantities import FigureCell, FullDate, PartialDate, RoughDate, Whole
from core.importing.cells.text import Cell, Line, Phone, Text, WebAddress
from core.land.regions import search_key
from core.records.listed import ListedField
from core.tools.partial_dates import PartialDateField
from core.tools.rough_days import RoughDateField
from core.tools.rows.values import value_class
from core.tools.written.spans import ENDS

Words = str | Promise
PHONES = (
    "telepon",
    "hp",
    "no hp",
    "no telp",
    "no telepon",
    "nomor hp",
    "nomor telepon",
    "wa",
    "phone",
)
# In a mapping: the column of the system's number of a record, and of its version.
ID, VERSION = "_id", "_version"


@value_class
class SheetField:
    """One column: `name` of the record's attribute, header, how a cell is read, and how people else call it.

    `required`: a new record needs it. `fixed`: cannot change once saved. `personal`: only for those who
    may see contact data. `sample`: what the sample row shows. `value`: what stands there for a record.
    """

    name: str
    label: Words
    cell: Cell
    synonyms: Sequence[str] = ()
    required: bool = False
    fixed: bool = False
    personal: bool = False
    help_text: Words = ""
    sample: Words = ""
    value: Callable[[Any], object] | None = None

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the columns that may hold the end of what begins here."""
        return ENDS.get(self.name, ())

    @cached_property
    def holds_years(self) -> bool:
        return (
            isinstance(self.cell, PartialDate)
            or "year" in self.name
            or self.name.startswith("period_")
        )

    @property
    def title(self) -> str:
        return capfirst(str(self.label))

    @property
    def header(self) -> str:
        """The header as a file shows it, "Nama *" where it is required."""
        return self.title + (" *" if self.required else "")

    def headers(self) -> set[str]:
        """Return every header that means this column, as `search_key`."""
        return self._headers

    @cached_property
    def _headers(self) -> set[str]:
        return {search_key(word) for word in self.words()} - {""}

    def words(self) -> list[str]:
        """Return every header that means this column, as it is written."""
        found = [self.name.replace("_", " "), *self.synonyms]
        for language in ("id", "en"):
            with translation.override(language):
                found.append(str(self.label))
        return found

    def cell_of(self, obj: models.Model) -> Any:
        """Return what stands in this column for a record."""
        raw = self.value(obj) if self.value else getattr(obj, self.name)
        return self.cell.render(raw)


def column(
    model: type[models.Model], name: str, cell: Cell | None = None, **options: Any
) -> SheetField:
    """Return a column for a model field: header from its name, reader from its type, unless given."""
    item = model._meta.get_field(name)
    assert isinstance(item, models.Field)
    options = {"label": item.verbose_name, "help_text": item.help_text, **options}
    cell = cell or _cell_for(item)
    if isinstance(cell, Phone):
        options["synonyms"] = (*options.get("synonyms", ()), *PHONES)
    return SheetField(name, cell=cell, **options)


def source_columns(model: type[models.Model], *as_of: str) -> tuple[SheetField, ...]:
    """Return the columns of a record's source: words, address, day; `as_of`: further names of the day."""
    return (
        column(model, "source", Line(), synonyms=("sumber", "sumber data")),
        column(model, "source_url", synonyms=("url", "tautan")),
        column(model, "as_of", synonyms=("per tanggal", *as_of, "tanggal data")),
    )


def _cell_for(item: models.Field) -> Cell:
    """Return the reader that fits a model field."""
    if isinstance(item, ListedField) and item.kept:
        return Choice(item.kept)
    if item.choices:
        return Choice(_Listed(item.flatchoices))
    if isinstance(item, models.DecimalField):
        return FigureCell(places=item.decimal_places)
    if isinstance(item, RoughDateField):
        return RoughDate(item.name, item.known, is_end=item.is_end)
    for kind, cell in (
        (PartialDateField, PartialDate),
        (models.BooleanField, YesNo),
        (models.DateField, FullDate),
        (models.IntegerField, Whole),
        (models.URLField, WebAddress),
        (models.TextField, Text),
    ):
        if isinstance(item, kind):
            return cell()
    return Phone() if "phone" in item.name else Line()


@value_class
class _Listed:
    """Choices of a field in the shape of a `TextChoices` class."""

    choices: Sequence[tuple[Any, Any]]

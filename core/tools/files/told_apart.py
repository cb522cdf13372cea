"""What a file of a list carries besides its columns: every field that tells two rows apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from core.tools.partial_dates import PartialDateField
from core.tools.tables import Column

# Bookkeeping of a row; the version goes along with whatever may come back.
_OWN = {"id", "version", "created_at", "updated_at", "archived_at", "is_example"}
_KINDS: tuple[tuple[type[models.Field[object, object]], str], ...] = (
    (PartialDateField, "partial"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
)


def rest_of(
    model: type[models.Model], shown: Iterable[Column], *, personal: bool
) -> tuple[list[Column], list[str]]:
    """Return a column for every field of the record that no shown column tells by itself, and the relations they
    read. `personal`: with contact data too. No two columns of a file are headed alike: a field beside a column of its
    name, which tells something worked out of it, is called “as entered”.
    """
    shown = list(shown)
    heads = {str(column.label).casefold() for column in shown}
    told = {name for column in shown for name in _fields_of(column)}
    kept_back = set() if personal else set(getattr(model, "personal_fields", ()))
    columns, related = [], []
    for field in model._meta.concrete_fields:
        if field.name in told | kept_back | _OWN or not field.editable:
            continue
        if isinstance(field, models.FileField | models.BinaryField):
            continue
        if isinstance(field, models.ForeignKey):
            related.append(field.name)
        kind = next((kind for of, kind in _KINDS if isinstance(field, of)), "text")
        label = str(capfirst(field.verbose_name))
        if label.casefold() in heads:
            label = __("%(what)s (as entered)") % {"what": label}
        heads.add(label.casefold())
        columns.append(Column(field.name, label, _value(field), kind))
    return columns, related


def _fields_of(column: Column) -> Iterable[str]:
    """Return the fields a column tells as they are; what it works out by a function tells none for sure."""
    if column.value is None:
        return [column.name]
    if not isinstance(column.value, str):
        return []
    first = column.value.partition(".")[0]
    if first == f"{column.name}_at":  # as of the day the list looks at
        return [column.name]
    return [first.removeprefix("get_").removesuffix("_display")]


def _value(field: models.Field[object, object]) -> str | Callable[[object], object]:
    if field.choices:
        return f"get_{field.name}_display"
    if isinstance(field, models.BooleanField):
        words = {True: __("yes"), False: __("no"), None: ""}
        return lambda row: words[getattr(row, field.name)]
    return field.name

"""Very many rows of one table at once: COPY on PostgreSQL, one prepared INSERT on SQLite.

For reference data and generated sets; what users enter goes through forms and imports
(`core.tools.rows.history` writes many at once with their history).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

CHUNK = 5000
_MARKED = re.compile(r"[\\\t\n\r]")
_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> int:
    """Insert rows given as tuples of the named columns ("region_id" for a relation); return how many.

    Columns that are not named get their default, times of entry the present moment. Values are text,
    whole numbers, decimals, booleans, None and ISO dates; constraints of the database hold, nothing
    else is checked, no history is written. Raises IntegrityError.
    """
    columns, rest = _columns(model, names)
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in columns)
    count = 0
    waiting = iter(rows)
    # COPY goes past Django's cursor: its errors become Django's here.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        while chunk := [(*row, *rest) for row in islice(waiting, CHUNK)]:
            count += len(chunk)
            if connection.vendor == "postgresql":
                cursor.copy_expert(
                    f"COPY {table} ({listed}) FROM STDIN", io.StringIO("".join(_lines(chunk)))
                )
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", chunk)
    return count


def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[str], list[Any]]:
    """Return the columns to write, the named ones first, and the values of those not named."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    columns = [by_name[name].column for name in names]
    rest = []
    for name, field in by_name.items():
        if name in names or isinstance(field, models.AutoField | models.BigAutoField):
            continue
        moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        value = timezone.now() if moment else field.get_default()
        columns.append(field.column)
        rest.append(plain(field.get_db_prep_save(value, connection)))
    return columns, rest  # type: ignore[return-value]


def plain(value: Any) -> Any:
    """Return a value as both ways of writing take it; a JSON column's as its text."""
    dumped = getattr(value, "adapted", None)
    if dumped is not None:  # psycopg2's wrapper of a JSON value
        return value.dumps(dumped)
    return value


def _lines(rows: list[tuple[object, ...]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(map(_cell, row)) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    text = value if type(value) is str else str(value)
    return text.translate(_MARKS) if _MARKED.search(text) else text

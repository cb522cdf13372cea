"""Very many rows of one table at once: COPY on PostgreSQL, one prepared INSERT on SQLite.

For reference data and generated sets, and below the imports of users, which judge every row before
and write its history beside it (`core/importing/bulk.py`). Single entries go through forms.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState
from django.utils import timezone

CHUNK = 5000
_MARKED = re.compile(r"[\\\t\n\r]")
_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
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


def insert_twice(
    model: type[models.Model],
    names: tuple[str, ...],
    columns: Sequence[Sequence[Any]],
    copy: type[models.Model],
    stated: Mapping[str, Any],
    left_out: Collection[str] = (),
) -> None:
    """Insert rows given by columns into a table and, with `stated` in every row, into its copy.

    `copy` has columns of the same names but those of `left_out`. What the rows are as text is made
    once for both, each distinct value of a column once. Values as in `insert`. Raises IntegrityError.
    """
    if connection.vendor != "postgresql":
        insert(model, names, zip(*columns, strict=True))
    else:
        columns = [each(column, _cell) for column in columns]
        lines = ["\t".join(cells) for cells in zip(*columns, strict=True)]
        _copy(model, names, lines)
    kept = [number for number, name in enumerate(names) if name not in left_out]
    names = (*(names[number] for number in kept), *stated)
    if connection.vendor != "postgresql":
        tail = tuple(stated.values())
        rows = zip(*(columns[number] for number in kept), strict=True)
        insert(copy, names, ((*row, *tail) for row in rows))
        return
    if left_out:
        rows = zip(*(columns[number] for number in kept), strict=True)
        lines = ["\t".join(cells) for cells in rows]
    _copy(copy, names, lines, "\t" + "\t".join(map(_cell, stated.values())))


def _copy(
    model: type[models.Model], names: tuple[str, ...], lines: list[str], tail: str = ""
) -> None:
    by_name = {field.attname: field.column for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    listed = ", ".join(quote(by_name[name]) for name in names)  # type: ignore[arg-type]
    text = f"{tail}\n".join([*lines, ""])
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN", io.StringIO(text)
        )


class Once(dict[Any, Any]):
    """What a function makes of values, each distinct one once."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = make

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self.make(value)
        return made


def each(values: Sequence[Any], make: Callable[[Any], Any]) -> list[Any]:
    """Return what a function makes of the values of one column, called once for each distinct one."""
    try:
        return list(map(Once(make).__getitem__, values))
    except TypeError:  # lists and dicts have no hash, but words
        made = {repr(value): value for value in values}
        made = {word: make(value) for word, value in made.items()}
        return [made[repr(value)] for value in values]


def update(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write the named columns of existing rows given as tuples (primary key, values in order of `names`).

    Values as in `insert`. A temporary table and one UPDATE on PostgreSQL. Raises IntegrityError.
    """
    quote = connection.ops.quote_name
    meta = model._meta
    assert meta.pk is not None
    by_name = {field.attname: quote(field.column) for field in meta.concrete_fields}  # type: ignore[arg-type]
    table, key, columns = quote(meta.db_table), quote(meta.pk.column), [by_name[n] for n in names]  # type: ignore[arg-type]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor != "postgresql":
            stated = ", ".join(f"{column} = %s" for column in columns)
            values = [(*row[1:], row[0]) for row in rows]
            cursor.executemany(f"UPDATE {table} SET {stated} WHERE {key} = %s", values)
            return
        listed = ", ".join((key, *columns))
        cursor.execute(
            f"CREATE TEMPORARY TABLE bulk_update AS SELECT {listed} FROM {table} WITH NO DATA"
        )
        lines = io.StringIO("".join(_lines(list(rows))))
        cursor.copy_expert(f"COPY bulk_update ({listed}) FROM STDIN", lines)
        stated = ", ".join(f"{column} = new.{column}" for column in columns)
        cursor.execute(
            f"UPDATE {table} old SET {stated} FROM bulk_update new WHERE old.{key} = new.{key}"
        )
        cursor.execute("DROP TABLE bulk_update")


def maker(model: type[models.Model]) -> Callable[[], Any]:
    """Return a function that makes empty unsaved records, as `model()` does, in a tenth of its time.

    A model with an `__init__` of its own or with files (whose fields listen to it) is made as ever.
    """
    has_files = any(isinstance(item, models.FileField) for item in model._meta.concrete_fields)
    if has_files or model.__init__ is not models.Model.__init__:
        return model
    start = {name: value for name, value in model().__dict__.items() if name != "_state"}
    fresh = [
        (item.attname, item.get_default)
        for item in model._meta.concrete_fields
        if item.has_default() and callable(item.default)
    ]

    def make() -> Any:
        record = model.__new__(model)
        values = record.__dict__
        values.update(start)
        for name, default in fresh:
            values[name] = default()
        record._state = ModelState()
        return record

    return make


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Return primary keys that no row has or will get; inside the transaction that uses them."""
    meta = model._meta
    assert meta.pk is not None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(meta.db_table), meta.pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer at a time, and its counter follows the keys that are given.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return list(range(first, first + count))


def follow_keys(*tables: type[models.Model]) -> None:
    """Let the tables' own counters go on after keys that were given here (PostgreSQL)."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


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


def _lines(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    text = value if type(value) is str else str(value)
    return text.translate(_MARKS) if _MARKED.search(text) else text

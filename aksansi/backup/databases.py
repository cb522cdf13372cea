"""The database in one file and back: SQLite by its own backup, PostgreSQL by `pg_dump`, each at one moment.

What is in it (rows of each table and a digest of them) is read at that very moment, so that a restored copy can be
compared. The programs of PostgreSQL must be on the PATH, at least as new as the server.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.models import FileField
from django.utils.translation import gettext as __

# Of each table: rows, and a digest of them that does not ask for their order.
Contents = dict[str, list[object]]
_DIGEST = "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text FROM {} t"


def member() -> str:
    """Return the name of the database in an archive."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


@contextmanager
def snapshot(target: Path) -> Iterator[object]:
    """Copy the database of this moment to a file, and yield a connection that sees that moment.

    Raises ValidationError with words.
    """
    with _beside() as own:
        if own.vendor == "sqlite":
            with sqlite3.connect(target) as copy:
                own.connection.backup(copy)
            copy.close()
            with _beside(NAME=str(target)) as seen:
                yield seen
            return
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
             f"--snapshot={moment}", f"--file={target}")  # fmt: skip
        yield own


@contextmanager
def restored(source: Path) -> Iterator[object]:
    """Restore a database beside the one in use, and yield a connection to it; it is gone afterwards.

    Raises ValidationError with words.
    """
    if connection.vendor == "sqlite":
        with _beside(NAME=str(source)) as found, found.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (said := cursor.fetchone()[0]) != "ok":
                raise ValidationError(f"SQLite: {said}")
            yield found
        return
    stem = f"{connection.settings_dict['NAME'][:40]}_try_"
    name = stem + secrets.token_hex(4)
    with _beside() as own:
        for left in _databases(own, stem):  # of a process that was killed; one in use refuses to go
            with suppress(DatabaseError):
                _execute(own, f"DROP DATABASE {own.ops.quote_name(left)}")
        try:
            _execute(own, f"CREATE DATABASE {own.ops.quote_name(name)} TEMPLATE template0")
        except DatabaseError as error:
            raise ValidationError(
                __("No database to try it out in could be made (ALTER ROLE … CREATEDB): %(error)s")
                % {"error": error}
            ) from error
        try:
            _run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", str(source), name=name)  # fmt: skip
            with _beside(NAME=name) as found:
                yield found
        finally:
            _execute(own, f"DROP DATABASE IF EXISTS {own.ops.quote_name(name)} WITH (FORCE)")


def replace(source: Path) -> None:
    """Put what is in a file in the place of everything in the database: all of it, or nothing.

    Raises ValidationError with words.
    """
    if connection.vendor == "sqlite":
        with _beside() as own, sqlite3.connect(source) as copy:
            copy.backup(own.connection)
        copy.close()
        return
    # One transaction, which pg_restore's own --clean is not where tables were added since.
    script = source.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    emptied = source.with_name("emptied.sql")
    emptied.write_text("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
    connection.close()
    _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
         f"--file={emptied}", f"--file={script}")  # fmt: skip


def contents(seen: Any) -> Contents:
    """Return what is in the database that a connection sees."""
    found: Contents = {}
    with seen.cursor() as cursor:
        for table in sorted(seen.introspection.table_names(cursor)):
            if seen.vendor == "sqlite":
                cursor.execute(f"SELECT * FROM {seen.ops.quote_name(table)}")
                rows, digest = 0, 0
                for row in cursor:
                    part = hashlib.sha256(repr(row).encode()).digest()
                    rows, digest = rows + 1, digest + int.from_bytes(part[:8], "big")
                found[table] = [rows, str(digest)]
            else:
                cursor.execute(_DIGEST.format(seen.ops.quote_name(table)))
                found[table] = list(cursor.fetchone())
    return found


def named_files(seen: Any) -> set[str]:
    """Return the names of all files that rows stand for."""
    found: set[str] = set()
    with seen.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, FileField):
                    column = seen.ops.quote_name(field.column)
                    table = seen.ops.quote_name(model._meta.db_table)
                    cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")
                    found |= {row[0] for row in cursor.fetchall()}
    return found


def migrations(seen: Any) -> list[str]:
    """Return the migrations that were applied, as "room.name".

    In SQL: Django's recorder asks by the alias, under which nobody but us knows this connection.
    """
    with seen.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(f"{app}.{name}" for app, name in cursor.fetchall())


@contextmanager
def _beside(**settings: object) -> Iterator[Any]:
    """Yield a connection of its own; what it began is ended with it."""
    own: Any = connection.copy("backup")
    own.settings_dict = {**own.settings_dict, **settings}
    own.ensure_connection()
    try:
        yield own
    finally:
        own.close()


def _databases(own: Any, stem: str) -> list[str]:
    with own.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [stem])
        return [row[0] for row in cursor.fetchall()]


def _execute(own: Any, sql: str) -> None:
    with own.cursor() as cursor:
        cursor.execute(sql)


def _run(program: str, *words: str, name: str = "") -> None:
    """Run a program of PostgreSQL on our database, or on the one named. Raises ValidationError with what it said."""
    if shutil.which(program) is None:
        raise ValidationError(
            __("%(program)s is missing: install the programs of PostgreSQL (postgresql-client).")
            % {"program": program}
        )
    given = {**connection.settings_dict, "NAME": name or connection.settings_dict["NAME"]}
    args, env = DatabaseClient.settings_to_cmd_args_env(given, [])
    where = args[
        1:-1
    ]  # without psql's own name, and the database, which each program is told in its own way
    # pg_restore writes to a database or to a file, and asks for a connection only in the first case.
    if program != "pg_restore" or name:
        words = (*where, f"--dbname={given['NAME']}", *words)
    done = subprocess.run(
        [program, *words],
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = " ".join(done.stderr.split())
        raise ValidationError(f"{program}: {told[:400]}")

"""The database emptied after a test with transactions of its own: the tables that have rows, not every table there is.

Django's own way empties all of some 300 tables and makes the rights and kinds of every model anew, after each such test.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# What `migrate` writes; no test does.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
LARGE = 4_000_000  # bytes


def filled_tables(connection: Any, among: Iterable[str] = ()) -> list[str]:
    """Return the names of the tables (`among` these, or all but those that are kept) that have rows."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        names = list(among) or sorted(
            set(connection.introspection.table_names(cursor)).difference(KEPT)
        )
        found = []
        # SQLite takes 500 parts of one question.
        for start in range(0, len(names), 400):
            asked = [
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})"
                for name in names[start : start + 400]
            ]
            cursor.execute(" UNION ALL ".join(asked))
            found += [name for (name,) in cursor.fetchall()]
    return found


def empty(connection: Any) -> None:
    """Take every row out of the database."""
    names = filled_tables(connection)
    if not names:
        return
    quote = connection.ops.quote_name
    # Everything goes, so no row is asked whether another one needs it.
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'"
                " AND pg_relation_size(oid) > %s",
                [names, LARGE],
            )
            # What was deleted is still read over; a new file for each table is dearer, but for large ones.
            if large := [quote(name) for (name,) in cursor.fetchall()]:
                cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
        for name in names:
            cursor.execute(f"DELETE FROM {quote(name)}")


# Set by a test that leaves its rows to the next one of its kind; whoever comes between finds an empty house.
left: list[bool] = []


def _empty_databases(case: Any) -> None:
    if left:
        return
    for alias in case._databases_names(include_mirrors=False):
        empty(connections[alias])


def empty_what_was_left() -> None:
    """Take out the rows that a test left, if any."""
    if left:
        left.clear()
        for connection in connections.all():
            empty(connection)


def install() -> None:
    """Let every test with transactions of its own end so."""
    TransactionTestCase._fixture_teardown = _empty_databases  # type: ignore[method-assign]

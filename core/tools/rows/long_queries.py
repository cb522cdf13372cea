"""An end to what a page asks of the database: nobody waits for it any more, and it would hold a core."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def end_after(*, seconds: int) -> None:
    """Let PostgreSQL end every statement of this process after so many seconds, with an OperationalError.

    For web processes: long work (imports, migrations) runs in others. SQLite has no such clock; behind PgBouncer a
    session belongs to everybody, and the pool of the web processes says it (docs/scale.md).
    """

    def begin(connection: BaseDatabaseWrapper, **_given: object) -> None:
        pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        if connection.vendor == "postgresql" and not pooled:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = %s", [seconds * 1000])

    connection_created.connect(begin, weak=False, dispatch_uid="long_queries")

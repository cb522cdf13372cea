"""A migration step that lets PostgreSQL find a part of a word by index (`icontains` asks UPPER(column)).

Other databases need nothing at this size. Where the owner of the database may not add the extension, the
search stays right and is slower; the migration says so and goes on.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, migrations, transaction

log = logging.getLogger(__name__)


def trigram_index(table: str, columns: tuple[str, ...], *, name: str) -> migrations.RunPython:
    """Return the operation that indexes parts of words in these columns of a table."""

    def forwards(apps: object, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        quote = editor.quote_name
        parts = ", ".join(f"UPPER({quote(column)}::text) gin_trgm_ops" for column in columns)
        try:
            with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as c:
                c.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                c.execute(
                    f"CREATE INDEX IF NOT EXISTS {quote(name)} ON {quote(table)} USING gin ({parts})"
                )
        except DatabaseError as error:
            log.warning("No trigram index %s: %s", name, error)

    def backwards(apps: object, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            with editor.connection.cursor() as cursor:
                cursor.execute(f"DROP INDEX IF EXISTS {editor.quote_name(name)}")

    return migrations.RunPython(forwards, backwards)

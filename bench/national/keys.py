"""Keys given by the generator."""

from __future__ import annotations

from django.core.management.color import no_style
from django.db import connection, models


def follow_keys(*tables: type[models.Model]) -> None:
    """Let the tables' own counters go on after keys that were given here (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)

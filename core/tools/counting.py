"""How many rows there are: several counts in one query, and a great count kept for a while."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, QuerySet, Value

COUNTED_EXACTLY = 2_000  # beyond: the whole count, kept for a while, so that a page costs the same whatever it finds
STILL_MANY = 100  # rows that must be there for such a count to be told again
COUNT_KEPT = 240  # seconds an expensive count is good for, to all processes
KEPT_NEAR = 60  # and to one that has asked for it, beyond these
near = LocMemCache("counts", {})  # which asks no database


def count_each(**rows: Any) -> dict[str, int]:
    """Return how many rows each queryset holds, by name, in one query (UNION ALL)."""
    parts = [
        found.order_by().values(which=Value(name)).annotate(n=Count("pk"))
        for name, found in rows.items()
    ]
    first, *others = parts
    found = {row["which"]: row["n"] for row in first.union(*others, all=True)}
    # A group without rows has no line.
    return {name: found.get(name, 0) for name in rows}


def count_rows(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Return how many rows there are and whether just counted: a great number may be minutes old."""
    few = rows.order_by().prefetch_related(None).values_list("pk", flat=True)
    try:
        sql, params = few.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return 0, True
    name = f"count.{hashlib.sha256(repr((sql, params)).encode()).hexdigest()[:40]}"
    most = COUNTED_EXACTLY + 1
    kept = near.get(name)
    with connections[rows.db].cursor() as cursor:
        # Counting up to the limit reads tens of thousands of rows where few of many fit.
        if kept is not None:
            cursor.execute(f"SELECT 1 FROM ({sql}) AS r LIMIT 1 OFFSET {STILL_MANY}", params)
            if cursor.fetchone():
                return int(kept), False
        cursor.execute(f"SELECT COUNT(*) FROM ({sql} LIMIT {most}) AS r", params)
        counted: int = cursor.fetchone()[0]
    if counted < most:
        return counted, True
    kept = cache.get(name)
    if kept is None:
        kept = few.count()
        cache.set(name, kept, COUNT_KEPT)
    near.set(name, kept, KEPT_NEAR)
    return max(int(kept), counted), False

"""How many rows there are: several counts in one query, and a great count kept for a while."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Value

COUNTED_EXACTLY = 2_000  # beyond: the whole count, kept for a while, so that a page costs the same whatever it finds
COUNT_KEPT = 300  # seconds an expensive count is good for


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
    counted = few[: COUNTED_EXACTLY + 1].count()
    if counted <= COUNTED_EXACTLY:
        return counted, True
    sql, params = few.query.sql_with_params()
    name = f"count.{hashlib.sha256(repr((sql, params)).encode()).hexdigest()[:40]}"
    kept = cache.get(name)
    if kept is None:
        kept = few.count()
        cache.set(name, kept, COUNT_KEPT)
    return max(kept, counted), False

"""Several counts in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Value


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

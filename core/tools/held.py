"""What takes seconds is made before a transaction begins: others wait for its end, on SQLite whoever writes."""

from __future__ import annotations

from django.db import connection


def require_nothing() -> None:
    """Raise RuntimeError where a transaction is open; the one a test is taken back with does not count."""
    if any(
        not block._from_testcase  # type: ignore[attr-defined]
        for block in connection.atomic_blocks
    ):
        raise RuntimeError("Heavy work inside a transaction: make it in `Page.ahead`.")

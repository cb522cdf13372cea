"""What counts and what was refused outlasts the request's write: a rollback takes no try and no such line with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from core.people.security_log import Attempt

_written: ContextVar[list[object] | None] = ContextVar("outlasting", default=None)


@contextmanager
def outlasting() -> Iterator[None]:
    """Write again, at the end, the rows noted within that a rollback has taken away."""
    rows: list[Any] = []
    before = _written.set(rows)
    try:
        yield
    finally:
        _written.reset(before)
        for row in rows:
            # By more than the key: SQLite gives a key that was taken back to the next one.
            if not type(row).objects.filter(pk=row.pk, at=row.at).exists():
                row.pk = None
                type(row).objects.bulk_create([row])


def note(rows: Iterable[Any]) -> None:
    """Let rows just written outlast the write of the request; outside of one they stay as they are."""
    noted = _written.get()
    if noted is not None:
        noted.extend(rows)


def forget(keys: Iterable[int]) -> None:
    """Let tries with these keys go with what took them back."""
    noted = _written.get()
    if noted is not None:
        gone = set(keys)
        noted[:] = [row for row in noted if not isinstance(row, Attempt) or row.pk not in gone]

"""The transaction around a part of a test, and the world that the tests of a module share."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import transaction


def around() -> Any:
    """Return a transaction that counts as the test's own, as the one around each test does: no write waits for it.

    A real one would refuse what takes seconds (`core.tools.held`).
    """
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block


@contextlib.contextmanager
def shared_world(blocker: Any) -> Iterator[None]:
    """Keep what is written inside for every test of a module, and take it back after the last one.

    Each test works in a savepoint of its own (`db`): what it writes is gone before the next. It reads rows anew, never
    the objects another test may have changed; a test with transactions of its own has no place in such a module.
    """
    with blocker.unblock(), around():
        yield
        transaction.set_rollback(True)
    cache.clear()

"""The transaction around a part of a test."""

from __future__ import annotations

from typing import Any

from django.db import transaction


def around() -> Any:
    """Return a transaction that counts as the test's own, as the one around each test does: no write waits for it.

    A real one would refuse what takes seconds (`core.tools.held`).
    """
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block

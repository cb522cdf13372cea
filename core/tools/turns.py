"""Taking turns at heavy work inside one process, so that nobody's work stops everybody else's pages.

A web worker has few threads. Of those only so many may be held by heavy work or wait for it; the next one
is told to come again instead of waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class Busy(Exception):
    """No turn was free in time. Nothing was done; the same may be asked again shortly."""


class Turns:
    """`at_once` at work, `waiting` more in line for at most `seconds`; whoever comes next is `Busy` at once."""

    def __init__(self, *, at_once: int, waiting: int, seconds: float) -> None:
        self._inside = BoundedSemaphore(at_once + waiting)
        self._working = BoundedSemaphore(at_once)
        self._seconds = seconds

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a turn. Raises Busy."""
        if not self._inside.acquire(blocking=False):
            raise Busy
        try:
            if not self._working.acquire(timeout=self._seconds):
                raise Busy
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._inside.release()

"""Taking turns at heavy work, so that nobody's work stops everybody else's pages.

A web worker has few threads. Of those only so many may be held by heavy work or wait for it; the next one
is told to come again instead of waiting. What one account may have under way counts over all workers.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.db import connection

# Where turns are held: of this machine, so that all its web workers see them.
FOLDER = Path(tempfile.gettempdir()) / f"aksansi-turns-{os.getuid()}"


class Busy(Exception):
    """No turn was free in time. Nothing was done; the same may be asked again shortly."""


class TooMany(Exception):
    """The account has as much of this under way as one account may have."""


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


@contextmanager
def turn_of_one(account: str, *, most: int) -> Iterator[None]:
    """Hold one of the account's `most` turns at a kind of work ("papers 12"). Raises TooMany.

    A turn is a locked file, so that it counts over all web workers of the machine and is free when its
    holder ends, however.
    """
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    whose = f"{connection.settings_dict['NAME']} {account}"  # two systems on one machine
    name = hashlib.sha256(whose.encode()).hexdigest()[:16]
    for number in range(most):
        with open(FOLDER / f"{name}-{number}", "w") as place:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield
            return
    raise TooMany

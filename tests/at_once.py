"""Doing things at the same moment, each on its own connection: for tests on a database that locks rows."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs at the same moment, each on its own connection; return results or errors in order."""
    found: list[Any] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            found[place] = job()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, job), daemon=True)
        for place, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "waiting for each other"
    close_old_connections()
    return found


def errors(found: list[Any]) -> list[Exception]:
    return [one for one in found if isinstance(one, Exception)]


def read_before_either_writes(read: Callable[..., Any], wait: float = 0.4) -> Callable[..., Any]:
    """Return `read` for two jobs: the first waits in it for the second, in vain where a lock keeps that one out."""
    both = threading.Barrier(2)

    def slow(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=wait)
        return found

    return slow

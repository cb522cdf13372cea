"""Processes of the product that a test ends at a point it names, or leads by the clock.

`python -m tests.killing TARGET before|after NTH` is `manage.py worker --drain` that is killed (-9) when the NTH call of
TARGET begins or has ended; `python -m tests.killing clock` is a scheduler and worker that does what is due at each moment
it reads from its input.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import django

ROOT = Path(__file__).resolve().parents[1]


def process(shared: dict[str, str], *words: str, **more: Any) -> subprocess.Popen[str]:
    """Start such a process on the database of a test (the fixture `shared`); what it says goes into the log."""
    log: IO[str]
    with open(shared["LOG"], "a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.killing", *words],
            cwd=ROOT,
            env={**shared, "DJANGO_SETTINGS_MODULE": "aksansi.settings"},
            stderr=log,
            text=True,
            **{"stdout": subprocess.DEVNULL, **more},
        )


def killed_at(shared: dict[str, str], target: str, when: str, nth: int) -> int:
    """Return how a worker ended that is killed at a point: -9, or 0 where it never came there."""
    return process(shared, target, when, str(nth)).wait(timeout=120)


def arm(target: str, when: str, nth: int) -> None:
    """Let this process be killed at a call of "module:name" or "module:class.name"."""
    module, _colon, path = target.partition(":")
    holder: Any = importlib.import_module(module)
    *above, name = path.split(".")
    for one in above:
        holder = getattr(holder, one)
    real, count = getattr(holder, name), itertools.count(1)

    @functools.wraps(real)
    def armed(*args: Any, **kwargs: Any) -> Any:
        is_time = next(count) == nth
        if is_time and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        found = real(*args, **kwargs)
        if is_time:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(holder, name, armed)


def follow_the_clock() -> None:
    from django.utils import timezone

    from core.records.jobs.worker import WorkerProcess

    worker, told = WorkerProcess(), [timezone.now()]
    timezone.now = lambda: told[-1]
    for line in sys.stdin:
        told.append(dt.datetime.fromisoformat(line.strip()))
        while worker._turn():
            pass
        print(told[-1].isoformat(), flush=True)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "clock":
        follow_the_clock()
    else:
        from django.core.management import call_command

        arm(sys.argv[1], sys.argv[2], int(sys.argv[3]))
        call_command("worker", "--drain")

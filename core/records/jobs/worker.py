"""The worker: takes up what waits, and puts in line what is due by the clock. Any number may run.

Each shows its pulse on the page of jobs. Ended in good order, it hands back what it is at; killed, it falls silent.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import socket
import threading

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from core.records.jobs import runs, timed
from core.records.jobs.models import BEAT, Worker

log = logging.getLogger(__name__)
# A fresh process now and then gives back what long work took.
MOST_JOBS = 200
PAUSE, AWAY = 1.0, 5.0  # seconds: with nothing to do, and without a database
CLOCK = 10.0  # seconds between two looks at the clock of timed work


class WorkerProcess:
    """One worker process. `end` lets it hand back its work and stop."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._row: Worker | None = None
        self._looked = dt.datetime.min.replace(tzinfo=dt.UTC)

    def end(self, *_signal: object) -> None:
        self._ending.set()

    def listen(self) -> None:
        """End in good order when the system asks for it."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)

    def run(self, *, is_drain: bool = False) -> int:
        """Work until ended, or (`is_drain`) until nothing waits; return how many jobs were taken."""
        count = 0
        while not self._ending.is_set() and count < MOST_JOBS:
            try:
                if self._turn():
                    count += 1
                    continue
                if is_drain:
                    break
                self._ending.wait(PAUSE)
            except (DatabaseError, InterfaceError):
                log.exception("The worker goes on when the database is back.")
                close_old_connections()
                if is_drain:
                    raise
                self._ending.wait(AWAY)
        self._leave()
        return count

    def _turn(self) -> bool:
        now = timezone.now()
        row = self._pulse(now)
        if (now - self._looked).total_seconds() >= CLOCK:
            self._looked = now
            timed.put_due()
            timed.keep_up()
        work = runs.next_work(row, is_ending=self._ending.is_set)
        if work is None:
            return False
        runs.do(work)
        return True

    def _pulse(self, now: dt.datetime) -> Worker:
        if self._row is None:
            self._row = Worker.objects.create(name=f"{socket.gethostname()}:{os.getpid()}"[:80])
        elif now - self._row.seen_at >= BEAT / 2:
            self._row.seen_at = now
            if not Worker.objects.filter(pk=self._row.pk).update(seen_at=now):
                self._row = None  # tidied away while this process slept
                return self._pulse(now)
        return self._row

    def _leave(self) -> None:
        if self._row is not None:
            try:
                Worker.objects.filter(pk=self._row.pk).update(ended_at=timezone.now())
            except (DatabaseError, InterfaceError):
                log.info("The worker left without a word: no database.")

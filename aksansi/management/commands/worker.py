"""`manage.py worker`: does long work and what comes by the clock; a service of its own (README, step 6)."""

from __future__ import annotations

import contextlib
import os

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from aksansi.watch import starting
from core.records.jobs.worker import WorkerProcess
from core.tools import pdf


class Command(BaseCommand):
    help = "Take up imports, long papers and timed work; any number of workers may run."
    requires_system_checks: list[
        str
    ] = []  # `manage.py check` asks them; here they would take half the start

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="do what waits, then end")

    @override
    def handle(self, *args: object, drain: bool, **options: object) -> None:
        with contextlib.suppress(OSError):
            os.nice(10)  # pages go before work that nobody watches (bench/long_work.py)
        starting.start()
        pdf.lay_out_beside(seconds=pdf.SECONDS_IN_WORKER)
        starting.keep_loaded()
        process = WorkerProcess()
        process.listen()
        self.stdout.write(f"{process.run(is_drain=drain)} done")

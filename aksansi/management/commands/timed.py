"""`manage.py timed digest`: does timed work now, once for the time it was due last; without a name, lists it."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from core.records.jobs import queue, timed
from core.records.jobs.models import JobState


class Command(BaseCommand):
    help = "Do timed work now (digest, tidying, backup, checks); the worker does it by the clock."
    requires_system_checks: list[
        str
    ] = []  # `manage.py check` asks them; here they would take half the start

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="which work; without it, all are named")

    @override
    def handle(self, *args: object, name: str | None, **options: object) -> None:
        if not name:
            for known in timed.names():
                self.stdout.write(f"{known}: {timed.rhythm_of(known)}")
            return
        try:
            job = timed.put_now(name)
        except LookupError as error:
            raise CommandError(f"There is no {name}; known: {', '.join(timed.names())}.") from error
        queue.run_now(job)
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise CommandError(job.failure or f"{name} is under way elsewhere.")
        self.stdout.write(job.said)

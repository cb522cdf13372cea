"""A made-up country of 514 regions to measure and to try out.

Usage: DEMO=1 DATABASE_URL=… .venv/bin/python bench/generate_national.py [--facilities 25000] [--visits 100000]
Needs `manage.py load_reference` before; never for real data.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typing_extensions import override

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bench.national import SOURCE, registry, visits
from ksm.models import Facility


class Command(BaseCommand):
    help = (
        "Insert a made-up national set: chapters of 514 regions, groups, facilities with operations, "
        "status records and desludgings, rounds, visits with answers and scores, findings, samples. "
        "All marked CONTOH, the same for the same seed, minutes on both databases. "
        "Needs load_reference before; never for real data."
    )

    @override
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--facilities", type=int, default=25_000)
        parser.add_argument("--groups", type=int, help="default: four for five facilities")
        parser.add_argument("--visits", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=2025)
        parser.add_argument(
            "--force", action="store_true", help="also where neither DEMO nor DEBUG is set"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or options["force"]):
            raise CommandError(
                "This is no demonstration (DEMO=1 is not set); use --force to fill it all the same."
            )
        facilities = options["facilities"]
        groups = facilities * 4 // 5 if options["groups"] is None else options["groups"]
        if min(facilities, groups, options["visits"]) < 0 or facilities > 2_000_000:
            raise CommandError("The numbers must lie between 0 and 2,000,000.")
        if Facility.objects.filter(source=SOURCE).exists():
            raise CommandError("The set is in this database already; take a fresh database.")
        self._time(
            lambda: registry.generate(facilities=facilities, groups=groups, seed=options["seed"])
        )
        self._time(lambda: visits.generate(visits=options["visits"], seed=options["seed"]))
        self._analyse()
        self._time(visits.score)
        self._analyse()

    def _analyse(self) -> None:
        """Let the database plan with the new sizes."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _time(self, make: Callable[[], dict[str, int]]) -> None:
        started = time.monotonic()
        try:
            made = make()
        except LookupError as error:
            raise CommandError(f"Run load_reference before: {error}.") from error
        for what, count in made.items():
            self.stdout.write(f"{what}: {count:,}")
        self.stdout.write(f"({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    Command().run_from_argv(["bench", *sys.argv])

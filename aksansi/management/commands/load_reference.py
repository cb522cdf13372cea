"""`manage.py load_reference`: what every installation needs before the first entry."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from aksansi.history import one_action
from aksansi.management.rooms import parts


class Command(BaseCommand):
    help = "Load the reference data of all rooms (regions, blockers, stages …); safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for room, module in parts("{room}.reference"):
            with transaction.atomic(), one_action():
                module.load()
            if options["verbosity"] > 1:
                self.stdout.write(f"{room}: reference data up to date")

"""`manage.py recap_sums`: counts anew the sums that recaps of many regions stand on; the worker does it by itself."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from monitoring.recap import kept


class Command(BaseCommand):
    help = "Count anew the sums of regions whose facts changed (PostgreSQL; pages are right without, but slower)."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="of every region, changed or not")

    @override
    def handle(self, *args: object, all: bool, **options: object) -> None:
        if all:
            kept.touch_all()
        self.stdout.write(f"{kept.refresh()} regions counted anew")

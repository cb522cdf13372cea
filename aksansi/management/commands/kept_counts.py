"""`manage.py kept_counts`: counts anew what pages of the country show of each region; the worker does it by itself."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from ksm import kept


class Command(BaseCommand):
    help = (
        "Count regions anew whose facts changed (PostgreSQL; pages are right without, but slower)."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every region, changed or not")

    @override
    def handle(self, *args: object, all: bool, **options: object) -> None:
        if all:
            kept.touch_all()
        self.stdout.write(f"{kept.refresh()} regions counted anew")

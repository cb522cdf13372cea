"""`manage.py backup`: database and files in one file, now; `--verify` restores it on trial and compares."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from aksansi.backup import backup


class Command(BaseCommand):
    help = "Back up database and files to BACKUP_DIR (the worker does it every night). Keys are no part: keep .env too."
    requires_system_checks: list[
        str
    ] = []  # `manage.py check` asks them; here they would take half the start

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="folder to write to; left out, BACKUP_DIR")
        parser.add_argument(
            "--verify",
            nargs="?",
            type=Path,
            const=Path(),
            metavar="FILE",
            help="restore the new backup, or FILE alone, beside the system, and compare every table",
        )
        parser.add_argument("--list", action="store_true", help="name the backups there are")

    @override
    def handle(
        self, *args: object, to: Path | None, verify: Path | None, **options: object
    ) -> None:
        if options["list"]:
            for path in backup.kept(to):
                self.stdout.write(f"{path}  {path.stat().st_size >> 10} kB")
            return
        try:
            if verify is None or verify == Path():
                made = backup.make(folder=to)
                self.stdout.write(backup.told(made))
            if verify is not None:
                made = backup.verify(made.path if verify == Path() else verify)
                self.stdout.write(f"Restored on trial, whole and equal: {backup.told(made)}")
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

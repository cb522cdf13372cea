"""`manage.py restore FILE`: puts a backup in the place of what is there; what was there is backed up first."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from typing_extensions import override

from aksansi.backup import backup
from core.people.users import User
from core.records.jobs.models import Worker


class Command(BaseCommand):
    help = "Bring back database and files from a backup. Stop web and worker first."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="yes, in the place of the accounts and records that are here",
        )
        parser.add_argument(
            "--no-backup", action="store_true", help="do not back up first what is here"
        )

    @override
    def handle(
        self, *args: object, file: Path, replace: bool, no_backup: bool, **options: object
    ) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            if self._holds_accounts():
                if not replace:
                    raise CommandError(
                        "This database holds accounts. With --replace the backup takes the place of everything in it."
                    )
                if Worker.alive().exists():
                    raise CommandError("A worker is running. Stop web and worker, then restore.")
                if not no_backup:
                    self.stdout.write(f"What was here: {backup.told(backup.make())}")
            made = backup.restore(file)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Restored: {backup.told(made)}")
        if made.has_foreign_key:
            self.stdout.write(
                "It was made under another SECRET_KEY: put that one into SECRET_KEY_FALLBACKS, "
                "or printed codes and second factors of then are not known any more."
            )
        self.stdout.write("Now: manage.py migrate, then start worker and web.")

    def _holds_accounts(self) -> bool:
        try:
            return User.objects.exists()
        except DatabaseError:
            return False  # an empty database

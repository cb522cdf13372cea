"""`manage.py end_sessions NAME…` or `--all`: whoever is signed in has to sign in again."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from core.people import sessions
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User


class Command(BaseCommand):
    help = "End the sessions of some accounts or of all; the security log gets a line for each account."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="user names or e-mail addresses")
        parser.add_argument("--all", action="store_true", help="every account")

    @override
    def handle(self, *args: object, names: list[str], **options: object) -> None:
        if bool(names) == options["all"]:
            raise CommandError("Name accounts, or give --all.")
        found = list(User.objects.all()) if options["all"] else [self._account(n) for n in names]
        for user in found:
            if ended := sessions.end(user):
                record(SecurityKind.SESSION_ENDED, request=None, detail=f"{user.username}: {ended}")
                self.stdout.write(f"{user.username}: {ended}")

    def _account(self, name: str) -> User:
        user = User.objects.known_as(name)
        if user is None:
            raise CommandError(f"No account {name}.")
        return user

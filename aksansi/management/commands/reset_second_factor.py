"""`manage.py reset_second_factor NAME --reason …`: the last resort, where no other Secretariat account can do it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from core.people import accounts
from core.people.users import User


class Command(BaseCommand):
    help = (
        "Take the second factor off an account whose owner lost it (the person is told, the security log has a "
        "line), and print a link that sets a new password and lets a new factor be set up, for use without mail."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="user name or e-mail address")
        parser.add_argument("--reason", required=True)

    @override
    def handle(self, *args: object, name: str, reason: str, **options: object) -> None:
        user = User.objects.known_as(name)
        if user is None:
            raise CommandError(f"No account {name}.")
        try:
            accounts.reset_factor(user=user, by=None, reason=reason)
        except ValidationError as error:
            self.stderr.write(" ".join(error.messages))
        self.stdout.write(accounts.password_url(user))

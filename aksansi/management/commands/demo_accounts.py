"""`manage.py demo_accounts`: who can sign in to the demonstration."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from typing_extensions import override

from aksansi.demo.accounts import ACCOUNTS, PASSWORD
from core.access import Role
from core.people.users import User


class Command(BaseCommand):
    help = "Print the demonstration accounts and their password."

    @override
    def handle(self, *args: object, **options: object) -> None:
        made = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
        self.stdout.write(f"Demonstration accounts, password {PASSWORD}")
        for username, role, region, _name, _position in ACCOUNTS:
            where = f" ({region})" if region else ""
            lacking = "" if username in made else " – not loaded yet"
            self.stdout.write(f"  {username:<22}{Role(role).label}{where}{lacking}")

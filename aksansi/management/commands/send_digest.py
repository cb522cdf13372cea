"""`manage.py send_digest`: each person's tasks by e-mail, once a week from a timer (design §5)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from typing_extensions import override

from aksansi.home.home import SHOWN, tasks_for
from core.access import is_current, reads_only
from core.people import mails
from core.people.users import User


class Command(BaseCommand):
    help = "Mail the open tasks to everybody who has some and wants the mail; run it weekly."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        wanting: QuerySet[User] = User.objects.filter(wants_digest=True, is_active=True).exclude(
            email=""
        )
        sent = failed = 0
        with get_connection() as connection:
            for user in wanting:
                if not is_current(user) or reads_only(user):
                    continue
                with translation.override(user.language):
                    tasks = tasks_for(user, today=today)
                if not tasks:
                    continue
                try:
                    self._mail(user, tasks, connection)
                    sent += 1
                except OSError as error:  # one full mailbox must not keep the others waiting
                    failed += 1
                    self.stderr.write(f"{user.username}: {error}")
        self.stdout.write(f"{sent} sent, {failed} failed")

    def _mail(self, user: User, tasks: list[Any], connection: Any) -> None:
        mails.send(
            "aksansi/email/digest.txt",
            user=user,
            connection=connection,
            tasks=tasks[:SHOWN],
            total=len(tasks),
            switch=f"{settings.SITE_URL}{reverse('core:me')}",
        )

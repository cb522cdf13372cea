"""`manage.py prune_security_log`: deletes old lines of the security log, once a day from a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.people import limits, security


class Command(BaseCommand):
    help = "Delete the lines of the security log that are older than SECURITY_LOG_DAYS, and the tries no limit counts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{security.prune()} lines, {limits.prune()} tries deleted")

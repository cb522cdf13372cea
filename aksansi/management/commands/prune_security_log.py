"""`manage.py prune_security_log`: deletes old lines of the security log, tries and forms; once a day, from a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from core.pages import once
from core.people import limits, security


class Command(BaseCommand):
    help = (
        "Delete the lines of the security log that are older than SECURITY_LOG_DAYS, the tries no limit counts, "
        "and the names of forms that were saved half a year ago."
    )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"{security.prune()} lines, {limits.prune()} tries, {once.prune()} forms deleted"
        )

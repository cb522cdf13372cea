"""`manage.py load_demo`: the demonstration set, room by room, entered by the demo Secretariat."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from typing_extensions import override

from aksansi.demo import accounts, letters, living
from aksansi.demo.entering import NotEntered
from aksansi.management.rooms import ROOMS, parts
from core.records.notices import sending
from core.tools.rows.history import one_action

LIVING = "living"  # what stands on all rooms: the working year


class Command(BaseCommand):
    help = "Load the demonstration accounts and data; safe to repeat."

    @override
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--force", action="store_true", help="also where neither DEMO nor DEBUG is set"
        )
        parser.add_argument(
            "--only", choices=(*ROOMS, LIVING), action="append", help="only this room (repeatable)"
        )

    @override
    def handle(self, *args: object, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or options["force"]):
            raise CommandError(
                "This is no demonstration (DEMO=1 is not set); use --force to load it all the same."
            )
        with transaction.atomic():
            actor = accounts.load()
        for room, module in (*parts("aksansi.demo.{room}"), (LIVING, living)):
            if options["only"] and room not in options["only"]:
                continue
            try:
                with transaction.atomic(), one_action(by=actor) as stamp, sending.silent():
                    module.load(actor)
            except NotEntered as error:
                raise CommandError(f"{room}: {error}") from error
            if options["verbosity"] and (written := _written(stamp)):
                self.stdout.write(f"{room}: {written}")
        if options["only"] is None or LIVING in options["only"]:
            letters.issue()


def _written(stamp: uuid.UUID) -> str:
    """Return in words what was entered under a stamp, "" for nothing: "16 chapters, 20 offices"."""
    found = []
    for model in apps.get_models():
        history = getattr(model, "history", None)
        if history is not None:
            count = history.filter(request_stamp=stamp, history_type="+").count()
            if count:
                found.append(f"{count} {model._meta.model_name}")
    return ", ".join(found)

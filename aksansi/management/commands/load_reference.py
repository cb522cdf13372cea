"""`manage.py load_reference`: what every installation needs before the first entry."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from typing_extensions import override

from aksansi.management.rooms import parts
from core.land import reference as regions
from core.records import listed
from core.records.listed import glossary
from core.records.notices import reference as mails
from core.tools.rows.history import one_action


class Command(BaseCommand):
    help = "Load the reference data of all rooms (regions, blockers, stages …); safe to repeat."

    @override
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--without-villages",
            action="store_true",
            help="leave out the 91,000 districts and villages (they can be loaded later)",
        )

    @override
    def handle(self, *args: object, **options: Any) -> None:
        for room, module in (
            ("core", regions),
            ("core", glossary),
            ("core", listed),
            ("core", mails),
            *parts("{room}.reference"),
        ):
            with transaction.atomic(), one_action():
                module.load()
                if hasattr(module, "load_villages") and not options["without_villages"]:
                    module.load_villages()
                if hasattr(module, "link_villages"):
                    module.link_villages()
            if options["verbosity"] > 1:
                self.stdout.write(f"{room}: reference data up to date")

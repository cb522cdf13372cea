"""`manage.py compile_catalogues`: translations from .po to .mo without gettext's tools."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from typing_extensions import override


class Command(BaseCommand):
    help = "Compile each .po whose .mo is missing or older; no database."
    requires_system_checks: list[str] = []

    @override
    def handle(self, *args: object, **options: object) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_if_newer(source) and options["verbosity"]:
                    self.stdout.write(f"compiled {source.relative_to(folder)}")


def compile_if_newer(source: Path) -> bool:
    """Write the .mo beside a .po unless it is up to date; return whether it was written.

    The file is put in place in one step, so that a running server never reads half of it.
    """
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    draft = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(target)
    return True

"""`manage.py rotate_keys`: after a new SECRET_KEY or BACKUP_KEY, makes the keys of before dispensable."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand
from typing_extensions import override

from aksansi.backup import archive, backup
from core.people import factor_secrets
from monitoring.servers import keys


class Command(BaseCommand):
    help = (
        "Encrypt anew what a key of SECRET_KEY_FALLBACKS encrypted, and say what still needs the keys of before. "
        "Run it after the restart with the new key; it may be run again."
    )

    @override
    def handle(self, *args: object, **options: object) -> None:
        anew, closed = factor_secrets.encrypt_anew()
        self.stdout.write(f"Second factors encrypted anew: {anew}.")
        if closed:
            self.stdout.write(
                f"Opened by none of the keys: {closed}. Their owners set them up anew."
            )
        anew, closed = keys.encrypt_anew()
        self.stdout.write(f"Keys of ODK and Kobo servers encrypted anew: {anew}.")
        if closed:
            self.stdout.write(
                f"Opened by none of the keys: {closed}. The Secretariat enters them anew."
            )
        older = [
            path for path in backup.kept()
            if archive.is_sealed(path) and not archive.opens(path, settings.BACKUP_KEYS[0])
        ]  # fmt: skip
        self.stdout.write(f"Kept backups that BACKUP_KEY does not open: {len(older)}.")
        if older:
            self.stdout.write(
                f"Keep their key in BACKUP_KEY_FALLBACKS until {older[-1].name} is gone."
            )
        if settings.SECRET_KEY_FALLBACKS:
            self.stdout.write(
                "SECRET_KEY_FALLBACKS may go when links of mails are over (3 days) and trusted devices too (180 days); "
                "calendar addresses are then fetched anew. "
                "LETTER_KEYS keeps every key that printed letters were made with."
            )

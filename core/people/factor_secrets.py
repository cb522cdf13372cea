"""Secrets that stand in the database encrypted, so that a copy of it gives none; those of the second factor.

The key comes from SECRET_KEY (HKDF, RFC 5869), which is not in the database; what a key of SECRET_KEY_FALLBACKS
encrypted is still read. Source: OWASP ASVS 5.0, 13.3.1; Fernet: AES-128 in CBC with HMAC-SHA-256.
"""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

_PURPOSE = b"core.people.factor_secrets"
# Where a factor's data hold what is encrypted, by type.
_SECRET_OF = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class Box:
    """Seals texts of one purpose under SECRET_KEY; opens what keys of before have sealed, too."""

    def __init__(self, purpose: bytes) -> None:
        self.purpose = purpose

    def seal(self, text: str) -> str:
        return self._fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return the text. Raises cryptography.fernet.InvalidToken where no key of ours sealed it."""
        return self._all().decrypt(sealed).decode()

    def anew(self, sealed: str) -> str:
        """Return a text sealed anew, "" where SECRET_KEY opens it already. Raises InvalidToken."""
        try:
            self._fernet(settings.SECRET_KEY).decrypt(sealed)
        except InvalidToken:
            return self._all().rotate(sealed.encode()).decode()
        return ""

    def _all(self) -> MultiFernet:
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return MultiFernet([self._fernet(key) for key in keys])

    def _fernet(self, key: str) -> Fernet:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=self.purpose)
        return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))


_BOX = Box(_PURPOSE)


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _BOX.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises cryptography.fernet.InvalidToken where no key of ours made it."""
        return _BOX.open(encrypted_text)


def encrypt_anew() -> tuple[int, int]:
    """Encrypt under SECRET_KEY what only a key of before opens.

    Return how many factors were encrypted anew, and how many no key opens.
    """
    anew = closed = 0
    for found in Authenticator.objects.filter(type__in=_SECRET_OF).order_by("pk"):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=found.pk)
            name = _SECRET_OF[factor.type]
            try:
                fresh = _BOX.anew(factor.data[name])
            except InvalidToken:
                closed += 1
                continue
            if fresh:
                factor.data[name] = fresh
                factor.save(update_fields=["data"])
                anew += 1
    return anew, closed

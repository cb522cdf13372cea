"""Secrets of the second factor: encrypted in the database, so that a copy of it gives no codes.

The key comes from SECRET_KEY (HKDF, RFC 5869), which is not in the database; what a key of SECRET_KEY_FALLBACKS
encrypted is still read. Source: OWASP ASVS 5.0, 13.3.1; Fernet: AES-128 in CBC with HMAC-SHA-256.
"""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"core.people.factor_secrets"


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises cryptography.fernet.InvalidToken where no key of ours made it."""
        return _box().decrypt(encrypted_text).decode()


def _box() -> MultiFernet:
    return MultiFernet(
        [_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

"""A stream that only the key opens, in pieces: no backup has to fit in memory, and none of it can be changed unseen.

AES-256-GCM over pieces of a megabyte (the STREAM construction, as `age` and Tink have it): each nonce is the number of
its piece and whether it is the last, so that pieces left out, changed in order or cut off at the end are found. The
key of a file comes from the given one and a salt of the file's own (HKDF, RFC 5869).
Source: Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption, 2015.
"""

from __future__ import annotations

import io
import os
from contextlib import suppress
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

MAGIC = b"AKSANSI\x01"
SALT, PIECE, TAG = 16, 1 << 20, 16


class NotOpened(ValueError):
    """Another key made it, or it was changed or cut off."""


def _box(key: str, salt: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"aksansi.backup")
    return AESGCM(derived.derive(key.encode()))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealing(io.RawIOBase):
    """Writes to `raw` what `Opening` reads with the same key; `close` seals the last piece and leaves `raw` open."""

    def __init__(self, raw: IO[bytes], key: str) -> None:
        salt = os.urandom(SALT)
        self._raw, self._box, self._held, self._number = raw, _box(key, salt), bytearray(), 0
        raw.write(MAGIC + salt)

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any) -> int:
        self._held += data
        while len(self._held) > PIECE:  # the last piece is known for the last at the end only
            self._seal(is_last=False)
        return len(data)

    def _seal(self, *, is_last: bool) -> None:
        piece, self._held = bytes(self._held[:PIECE]), self._held[PIECE:]
        self._raw.write(self._box.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1

    @override
    def close(self) -> None:
        if not self.closed:
            self._seal(is_last=True)
        super().close()


class Opening(io.RawIOBase):
    """Reads what `Sealing` wrote with one of the keys.

    Raises NotOpened before it gives a byte of a piece that is not as it was sealed.
    """

    def __init__(self, raw: IO[bytes], *keys: str) -> None:
        if raw.read(len(MAGIC)) != MAGIC:
            raise NotOpened
        salt = raw.read(SALT)
        self._raw, self._boxes = raw, [_box(key, salt) for key in keys]
        self._ahead, self._open, self._number = raw.read(PIECE + TAG), b"", 0
        self._is_over = False

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int:
        if not self._open and not self._is_over:
            self._next()
        count = min(len(buffer), len(self._open))
        buffer[:count], self._open = self._open[:count], self._open[count:]
        return count

    def _next(self) -> None:
        piece, self._ahead = self._ahead, self._raw.read(PIECE + TAG)
        self._is_over = not self._ahead
        nonce = _nonce(self._number, is_last=self._is_over)
        for box in self._boxes:
            with suppress(InvalidTag, ValueError):
                self._open = box.decrypt(nonce, piece, None)
                self._boxes = [box]  # what opened the first piece is the key of the file
                break
        else:
            raise NotOpened
        self._number += 1

"""Where a page of a long list begins, as a signed word in the address; a touched or foreign one tells nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.core import signing

AFTER, BEFORE, LAST = "a", "b", "z"
_signer = signing.Signer(salt="core.tools.rows.keyset")


def read_key(key: str, word: int, size: int) -> tuple[str, int, list[object]]:
    """Return (kind, position, values) of a key; ("", 1, []) for none, a touched or a foreign one."""
    try:
        kind, own, start, values = _signer.unsign_object(key[:4000])
        if own != word or kind not in (AFTER, BEFORE, LAST):
            return "", 1, []
        if kind != LAST and len(values) != size:
            return "", 1, []
        return kind, int(start), [_unpacked(value) for value in values]
    except (signing.BadSignature, ValueError, TypeError):
        return "", 1, []


def write_key(kind: str, word: int, start: int, values: Sequence[object]) -> str:
    packed = [_packed(value) for value in values]
    return _signer.sign_object([kind, word, start, packed], compress=len(repr(packed)) > 120)


def _packed(value: object) -> object:
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, UUID):
        return {"u": value.hex}
    return value


def _unpacked(value: object) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return {  # type: ignore[operator]
        "n": Decimal,
        "t": dt.datetime.fromisoformat,
        "d": dt.date.fromisoformat,
        "u": UUID,
    }[kind](text)

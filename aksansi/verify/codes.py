"""The code printed on a Laporan Capaian Daerah, and whether this system issued it.

A code names region, year, state and day of the figures, then the head of their digest and a keyed
check: `34.04-2018-S261122-ABCDEFGH-KLMNPQRSTU`. It needs no table, so drafts carry one too, and
nobody without the key can make one.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import hmac
import json
import re
from decimal import Decimal

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise

from core.tools.rows.values import value_class

CODE = re.compile(
    r"(?P<region>\d{2}(?:\.\d{2})?)-(?P<year>\d{4})-(?P<state>[DS])(?P<day>\d{6})-(?P<digest>[A-Z2-7]{8})-(?P<check>[A-Z2-7]{10})"
)


@value_class
class Code:
    """What a genuine code says. `is_final`: the figures were approved when it was printed."""

    text: str
    region: str
    year: int
    is_final: bool
    day: dt.date
    digest: str


def digest_of(figures: object) -> str:
    """Return the sha256 (hex) of a tree of dataclasses, lists and plain values, whatever the language.

    Rows count in any order: a database may hand out those that its sort leaves equal in another one. Plain values
    beside each other keep their order: (planned, realised) is not (realised, planned).
    """
    return hashlib.sha256(json.dumps(_plain(figures), sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if f.metadata.get("digest", True)
        }
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_plain(item) for item in value]
        if all(isinstance(item, dict) for item in items):
            items.sort(key=lambda item: json.dumps(item, sort_keys=True))
        return items
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Promise):
        return ""  # words of the active language are no figures
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)


def _short(data: bytes, length: int) -> str:
    return base64.b32encode(data).decode()[:length]


def _check(head: str, key: str) -> str:
    return _short(hmac.new(key.encode(), f"laporan:{head}".encode(), hashlib.sha256).digest(), 10)


def make_code(*, region: str, year: int, is_final: bool, day: dt.date, digest: str) -> str:
    """Return the code for a report's figures; `digest` as hex from `digest_of`."""
    head = (
        f"{region}-{year}-{'S' if is_final else 'D'}{day:%y%m%d}-{_short(bytes.fromhex(digest), 8)}"
    )
    return f"{head}-{_check(head, settings.LETTER_KEYS[0])}"


def read_code(text: str) -> Code | None:
    """Return what a code says; None unless this system made it, with its key or one of before.

    Blanks and case do not matter (`as_typed`).
    """
    text = as_typed(text)
    match = CODE.fullmatch(text)
    if match is None:
        return None
    head, _, check = text.rpartition("-")
    if not any(hmac.compare_digest(check, _check(head, key)) for key in settings.LETTER_KEYS):
        return None
    return _parts(match)


def as_typed(text: str) -> str:
    """Return a code as it is printed, whatever blanks and case it was typed with."""
    return re.sub(r"\s", "", text).upper()


def of_archive(text: str) -> Code | None:
    """Return what a code says, whoever made it: of a letter that stands in the archive no key can disown it."""
    match = CODE.fullmatch(as_typed(text))
    return _parts(match) if match else None


def _parts(match: re.Match[str]) -> Code | None:
    try:
        day = dt.datetime.strptime(match["day"], "%y%m%d").date()
    except ValueError:
        return None
    return Code(
        match[0], match["region"], int(match["year"]), match["state"] == "S", day, match["digest"]
    )

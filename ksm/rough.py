"""Rough figures as paper has them: "±60", "sekitar 60", "kurang lebih 60 KK". Pure."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"^\s*(±|\+/-|\+-|~|≈|sekitar|kira[ -]?kira|kurang lebih|lebih kurang|"
    r"kl\.?|k\.l\.|ca\.?|about|around)\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*(kk|sr|jiwa|orang|rumah)\.?\s*$", re.IGNORECASE)


def read(text: str) -> tuple[str, bool]:
    """Return the bare number as text and whether it was marked as rough."""
    bare, marks = _MARK.subn("", text)
    return _UNIT.sub("", bare).strip(), bool(marks)

"""Lines as people type or paste them into one field, with a bullet or a number before them or without."""

from __future__ import annotations

import re

AT = "@"  # what stands after it belongs to the line; a phone types it with one key
MOST_LINES = 60
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)](?!\d)\s*|[-*•–]\s+)")


class UnreadableLine(ValueError):
    """A line that cannot be meant as it stands; `line` is its number in the field."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


def split(text: str) -> list[tuple[int, str]]:
    """Return (number, line) of every filled line, without its bullet or number."""
    found = []
    for number, raw in enumerate(text.replace("\x00", "").splitlines(), start=1):
        line = " ".join(_BULLET.sub("", raw).split())
        if line:
            found.append((number, line))
    return found

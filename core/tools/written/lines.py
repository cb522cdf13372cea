"""Lines as people type or paste them into one field, with a bullet or a number before them or without."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as __
from typing_extensions import override

AT = "@"  # what stands after it belongs to the line; a phone types it with one key
BAR = "|"  # parts a line as well, where it holds no “@”; so do the tabs of a copied row
MOST_LINES = 60
MOST_NAMED = 10  # of what is not understood, in one message
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)](?!\d)\s*|[-*•–]\s+)")


class UnreadableLines(ValueError):
    """All lines of a field that cannot be meant as they stand: (number in the field, text)."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self.lines = list(lines)
        super().__init__(self.lines)

    @override
    def __str__(self) -> str:
        """Return the lines for one message: “line 2 “…”, line 5 “…””."""
        words = __("line %(line)s “%(text)s”")
        return ", ".join(
            words % {"line": n, "text": text[:80]} for n, text in self.lines[:MOST_NAMED]
        )


def in_one(wrong: Iterable[tuple[int, str]]) -> str:
    """Return what is wrong with lines, (number in the field, reason), as one message."""
    words = __("Line %(line)s: %(reason)s")
    return " ".join(words % {"line": n, "reason": reason} for n, reason in list(wrong)[:MOST_NAMED])


def split(text: str, *, tab: str = " ") -> list[tuple[int, str]]:
    """Return (number, line) of every filled line, without its bullet or number; `tab`: what is read for a tab."""
    found = []
    for number, raw in enumerate(text.replace("\x00", "").splitlines(), start=1):
        line = " ".join(_BULLET.sub("", raw).strip().replace("\t", tab).split())
        if line:
            found.append((number, line))
    return found


def split_parts(text: str) -> list[tuple[int, str, list[str]]]:
    """Return (number, line, its parts between “@”, else between “|” or tabs) of every filled line."""
    found = []
    for number, line in split(text, tab=f" {BAR} "):
        sign = AT if AT in line or BAR not in line else BAR
        found.append((number, line, [part.strip() for part in line.split(sign)]))
    return found

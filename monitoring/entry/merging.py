"""Two hands on one answer: what stands after both have written. No models here.

An answer travels as text: its value, “!na” (“!dk”, “!refused”) for a reason why there is none, ""
for nothing. Whoever writes says from what he started (`base`); so changes to different questions
never disturb each other, and sending the same twice is the same as once.
"""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    SAME = "same"
    WRITE = "write"
    CONFLICT = "conflict"


def as_text(value: str, reason: str) -> str:
    return f"!{reason}" if reason else value


def as_pair(text: str) -> tuple[str, str]:
    """Return (value, reason) of an answer written as text."""
    return ("", text[1:]) if text.startswith("!") else (text, "")


def merge(*, base: str | None, mine: str, theirs: str) -> Outcome:
    """Return what to do with `mine` where `theirs` is kept; base None: overwrite knowingly.

    Two differing answers that both left the base are a conflict for a person to decide.
    """
    if mine == theirs:
        return Outcome.SAME
    if base is None or base == theirs:
        return Outcome.WRITE
    # Untouched here, changed there: theirs stands.
    return Outcome.SAME if mine == base else Outcome.CONFLICT

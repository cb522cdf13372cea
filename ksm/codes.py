"""The code of a facility, “34.04-0007”, as people type it; pure."""

from __future__ import annotations

import re

_TYPED = re.compile(r"(\d{2})\s*[.,]?\s*(\d{2})\s*[-‐-―−/ ]\s*(\d{1,6})")
DIGITS = 4


def understood(text: str) -> str:
    """Return the code that a text means, with its points and zeros; "" where it means none.

    Lost zeros ("34.04-1"), another dash, blanks, a comma or no point are put right.
    """
    found = _TYPED.fullmatch(" ".join(text.split()).replace(" - ", "-"))
    if not found or not int(found[3]):
        return ""
    return f"{found[1]}.{found[2]}-{int(found[3]):0{DIGITS}d}"

"""Cells that hold something and say nothing: dashes, “n/a”, “tidak ada data”, and what Excel writes for a mistake."""

from __future__ import annotations

import re

_NOTHING = frozenset(
    (
        "n/a",
        "n.a",
        "na",
        "nihil",
        "nil",
        "null",
        "none",
        "kosong",
        "tidak ada",
        "tdk ada",
        "tidak ada data",
        "tdk ada data",
        "tidak ada informasi",
        "belum ada",
        "belum ada data",
        "belum terdata",
        "belum didata",
        "belum diketahui",
        "tidak diketahui",
        "tidak tahu",
        "data tidak tersedia",
        "tidak tersedia",
        "tad",
        "no data",
        "not available",
        "unknown",
        "tbd",
    )
)
_SIGNS = re.compile(r"[-–—−_.?*/\\x·…~ ]*[-–—−_.?*/\\·…~][-–—−_.?*/\\·…~ ]*")
_MISTAKE = re.compile(r"#(?:N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)", re.I)


def says_nothing(text: str) -> bool:
    """Return whether a text that is not blank stands for “nothing known”: “-”, “n/a”, “tidak ada data”, “???”."""
    bare = " ".join(text.split()).strip("()[]\"'")
    return bool(_SIGNS.fullmatch(bare)) or bare.lower().rstrip(".") in _NOTHING


def is_mistake(text: str) -> bool:
    """Return whether a text is what a spreadsheet shows where it could not reckon: “#N/A”, “#DIV/0!”."""
    return bool(_MISTAKE.fullmatch(text.strip()))

"""Who runs a facility, as sources write it: a group, a body that is no recorded group, or nobody. Pure."""

from __future__ import annotations

import re

from ksm.choices import GroupKind

# What a source writes where it says that nobody runs the facility; a blank says nothing.
NOBODY = ("tidak ada", "belum ada", "tidak ada pengelola", "belum ada pengelola", "tanpa pengelola",
          "tidak ada kelompok pengelola", "none", "nobody", "no operator")  # fmt: skip
_KINDS = (
    (re.compile(r"^ksm\s*/\s*kpp\b", re.IGNORECASE), GroupKind.KSM_KPP),
    (re.compile(r"^kpp\b", re.IGNORECASE), GroupKind.KPP),
    (re.compile(r"^ksm\b", re.IGNORECASE), GroupKind.KSM),
    (re.compile(r"^bps\b", re.IGNORECASE), GroupKind.BPS),
)
_IN_NAME = re.compile(r"\b(?:KSM\s*/\s*KPP|KPP|KSM|BPS)\s+\S.*", re.IGNORECASE)


def is_nobody(text: str) -> bool:
    """Return whether the words of a source state that nobody runs it."""
    return " ".join(text.split()).strip(" .").casefold() in NOBODY


def named_in(facility: str) -> str:
    """Return the group a facility is named after ("IPAL KPP Mawar": "KPP Mawar"); "" where it is none."""
    found = _IN_NAME.search(facility)
    return " ".join(found[0].split()).rstrip(" )") if found else ""


def kind_of(name: str) -> GroupKind:
    """Return the kind of group a name tells: "KPP Mawar" is a KPP."""
    return next((kind for sign, kind in _KINDS if sign.search(name.strip())), GroupKind.OTHER)

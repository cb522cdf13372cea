"""Rough figures as paper has them: "±60", "sekitar 60", "kurang lebih 60 KK". Pure; the one place for it.

A mark is never lost: where a record has a field for it ("rough figures") that is set, else the record's
remark tells it ("Volume (m³): ± 12"), else the number is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as __

SIGN = "±"
_MARK = re.compile(
    r"^\s*(±|\+/-|\+-|~|≈|sekitar|kira[ -]?kira|kurang lebih|lebih kurang|"
    r"kl\.?|k\.l\.|ca\.?|about|around)\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*(kk|sr|jiwa|orang|rumah)\.?\s*$", re.IGNORECASE)


def marked(text: str) -> tuple[str, bool]:
    """Return the text without its mark and whether it had one."""
    bare, marks = _MARK.subn("", text)
    return bare.strip(), bool(marks)


def read(text: str) -> tuple[str, bool]:
    """Return the bare number as text, without a unit of people, and whether it was marked as rough."""
    bare, is_rough = marked(
        " ".join(text.split())
    )  # a run of blanks would be tried from each of them
    return _UNIT.sub("", bare).strip(), is_rough


def unit_of(text: str) -> str:
    """Return the unit of people in a cell, “kk”, “sr” or “jiwa”; "" for none."""
    found = _UNIT.search(" ".join(text.split()))
    word = found[1].lower() if found else ""
    return {"orang": "jiwa", "rumah": ""}.get(word, word)


class HasRough(Protocol):
    """A record that says whether its numbers are rough: all of them, or those it names."""

    is_estimate: bool
    rough: str


def of_row(row: HasRough, name: str) -> bool:
    """Return whether one number of a record is rough: the record says so, of all its numbers or of those it names."""
    return row.is_estimate and (not row.rough or name in row.rough.split(", "))


def told(label: object, bare: str) -> str:
    """Return what a remark says of a rough number; stored text, so not in the reader's language."""
    with translation.override("id"):
        return f"{capfirst(str(label))}: {SIGN} {bare}"


def as_written(label: object, words: str) -> str:
    """Return what a remark says of words a list has no place for: “Jenis: IPAL kawasan (UPTD PALD)”."""
    with translation.override("id"):
        return f"{capfirst(str(label))}: {' '.join(words.split())}"


def noted(said: str, words: Iterable[str]) -> str:
    """Return a remark that tells of rough numbers and words as written too, each once."""
    said = said.strip()
    return "; ".join([*filter(None, [said]), *(one for one in words if one not in said)])


def no_place(text: str, where: object = "") -> str:
    """Return why a rough number is refused; `where`: the field of the record that can tell it."""
    bare = marked(text)[0]
    if where:
        return __(
            "The “±” of “%(value)s” has no place beside this number. Write %(number)s here and the “±” "
            "under “%(field)s”."
        ) % {"value": text.strip()[:60], "number": bare[:60], "field": where}
    return __(
        "The “±” of “%(value)s” has no place here. Write %(number)s, and the “±” in a remark."
    ) % {"value": text.strip()[:60], "number": bare[:60]}

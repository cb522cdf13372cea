"""Numbers as people write them: "1.500.000", "Rp. 15.000.000,-", "1,5 juta", "0.500"; and what Excel shortened.

A sign followed by exactly three digits may part thousands or decimals. What else stands in the number, or in
its column, decides; where nothing does, the writing of the active language counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as __

_MONEY = re.compile(r"^(?:Rp|IDR)\.?\s*(?=[\d.,+-])", re.I)
_END = re.compile(r"\s*[,.]\s*[-–—=]{1,2}$")
_TIMES = re.compile(r"\s*(ribu|rb|juta|jt|miliar|milyar|triliun)\.?$", re.I)
_FACTORS = {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12}
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?=\D|$)")
# Thousands for sure: two groups, or a group and the other sign; none begins with 0.
_GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})"),
}
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
_DECIMAL = re.compile(r"[+-]?\d+([.,])\d+")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d{2,3}", re.I)


Refusal = TypeVar("Refusal")
_BOUNDS = ("max_value", "min_value")


def local_limits(error: Refusal) -> Refusal:
    """Return a refusal whose bounds stand as the reader writes numbers: “1.000”, not “1000.00”."""
    for one in getattr(error, "error_list", ()) if isinstance(error, ValidationError) else ():
        limit = (one.params or {}).get("limit_value") if one.code in _BOUNDS else None
        # Years are never grouped.
        if isinstance(limit, int | float | Decimal) and not 1900 <= limit <= 2100:
            bare = f"{Decimal(str(limit)).normalize():f}"
            places = len(bare.partition(".")[2])
            one.params = {
                **(one.params or {}),
                "limit_value": formats.number_format(bare, decimal_pos=places, force_grouping=True),
            }
    return error


def is_shortened(text: str) -> bool:
    """Return whether a text is a long number as Excel shortens it, whose digits are lost: “8,12E+10”."""
    return bool(_SHORTENED.fullmatch(text.strip()))


def shortened_words(text: str) -> str:
    """Return why such a text is refused."""
    return __(
        "“%(value)s” is a number that Excel has shortened; its digits are lost. Write all of them, in a cell of text."
    ) % {"value": text.strip()[:30]}


def two_numbers(text: str, both: tuple[str, str]) -> str:
    """Return why a text that can be two numbers is refused."""
    less = both[0].replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    return __("“%(value)s” can be %(less)s or %(more)s. Write one of these.") % {
        "value": text.strip()[:30],
        "less": less,
        "more": both[1],
    }


def decimal_sign(text: str) -> str:
    """Return the sign of decimals a number shows for sure, "." or ","; "" where it shows none."""
    bare = text.strip()
    if _MONEY.match(bare) and _ONE_GROUP.fullmatch(_stripped(bare)):
        return "," if "." in bare else "."
    return _sign(_stripped(bare))


def _sign(bare: str) -> str:
    for sign, pattern in _GROUPED.items():
        if pattern.fullmatch(bare):
            return sign
    found = _DECIMAL.fullmatch(bare)
    return found[1] if found and not _ONE_GROUP.fullmatch(bare) else ""


def twofold(text: str) -> tuple[str, str] | None:
    """Return both numbers that a text like “12.500” can be, (12.5, 12500); None where it can be one only."""
    bare = _stripped(text.strip())
    found = _ONE_GROUP.fullmatch(bare)
    if not found or decimal_sign(text):
        return None
    whole, _sign, rest = bare.partition(found[1])
    return f"{whole}.{rest}".rstrip("0").rstrip("."), whole + rest


def sign_of(texts: Iterable[str]) -> tuple[str, str]:
    """Return (the sign of decimals of a column, a text of it that can be two numbers), each "" for none.

    A column that writes one number so and another otherwise shows no sign.
    """
    signs, example = set(), ""
    for text in texts:
        if sign := decimal_sign(text):
            signs.add(sign)
        elif not example and twofold(text):
            example = text
    return (signs.pop() if len(signs) == 1 else ""), example


def _stripped(text: str) -> str:
    """Return a number without sign of money, “,-”, words of its size and blanks between thousands."""
    bare = _TIMES.sub("", _END.sub("", _MONEY.sub("", text))).strip()
    if spaced := _SPACED.match(bare):
        bare = re.sub(r"\s", "", spaced[0]) + bare[spaced.end() :]
    return bare


_WITH_UNIT = re.compile(r"\s*([-+]?\d[\d.,]*)\s*([^\d\s.,].*)")
_BRACKETS = re.compile(r"\(([^()]+)\)")


def unit_of(label: object) -> str:
    """Return the unit a label ends with: “m³” of “Volume (m³)”; "" where it names none."""
    found: list[str] = _BRACKETS.findall(str(label or ""))
    return found[-1] if found else ""


def without_unit(text: str, unit: str) -> str:
    """Return a number without the unit that is meant anyway: “4 m3” for m³, “43%” for %; another unit stays."""
    found = _WITH_UNIT.fullmatch(text) if unit else None
    return found[1] if found and _bare_unit(found[2]) == _bare_unit(unit) else text


def _bare_unit(unit: str) -> str:
    bare = re.sub(r"[\s.^]", "", unit.lower().replace("³", "3").replace("²", "2"))
    return "%" if bare in ("persen", "percent") else bare


_OWED = re.compile(r"\(\s*(?:Rp\.?\s*)?(\d[\d.,]*)\s*\)", re.I)


def plain_number(value: object, *, sign: str = "") -> object:
    """Return a typed number as Python reads it; `sign`: how its column writes decimals, "" where that is not known.

    What is no number comes back as it can not be read, for the caller to refuse.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if owed := _OWED.fullmatch(text):  # as book-keeping writes less than nothing
        text = f"-{owed[1]}"
    bare = _stripped(text)
    own = decimal_sign(text) or sign or formats.get_format("DECIMAL_SEPARATOR")
    other = "," if own == "." else "."
    if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(\{other}\d{{3}})+(\{own}\d+)?", bare):
        bare = bare.replace(other, "")
    number = bare.replace(own, ".")
    times = _TIMES.search(_END.sub("", text))
    if times and re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", number):
        number = f"{Decimal(number).scaleb(_FACTORS[times[1].lower()]):f}"
        return number.rstrip("0").rstrip(".") if "." in number else number
    return number

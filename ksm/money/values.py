"""A value as a table or a sentence states it: “117 dari 146”, “50–60 KK”, “74%”, “Rp 2,47 miliar”; pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils import translation

from core.tools.rows.values import value_class
from core.tools.written.numbers import plain_number

_OF = re.compile(r"^(.*\d)\s+(?:dari|of|/)\s+(\d[\d.]*)(?:\s+(.*))?$", re.IGNORECASE)
_MONEY = re.compile(r"^(Rp\.?|IDR|USD|US\$|EUR|AUD|JPY)\s*(?=[-\d])", re.IGNORECASE)
_CODES = {"rp": "IDR", "us$": "USD"}
_RANGE = re.compile(r"(?<=[\d%])\s*(?:–|—|-|\bs/d\b|\bsampai\b)\s*(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(-?\d[\d.,]*)\s*((?:ribu|rb|juta|jt|mili?ar|milyar|triliun)\b\.?)?\s*(%|[^\W\d].*)?$",
    re.IGNORECASE,
)


@value_class
class Stated:
    """What a text says; `words` alone where it is no number, so nothing is sharpened."""

    value: Decimal | None = None
    value_to: Decimal | None = None
    of: int | None = None
    unit: str = ""
    currency: str = ""
    words: str = ""


def read_value(text: str) -> Stated:
    """Return a value with what stands around it."""
    bare = " ".join(text.split())
    money = _MONEY.match(bare)
    sign = money[1].lower().rstrip(".") if money else ""
    rest = bare[money.end() :] if money else bare
    of = _OF.match(rest)
    unit = (of[3] or "") if of else ""
    ends = [_number(part) for part in _RANGE.split(of[1] if of else rest, maxsplit=1)]
    whole = _number(of[2]) if of else None
    if None in ends or (of and (whole is None or whole[0] != int(whole[0]))):
        return Stated(words=bare)
    numbers = [end for end in ends if end is not None]
    values, units = [value for value, _unit in numbers], [unit for _v, unit in numbers if unit]
    if len(values) == 2 and values[0] >= values[1]:
        return Stated(words=bare)
    return Stated(
        values[0],
        values[1] if len(values) == 2 else None,
        int(whole[0]) if whole else None,
        unit or (units[-1] if units else ""),
        _CODES.get(sign, sign.upper()),
    )


def _number(text: str) -> tuple[Decimal, str] | None:
    match = _NUMBER.match(text.strip())
    if not match:
        return None
    try:
        with translation.override("id"):
            number = Decimal(str(plain_number(f"{match[1]} {match[2] or ''}".strip())))
    except InvalidOperation:
        return None
    return (number, match[3] or "") if number.is_finite() and number.adjusted() < 12 else None

"""Positions as people have them: from a phone, a map, a form on paper. Pure.

Both decimal signs are read, so is "7°47'44" LS 110°22'10" BT"; Django's number fields read neither
"-7.795" (three digits after the point) nor two numbers in one box.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_PLACES = Decimal("0.000001")
_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"(?:geo:|@)?\s*({_NUMBER})\s*(?:[;/\s]|,\s|,(?=[+-]?\d+\.))\s*({_NUMBER})")
_POINTS = re.compile(r"(?:geo:|@)?([+-]?\d{1,3}\.\d+),([+-]?\d{1,3}\.\d+).*")
# Addresses of map pages: the marked place before the middle of the picture.
_LINK = (
    re.compile(r"!3d(-?\d{1,2}\.\d+)!4d(-?\d{1,3}\.\d+)"),
    re.compile(
        r"[?&](?:q|query|ll|destination|mlat)=(?:loc:)?(-?\d{1,2}\.\d+)(?:,|%2C|&mlon=)\+?(-?\d{1,3}\.\d+)",
        re.IGNORECASE,
    ),
    re.compile(r"@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)"),
    re.compile(r"#map=\d+/(-?\d{1,2}\.\d+)/(-?\d{1,3}\.\d+)"),
)
_DEGREES = re.compile(
    r"(\d{1,3}(?:[.,]\d+)?)\s*°\s*(?:(\d{1,2})\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|''))?\s*"
    r"(LS|LU|BT|BB|S|N|E|W)",
    re.IGNORECASE,
)
_SIDED = re.compile(
    rf"(?=[A-Z]|.*[A-Z]$)(LS|LU|BT|BB|S|N|E|W)?\s*({_NUMBER})\s*°?\s*(LS|LU|BT|BB|S|N|E|W)?",
    re.IGNORECASE,
)
_NEGATIVE = ("LS", "S", "BB", "W")


def number(text: str) -> Decimal:
    """Return one coordinate in degrees, six decimals; point or comma as the decimal sign.

    Raises ValueError for anything else.
    """
    text = text.strip().replace("−", "-")
    if match := _DEGREES.fullmatch(text):
        return _from_marks(*match.groups())
    if match := _SIDED.fullmatch(text):
        side, value = (match[1] or match[3]).upper(), number(match[2])
        return -abs(value) if side in _NEGATIVE else value
    if not re.fullmatch(_NUMBER, text):
        raise ValueError(text)
    try:
        return Decimal(text.replace(",", ".")).quantize(_PLACES)
    except InvalidOperation as error:
        raise ValueError(text) from error


def pair(text: str) -> tuple[Decimal, Decimal]:
    """Return (latitude, longitude) in degrees from one line of text or the address of a map page.

    Raises ValueError; so does a shortened address, which does not say where it leads.
    """
    text = " ".join(text.strip().replace("−", "-").split())
    if "://" in text:
        link = next(filter(None, (form.search(text) for form in _LINK)), None)
        if not link:
            raise ValueError(text)
        return number(link[1][:24]), number(link[2][:24])
    text = text.removeprefix("(").removesuffix(")").strip()
    marks = _DEGREES.findall(text)
    if len(marks) == 2:
        first, second = (_from_marks(*mark) for mark in marks)
        north = marks[0][3].upper() in ("LS", "LU", "S", "N")
        return (first, second) if north else (second, first)
    match = _POINTS.fullmatch(text) or _PAIR.fullmatch(text)
    if not match:
        raise ValueError(text)
    return number(match[1]), number(match[2])


_PARTED = re.compile(r"\d[\s,;/]+[-\d]+[.,°]|[°SsUu]\s*[,;/]?\s*\d+°")


def both(text: str) -> tuple[Decimal, Decimal] | None:
    """Return (latitude, longitude) of a text that holds two numbers where one is asked for; None where it holds one.

    Raises ValueError for two that are no position.
    """
    if "://" in text:
        return pair(text)
    is_parted = len(text) > 14 or re.search(r"[\s;/]", text) or text.count(".") == 2
    return pair(text) if is_parted and _PARTED.search(text) else None


def is_outside(latitude: Decimal | None, longitude: Decimal | None, region: Any) -> bool:
    """Return whether a position lies outside the box around a region (`south west north east`).

    False where the position or the box is not known.
    """
    if latitude is None or longitude is None or region.south is None:
        return False
    return not (
        region.south <= latitude <= region.north and region.west <= longitude <= region.east
    )


def _from_marks(degrees: str, minutes: str, seconds: str, side: str) -> Decimal:
    value = Decimal(degrees.replace(",", ".")) + Decimal(minutes or 0) / 60
    value += Decimal((seconds or "0").replace(",", ".")) / 3600
    return (-value if side.upper() in _NEGATIVE else value).quantize(_PLACES)

"""A year's activities as lines people type or copy from a table; pure, no models.

One line is one activity: “Pelatihan operator @ 12 KPP @ Maret–Mei @ bendahara @ Rp5.000.000”. What stands after the
title is told by what it is, in any order; a line such as “Keuangan:” heads those below it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from core.tools.partial_dates import MONTHS
from core.tools.rows.values import value_class
from core.tools.written.lines import UnreadableLines, split_parts
from core.tools.written.numbers import plain_number

_SPAN = re.compile(r"([a-z]+)\.?(?:\s*(?:-|–|—|s/d|s\.d\.|sampai(?: dengan)?|to)\s*([a-z]+)\.?)?")
_MONEY = re.compile(r"rp\.?\s*\d", re.IGNORECASE)
_AMOUNT = re.compile(r"(?P<number>\d[\d.,]*)\s*(?P<unit>.*)")


@value_class
class ActivityLine:
    """`field`: the heading above it, "" for none; `amount` in rupiah; months as numbers."""

    number: int
    title: str
    field: str = ""
    target: Decimal | None = None
    unit: str = ""
    month_from: int | None = None
    month_to: int | None = None
    in_charge: str = ""
    amount: int | None = None


def activities(text: str, *, fields: Mapping[str, str]) -> list[ActivityLine]:
    """Return the activities of a text; `fields`: what a heading says in small letters → the field it means.

    Raises UnreadableLines.
    """
    found: list[ActivityLine] = []
    unread: list[tuple[int, str]] = []
    field = ""
    for number, line, (title, *more) in split_parts(text):
        if not any(more) and title.endswith(":"):
            head = fields.get(title.rstrip(": ").lower(), "")
            if not head:
                unread.append((number, line))
            field = head
            continue
        told = _told(part for part in more if part)
        if told is None or not title:
            unread.append((number, line))
        else:
            found.append(ActivityLine(number, title, field, **told))  # type: ignore[arg-type]
    if unread:
        raise UnreadableLines(unread)
    return found


def _told(parts: object) -> dict[str, object] | None:
    """Return what the parts after a title tell; None where one cannot be meant, or two tell the same."""
    told: dict[str, object] = {}
    for part in parts:  # type: ignore[attr-defined]
        one = _part(part)
        if one is None or set(one) & set(told):
            return None
        told |= one
    return told


def _part(part: str) -> dict[str, object] | None:
    span = _SPAN.fullmatch(part.lower())
    if span and span[1] in MONTHS and (span[2] is None or span[2] in MONTHS):
        first, last = MONTHS[span[1]], MONTHS[span[2]] if span[2] else None
        return {"month_from": first, "month_to": last} if last is None or first <= last else None
    if _MONEY.match(part):
        amount = _number(part)
        is_whole = amount is not None and amount == int(amount)
        return {"amount": int(amount)} if is_whole and amount is not None else None
    if found := _AMOUNT.fullmatch(part):
        target = _number(found["number"])
        return None if target is None else {"target": target, "unit": found["unit"].strip()}
    return {"in_charge": part}


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(str(plain_number(text)))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < 10**12 else None

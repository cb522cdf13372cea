"""Tariffs as people type or paste them, a line for each class of user; pure, no models.

“Rumah tangga @ 5.000–10.000 @ per KK per bulan”: what stands after “@” is the amount, then the unit.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils import translation

from core.tools.rows.values import value_class
from core.tools.written.lines import UnreadableLines, split_parts
from core.tools.written.numbers import plain_number

MOST_RUPIAH = 10**15
_RANGE = re.compile(r"\s*(?:–|—|-|\bs/d\b|\bs\.d\.|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b)\s*")
_FREE = {"gratis", "bebas", "free", "nihil"}


@value_class
class Money:
    """An amount in rupiah: one, the two ends of a range, or words that are no number."""

    low: int | None = None
    high: int | None = None
    words: str = ""


@value_class
class TariffLine:
    customer: str
    money: Money
    unit: str = ""


def read_money(text: str) -> Money:
    """Return the amount of a text: “Rp 5.000”, “5–10 ribu”, “gratis” (0); what is no number stays as words."""
    bare = re.sub(r",-+(?=$|\s|/)", "", " ".join(text.split()))  # "5.000,-"
    if not bare:
        return Money()
    if bare.lower() in _FREE:
        return Money(0)
    ends = _RANGE.split(bare, maxsplit=1)
    if len(ends) == 2:
        scale = re.search(r"(ribu|rb|juta|jt)\.?$", ends[1], re.IGNORECASE)
        if scale and not re.search(r"[a-z]", re.sub(r"^rp\.?", "", ends[0], flags=re.I), re.I):
            ends[0] = f"{ends[0]} {scale[1]}"
    low, *rest = (_whole(end) for end in ends)
    high = rest[0] if rest else None
    if low is None or (rest and (high is None or high <= low)):
        return Money(words=bare)
    return Money(low, high)


def _whole(text: str) -> int | None:
    # Rupiah have no decimals: three digits after a point or a comma are thousands in any language.
    text = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))(?!.*[a-z])", "", text, flags=re.IGNORECASE)
    try:
        with translation.override("id"):  # the language of the papers
            number = Decimal(str(plain_number(text)))
    except InvalidOperation:
        return None
    is_whole = number.is_finite() and 0 <= number < MOST_RUPIAH and number == int(number)
    return int(number) if is_whole else None


def tariffs(text: str) -> list[TariffLine]:
    """Return the classes of a tariff, one per line. Raises UnreadableLines where some say no amount."""
    found, unread = [], []
    for number, line, (customer, *more) in split_parts(text):
        if not more and (money := read_money(customer)).low is not None:
            found.append(TariffLine("", money))  # the same for all
            continue
        if not more or len(more) > 2 or not any(more):
            unread.append((number, line))
            continue
        found.append(TariffLine(customer, read_money(more[0]), (*more, "")[1]))
    if unread:
        raise UnreadableLines(unread)
    return found

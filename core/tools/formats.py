"""How values print: "1.234,5", "Rp1.500.000", "43%", "–" for unknown. Pure; the one place for it.

Missing is not zero: None prints as a dash, zero as "0" (design §5).
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils import formats, timezone

from core.tools import partial_dates

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What people read: a text, or one that is put into their language when it prints.
Words: TypeAlias = "str | _StrPromise"

ROUGH = "±"
DASH = "–"


def number(value: Any, places: int | None = None) -> str:
    """Return a number in the active language; None is a dash. Trailing zeros of a Decimal are dropped."""
    if value is None or value == "":
        return DASH
    if type(value) is int and 0 <= value < 1000 and not places:
        return str(value)  # written alike in every language; most numbers of a page
    if places is None and isinstance(value, Decimal):
        value = value.normalize()
        exponent = value.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    if places is None and isinstance(value, float):
        places = 0 if value.is_integer() else 1
    if isinstance(value, (Decimal, float)):
        # Django's number_format cuts decimals off; 42.857 is 43, not 42.
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-(places or 0)), ROUND_HALF_UP)
    return formats.number_format(value, decimal_pos=places or 0, use_l10n=True, force_grouping=True)


def recorded(count: int | None) -> str:
    """Return how many are recorded; none recorded is not none there: a dash."""
    return number(count or None)


def about(value: object, is_rough: bool = True) -> str:
    """Return a number in words, "±60" where it is a rough one; None is a dash."""
    sign = ROUGH if is_rough and value not in (None, "") else ""
    return f"{sign}{number(value)}"


def rupiah(value: object) -> str:
    """Return money: "Rp1.500.000", as EYD joins them; whole rupiah; None is a dash."""
    return DASH if value is None or value == "" else f"Rp{number(value, 0)}"


def per_cent(value: object, places: int | None = None) -> str:
    """Return a share that is in per cent already: "43%", "87,5%"; None is a dash."""
    return DASH if value is None or value == "" else f"{number(value, places)}%"


def percent(part: Any, whole: Any) -> str:
    """Return part of whole in per cent without decimals; a dash where either is missing or whole is 0."""
    if part is None or not whole:
        return DASH
    return per_cent(Decimal(part) / Decimal(whole) * 100, 0)


def day(value: Any, *, is_short: bool = False) -> str:
    """Return a date or the day of a moment in words: "15 Januari 2016", short: "15 Jan 2016".

    Of a rough one (`core.tools.rough_days`) what is known of it: "2016".
    """
    if not value:
        return DASH
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    if getattr(value, "known_to", ""):
        return partial_dates.display(value.partial, is_short=is_short)
    return formats.date_format(value, "j M Y" if is_short else "DATE_FORMAT")


def moment(value: Any) -> str:
    """Return a moment with its time and zone: "15 Januari 2016 pukul 14.05 WIB"."""
    if not value:
        return DASH
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} WIB"

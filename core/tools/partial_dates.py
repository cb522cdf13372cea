"""Dates as paper gives them: a day, a month or only a year (design §5 "Partial dates").

Stored as text in ISO order ("2015", "2015-03", "2015-03-03"), so they sort and compare as they
stand on both databases, and nothing invents a first of January that nobody wrote.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Left, Length
from django.utils import dateformat, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools.written.blanks import says_nothing

EAST = ZoneInfo("Asia/Jayapura")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agust agt ags agu aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})")
_LOCAL = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})[\s-]+)?([a-z]+)\.?[\s-]+(\d{4}|['’]?\d\d)")
# What stands before a date and says nothing more of it: “TA 2018”, “Jumat, 17 Agustus 2018”.
_BEFORE = re.compile(
    r"(?:tahun(?:\s+anggaran)?|thn?\.?|t\.?\s?a\.?)\s*(?=\d{4}$)|(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\s*,\s*"
)
EARLIEST = 1945
_YEARS = re.compile(
    r"((?:19|20)\d\d)\s*(?:/|-|–|—|s\.?\s?/?d\.?|sampai(?: dengan)?|hingga)\s*((?:19|20)\d\d|\d\d)",
    re.I,
)


def two_years(text: str) -> tuple[str, str] | None:
    """Return the two years a text names, “2015/2016”, “2016–2018” or “2015/16”; None for anything else.

    “2015-12” is a month, so the second may be short only where it is the next year and no month.
    """
    if not (found := _YEARS.fullmatch(" ".join(text.split()))):
        return None
    first, last = found[1], found[2]
    if len(last) == 2:
        last = first[:2] + last
        if int(last) != int(first) + 1 or int(found[2]) <= 12:
            return None
    return (first, last) if first < last else None


def parse(text: str, *, is_american: bool = False) -> str:
    """Return the ISO form of a full or partial date written the Indonesian, English or ISO way.

    "" for blank. `is_american`: 3/25/2018 is the 25th of March. Raises ValueError for what is no date or lies before
    1945 or after 2100.
    """
    text = _BEFORE.sub("", " ".join(str(text).strip().lower().split()), count=1)
    if not text:
        return ""
    day: Any
    month: Any
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    elif match := _LOCAL.fullmatch(text):
        day, month, year = match.groups()
        if is_american and day is not None:
            day, month = month, day
    elif match := _WORDS.fullmatch(text):
        day, name, year = match.groups()
        month = MONTHS.get(name)
        if month is None:
            raise ValueError(text)
        year = year.lstrip("'’")
        if len(year) == 2:  # “Agu-18”, as Excel shortens a month
            year = f"{20 if int(year) < EARLIEST - 1900 else 19}{year}"
    else:
        raise ValueError(text)
    year = int(year)
    if not EARLIEST <= year <= 2100:
        raise ValueError(text)
    if month is None:
        return f"{year}"
    if day is None:
        dt.date(year, int(month), 1)
        return f"{year}-{int(month):02d}"
    return dt.date(year, int(month), int(day)).isoformat()


def order_of(texts: Iterable[str]) -> tuple[str, str]:
    """Return (a text of a column that is a date the American way only, one that is one the Indonesian way only)."""
    american = local = ""
    for text in texts:
        found = _LOCAL.fullmatch(text.strip())
        if found is None or found[1] is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first <= 12 < second:
            american = american or text
        elif second <= 12 < first:
            local = local or text
    return american, local


def is_twofold(text: str) -> bool:
    """Return whether day and month of a date could change places."""
    found = _LOCAL.fullmatch(text.strip())
    return bool(found and found[1] and int(found[1]) <= 12 and int(found[2]) <= 12)


def first_day(value: str) -> dt.date | None:
    """Return the earliest day a partial date can mean; None for blank."""
    if not value:
        return None
    parts = [int(part) for part in value.split("-")]
    return dt.date(*(parts + [1] * (3 - len(parts))))


def last_day(value: str) -> dt.date | None:
    """Return the latest day a partial date can mean; None for blank."""
    if not value:
        return None
    parts = [int(part) for part in value.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return dt.date(year, month, parts[2]) if len(parts) > 2 else last_of_month(year, month)


def last_of_month(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def may_be_same(one: str, other: str) -> bool:
    """Return whether two partial dates can mean one day: “2025” and “2025-03-18” can."""
    return one.startswith(other) or other.startswith(one)


def runs_on(start: str, end: str, day: dt.date) -> models.Q:
    """Return the condition "the period between two partial-date columns holds a day".

    A blank side is open. An end of "2018" runs through that year, one of "2018-06" through June.
    """
    iso = day.isoformat()
    begun = models.Q(**{start: ""}) | models.Q(**{f"{start}__lte": iso})
    still = models.Q(**{end: ""}) | models.Q(**{f"{end}__gt": iso})
    return begun & (still | models.Q(**{f"{end}__in": (iso, iso[:7], iso[:4])}))


def still_on(end: str, day: dt.date) -> models.Q:
    """Return the condition "what ends at a partial-date column has not ended on a day".

    On the day of the end it has; an end of "2018" leaves that year, one of "2018-06" that June.
    """
    iso = day.isoformat()
    rough = models.Q(**{f"{end}__in": (iso[:7], iso[:4])})
    return models.Q(**{end: ""}) | models.Q(**{f"{end}__gt": iso}) | rough


def has_ended(end: str, day: dt.date) -> bool:
    """Return whether what ends at a partial date has ended on a day: what `still_on` asks of a column."""
    iso = day.isoformat()
    return bool(end) and end <= iso and end not in (iso[:7], iso[:4])


def passed(column: str, day: dt.date) -> models.Q:
    """Return the condition "every day a partial-date column can mean lies before a day"."""
    iso = day.isoformat()
    rough = models.Q(**{f"{column}__in": (iso[:7], iso[:4])})
    return models.Q(**{f"{column}__gt": "", f"{column}__lt": iso}) & ~rough


def not_before(later: str, earlier: str) -> models.Q:
    """Return the check "`later` does not lie before `earlier`" for two partial-date columns.

    They compare at the coarser precision: "2015" does not lie before "2015-03".
    """
    least = Left(earlier, Length(later))
    return (
        models.Q(**{later: ""}) | models.Q(**{earlier: ""}) | models.Q(**{f"{later}__gte": least})
    )


def lies_before(later: str, earlier: str) -> bool:
    """Return whether a partial date surely lies before another: what `not_before` refuses."""
    return bool(later and earlier) and later < earlier[: len(later)]


def latest_day() -> str:
    """Return the day it is where it begins first (Papua, WIT): a date beyond it has come nowhere in Indonesia."""
    return timezone.localdate(timezone=EAST).isoformat()


def in_future(value: dt.date | str | None) -> bool:
    """Return whether a day, or the whole of a partial date, is still to come all over Indonesia.

    A day begins in Papua (WIT) two hours before it does in Jakarta: what was seen there today is no future.
    """
    day = first_day(value) if isinstance(value, str) else value
    return day is not None and day > timezone.localdate(timezone=EAST)


def display(value: str, *, is_short: bool = False) -> str:
    """Return the date in words of the active language: "3 Maret 2015", "Maret 2015" or "2015"; short: "3 Mar 2015"."""
    return _in_words(value, get_language(), "M" if is_short else "F") if value else ""


@lru_cache(maxsize=10_000)
def _in_words(value: str, language: str | None, month: str) -> str:
    """Return the words of a date; a list and its files say the same few dates over and over."""
    day = first_day(value)
    assert day is not None
    return dateformat.format(day, {4: "Y", 7: f"{month} Y"}.get(len(value), f"j {month} Y"))


def in_words(text: str) -> str:
    """Return why a text is no date, and what to write."""
    if years := two_years(text):
        return two_years_words(text, *years)
    words = __(
        "“%(value)s” is not a date. Write it as 3 March 2015, 03/03/2015, March 2015 or 2015."
    )
    return words % {"value": text[:60]}


def two_years_words(text: str, first: str, last: str) -> str:
    """Return what to write instead of two years, “2015/2016”, where one is asked for."""
    return __(
        "“%(value)s” names two years. Write %(first)s here, and %(last)s where the end is asked for."
    ) % {"value": text[:30], "first": first, "last": last}


class PartialDateFormField(forms.CharField):
    @override
    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        if says_nothing(text):
            return ""
        try:
            return parse(text)
        except ValueError as error:
            raise ValidationError(
                in_words(text),
                code="invalid",
            ) from error

    @override
    def prepare_value(self, value: Any) -> object:
        try:
            return display(parse(value)) if value else value
        except ValueError:
            return value


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A model field for a partial date; blank is the empty string."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField, "max_length": 40, **kwargs})

    @override
    def clean(self, value: Any, model_instance: Any) -> str:
        try:
            value = parse(value or "")
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s” is not a date."), params={"value": value}
            ) from error
        return str(super().clean(value, model_instance))

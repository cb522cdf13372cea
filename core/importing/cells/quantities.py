"""Readers of numbers and days: what a cell leaves open is decided by its whole column, else asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import dates, translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing.cells.text import Cell, Doubt, Several
from core.importing.rows import Raw
from core.tools import formats, partial_dates, rough
from core.tools.files.spreadsheets import plain
from core.tools.files.unread import Percent
from core.tools.rough_days import rough_day
from core.tools.written import numbers


class _Number(Cell):
    @override
    def learn(self, texts: Iterable[str]) -> tuple[str, Doubt | None]:
        return numbers.sign_of(texts)[0], None

    def number(self, value: Raw) -> Decimal:
        return _decimal(self.without_unit(value), self.habit)

    def without_unit(self, value: Raw) -> Raw:
        """Return a cell without the unit its column has anyway: “4 m3” under “Volume (m³)”; another unit stays.

        Raises ValidationError for a cell of percent where no percentage is asked for.
        """
        if isinstance(value, Percent):
            if self.unit != "%":
                words = __("Excel shows “%(value)s” here: a share, and no share is asked for.")
                raise ValidationError(words % {"value": plain(value)})
            return float(value)
        return numbers.without_unit(value, self.unit) if isinstance(value, str) else value

    @override
    def told(self, value: Raw) -> str:
        if not isinstance(value, Percent):
            return ""
        return __("%(value)s of Excel was read as %(number)s percent.") % {
            "value": plain(value), "number": formats.number(Decimal(repr(float(value)))),
        }  # fmt: skip

    @override
    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        return rough.marked(value) if isinstance(value, str) else (value, False)


class Whole(_Number):
    """A count: 60, "1.234", "Rp 1.500.000"."""

    width = 12
    number_format = "#,##0"

    @override
    def clean(self, value: Raw) -> object:
        number = self.number(value)
        if number != number.to_integral_value():
            raise ValidationError(
                __("“%(value)s” is not a whole number.") % {"value": plain(value)}
            )
        return int(number)


class FigureCell(_Number):
    """A number with decimals: 1.234,5 as Indonesian offices write it."""

    width = 12
    number_format = "#,##0.##"

    def __init__(self, places: int = 2) -> None:
        self.places = places

    @override
    def learn(self, texts: Iterable[str]) -> tuple[str, Doubt | None]:
        sign, example = numbers.sign_of(texts)
        if sign or "." not in example:
            return sign, None
        less, more = numbers.twofold(example) or ("", "")
        found = ((".", less.replace(".", ",")), (",", more))
        return "", Doubt(
            __("A point stands before three digits: “%(value)s”.") % {"value": example},
            tuple((sign, f"{example} = {number}") for sign, number in found),
        )

    @override
    def clean(self, value: Raw) -> object:
        return self.figure(value)

    def figure(self, value: Raw) -> Decimal:
        """Return the number of a cell, rounded. Raises ValidationError."""
        value = self.without_unit(value)
        is_open = isinstance(value, str) and not self.habit and "." in value and self.places
        if is_open and (both := numbers.twofold(str(value))):
            with translation.override("id"):
                raise ValidationError(numbers.two_numbers(str(value), both), code="twofold")
        return self.number(value).quantize(Decimal(1).scaleb(-self.places))

    @override
    def told(self, value: Raw) -> str:
        kept = self.figure(value)
        if kept == self.number(value):
            return super().told(value)
        return __("Rounded to %(value)s.") % {"value": formats.number(kept)}


def _decimal(value: Raw, sign: str = "") -> Decimal:
    if isinstance(value, bool):
        raise ValidationError(__("“%(value)s” is not a number.") % {"value": value})
    if isinstance(value, (int, float)):
        text = repr(value)
    else:
        with translation.override("id"):
            text = plain(value)
            if numbers.is_shortened(text):
                raise ValidationError(numbers.shortened_words(text), code="shortened")
            text = str(numbers.plain_number(text, sign=sign))
    try:
        number = Decimal(text)
        # By its place, not by reckoning: "1e999999999" is more than the arithmetic takes.
        if not number.is_finite() or number.adjusted() > 15:
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError(
            __("“%(value)s” is not a number.") % {"value": plain(value)[:60]}
        ) from None
    return number


class PartialDate(Cell):
    """A day, a month or a year, in Indonesian, English or ISO form, or a date cell of Excel."""

    width = 18

    @override
    def learn(self, texts: Iterable[str]) -> tuple[str, Doubt | None]:
        american, local = partial_dates.order_of(texts)
        if not american:
            return "", None
        words = __("“%(value)s” can only be month/day.") % {"value": american}
        if local:
            words += " " + __("“%(value)s” can only be day/month.") % {"value": local}
        choices = (("mdy", __("month/day/year")), ("dmy", __("day/month/year")))
        return "?", Doubt(words, choices)

    @override
    def clean(self, value: Raw) -> object:
        return self.iso(value)

    def iso(self, value: Raw) -> str:
        """Return the date as it is stored: "2015", "2015-03" or "2015-03-14". Raises ValidationError."""
        if isinstance(value, (dt.datetime, dt.date)):
            return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
        text = plain(value)
        if re.fullmatch(r"[34]\d{4}", text):
            raise ValidationError(
                __(
                    "“%(value)s” is the number by which Excel counts a day. Give the column the format of a date."
                )
                % {"value": text}
            )
        if self.habit == "?" and partial_dates.is_twofold(text):
            raise ValidationError(
                __(
                    "Other dates of this column are written month/day: say how “%(value)s” is meant."
                )
                % {"value": text[:30]},
                code="order",
            )
        try:
            return partial_dates.parse(text, is_american=self.habit == "mdy")
        except ValueError:
            raise ValidationError(partial_dates.in_words(plain(value))) from None

    @override
    def render(self, value: Any) -> str:
        return partial_dates.display(value or "")


class RoughDate(PartialDate):
    """A day, a month or a year as the day it is kept as, beside a column that tells how much is known."""

    def __init__(self, name: str, known: str, *, is_end: bool = False) -> None:
        self.name, self.known, self.is_end = name, known, is_end

    @override
    def clean(self, value: Raw) -> object:
        day = rough_day(self.iso(value), is_end=self.is_end)
        return Several({self.name: day, self.known: day.known_to})

    @override
    def render(self, value: object) -> str:
        return formats.day(value) if value else ""


class FullDate(PartialDate):
    @override
    def clean(self, value: Raw) -> object:
        return self.day(value)

    def day(self, value: Raw) -> dt.date | None:
        iso = self.iso(value)
        if len(iso) != 10:
            raise ValidationError(
                __("“%(value)s” is not a full date. Write it as 14 March 2018 or 14/03/2018.")
                % {"value": plain(value)[:60]}
            )
        return partial_dates.first_day(iso)

    @override
    def render(self, value: Any) -> str:
        return partial_dates.display(value.isoformat()) if value else ""


class MonthCell(Cell):
    """A month by its number or its name."""

    @override
    def clean(self, value: Raw) -> object:
        text = plain(value)
        found = (
            int(text) if text.isdecimal() else partial_dates.MONTHS.get(text.lower().rstrip("."), 0)
        )
        if not 1 <= found <= 12:
            raise ValidationError(
                __("“%(value)s” is no month. Write its number or its name.") % {"value": text[:40]}
            )
        return found

    @override
    def render(self, value: Any) -> str:
        return str(dates.MONTHS.get(value, ""))

"""Readers of single cells: what offices write into tables, as the value a model takes.

Each is a widget of django-import-export (`clean` in, `render` out) with words an officer understands.
A reader may fill several columns at once by returning `Several`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext as __
from import_export.widgets import Widget
from typing_extensions import override

from core.land.regions import search_key
from core.tools import formats, partial_dates, rough
from core.tools.files.spreadsheets import plain, readable
from core.tools.visible import visible

# Written into a cell to empty what is stored; a blank cell leaves it alone.
CLEAR_WORDS = ("(kosongkan)", "(clear)")


class Several(dict[str, Any]):
    """Values for several attributes, read from one cell."""


@dataclass(frozen=True)
class Rough:
    """A number that was marked as rough, and what the record's remark tells of it."""

    value: Any
    words: str


class Cell(Widget):
    """Base: text as it stands. `clean` gets a cell that is not blank and raises ValidationError."""

    width = 22
    number_format = ""
    # Read after the other columns: a mark in this cell overrules what they say.
    is_late = False

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        raise NotImplementedError

    def unmarked(self, value: Any) -> tuple[Any, bool]:
        """Return a cell without a mark of roughness ("± 12") that its column cannot keep, and whether it had one."""
        return value, False

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value

    def choices(self) -> list[tuple[str, str]]:
        """Return (value, word) pairs where the column is a closed list, for the drop-down."""
        return []


class Text(Cell):
    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        # With a mark in front it is text that a table of ours kept from being a formula.
        if re.match(r"\s*[=@].", str(value)):
            raise ValidationError(__("Formulas are not accepted; write the value itself."))
        return visible(readable(plain(value)))


class Line(Text):
    """Text of one line: spaces in a row count as one."""

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return " ".join(super().clean(value).split())


class WebAddress(Line):
    """An address of the web, as the model's field takes it: a link is made of it, so nothing else may be one."""

    is_good = staticmethod(URLValidator(schemes=["http", "https"]))

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not text or text.startswith("seed:"):
            return ""
        address = text if "://" in text else f"https://{text}"
        self.is_good(address)
        return address


class _Number(Cell):
    @override
    def unmarked(self, value: Any) -> tuple[Any, bool]:
        return rough.marked(value) if isinstance(value, str) else (value, False)


class Whole(_Number):
    """A count: 60, "1.234", "Rp 1.500.000"."""

    width = 12
    number_format = "#,##0"

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        number = _decimal(value)
        if number != number.to_integral_value():
            raise ValidationError(
                __("“%(value)s” is not a whole number.") % {"value": plain(value)}
            )
        return int(number)


class Figure(_Number):
    """A number with decimals: 1.234,5 as Indonesian offices write it."""

    width = 12
    number_format = "#,##0.##"

    def __init__(self, places: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places = places

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        return _decimal(value).quantize(Decimal(1).scaleb(-self.places))


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValidationError(__("“%(value)s” is not a number.") % {"value": value})
    if isinstance(value, (int, float)):
        return Decimal(repr(value))
    with translation.override("id"):
        text = formats.plain_number(plain(value))
    try:
        number = Decimal(str(text))
        if not number.is_finite() or abs(number) > Decimal("1e15"):
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
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, (dt.datetime, dt.date)):
            return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
        try:
            return partial_dates.parse(plain(value))
        except ValueError:
            raise ValidationError(
                __(
                    "“%(value)s” is not a date. Write it as 3 March 2015, 03/03/2015, March 2015 or 2015."
                )
                % {"value": plain(value)[:60]}
            ) from None

    @override
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return partial_dates.display(value or "")


class FullDate(PartialDate):
    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        iso = super().clean(value)
        if len(iso) != 10:
            raise ValidationError(
                __("“%(value)s” is not a full date. Write it as 14 March 2018 or 14/03/2018.")
                % {"value": plain(value)[:60]}
            )
        return partial_dates.first_day(iso)

    @override
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return partial_dates.display(value.isoformat()) if value else ""


def choice_key(text: str) -> str:
    """Return a word of a list as it is compared; the plus of "MCK+" counts."""
    return search_key(text.replace("+", " plus "))


class Choice(Cell):
    """One of a closed list: by its code, its word in either language, or a synonym of the trade."""

    def __init__(
        self, choices: Any, *, synonyms: Mapping[str, Iterable[str]] = {}, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.list = choices
        self.synonyms = synonyms

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in self.list.choices if value]

    def words(self) -> dict[str, str]:
        """Return every way to write a choice (as `choice_key`) with its value."""
        found: dict[str, str] = {}
        for language in ("id", "en"):
            with translation.override(language):
                for value, label in self.list.choices:
                    label = str(label)
                    bare, _bracket, inner = label.partition("(")
                    for word in (label, bare, inner.rstrip(")")):
                        if key := choice_key(word):
                            found.setdefault(key, value)
        for value, words in self.synonyms.items():
            found |= {choice_key(word): value for word in words}
        return found | {choice_key(value): value for value, _label in self.list.choices if value}

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if not hasattr(self, "_words"):
            self._words = self.words()
        text = plain(value)
        key = choice_key(text)
        # "IPAL komunal (batik)": what stands in brackets says more than the list holds.
        found = self._words.get(key) or self._words.get(choice_key(text.partition("(")[0]))
        if found is None:
            words = ", ".join(str(label) for _value, label in self.list.choices if _value)
            raise ValidationError(
                __("“%(value)s” is not in the list. Choose one of: %(words)s.")
                % {"value": text[:60], "words": words},
                code="unknown_choice",
            )
        return found

    @override
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(self.list.choices).get(value, "")) if value else ""


class YesNo(Cell):
    width = 10
    YES = {"ya", "y", "yes", "true", "1", "benar", "v", "x", "on"}
    NO = {"tidak", "t", "n", "no", "false", "0", "bukan", "belum", "off"}

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = search_key(plain(value))
        if word in self.YES or word in self.NO:
            return word in self.YES
        raise ValidationError(__("Write “ya” or “tidak”."))

    @override
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return __("yes") if value else __("no")

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [("True", __("yes")), ("False", __("no"))]

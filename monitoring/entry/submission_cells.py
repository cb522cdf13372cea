"""Cells as ODK Central and KoboToolbox write them: machines' numbers, moments, places and codes."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing import Cell, Line, Text
from core.importing.rows import Raw
from core.land.regions import search_key
from core.tools.files.spreadsheets import plain
from monitoring.entry.answer_form import as_stored

REJECTED = "rejected"
LONGEST_REMARK = 5000


class UuidCell(Cell):
    """“uuid:5f2…” as ODK writes it, or bare as Kobo does."""

    @override
    def clean(self, value: Raw) -> object:
        text = plain(value)
        try:
            return uuid.UUID(text.removeprefix("uuid:"))
        except ValueError:
            raise ValidationError(
                __("“%(value)s” is not the number of a submission.") % {"value": text[:60]}
            ) from None


class ReviewCell(Line):
    """What the supervisor on the server said: codes of ODK Central or Kobo, or their words."""

    GOOD = {"approved", "edited", "received", "validationstatusapproved"}
    REJECTED = {"rejected", "notapproved", "validationstatusnotapproved"}

    @override
    def clean(self, value: Raw) -> object:
        """Return "" for what may come in, REJECTED, else the words of the doubt."""
        text = self.text(value)
        key = search_key(text)
        return "" if key in self.GOOD else REJECTED if key in self.REJECTED else text


class MomentCell(Cell):
    """A moment as machines write it, with its zone."""

    @override
    def clean(self, value: Raw) -> object:
        try:
            found = parse_datetime(plain(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise ValidationError(__("“%(value)s” is not a moment.") % {"value": plain(value)[:60]})
        return found


class SubmittedPlaceCell(Cell):
    """Latitude, longitude, altitude and accuracy in metres, parted by blanks; the last two may lack."""

    @override
    def clean(self, value: Raw) -> object:
        parts = plain(value).split()
        found = [as_number(part) for part in parts]
        good = 2 <= len(found) <= 4 and abs(found[0]) <= 90 and abs(found[1]) <= 180
        if not good:
            raise ValidationError(__("“%(value)s” is not a place.") % {"value": plain(value)[:60]})
        return (found[0], found[1], *found[3:4])


class NumberCell(Cell):
    """A number within the bounds of its question, decimal point as machines write it."""

    def __init__(self, low: Decimal | None, high: Decimal | None) -> None:
        self.field = forms.DecimalField(
            min_value=low, max_value=high, max_digits=14, decimal_places=2
        )

    @override
    def clean(self, value: Raw) -> object:
        return as_stored(self.field.clean(f"{as_number(plain(value)).normalize():f}"))


class ManyCell(Cell):
    """Codes of several options, parted by blanks."""

    def __init__(self, values: list[str]) -> None:
        self.values = values

    @override
    def clean(self, value: Raw) -> object:
        chosen = plain(value).split()
        if strange := [word for word in chosen if word not in self.values]:
            raise ValidationError(
                __("“%(value)s” is not in the list. Choose one of: %(words)s.")
                % {"value": " ".join(strange)[:60], "words": ", ".join(self.values)}
            )
        return " ".join(value for value in self.values if value in chosen)


class LongCell(Text):
    """Text of several lines up to a length."""

    def __init__(self, most: int) -> None:
        self.most = most

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        if len(text) > self.most:
            raise ValidationError(__("At most %(n)s characters.") % {"n": self.most})
        return text


def as_number(text: str) -> Decimal:
    """Return a number as machines write it, “12.5”; “12,5” too, as a spreadsheet may have made of it."""
    try:
        if not re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,12})?(e[+-]\d{1,2})?", text, re.I):
            raise InvalidOperation
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValidationError(__("“%(value)s” is not a number.") % {"value": text[:60]}) from None

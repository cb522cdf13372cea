"""Readers of single cells: what offices write into tables, as the value a model takes.

`clean` reads, `render` writes, both in words an officer understands. A reader may fill several columns
at once by returning `Several`.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing.rows import Raw
from core.people.users import User
from core.tools.files.spreadsheets import plain, readable
from core.tools.rows.values import value_class
from core.tools.visible import visible
from core.tools.written import numbers

# Written into a cell to empty what is stored; a blank cell leaves it alone.
CLEAR_WORDS = ("(kosongkan)", "(clear)")


class Several(dict[str, Any]):
    """Values for several attributes, read from one cell."""


@value_class
class Noted:
    """A value, and what the record's remark tells of it: that a number is rough, or the words as written."""

    value: object
    words: str


@value_class
class Doubt:
    """What a column of a file leaves open: its words, an example, and the ways to read it (value, word)."""

    text: str
    choices: tuple[tuple[str, str], ...]


class Cell(ABC):
    """Base: text as it stands. `clean` gets a cell that is not blank.

    `habit`: how this column writes what could be read in two ways; "" for not known. `header`: what the file calls
    it; `unit`: that of its label. They are set by the reader of a file, on the cell that a sheet has for itself.
    """

    habit = header = unit = ""
    width = 22
    number_format = ""
    # Read after the other columns: a mark in this cell overrules what they say.
    is_late = False
    # What an emptied cell leaves where the record has no attribute of its name; None: it cannot be emptied.
    emptied: ClassVar[object] = None

    def prepare(self, user: User) -> None:  # noqa: B027 (few need it)
        """Load what every cell of a run needs."""

    @abstractmethod
    def clean(self, value: Raw) -> object:
        """Return what the record keeps. Raises ValidationError."""

    def learn(self, texts: Iterable[str]) -> tuple[str, Doubt | None]:
        """Return (the habit that the texts of a column show, what they leave open)."""
        return "", None

    def told(self, value: Raw) -> str:
        """Return how a cell was understood where that is worth a sentence; "" for nothing."""
        return ""

    def same(self, old: object, new: object) -> bool:
        """Return whether two values say the same: a row that says nothing new changes nothing."""
        return old == new

    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        """Return a cell without a mark of roughness ("± 12") that its column cannot keep, and whether it had one."""
        return value, False

    def beyond(self, value: Raw) -> str:
        """Return the words of a cell that say more than its column keeps; "" for nothing. The remark keeps them."""
        return ""

    def has_word(self, value: Raw) -> bool:
        """Return whether a word that elsewhere says nothing, “tidak ada”, is one of this column's own."""
        if not self.choices():
            return False
        try:
            return self.clean(value) is not None
        except ValidationError:
            return False

    def render(self, value: object) -> Any:
        """Return a stored value as a file shows it."""
        return "" if value is None else value

    def choices(self) -> list[tuple[str, str]]:
        """Return (value, word) pairs where the column is a closed list, for the drop-down."""
        return []


# What a web page writes for signs of its own; the star that leads to a note below the table.
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5});")
_FOOTNOTE = re.compile(r"(\w[”\"’')]?)\s*\*{1,3}\)?$")


class Text(Cell):
    @override
    def clean(self, value: Raw) -> object:
        return self.text(value)

    @override
    def told(self, value: Raw) -> str:
        if not isinstance(value, str):
            return ""
        if visible(value) != value:
            return __("Signs that nobody sees were taken out.")
        if _ENTITY.search(value):
            return __("Signs of a web page were read: %(value)s.") % {
                "value": self.text(value)[:60]
            }
        return ""

    def text(self, value: Raw) -> str:
        """Return the text of a cell. Raises ValidationError for a formula."""
        # With a mark in front it is text that a table of ours kept from being a formula.
        if re.match(r"\s*[=@].", str(value)):
            raise ValidationError(__("Formulas are not accepted; write the value itself."))
        text = visible(readable(plain(value)))
        return html.unescape(text) if _ENTITY.search(text) else text


class Line(Text):
    """Text of one line: spaces in a row count as one. What Excel has made of a text is refused: a day, an exponent."""

    @override
    def text(self, value: Raw) -> str:
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            raise ValidationError(
                __("Excel made a date of this (%(value)s). Write it again in a cell of text.")
                % {"value": plain(value)[:30]},
                code="became_date",
            )
        if isinstance(value, str) and numbers.is_shortened(value):
            raise ValidationError(numbers.shortened_words(value), code="shortened")
        text = " ".join(super().text(value).split())
        return _FOOTNOTE.sub(r"\1", text)

    @override
    def told(self, value: Raw) -> str:
        text = " ".join(plain(value).split())
        if _FOOTNOTE.search(text):
            return __("The sign of a note was left out: %(value)s.") % {
                "value": self.text(value)[:60]
            }
        return super().told(value)


class Phone(Line):
    """A telephone number; a 0 that a spreadsheet dropped is put back and told, +62 stays."""

    @override
    def text(self, value: Raw) -> str:
        text = super().text(value)
        return self._whole(text) or text

    @override
    def told(self, value: Raw) -> str:
        whole = self._whole(super().text(value))
        told = (
            __("The first 0 was put back: %(value)s.") % {"value": whole}
            if whole[:1] == "0"
            else ""
        )
        return told or super().told(value)

    @staticmethod
    def _whole(text: str) -> str:
        """Return the number with what a cell of numbers dropped; "" where nothing lacks."""
        if re.fullmatch(r"62\d{8,12}", text):
            return f"+{text}"
        return f"0{text}" if re.fullmatch(r"[1-9]\d{7,11}", text) else ""


class WebAddress(Line):
    """An address of the web, as the model's field takes it: a link is made of it, so nothing else may be one."""

    is_good = staticmethod(URLValidator(schemes=["http", "https"]))

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        if not text or text.startswith("seed:"):
            return ""
        address = text if "://" in text else f"https://{text}"
        self.is_good(address)
        return address

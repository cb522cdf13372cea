"""Readers of single cells: what offices write into tables, as the value a model takes.

`clean` reads, `render` writes, both in words an officer understands. A reader may fill several columns
at once by returning `Several`.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing.rows import Raw
from core.land.regions import search_key
from core.people.users import User
from core.tools.files.spreadsheets import plain, readable
from core.tools.visible import visible
from core.tools.written import numbers

# Written into a cell to empty what is stored; a blank cell leaves it alone.
CLEAR_WORDS = ("(kosongkan)", "(clear)")


class Several(dict[str, Any]):
    """Values for several attributes, read from one cell."""


@dataclass(frozen=True)
class Noted:
    """A value, and what the record's remark tells of it: that a number is rough, or the words as written."""

    value: object
    words: str


@dataclass(frozen=True)
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


_SHORT = {
    "tdk": "tidak",
    "tak": "tidak",
    "blm": "belum",
    "sdh": "sudah",
    "sbgn": "sebagian",
    "dlm": "dalam",
}
_SHORTENED = re.compile(rf"\b({'|'.join(_SHORT)})\b\.?", re.I)


def choice_key(text: str) -> str:
    """Return a word of a list as it is compared; the plus of "MCK+" counts, “tdk” is “tidak”."""
    whole = _SHORTENED.sub(lambda found: _SHORT[found[1].lower()], text)
    return search_key(whole.replace("+", " plus "))


class Listed(Protocol):
    """A closed list: a `TextChoices` class, or what has its `choices`."""

    @property
    def choices(self) -> Sequence[tuple[Any, Any]]: ...


def _is_said(value: object) -> bool:
    """Return whether a value of a list says something: 0 does, blank does not."""
    return value not in ("", None)


class Choice(Cell):
    """One of a closed list: by its code, its word in either language, or a synonym of the trade."""

    def __init__(self, choices: Listed, *, synonyms: Mapping[Any, Iterable[str]] = {}) -> None:
        self.list = choices
        self.synonyms = synonyms
        self._known: tuple[object, dict[str, str]] | None = None

    @override
    def choices(self) -> list[tuple[str, str]]:
        gone = getattr(self.list, "retired", ())
        pairs = self.list.choices
        return [(one, str(label)) for one, label in pairs if _is_said(one) and one not in gone]

    def words(self) -> dict[str, str]:
        """Return every way to write a choice (as `choice_key`) with its value."""
        found: dict[str, str] = {}
        for language in ("id", "en"):
            with translation.override(language):
                for value, label in (*self.list.choices, *getattr(self.list, "first_words", ())):
                    label = str(label)
                    bare, _bracket, inner = label.partition("(")
                    for word in (label, bare, inner.rstrip(")")):
                        if key := choice_key(word):
                            found.setdefault(key, value)
        for value, words in self.synonyms.items():
            found |= {choice_key(word): value for word in words}
        codes = {choice_key(str(one)): one for one, _label in self.list.choices if _is_said(one)}
        return found | codes

    @property
    def _words(self) -> dict[str, str]:
        stamp = getattr(
            self.list, "stamp", None
        )  # another one as soon as a word of a kept list changed
        if self._known is None or self._known[0] != stamp:
            self._known = (stamp, self.words())
        return self._known[1]

    @override
    def clean(self, value: Raw) -> object:
        return self.value(value)

    def unsaid(self, value: Raw) -> tuple[str, bool]:
        """Return (words, whether more was said): "IPAL komunal (batik)" says more than the list holds."""
        text = plain(value)
        bare, bracket, _rest = text.partition("(")
        is_more = bool(bracket) and choice_key(text) not in self._words
        return (bare.strip(), True) if is_more and bare.strip() else (text, False)

    @override
    def beyond(self, value: Raw) -> str:
        return plain(value) if self.unsaid(value)[1] else ""

    def value(self, value: Raw) -> str:
        """Return the choice a cell means. Raises ValidationError with the words of the list."""
        text = plain(value)
        key = choice_key(text)
        found = self._words.get(key, self._words.get(choice_key(self.unsaid(value)[0])))
        if found is None:
            words = ", ".join(str(label) for one, label in self.list.choices if _is_said(one))
            raise ValidationError(
                __("“%(value)s” is not in the list. Choose one of: %(words)s.")
                % {"value": text[:60], "words": words},
                code="unknown_choice",
            )
        return found

    @override
    def render(self, value: object) -> str:
        return str(dict(self.list.choices).get(value, "")) if _is_said(value) else ""


class YesNo(Cell):
    width = 10
    YES = {"ya", "y", "yes", "true", "1", "benar", "v", "x", "on", "ada", "sudah"}
    NO = {"tidak", "t", "n", "no", "false", "0", "bukan", "belum", "off"}
    TICKS = str.maketrans(dict.fromkeys("√✓✔☑", "v") | dict.fromkeys("✗✘☒", "t"))

    @override
    def clean(self, value: Raw) -> object:
        word = choice_key(plain(value).translate(self.TICKS))
        if word in self.YES or word in self.NO:
            return word in self.YES
        raise ValidationError(__("Write “ya” or “tidak”."))

    @override
    def render(self, value: object) -> str:
        return __("yes") if value else __("no")

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [("True", __("yes")), ("False", __("no"))]

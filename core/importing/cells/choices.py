"""Cells of closed lists: one word of many, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing.cells.text import Cell
from core.importing.rows import Raw
from core.land.regions import search_key
from core.tools.files.spreadsheets import plain

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

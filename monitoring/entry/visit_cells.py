"""One cell an answer, as people write it in a table of visits: the readings of the form, the words of a list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing import Cell, Choice, FigureCell, Line, PartialDate, SheetField
from core.importing.cells.choices import choice_key
from core.importing.cells.text import Doubt
from core.importing.rows import Raw
from core.records.records import Record
from core.tools.files.spreadsheets import plain
from monitoring.entry.answer_form import RatioField, as_stored
from monitoring.entry.submission_cells import LongCell
from monitoring.models import Aspect, NoAnswer, Option, Question, QuestionType
from monitoring.models.instruments import in_language

_REASONS = {
    f"!{NoAnswer.NOT_APPLICABLE}": ("tidak relevan", "tidak berlaku"),
    f"!{NoAnswer.UNKNOWN}": ("tidak tahu", "tdk tahu", "tidak diketahui", "belum diketahui"),
    f"!{NoAnswer.REFUSED}": ("menolak", "menolak menjawab", "tidak mau menjawab"),
}


def _listed(options: Iterable[Option], *, reasons: bool = True) -> Choice:
    """Return the choice among some options, in either language, and the reasons why there is no answer."""
    rows = list(options)
    pairs = [(row.value, row.label) for row in rows]
    why = [(f"!{reason.value}", reason.label) for reason in NoAnswer] if reasons else []
    return WordCell(
        SimpleNamespace(choices=[*pairs, *why]),
        synonyms={
            **{row.value: (row.label_id, row.label_en or row.label_id) for row in rows},
            **(_REASONS if reasons else {}),
        },
    )


class WordCell(Choice):
    """One of the options of a question, or why there is no answer."""

    emptied = ""


class NumberAnswer(FigureCell):
    """A number within the bounds of its question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.unit = question.unit
        self.field = forms.DecimalField(
            min_value=question.minimum,
            max_value=question.maximum,
            max_digits=14,
            decimal_places=2,
        )

    @override
    def clean(self, value: Raw) -> object:
        return as_stored(self.field.clean(f"{self.figure(value).normalize():f}"))

    @override
    def render(self, value: object) -> Decimal | str:
        return Decimal(str(value)) if value else ""


class RatioAnswer(Line):
    """“24/30”, “24 dari 30”; what Excel has made a date of is refused in words."""

    @override
    def clean(self, value: Raw) -> object:
        if isinstance(value, int | float):
            raise ValidationError(__("Write two numbers, e.g. 24/30."))
        with translation.override("id"):
            return RatioField(max_length=40).clean(self.text(value))

    @override
    def render(self, value: object) -> str:
        return str(value or "").replace(".", ",")


class ManyAnswer(Line):
    """Several options, parted by semicolons, commas or line breaks; their codes may be parted by blanks."""

    def __init__(self, options: list[Option]) -> None:
        self.options = [row.value for row in options]
        self.labels = {row.value: row.label for row in options}
        self.one = _listed(options, reasons=False)

    @override
    def clean(self, value: Raw) -> object:
        chosen: set[str] = set()
        for piece in re.split(r"[;\n]", plain(value)):
            chosen |= self._of(self.text(piece)) if piece.strip() else set()
        return " ".join(value for value in self.options if value in chosen)

    def _of(self, text: str) -> set[str]:
        """Return the options of a piece: a label may hold commas and blanks itself."""
        parts = next(
            (cut for sign in (None, ",", " ") if self._known(cut := self._cut(text, sign))),
            self._cut(text, ","),
        )
        return {self.one.value(part) for part in parts}

    @staticmethod
    def _cut(text: str, sign: str | None) -> list[str]:
        return [part.strip() for part in text.split(sign) if part.strip()] if sign else [text]

    def _known(self, parts: list[str]) -> bool:
        return all(self.one.has_word(part) for part in parts)

    @override
    def render(self, value: object) -> str:
        return "; ".join(self.labels.get(one, one) for one in str(value or "").split())


class AnswerCell(Cell):
    """An answer by the cell of its kind; before it goes a word that stands in place of one."""

    emptied = ""

    def __init__(self, inner: Cell, said: Iterable[Option] = ()) -> None:
        self.inner = inner
        self.width, self.number_format = max(inner.width, 14), inner.number_format
        self.words = _listed(said)

    def _word(self, value: Raw) -> str:
        if not isinstance(value, str):
            return ""
        try:
            return self.words.value(value) if choice_key(value) else ""
        except ValidationError:
            return ""

    @override
    def learn(self, texts: Iterable[str]) -> tuple[str, Doubt | None]:
        return self.inner.learn(text for text in texts if not self._word(text))

    @override
    def has_word(self, value: Raw) -> bool:
        return bool(self._word(value))

    @override
    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        return self.inner.unmarked(value)

    @override
    def told(self, value: Raw) -> str:
        return "" if self._word(value) else self.inner.told(value)

    @override
    def clean(self, value: Raw) -> object:
        if word := self._word(value):
            return word
        self.inner.habit = self.habit
        found = self.inner.clean(value)
        return found.isoformat() if isinstance(found, dt.date) else found

    @override
    def render(self, value: object) -> object:
        words = dict(self.words.list.choices)
        return str(words[value]) if value in words else self.inner.render(value)


def texts_of(visit: Record) -> dict[str, str]:
    """Return the answers of a visit as text (`monitoring.entry.merging`) by question; needs `loaded_answers`."""
    own = vars(visit)
    if "answer_texts" not in own:
        own["answer_texts"] = {one.question.code: one.as_text() for one in own["loaded_answers"]}
    found: dict[str, str] = own["answer_texts"]
    return found


def answer_column(aspect: Aspect, question: Question) -> SheetField:
    """Return the column of a question; needs `with_questions`."""
    options = question.loaded_options
    cells: dict[str, Cell] = {
        QuestionType.SINGLE: _listed(options),
        QuestionType.MULTI: AnswerCell(ManyAnswer(options)),
        QuestionType.NUMBER: AnswerCell(NumberAnswer(question)),
        QuestionType.RATIO: AnswerCell(RatioAnswer()),
        QuestionType.DATE: AnswerCell(PartialDate(), question.said_options),
    }
    unit = f" ({question.unit})" if question.unit else ""
    labels = [one for one in (question.label_id, question.label_en) if one]
    return SheetField(
        question.code,
        f"{question.code} {in_language(question.label_id, question.label_en)}{unit}",
        cells.get(question.kind) or AnswerCell(LongCell(2000)),
        synonyms=[
            *(f"{question.code} {label}{end}" for label in labels for end in ("", unit)),
            f"aspek {aspect.code} {question.code}",
        ],
        help_text=question.help,
        value=lambda visit: texts_of(visit).get(question.code, ""),
    )

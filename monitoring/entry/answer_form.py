"""The form of a visit's answers: one field per question of the instrument."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.fields import NumberField, local
from core.pages.scoped_forms import PlainForm
from core.tools import formats
from core.tools.partial_dates import PartialDateFormField
from core.tools.written.numbers import plain_number
from ksm.choices import FacilityType
from monitoring.entry.merging import as_pair
from monitoring.entry.sheet import VisitLine
from monitoring.models import Answer, NoAnswer, Question, QuestionType
from monitoring.questionnaire import showif

NONE_OF_THESE = [(f"!{reason.value}", reason.label) for reason in NoAnswer]
_RATIO = re.compile(
    r"\s*(?:Rp\.?\s*)?([\d.,]+)\s*(?:/|dari|of)\s*(?:Rp\.?\s*)?([\d.,]+)\s*", re.IGNORECASE
)


class RatioField(forms.CharField):
    """Two numbers, “24/30”, “24 dari 30” or “2.400.000/1.200.000”; kept plainly, as “24/30”.

    The part may exceed the whole.
    """

    @override
    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        match = _RATIO.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write two numbers, e.g. 24/30."))
        try:
            part, whole = (f"{Decimal(str(plain_number(n))):f}" for n in match.groups())
        except InvalidOperation:
            raise ValidationError(_("Write two numbers, e.g. 24/30.")) from None
        # 0 of 0 is said where nobody is connected yet, or running costs nothing.
        if Decimal(whole) == 0 < Decimal(part):
            raise ValidationError(_("The second number is the whole and cannot be 0."))
        return f"{part}/{whole}"


class AnswersForm(PlainForm):
    """The fields of some lines of a sheet, sent whole or in part.

    `q<pk>` holds the answer, `n<pk>` why there is none (for choices both are one list) or, for a date,
    a word instead of it (“=belum-pernah”), `b<pk>` what
    the writer saw when he began, `c<pk>` “theirs” where he lets another's answer stand. With
    `partial`, only questions whose `b<pk>` was sent count: the rest was not on the writer's screen.
    """

    def __init__(
        self, *args: object, lines: Iterable[VisitLine], partial: bool = False, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.questions: dict[str, Question] = {}
        words = _rule_words(lines := list(lines))
        for line in lines:
            if not partial or f"b{line.question.pk}" in self.data:
                self._add(line, words)

    def _add(self, line: VisitLine, words: dict[str, str]) -> None:
        question, answer = line.question, line.answer
        name, reason = f"q{question.pk}", f"n{question.pk}"
        self.questions[name] = question
        self.fields[name] = field = local(_field_for(question))
        field.label = f"{question.code} {question.label}"
        field.help_text = _hint(question, words)
        field.required = False
        if question.kind == QuestionType.SINGLE:
            if answer:
                field.initial = answer.as_text()
            return
        said = [(f"={option.value}", option.label) for option in question.said_options]
        is_said = answer is not None and f"={answer.value}" in dict(said)
        if answer and answer.value and not is_said:
            field.initial = (
                answer.value.split()
                if question.kind == QuestionType.MULTI
                else _typed(question, answer)
            )
        self.fields[reason] = forms.ChoiceField(
            label=__("%(code)s: no answer because") % {"code": question.code},
            choices=[("", "–"), *said, *NoAnswer.choices],
            required=False,
            initial=f"={answer.value}" if answer and is_said else answer.reason if answer else "",
        )

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.questions:
            reason = f"n{name[1:]}"
            if cleaned.get(name) not in (None, "", []) and cleaned.get(reason):
                self.add_error(name, _("Give an answer or the reason why there is none, not both."))
        return cleaned

    def answers(self) -> dict[Question, tuple[str, str]]:
        """Return (value, reason) per question that reads well, as `services.merge_answers` takes them."""
        found = {}
        for name, question in self.questions.items():
            reason_name = f"n{name[1:]}"
            if name in self.errors or reason_name in self.errors:
                continue
            if not any(f"{start}{name[1:]}" in self.data for start in "qnb"):
                # Half a form arrived: what did not come is not emptied.
                continue
            if self.data.get(f"c{name[1:]}") == "theirs":
                found[question] = as_pair(self.data.get(f"b{name[1:]}", ""))
                continue
            value = self.cleaned_data.get(name)
            reason = self.cleaned_data.get(reason_name) or ""
            if isinstance(value, str) and value.startswith("!"):
                value, reason = "", value[1:]
            elif reason.startswith("="):
                value, reason = reason[1:], ""
            found[question] = (as_stored(value), reason)
        return found

    def bases(self) -> dict[int, str]:
        """Return what the writer saw, by question, where the page said it."""
        names = {question.pk: f"b{question.pk}" for question in self.questions.values()}
        return {pk: self.data[name] for pk, name in names.items() if name in self.data}


def _rule_words(lines: list[VisitLine]) -> dict[str, str]:
    """Return the labels by which rules are told: of a question by “K01”, of an option by “K01=aktif”."""
    found = fact_words()
    for line in lines:
        found[line.question.code] = f"{line.question.code} {line.question.label}"
        for option in line.question.loaded_options:
            found[f"{line.question.code}={option.value}"] = option.label
    return found


def fact_words() -> dict[str, str]:
    """Return the words by which rules tell facts of the facility: “SARANA”, “SARANA=mck”."""
    found = {showif.TYPE: __("the facility"), showif.CONNECTIONS: __("the designed number of SR")}
    return found | {f"{showif.TYPE}={value}": str(word) for value, word in FacilityType.choices}


def _field_for(question: Question) -> forms.Field:
    options = [(option.value, option.label) for option in question.loaded_options]
    kind = question.kind
    if kind == QuestionType.SINGLE:
        return forms.ChoiceField(
            choices=[*options, *NONE_OF_THESE, ("", __("not asked yet"))], widget=forms.RadioSelect
        )
    if kind == QuestionType.MULTI:
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple)
    if kind == QuestionType.NUMBER:
        field = NumberField(
            min_value=question.minimum,
            max_value=question.maximum,
            max_digits=14,
            decimal_places=2,
        )
        field.unit = question.unit
        return field
    if kind == QuestionType.RATIO:
        return RatioField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    if kind == QuestionType.DATE:
        return PartialDateFormField(max_length=40)
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


def _hint(question: Question, words_of_rules: dict[str, str]) -> str:
    words = [question.help]
    if question.unit:
        words.append(__("Unit: %(unit)s.") % {"unit": question.unit})
    if question.kind == QuestionType.DATE:
        words.append(__("A month or a year will do."))
    if question.kind == QuestionType.RATIO:
        words.append(__("Write part and whole, e.g. 24/30."))
    if question.minimum is not None and question.maximum is not None:
        words.append(
            __("Between %(low)s and %(high)s.")
            % {"low": formats.number(question.minimum), "high": formats.number(question.maximum)}
        )
    if rule := rule_of(question):
        told = showif.in_words(rule, words_of_rules)
        words.append(__("Asked only if: %(rule)s.") % {"rule": told})
    return " ".join(filter(None, words))


def rule_of(question: Question) -> Any:
    """Return the show-if rule of a question; None where there is none or it cannot be read."""
    try:
        return showif.parse(question.show_if)
    except showif.BadRule:
        return None


def _typed(question: Question, answer: Answer) -> object:
    if question.kind == QuestionType.NUMBER:
        try:
            return Decimal(answer.value)
        except InvalidOperation:
            return answer.value
    return answer.value


def as_stored(value: object) -> str:
    """Return a cleaned value as the text an Answer keeps."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

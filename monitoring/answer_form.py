"""The form of a visit, made of its instrument: one field per question, aspect by aspect."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi import formats
from chapters.scoped_forms import DayField, PlainForm
from monitoring.models import Answer, Instrument, NoAnswer, Question, QuestionType

NONE_OF_THESE = [(f"!{reason.value}", reason.label) for reason in NoAnswer]
_RATIO = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:/|dari|of)\s*(\d+(?:[.,]\d+)?)\s*", re.IGNORECASE)


class RatioField(forms.CharField):
    """Two numbers, “24/30” or “24 dari 30”; kept as “24/30”. The part may exceed the whole."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        match = _RATIO.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write two numbers, e.g. 24/30."))
        part, whole = (number.replace(",", ".") for number in match.groups())
        if Decimal(whole) == 0:
            raise ValidationError(_("The second number is the whole and cannot be 0."))
        return f"{part}/{whole}"


class AnswersForm(PlainForm):
    """`q<id>` holds the answer, `n<id>` why there is none (for choices both are one list)."""

    def __init__(self, *args: Any, instrument: Instrument, known: dict[int, Answer], **kwargs: Any):
        self.instrument = instrument
        super().__init__(*args, **kwargs)
        self.questions: dict[str, Question] = {}
        self.sections = []  # type: ignore[misc]
        for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
            names: list[str] = []
            for question in aspect.loaded_questions:
                # The row in memory, so that the service need not ask for its instrument again.
                question.aspect, aspect.instrument = aspect, instrument
                if question.is_asked:
                    names += self._add(question, known.get(question.pk))
            self.sections.append((aspect.label, names))

    def _add(self, question: Question, answer: Answer | None) -> list[str]:
        name = f"q{question.pk}"
        self.questions[name] = question
        field = _field_for(question)
        field.label = f"{question.code} {question.label}"
        field.help_text = _hint(question)
        field.required = False
        self.fields[name] = field
        if question.kind == QuestionType.SINGLE:
            if answer:
                field.initial = f"!{answer.reason}" if answer.reason else answer.value
            return [name]
        if answer and answer.value:
            field.initial = (
                answer.value.split()
                if question.kind == QuestionType.MULTI
                else _typed(question, answer)
            )
        reason = f"n{question.pk}"
        self.fields[reason] = forms.ChoiceField(
            label=__("%(code)s: no answer because") % {"code": question.code},
            choices=[("", "–"), *NoAnswer.choices],
            required=False,
            initial=answer.reason if answer else "",
        )
        return [name, reason]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.questions:
            reason = f"n{name[1:]}"
            if cleaned.get(name) not in (None, "", []) and cleaned.get(reason):
                self.add_error(name, _("Give an answer or the reason why there is none, not both."))
        return cleaned

    def answers(self) -> dict[Question, tuple[str, str]]:
        """Return (value, reason) per question as `services.save_answers` takes them."""
        found = {}
        for name, question in self.questions.items():
            value = self.cleaned_data.get(name)
            reason = self.cleaned_data.get(f"n{name[1:]}") or ""
            if isinstance(value, str) and value.startswith("!"):
                value, reason = "", value[1:]
            found[question] = (_stored(value), reason)
        return found


def _field_for(question: Question) -> forms.Field:
    options = [(option.value, option.label) for option in question.loaded_options]
    kind = question.kind
    if kind == QuestionType.SINGLE:
        return forms.ChoiceField(choices=[("", __("not asked yet")), *options, *NONE_OF_THESE])
    if kind == QuestionType.MULTI:
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple)
    if kind == QuestionType.NUMBER:
        return forms.DecimalField(
            min_value=question.minimum,
            max_value=question.maximum,
            max_digits=14,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
    if kind == QuestionType.RATIO:
        return RatioField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    if kind == QuestionType.DATE:
        return DayField()
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


def _hint(question: Question) -> str:
    words = [question.help]
    if question.unit:
        words.append(__("Unit: %(unit)s.") % {"unit": question.unit})
    if question.kind == QuestionType.RATIO:
        words.append(__("Write part and whole, e.g. 24/30."))
    if question.minimum is not None and question.maximum is not None:
        words.append(
            __("Between %(low)s and %(high)s.")
            % {"low": formats.number(question.minimum), "high": formats.number(question.maximum)}
        )
    if question.show_if:
        words.append(__("Asked only if: %(rule)s.") % {"rule": question.show_if})
    return " ".join(filter(None, words))


def _typed(question: Question, answer: Answer) -> Any:
    if question.kind == QuestionType.NUMBER:
        try:
            return Decimal(answer.value)
        except InvalidOperation:
            return answer.value
    return answer.value


def _stored(value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

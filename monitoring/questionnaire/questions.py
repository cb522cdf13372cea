"""One question as a form shows it: field, reason, last visit's answer, remark, and another's answer."""

from __future__ import annotations

import json
from typing import Any

from django.forms import BoundField

from core.tools.rows.values import value_class
from monitoring.entry.answer_form import AnswersForm, rule_of
from monitoring.entry.sheet import VisitLine
from monitoring.models import QuestionType
from monitoring.questionnaire import showif
from monitoring.services import Theirs


@value_class
class QuestionCard:
    line: VisitLine
    field: BoundField
    reason: BoundField | None
    base: str
    rule: str
    theirs: Theirs | None = None

    @property
    def choices(self) -> list[Any]:
        """The options to choose from, where there are any."""
        kind = self.line.question.kind
        if kind not in (QuestionType.SINGLE, QuestionType.MULTI):
            return []
        return [one for one in self.field if _value(one) and not _value(one).startswith("!")]

    @property
    def reasons(self) -> list[Any]:
        """Why there is none, “not asked yet” last; for one choice they stand in the same list."""
        if self.reason is not None:
            return []
        return [one for one in self.field if not _value(one) or _value(one).startswith("!")]

    @property
    def gives_reason(self) -> bool:
        """Whether a reason is chosen, so that its list is shown open."""
        bound = self.reason or self.field
        value = str(bound.value() or "")
        return bool(value) and (self.reason is not None or value.startswith("!"))

    @property
    def theirs_words(self) -> str:
        """The other's answer as people read it; "" where it was emptied."""
        return self.line.answer.words() if self.theirs and self.line.answer else ""


def _value(choice: Any) -> str:
    return str(choice.data["value"] or "")


def cards(
    form: AnswersForm, lines: list[VisitLine], conflicts: dict[int, Theirs] | None = None
) -> list[QuestionCard]:
    """Return the cards of the lines a form holds, in order. `base` is what is kept now."""
    found = []
    for line in lines:
        pk = line.question.pk
        if f"q{pk}" not in form.fields:
            continue
        rule = rule_of(line.question)
        found.append(
            QuestionCard(
                line=line,
                field=form[f"q{pk}"],
                reason=form[f"n{pk}"] if f"n{pk}" in form.fields else None,
                base=line.answer.as_text() if line.answer else "",
                rule=json.dumps(showif.as_data(rule)) if rule else "",
                theirs=(conflicts or {}).get(pk),
            )
        )
    return found

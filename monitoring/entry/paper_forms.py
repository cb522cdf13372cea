"""The questionnaire on paper: known facts and the last visit's answers printed, the rest for a pen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.rows.values import value_class
from monitoring.entry.answer_form import fact_words, rule_of
from monitoring.entry.sheet import answers_by_code, facts_of
from monitoring.models import Answer, Aspect, Instrument, Question, QuestionType, Visit
from monitoring.querysets import HANDED_IN
from monitoring.questionnaire import showif

MOST = 10  # forms in one print, three or four pages each; the next ones come with `?part=2`


@value_class
class PaperRow:
    """One question; `kind` tells what room there is to write, `named` are words to tick beside it."""

    code: str
    label: str
    kind: str
    unit: str
    hint: str
    condition: str
    ticks: tuple[str, ...]
    before: str
    is_example = False


@value_class
class PaperSection:
    label: str
    rows: tuple[PaperRow, ...]


@value_class
class PaperQuestionnaire:
    """The questionnaire of one facility; without one, `code` and `name` are empty lines to fill in."""

    instrument: str
    code: str
    name: str
    where: str
    round: str
    team: str
    planned_on: str
    last_on: str
    sections: tuple[PaperSection, ...]
    is_example: bool

    @property
    def asked(self) -> int:
        return sum(len(section.rows) for section in self.sections)


def build_forms(
    *, instrument: Instrument, facilities: list[Any], targets: Mapping[int, Any] | None = None
) -> list[PaperQuestionnaire]:
    """Return a form for each facility; for none of them, one blank form.

    `instrument` comes from `with_questions`, facilities with their region, `targets`: what a round
    planned, by facility. Three queries whatever their number.
    """
    if not facilities:
        return [_form(instrument, None, None, {}, None)]
    last = _last_visits([row.pk for row in facilities])
    answers = answers_by_code([visit.pk for visit in last.values()])
    found = []
    for row in facilities:
        visit = last.get(row.pk)
        before = answers[visit.pk] if visit else {}
        found.append(_form(instrument, row, visit, before, (targets or {}).get(row.pk)))
    return found


def paper_of(form: PaperQuestionnaire, *, at: dt.date) -> dict[str, object]:
    """Return what the print's frame shows; whose sheet it is stands on every page."""
    what = (form.code, form.name) if form.code else (__("Facility code"), "." * 60)
    return {
        "title": __("Visit form"),
        "subtitle": " · ".join(what),
        "number": __("Visited on") + " " + "." * 36,
        "as_of": formats.day(at),
        "is_example": form.is_example,
    }


def _last_visits(facilities: list[int]) -> dict[int, Visit]:
    """Return the last visit that was handed in, by facility. The caller's facilities are visible ones."""
    rows = Visit.objects.current().filter(facility__in=facilities, state__in=HANDED_IN)
    return {row.facility_id: row for row in rows.order_by("visited_on", "pk")}


def _form(
    instrument: Instrument,
    facility: Any,
    last: Visit | None,
    before: Mapping[str, Answer],
    target: Any,
) -> PaperQuestionnaire:
    words = _words(instrument)
    facts = facts_of(facility) if facility else None
    sections = []
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        rows = [
            _row(question, words, facts, before.get(question.code))
            for question in aspect.loaded_questions
            if question.is_asked and _may_come(question, facts)
        ]
        if rows:
            sections.append(PaperSection(_aspect_label(aspect), tuple(rows)))
    return PaperQuestionnaire(
        instrument=str(instrument),
        code=facility.code if facility else "",
        name=facility.name if facility else "",
        where=", ".join(filter(None, (facility.place, str(facility.region)))) if facility else "",
        round=target.round.name if target else "",
        team=target.team if target else "",
        planned_on=formats.day(target.planned_on) if target and target.planned_on else "",
        last_on=last.day_words if last else "",
        sections=tuple(sections),
        is_example=bool(facility and facility.is_example),
    )


def _aspect_label(aspect: Aspect) -> str:
    return f"{aspect.code}. {aspect.label}"


def _words(instrument: Instrument) -> dict[str, str]:
    """Return the labels of options for rules: “K01=aktif”. On paper the code leads to the question."""
    return fact_words() | {
        f"{question.code}={option.value}": option.label
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        for question in aspect.loaded_questions
        for option in question.loaded_options
    }


def _may_come(question: Question, facts: Mapping[str, str] | None) -> bool:
    """Return whether a question can come up at all: rules on the facility alone are settled at the desk."""
    rule = rule_of(question)
    if rule is None or facts is None or not showif.names(rule) <= set(showif.FACTS):
        return True
    return showif.holds(rule, facts)


def _row(
    question: Question,
    words: Mapping[str, str],
    facts: Mapping[str, str] | None,
    before: Answer | None,
) -> PaperRow:
    rule = rule_of(question)
    settled = facts is not None and showif.names(rule) <= set(showif.FACTS)
    # Bands of numbers and dates are for the score; a word beside a date (“never”) can be ticked.
    chosen = question.kind in (QuestionType.SINGLE, QuestionType.MULTI)
    options = question.loaded_options if chosen else question.said_options
    return PaperRow(
        code=question.code,
        label=question.label,
        kind=question.kind,
        unit=question.unit,
        hint=question.help,
        condition="" if rule is None or settled else showif.in_words(rule, words),
        ticks=tuple(option.label for option in options),
        before=before.words() if before else "",
    )

"""A visit's questionnaire as it stands: what is asked, answered, missing, and what contradicts itself.

Loaded once in a constant number of queries; pages, submission and the offline page read the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, OuterRef, Prefetch
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.records.review import State, register_missing
from core.tools.todo import Reason
from ksm.models import Works
from ksm.querysets import makeup
from monitoring.models import (
    Answer,
    AnswerRemark,
    Aspect,
    Explanation,
    Instrument,
    Option,
    Question,
    Visit,
)
from monitoring.querysets import HANDED_IN
from monitoring.questionnaire import showif
from monitoring.questionnaire.contradictions import INSTALLED, CheckedFacts, Contradiction, find


@dataclass
class VisitLine:
    """One question of the visit; `previous` is the last visit's answer, `remark` the reviewer's."""

    question: Question
    asked: bool = True
    answer: Answer | None = None
    previous: Answer | None = None
    remark: str = ""
    is_example = False

    @property
    def is_missing(self) -> bool:
        """Whether it keeps the visit from being handed in: asked, counted in the score, and blank."""
        return self.asked and self.answer is None and self.question.weight > 0

    @property
    def previous_words(self) -> str:
        return self.previous.words() if self.previous else ""


@dataclass
class Part:
    """One aspect with its lines; questions that are taken from other records are left out."""

    aspect: Aspect
    lines: list[VisitLine]

    @property
    def asked(self) -> int:
        return sum(line.asked for line in self.lines)

    @property
    def answered(self) -> int:
        return sum(line.asked and line.answer is not None for line in self.lines)

    @property
    def missing(self) -> list[VisitLine]:
        return [line for line in self.lines if line.is_missing]

    @property
    def open(self) -> int:
        return self.asked - self.answered


@dataclass
class VisitSheet:
    """The whole questionnaire. Numbers are of questions that are asked."""

    instrument: Instrument
    parts: list[Part]
    previous: Visit | None = None
    contradictions: list[Contradiction] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        return sum(part.asked for part in self.parts)

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)

    @property
    def missing(self) -> list[VisitLine]:
        return [line for part in self.parts for line in part.missing]

    @property
    def unexplained(self) -> list[Contradiction]:
        return [one for one in self.contradictions if not self.explanations.get(one.code)]

    def part_of(self, aspect: int) -> Part | None:
        return next((part for part in self.parts if part.aspect.pk == aspect), None)


DAY_OF_VISIT = ("type_at", "design_sr_at", "installed_sr_at")


def stand_on_day(visits: Iterable[Visit]) -> None:
    """Let the facilities of visits say how they were on the day: `type_at`, `design_sr_at` … One query.

    So that form, rules, checks and score look at one facility. `visit.facility` loaded.
    """
    kept = {visit.pk: visit for visit in visits if visit.pk}
    day = Cast(OuterRef("visited_on"), CharField())
    rows = Visit.objects.filter(pk__in=kept)
    for row in rows.annotate(**makeup(Works.objects.all(), day, facility="facility")).values(
        "pk", *DAY_OF_VISIT
    ):
        for name in DAY_OF_VISIT:
            setattr(kept[row["pk"]].facility, name, row[name])


def facts_of(facility: Any) -> dict[str, str]:
    """Return what rules of questions may look at beside answers (`showif.FACTS`), of the day that was asked for."""
    sr = getattr(facility, "design_sr_at", facility.design_sr)
    return {
        showif.TYPE: getattr(facility, "type_at", facility.facility_type),
        showif.CONNECTIONS: "" if sr is None else str(sr),
    }


def asked_codes(
    instrument: Instrument, values: Mapping[str, str], facility: object
) -> frozenset[str]:
    """Return the codes a person is asked, by the show-if rules; needs `with_questions`."""
    questions = [
        question
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        for question in aspect.loaded_questions
    ]
    pairs = [(question.code, question.show_if) for question in questions]
    shown = showif.shown(pairs, values, facts_of(facility))
    return frozenset(q.code for q in questions if q.is_asked and q.code in shown)


def load_sheet(visit: Visit) -> VisitSheet:
    """Return the sheet of a visit. At most twelve queries; `visit.facility` and `visit.instrument` should be
    loaded."""
    stand_on_day([visit])
    instrument = Instrument.objects.all().load_questions(visit.instrument)
    before, last = _previous(visit)
    explained = Explanation.objects.filter(visit=visit).current()
    return compose(
        visit,
        instrument,
        {row.question_id: row for row in Answer.objects.current().filter(visit=visit)},
        before=before,
        last=last,
        remarks=_remarks(visit),
        explanations=dict(explained.values_list("check_code", "text")),
    )


def missing(visit: Visit) -> list[str]:
    """Return in words what is unanswered or contradicts itself; “unknown” is an answer too."""
    sheet = visit.loaded_sheet or load_sheet(visit)
    # One that is not kept yet, of a table or a phone, has no page to fill in.
    url = reverse("monitoring:visit-answers", args=[visit.pk]) if visit.pk else ""
    found: list[str] = []
    if left := [line.question.code for line in sheet.missing]:
        codes = ", ".join(left[:12]) + (" …" if len(left) > 12 else "")
        words = ngettext(
            "%(n)s scored question has neither an answer nor a reason: %(codes)s.",
            "%(n)s scored questions have neither an answer nor a reason: %(codes)s.",
            len(left),
        )
        found.append(Reason(words % {"n": len(left), "codes": codes}, url, __("Answer them")))
    words = __("Correct or explain: %(what)s")
    unexplained = [words % {"what": one.words} for one in sheet.unexplained]
    return [*found, *(Reason(one, url, __("Look at it")) for one in unexplained)]


register_missing(Visit, missing)


def compose(
    visit: Visit,
    instrument: Instrument,
    answers: Mapping[int, Answer],
    *,
    before: Visit | None = None,
    last: Mapping[str, Answer] | None = None,
    remarks: Mapping[int, str] | None = None,
    explanations: dict[str, str] | None = None,
) -> VisitSheet:
    """Return the sheet of a visit, written or not, from what is loaded already; no query.

    `instrument` by `with_questions`; `answers` and `remarks` by question, `last` (the answers of the
    visit before) by code; `visit.facility` loaded.
    """
    last, remarks = last or {}, remarks or {}
    by_code: dict[str, str] = {}
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        for question in aspect.loaded_questions:
            # The rows in memory, so that nothing asks for them again.
            question.aspect, aspect.instrument = aspect, instrument
            if row := answers.get(question.pk):
                row.question, row.visit = question, visit
                by_code[question.code] = row.value
    asked = asked_codes(instrument, by_code, visit.facility)
    parts = [
        Part(
            aspect,
            [
                VisitLine(
                    question,
                    question.code in asked,
                    answers.get(question.pk),
                    last.get(question.code),
                    remarks.get(question.pk, ""),
                )
                for question in aspect.loaded_questions
                if question.is_asked
            ],
        )
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
    ]
    installed = getattr(visit.facility, "installed_sr_at", visit.facility.installed_sr)
    facts = CheckedFacts(
        {code: value for code, value in by_code.items() if code in asked},
        {code: row.value for code, row in last.items()},
        {**facts_of(visit.facility), INSTALLED: "" if installed is None else str(installed)},
        visit.visited_on,
    )
    checks = [row.plain for row in instrument.loaded_checks]  # type: ignore[attr-defined]
    return VisitSheet(instrument, parts, before, find(checks, facts), explanations or {})


def _previous(visit: Visit) -> tuple[Visit | None, dict[str, Answer]]:
    """Return the visit before this one that was handed in, and its answers by question code."""
    before = (
        Visit.objects.current()
        .filter(facility=visit.facility_id, visited_on__lt=visit.visited_on, state__in=HANDED_IN)
        .order_by("-visited_on", "-pk")
        .first()
    )
    if before is None:
        return None, {}
    return before, answers_by_code([before.pk])[before.pk]


def answers_by_code(visits: list[int]) -> dict[int, dict[str, Answer]]:
    """Return the answers of visits by visit and question code, ready for `words`. Two queries."""
    options = Option.objects.current().order_by("order", "pk")
    found: dict[int, dict[str, Answer]] = {pk: {} for pk in visits}
    rows = Answer.objects.current().filter(visit__in=visits).select_related("question")
    for row in rows.prefetch_related(
        Prefetch("question__options", options, to_attr="loaded_options")
    ):
        found[row.visit_id][row.question.code] = row
    return found


def _remarks(visit: Visit) -> dict[int, str]:
    """Return the remarks the author has to answer now, by question."""
    if visit.state != State.RETURNED:
        return {}
    rows = AnswerRemark.objects.current().filter(visit=visit, submission=visit.submission)
    return dict(rows.values_list("question", "text"))

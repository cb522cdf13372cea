"""An instrument as people will meet it: the form they fill in, and what chosen answers come to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, require
from core.pages.base import Page
from core.pages.scoped_forms import PlainForm
from core.tools import formats
from ksm.choices import FacilityType
from ksm.desludging.intervals import next_due
from ksm.models import Facility
from monitoring.entry.answer_form import AnswersForm, rule_of
from monitoring.entry.sheet import VisitSheet, compose, facts_of
from monitoring.models import Instrument, QuestionType, Visit
from monitoring.questionnaire import showif
from monitoring.questionnaire.measures import NOT_JUDGED, Facts, Given
from monitoring.questionnaire.questions import cards
from monitoring.questionnaire.words import option_marks
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring
from monitoring.scoring import words as score_words

EFFLUENT = (
    ("", _("not known")),
    (score_facts.ALL_MEET, _("all samples meet the standard")),
    (score_facts.SOME_MEET, _("some meet it")),
    (score_facts.NONE_MEETS, _("none meets it")),
    (score_facts.UNTESTED, _("no sample in 12 months")),
    (NOT_JUDGED, _("tested, cannot be judged yet")),
)


class ExampleForm(PlainForm):
    """What other records would say of the facility of an example."""

    kind = forms.ChoiceField(label=_("Type of the facility"), choices=FacilityType.choices)
    sr = forms.IntegerField(
        label=_("Designed connections (SR)"), min_value=0, max_value=100_000, required=False
    )
    since = forms.IntegerField(
        label=_("In use since (year)"), min_value=1950, max_value=2100, required=False
    )
    effluent = forms.ChoiceField(
        label=_("Effluent of the last 12 months"), choices=EFFLUENT, required=False
    )


class PreviewPage(Page):
    """The whole form in one page. Answers stand in the address only; nothing is stored."""

    is_about_one = True
    model = Instrument
    template_name = "monitoring/preview.html"
    title = _("Preview: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_questions()

    @cached_property
    def wants_score(self) -> bool:
        return "reckon" in self.request.GET

    def sheet(self, facility: Facility) -> VisitSheet:
        visit = Visit(facility=facility, instrument=self.object, visited_on=timezone.localdate())
        return compose(visit, self.object, {})

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        require(request.user, Action.CHANGE, self.object)
        data = request.GET if self.wants_score else None
        example = ExampleForm(
            data=data, user=request.user, initial={"kind": FacilityType.values[0]}
        )
        known = example.cleaned_data if data is not None and example.is_valid() else {}
        facility = Facility(
            facility_type=known.get("kind", FacilityType.values[0]), design_sr=known.get("sr")
        )
        sheet = self.sheet(facility)
        lines = [line for part in sheet.parts for line in part.lines]
        form = AnswersForm(data=data, user=request.user, lines=lines)
        is_good = data is None or (form.is_valid() and example.is_valid())
        shown = cards(form, lines)
        by_question = {card.line.question.pk: card for card in shown}
        return self.render(
            {
                "object": self.object,
                "example": example,
                "form": form,
                "sections": [
                    (part.aspect, [by_question[line.question.pk] for line in part.lines])
                    for part in sheet.parts
                ],
                "computed": self.computed(),
                "result": self.result(form, facility, known)
                if data is not None and is_good
                else None,
                "is_wrong": not is_good,
                "island": {
                    "facts": facts_of(facility),
                    "rules": [
                        [line.question.code, showif.as_data(rule_of(line.question))]
                        for line in lines
                    ],
                },
            },
            200 if is_good else 422,
        )

    def computed(self) -> list[str]:
        """Return what nobody is asked because other records say it."""
        return [
            f"{question.code} {question.label}"
            for aspect in self.object.loaded_aspects
            for question in aspect.loaded_questions
            if question.kind == QuestionType.COMPUTED
        ]

    def result(
        self, form: AnswersForm, facility: Facility, known: dict[str, Any]
    ) -> dict[str, object]:
        """Return the score of the chosen answers with its reasons, ready to print."""
        answers = {
            question.code: Given(value, reason)
            for question, (value, reason) in form.answers().items()
            if value or reason
        }
        facts = Facts(
            visited_on=timezone.localdate(),
            facility_type=facility.facility_type,
            design_sr=facility.design_sr,
            in_use_since=dt.date(known["since"], 12, 31) if known.get("since") else None,
            effluent=known.get("effluent", ""),
            due=next_due(built=str(known.get("since") or "")),
        )
        score = scoring.score(
            score_facts.aspects_of(self.object),
            answers,
            facts,
            weakest_caps=self.object.weakest_caps,
        )
        return {
            "total": formats.number(score.total, 1) if score.total is not None else "",
            "grade": score_words.grade_badge(score.grade),
            "reason": score_words.class_reason(score),
            "chart": score_words.chart(score),
            "lost": score.lost,
            "open": [
                {"code": one.code, "label": one.label, "why": score_words.why_words(one.why)}
                for one in score.open
            ],
            "marks": self.marks(score),
        }

    def marks(self, score: scoring.Score) -> list[tuple[str, str]]:
        """Return (question, what its answer brings about) where an answer opens a finding or holds the class."""
        reached = {(line.code, line.option.value) for line in score.lines}
        return [
            (f"{question.code} {question.label}: {option.label}", words)
            for aspect in self.object.loaded_aspects
            for question in aspect.loaded_questions
            for option in question.loaded_options
            if (question.code, option.value) in reached and (words := option_marks(option))
        ]

"""What a score takes from models: the instrument, the answers, and what other records say, for many visits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast

from core.tools import partial_dates
from ksm.models import Facility, Works
from ksm.querysets import makeup
from monitoring.effluent import judgements
from monitoring.effluent.rules import Standard, Verdict
from monitoring.models import Answer, Instrument, Result, SamplePoint, StatedVerdict, Visit
from monitoring.questionnaire.measures import Facts, Given, Option, Question
from monitoring.scoring import rules as scoring

# Values of the options of a question computed from EFLUEN (domain §4.3, S01).
ALL_MEET, SOME_MEET, NONE_MEETS, UNTESTED = "semua", "sebagian", "tidak-memenuhi", "tidak-diuji"


@dataclass(frozen=True)
class Sheet:
    """One visit ready to be scored."""

    visit_id: int
    answers: dict[str, Given]
    facts: Facts


def load(instrument_id: int) -> Instrument:
    """Return an instrument with all its parts (four queries); for whoever is past the wall already."""
    return Instrument.objects.with_questions().get(pk=instrument_id)


def aspects_of(instrument: Instrument) -> tuple[scoring.Aspect, ...]:
    """Return the instrument as plain values, its words in the reader's language."""
    return tuple(
        scoring.Aspect(
            aspect.code,
            aspect.label,
            aspect.weight,
            tuple(_question(question) for question in aspect.loaded_questions),
        )
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
    )


def _question(row: Any) -> Question:
    options = tuple(
        Option(one.value, one.label, one.score, one.at_least, one.above, str(one.advice), one.cap)
        for one in row.loaded_options
    )
    return Question(
        row.code, row.label, row.kind, row.weight, options, row.show_if, row.formula, row.minimum
    )


def sheets(visits: Sequence[int], rules: tuple[Standard, ...]) -> list[Sheet]:
    """Return what is known of visits (primary keys), in three queries whatever their number.

    Answers are told by the code of their question, so that another version of it can judge them.
    """
    day = Cast(OuterRef("visited_on"), CharField())
    rows = list(
        Visit.objects.filter(pk__in=visits)  # type: ignore[misc]
        .annotate(**makeup(Works.objects.all(), day, facility="facility"))
        .values_list(
            "pk",
            "facility_id",
            "visited_on",
            "type_at",
            "design_sr_at",
            "facility__commissioned_on",
            "facility__built_on",
            named=True,
        )
    )
    given: dict[int, dict[str, Given]] = defaultdict(dict)
    answers = Answer.objects.filter(visit__in=visits, archived_at__isnull=True)
    for visit, code, value, reason in answers.values_list(
        "visit_id", "question__code", "value", "reason"
    ):
        given[visit][code] = Given(value, reason)
    tested = _results({row.facility_id for row in rows})
    return [
        Sheet(
            row.pk,
            given[row.pk],
            Facts(
                visited_on=row.visited_on,
                facility_type=row.type_at,
                design_sr=row.design_sr_at,
                in_use_since=_last_day(row.facility__commissioned_on or row.facility__built_on),
                effluent=effluent_word(
                    _within_a_year(tested[row.facility_id], row.visited_on), rules
                ),
            ),
        )
        for row in rows
    ]


def _last_day(partial: str) -> dt.date | None:
    """Return the last day a partial date may mean: nobody is blamed for a rough date."""
    first = partial_dates.first_day(partial)
    if first is None or len(partial) == 10:
        return first
    if len(partial) == 4:
        return first.replace(month=12, day=31)
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _results(facilities: Iterable[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Result.objects.current().filter(
        sample__facility__in=facilities,
        sample__point=SamplePoint.OUTLET,
        sample__archived_at__isnull=True,
    )
    for row in rows.select_related("sample"):
        found[row.sample.facility_id].append(row)  # type: ignore[index]
    return found


def _within_a_year(results: list[Any], day: dt.date) -> list[Any]:
    """Return the results of the twelve months up to a day."""
    start = day - dt.timedelta(days=366)
    return [
        row
        for row in results
        if (taken := partial_dates.first_day(row.sample.taken_on)) and start < taken <= day
    ]


def effluent_word(results: list[Any], rules: tuple[Standard, ...]) -> str:
    """Return the option the tests come to; "" where they exist and cannot be judged."""
    if not results:
        return UNTESTED
    found = judgements.counts(results, rules)
    good, bad = found[Verdict.MEETS.value], found[Verdict.EXCEEDS.value]
    partly = any(row.value is None and row.stated == StatedVerdict.PARTLY for row in results)
    if partly or (good and bad):
        return SOME_MEET
    if found[Verdict.UNKNOWN.value]:
        return ""  # what cannot be judged could tip it either way
    return ALL_MEET if good else NONE_MEETS


def facts_for_rules(visit: Visit) -> dict[str, str]:
    """Return what show-if rules know of a visit's facility on its day (`showif.FACTS`); one query."""
    kind, designed = (
        Facility.objects.filter(pk=visit.facility_id)  # type: ignore[misc]
        .with_makeup(visit.visited_on)
        .values_list("type_at", "design_sr_at")
        .get()
    )
    return Facts(visit.visited_on, facility_type=kind, design_sr=designed).for_rules()

"""What a score takes from models: the instrument, the answers, and what other records say, for many visits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import CharField, OuterRef, Prefetch
from django.db.models.functions import Cast

from core.tools import partial_dates
from core.tools.rows.values import value_class
from ksm.desludging import past
from ksm.models import Works
from ksm.querysets import makeup
from monitoring.effluent import judgements
from monitoring.effluent.rules import Standard, VerdictReason
from monitoring.models import (
    Answer,
    Instrument,
    Recorded,
    Result,
    Sample,
    SamplePoint,
    StatedVerdict,
    Visit,
)
from monitoring.questionnaire.measures import (
    NOT_JUDGED,
    Facts,
    Given,
    MeasuredOption,
    MeasuredQuestion,
)
from monitoring.questionnaire.rule_text import number, ratio
from monitoring.scoring import rules as scoring

# Values of the options of a question computed from EFLUEN (domain §4.3, S01).
ALL_MEET, SOME_MEET, NONE_MEETS, UNTESTED = "semua", "sebagian", "tidak-memenuhi", "tidak-diuji"
WINDOW = dt.timedelta(days=366)
# What a facility serves, by the question that records it and the column of the registry.
SERVED = (Recorded.SR.value, Recorded.KK.value, Recorded.JIWA.value)


@value_class
class ScoredSheet:
    """One visit ready to be scored."""

    visit_id: int
    answers: dict[str, Given]
    facts: Facts


def load(instrument_id: int) -> Instrument:
    """Return an instrument with all its parts (four queries); for whoever is past the wall already."""
    return Instrument.objects.with_questions().get(pk=instrument_id)


def aspects_of(instrument: Instrument) -> tuple[scoring.RuledAspect, ...]:
    """Return the instrument as plain values, its words in the reader's language."""
    return tuple(
        scoring.RuledAspect(
            aspect.code,
            aspect.label,
            aspect.weight,
            tuple(plain(question) for question in aspect.loaded_questions),
        )
        for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
    )


def plain(row: Any) -> MeasuredQuestion:
    """Return a question with `loaded_options` as plain values."""
    options = tuple(
        MeasuredOption(
            one.value, one.label, one.score, one.at_least, one.above, str(one.advice), one.cap
        )
        for one in row.loaded_options
    )
    return MeasuredQuestion(
        row.code, row.label, row.kind, row.weight, options, row.show_if, row.formula, row.minimum
    )


def sheets(visits: Sequence[int], rules: tuple[Standard, ...]) -> list[ScoredSheet]:
    """Return what is known of visits (primary keys), in seven queries whatever their number.

    Answers are told by the code of their question, so that another version of it can judge them.
    """
    day = Cast(OuterRef("visited_on"), CharField())
    rows = list(
        Visit.objects.filter(pk__in=visits)  # type: ignore[misc]
        .annotate(**makeup(Works.objects.all(), day, facility="facility"))
        .values_list(
            "pk",
            "facility_id",
            "client_uuid",
            "visited_on",
            "type_at",
            "design_sr_at",
            "design_kk_at",
            "facility__commissioned_on",
            "facility__built_on",
            named=True,
        )
    )
    given: dict[int, dict[str, Given]] = defaultdict(dict)
    stated: dict[int, dict[str, Fraction]] = defaultdict(dict)
    answers = Answer.objects.filter(visit__in=visits, archived_at__isnull=True)
    for visit, code, records, value, reason in answers.values_list(
        "visit_id", "question__code", "question__records", "value", "reason"
    ):
        given[visit][code] = Given(value, reason)
        if records in SERVED and (figure := _served(value)) is not None:
            stated[visit][records] = figure
    known = past.load(row.facility_id for row in rows)
    drawn = _samples({row.facility_id for row in rows})
    found = []
    for row in rows:
        word, missing = effluent_word(_within_a_year(drawn[row.facility_id], row.visited_on), rules)
        facts = Facts(
            visited_on=row.visited_on,
            facility_type=row.type_at,
            design_sr=row.design_sr_at,
            in_use_since=partial_dates.last_day(  # nobody is blamed for a rough date
                row.facility__commissioned_on or row.facility__built_on
            ),
            effluent=word,
            without_limits=missing,
            due=known[row.facility_id].due(row.visited_on, without=row.client_uuid),
            load=_load(row, stated[row.pk], known[row.facility_id]),
        )
        found.append(ScoredSheet(row.pk, given[row.pk], facts))
    return found


def _served(value: str) -> Fraction | None:
    """Return the number an answer states; of a ratio its whole."""
    told = ratio(value)
    found = told[1] if told else number(value)
    return None if found is None else Fraction(found)


def _load(row: Any, stated: dict[str, Fraction], known: past.Past) -> Fraction | None:
    """Return per cent of the design that a visit, else the registry of its day, finds in use: the highest known."""
    designed = (row.design_sr_at, row.design_kk_at, known.facility.design_jiwa)
    shares = []
    for name, design in zip(SERVED, designed, strict=True):
        served = stated.get(name, known.figure(name, row.visited_on, without=row.client_uuid))
        if served is not None and design:
            shares.append(Fraction(served) * 100 / design)
    return max(shares, default=None)


def _samples(facilities: Iterable[int]) -> dict[int, list[tuple[str, list[object]]]]:
    """Return the samples of the outlet by facility: the day they were drawn, and their results."""
    found: dict[int, list[tuple[str, list[Any]]]] = defaultdict(list)
    rows = (
        Sample.objects.current()
        .filter(facility__in=facilities, point=SamplePoint.OUTLET)
        .select_related("facility")
    )
    results = Prefetch("results", Result.objects.current(), to_attr="loaded_results")
    for row in rows.prefetch_related(results):
        for result in row.loaded_results:
            result.sample = row
        found[row.facility_id].append(  # type: ignore[index]
            (row.taken_on, row.loaded_results)
        )
    return found


def _within_a_year(samples: list[tuple[str, list[object]]], day: dt.date) -> list[list[object]]:
    """Return the results, by sample, of the twelve months up to a day.

    A rough date counts where it may lie within them: who had the water tested is not blamed for it.
    """
    start = day - WINDOW
    return [
        results
        for taken_on, results in samples
        if (first := partial_dates.first_day(taken_on))
        and first <= day
        and (last := partial_dates.last_day(taken_on))
        and last > start
    ]


def effluent_word(
    samples: list[list[Any]], rules: tuple[Standard, ...]
) -> tuple[str, tuple[str, ...]]:
    """Return the option that the results of a year's samples come to, whenever they were entered, and the
    rules without whose numbers it is provisional.

    What no rule limits is neutral. `NOT_JUDGED` (the question does not apply) where results are still to
    come or no verdict is possible: whoever tests never stands below whoever does not.
    """
    if not samples:
        return UNTESTED, ()
    told = [(row, row.judged(rules)) for own in samples for row in own]
    results = [
        row
        for row, judged in told
        if row.value is None or judged.reason is not VerdictReason.NOT_REGULATED
    ]
    word = _word(results, rules)
    if word == NOT_JUDGED:
        return word, ()
    missing = [name for _row, judged in told if judged.is_provisional for name in judged.missing]
    return word, tuple(dict.fromkeys(missing))


def _word(results: list[Any], rules: tuple[Standard, ...]) -> str:
    found = judgements.counts(results, rules)
    good, bad = found.all_meeting, found.all_exceeding
    partly = any(row.value is None and row.stated == StatedVerdict.PARTLY for row in results)
    if partly or (good and bad):
        return SOME_MEET
    if bad:
        return NONE_MEETS
    # What cannot be judged could tip what meets so far.
    return ALL_MEET if good and not found.unknown else NOT_JUDGED

"""What approved visits tell the registry: each answer that states a fact, on the day of its visit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as __

from core.people.users import User
from core.records.review import State
from core.records.told import Teller, register_follower, register_teller
from core.tools import partial_dates
from core.tools.partial_dates import may_be_same
from ksm.choices import Condition
from ksm.models import Desludging, Facility, Operation, StatusRecord
from ksm.telling import Telling, lay_down, record_told
from monitoring.models import (
    Instrument,
    Question,
    QuestionType,
    Recorded,
    Result,
    Sample,
    SamplePoint,
    Visit,
    VisitScore,
)
from monitoring.questionnaire import showif
from monitoring.questionnaire.measures import DUE, EFFLUENT, LOAD
from monitoring.questionnaire.rule_text import number, ratio
from monitoring.scoring.facts import WINDOW, sheets
from monitoring.services.reviews import follow_up
from monitoring.services.scores import score_visit, score_visits

VISIT = "visit"
CONDITIONS = [choice for choice in Condition.values if choice != Condition.UNKNOWN]


@transaction.atomic
def tell_registry(*, facility: int) -> None:
    """Let the registry say of a facility (primary key) what its approved visits say now.

    A constant number of queries beside what changes.
    """
    visits = list(
        Visit.objects.filter(
            facility=facility, state=State.APPROVED, archived_at__isnull=True
        ).order_by("pk")
    )
    versions = Instrument.objects.with_questions().in_bulk({v.instrument_id for v in visits})
    known = {sheet.visit_id: sheet for sheet in sheets([v.pk for v in visits], ())}
    told, tested = [], {}
    for visit in visits:
        sheet = known[visit.pk]
        values = {code: given.value for code, given in sheet.answers.items()}
        facts = stated(versions[visit.instrument_id], values, sheet.facts.for_rules())
        day = (partial_dates.last_day(visit.partial) or visit.visited_on).isoformat()
        facts.pop(Recorded.WORKS, None)  # offered to be recorded, see `offers`
        done, drawn = (facts.pop(name, "") for name in (Recorded.EMPTIED, Recorded.TESTED))
        telling = Telling(
            by=visit.client_uuid,
            on=visit.visited_on,
            told_on=visit.partial,
            source=source_of(visit),
            is_example=visit.is_example,
            emptied_on=done if done <= day else "",
            **facts,
        )
        told.append(telling)
        if drawn and drawn <= day:
            tested[visit.client_uuid] = {"taken_on": drawn, "visit": visit}
    record_told(facility=facility, kind=VISIT, told=told)
    _tell_samples(facility, told, tested)


def _tell_samples(
    facility: int, told: list[Telling], tested: dict[uuid.UUID, dict[str, Any]]
) -> None:
    """Keep a sample without results for each test of the effluent that a visit alone tells of."""
    row = Facility.objects.get(pk=facility)
    at_outlet = {"facility": row, "point": SamplePoint.OUTLET}
    known = list(
        Sample.objects.current()
        .filter(**at_outlet, told_by=None)
        .values_list("taken_on", flat=True)
        .exclude(taken_on="")
    )
    wanted = {}
    for by, values in sorted(tested.items(), key=lambda pair: -len(pair[1]["taken_on"])):
        if not any(may_be_same(values["taken_on"], day) for day in known):
            known.append(values["taken_on"])
            wanted[by] = {**values, "region_id": row.region_id}
    lay_down(Sample, at_outlet, VISIT, {one.by: one for one in told}, wanted)


def source_of(visit: Visit) -> str:
    """Return how a record names the visit as its source, in the language of the country."""
    with translation.override(settings.LANGUAGE_CODE):
        return __("Monitoring visit of %(date)s") % {"date": visit.day_words}


def stated(instrument: Instrument, values: dict[str, str], facts: dict[str, str]) -> dict[str, Any]:
    """Return what answers state of the registry, by the fields of `Telling` (and `tested_on`).

    `instrument` by `with_questions`; `facts` of the facility on the day (`showif.FACTS`). What is not asked
    or not known is left out.
    """
    questions = [q for aspect in instrument.loaded_aspects for q in aspect.loaded_questions]  # type: ignore[attr-defined]
    shown = showif.shown([(q.code, q.show_if) for q in questions], values, facts)
    found: dict[str, Any] = {}
    for question in questions:
        text = values.get(question.code, "")
        if not question.records or not text or question.code not in shown:
            continue
        value = _value(question, text)
        if value in (None, ""):
            continue
        name = FIELDS.get(question.records, question.records)
        if question.records == Recorded.CONDITION and name in found:
            value = max(found[name], value, key=CONDITIONS.index)
        found[name] = value
    return found


FIELDS: dict[str, str] = {
    Recorded.FUNCTION: "function_status",
    Recorded.CONDITION: "physical_condition",
}


def _value(question: Question, text: str) -> Any:
    """Return what one answer states, as the registry keeps it; None or "" where that is nothing."""
    if question.kind == QuestionType.SINGLE:
        return next((o.recorded for o in question.loaded_options if o.value == text), "")
    if question.kind == QuestionType.DATE:
        return text if text[:1].isdecimal() else ""
    if question.kind == QuestionType.TEXT:
        return text.strip()
    if question.kind == QuestionType.RATIO:
        text = str((ratio(text) or ("", ""))[1])
    found = number(text)
    return int(found) if isinstance(found, Decimal) and found == int(found) else None


def settle(visits: Sequence[Visit]) -> None:
    """Let all that is told from approved visits say what they say now: scores, findings, the registry.

    Called after every write to a visit, so that neither a correction within an unlocked visit nor its
    archiving leaves anything behind, whether or not somebody locks it again.
    """
    approved = [visit for visit in visits if visit.state == State.APPROVED]
    scored = set(
        VisitScore.objects.filter(visit__in=[v.pk for v in approved]).values_list(
            "visit_id", "instrument_id"
        )
    )
    for visit in approved:
        if (visit.pk, visit.instrument_id) in scored:
            if not visit.archived_at:
                score_visit(visit=visit)
            follow_up(visit=visit)
    facilities = {visit.facility_id for visit in approved}
    for facility in sorted(facilities):
        tell_registry(facility=facility)
    judge_by_registry(facilities, but=[visit.pk for visit in approved])


def tellers(user: User, uuids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Teller]:
    """Return the visits of these UUIDs that the user may see, as pages name them."""
    rows = Visit.objects.visible_to(user).filter(client_uuid__in=uuids)
    return {
        row.client_uuid: Teller(
            __("Monitoring visit of %(date)s") % {"date": row.day_words},
            row.get_absolute_url(),
        )
        for row in rows.only("client_uuid", "visited_on", "visited_on_known")
    }


def hear(rows: Sequence[Any]) -> None:
    """Let a visit's word stand back for what was recorded by hand, and stand again when that goes."""
    facilities = {row.facility_id for row in rows if row.told_by is None and row.facility_id}
    speaking = Visit.objects.filter(
        facility__in=facilities,
        state=State.APPROVED,
        archived_at__isnull=True,
        answers__question__records__in=(Recorded.EMPTIED, Recorded.OPERATOR, Recorded.TESTED),
    )
    for facility in sorted(set(speaking.values_list("facility", flat=True))):
        tell_registry(facility=facility)


def judge_by_registry(facilities: Iterable[int], but: Sequence[int] = ()) -> None:
    """Score the approved visits again whose questions are judged by what the registry says of their day.

    `but`: visits (primary keys) that were scored just now.
    """
    asked = (
        Visit.objects.filter(
            facility__in=facilities,
            instrument__aspects__questions__formula__in=(DUE, LOAD),
            state=State.APPROVED,
            archived_at__isnull=True,
            scores__instrument=F("instrument"),
        )
        .exclude(pk__in=but)
        .distinct()
        .select_related("instrument")
        .order_by("instrument", "pk")
    )
    found = list(asked)
    for instrument, visits in groupby(found, key=lambda visit: visit.instrument):
        score_visits(visits=[visit.pk for visit in visits], instrument=instrument)
    for visit in {visit.facility_id: visit for visit in found}.values():
        follow_up(visit=visit)


def hear_of_use(rows: Sequence[Any]) -> None:
    """Judge visits again by emptyings and observations recorded by hand; what visits tell is `settle`'s."""
    if facilities := {row.facility_id for row in rows if row.told_by is None}:
        judge_by_registry(facilities)


def judge_again(rows: Sequence[Any]) -> None:
    """Score the approved visits again whose question on effluent these samples or results answer.

    The rule: results of the twelve months up to a visit count, whenever they were entered.
    """
    samples = [row.sample if isinstance(row, Result) else row for row in rows]
    spans = Q(pk=None)
    for sample in samples:
        first, last = (
            partial_dates.first_day(sample.taken_on),
            partial_dates.last_day(sample.taken_on),
        )
        if sample.facility_id and first and last:
            spans |= Q(facility=sample.facility_id, visited_on__range=(first, last + WINDOW))
    asked = Visit.objects.filter(
        spans, instrument__aspects__questions__formula=EFFLUENT, state=State.APPROVED
    )
    for visit in asked.filter(archived_at__isnull=True).distinct().order_by("pk"):
        if visit.scores.filter(instrument=visit.instrument_id).exists():
            score_visit(visit=visit)
            follow_up(visit=visit)


for told in (Desludging, Operation, Sample):
    register_follower(told, hear)
for seen in (Desludging, StatusRecord):
    register_follower(seen, hear_of_use)
for judged in (Sample, Result):
    register_follower(judged, judge_again)
register_follower(Visit, settle)
register_teller(VISIT, tellers)

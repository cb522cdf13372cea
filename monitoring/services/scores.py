"""Scoring visits: a snapshot per visit and version of the instrument, computed in batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import State
from monitoring.models import (
    AspectScore,
    EffluentStandard,
    Instrument,
    Round,
    ScoreLine,
    Visit,
    VisitScore,
)
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring
from monitoring.services.answers import freeze

BATCH = 500
LINES = 5000
# A page answers within the time a browser waits; the rest of a larger round follows by the next click.
AT_ONCE = 2000


@transaction.atomic
def score_visit(*, visit: Visit, instrument: Instrument | None = None) -> VisitScore:
    """Score a visit by its instrument, or by another version of it, and keep the result.

    Called when a visit is approved; scored again, the same version's snapshot is replaced, another
    version's stays. No permission is asked: who may approve has been asked by then.
    """
    chosen = instrument or visit.instrument
    score_visits(visits=[visit.pk], instrument=chosen)
    return VisitScore.objects.get(visit=visit, instrument=chosen)


@transaction.atomic
def score_round(*, round_: Round, instrument: Instrument | None = None) -> int:
    """Score all approved visits of a round in one pass and return how many.

    The queries grow with batches of visits, not with visits.
    """
    approved = round_.visits.filter(state=State.APPROVED, archived_at__isnull=True)
    return score_visits(
        visits=approved.order_by("pk").values_list("pk", flat=True),
        instrument=instrument or round_.instrument,
    )


@transaction.atomic
def rescore_round(*, round_: Round, instrument: Instrument, by: User) -> tuple[int, int]:
    """Score a round by another version of its questionnaire; return how many are done now and how many left.

    At most `AT_ONCE` visits, those the version has not scored yet; what other versions said stays. Raises
    PermissionDenied; ValidationError for a draft, or another questionnaire.
    """
    require(by, Action.CHANGE, instrument)
    if instrument.published_at is None or instrument.code != round_.instrument.code:
        raise ValidationError(__("Choose a published version of the round's questionnaire."))
    approved = round_.visits.filter(state=State.APPROVED, archived_at__isnull=True)
    scored = VisitScore.objects.filter(instrument=instrument).values("visit")
    left = list(approved.exclude(pk__in=scored).order_by("pk").values_list("pk", flat=True))
    return score_visits(visits=left[:AT_ONCE], instrument=instrument), len(left[AT_ONCE:])


@transaction.atomic
def score_visits(*, visits: Iterable[int], instrument: Instrument) -> int:
    """Score visits (primary keys) by one version of an instrument and return how many."""
    loaded = score_facts.load(freeze(instrument=instrument).pk)
    aspects = score_facts.aspects_of(loaded)
    rows = _Rows(loaded)
    rules = EffluentStandard.objects.rules()
    now, count = timezone.now(), 0
    for keys in _batches(visits):
        scored = [
            (one, scoring.score(aspects, one.answers, one.facts, weakest_caps=loaded.weakest_caps))
            for one in score_facts.sheets(keys, rules)
        ]
        _keep(scored, rows, now)
        count += len(keys)
    return count


def _batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    left = iter(keys)
    while batch := tuple(islice(left, BATCH)):
        yield batch


class _Rows:
    """Primary keys of an instrument and its parts by their codes."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument.pk
        self.aspects: dict[str, int] = {}
        self.questions: dict[str, int] = {}
        self.options: dict[tuple[str, str], int] = {}
        for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
            self.aspects[aspect.code] = aspect.pk
            for question in aspect.loaded_questions:
                self.questions[question.code] = question.pk
                for option in question.loaded_options:
                    self.options[question.code, option.value] = option.pk


def _keep(scored: list[tuple[Any, scoring.Score]], rows: _Rows, now: dt.datetime) -> None:
    """Write one batch: snapshots, their aspects and lines; all replace what this version said before."""
    found = VisitScore.objects.bulk_create(
        [
            VisitScore(  # type: ignore[misc]
                visit_id=sheet.visit_id,
                instrument_id=rows.instrument,
                total=score.total,
                grade=score.grade.value,
                facts=sheet.facts.kept(),
                caps=[
                    [cap.code, cap.option.value if cap.option else "", cap.grade.value]
                    for cap in score.caps
                ],
                scored_at=now,
            )
            for sheet, score in scored
        ],
        update_conflicts=True,
        unique_fields=["visit", "instrument"],
        update_fields=["total", "grade", "facts", "caps", "scored_at"],
    )
    parts = AspectScore.objects.bulk_create(
        [
            AspectScore(  # type: ignore[misc]
                score_id=row.pk,
                aspect_id=rows.aspects[one.code],
                value=one.value,
                grade=one.grade.value,
                answered=one.answered,
                applicable=one.applicable,
            )
            for row, (_sheet, score) in zip(found, scored, strict=True)
            for one in score.aspects
        ],
        update_conflicts=True,
        unique_fields=["score", "aspect"],
        update_fields=["value", "grade", "answered", "applicable"],
    )
    told = [one for _sheet, score in scored for one in score.aspects]
    ScoreLine.objects.filter(part__in=[part.pk for part in parts]).delete()
    ScoreLine.objects.bulk_create(
        (
            line
            for part, one in zip(parts, told, strict=True)
            for line in _lines(part.pk, one, rows)
        ),
        batch_size=LINES,
    )


def _lines(part: int, one: scoring.ReckonedAspect, rows: _Rows) -> Iterator[ScoreLine]:
    for line in one.lines:
        yield ScoreLine(
            part_id=part,
            question_id=rows.questions[line.code],
            option_id=rows.options[line.code, line.option.value],
            aspect_gained=line.aspect_gained,
            aspect_lost=line.aspect_lost,
            gained=line.gained,
            lost=line.lost,
        )
    for left in one.open:
        yield ScoreLine(part_id=part, question_id=rows.questions[left.code], why=left.why.value)

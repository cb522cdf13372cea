"""Scoring visits: a snapshot per visit and version of the instrument, computed in batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import State
from monitoring.models import AspectScore, EffluentStandard, Instrument, Round, Visit, VisitScore
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring
from monitoring.services.answers import freeze

BATCH = 500
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
    rows = {aspect.code: aspect.pk for aspect in loaded.loaded_aspects}  # type: ignore[attr-defined]
    rules = EffluentStandard.objects.rules()
    now, count = timezone.now(), 0
    for keys in _batches(visits):
        scored = [
            (one, scoring.score(aspects, one.answers, one.facts, weakest_caps=loaded.weakest_caps))
            for one in score_facts.sheets(keys, rules)
        ]
        _keep(scored, loaded.pk, rows, now)
        count += len(keys)
    return count


def _batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    left = iter(keys)
    while batch := tuple(islice(left, BATCH)):
        yield batch


def _keep(
    scored: list[tuple[Any, scoring.Score]],
    instrument: int,
    aspects: dict[str, int],
    now: dt.datetime,
) -> None:
    """Write one batch: snapshots, then their aspects; both replace what this version said before."""
    found = VisitScore.objects.bulk_create(
        [
            VisitScore(  # type: ignore[misc]
                visit_id=sheet.visit_id,
                instrument_id=instrument,
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
    AspectScore.objects.bulk_create(
        [
            AspectScore(  # type: ignore[misc]
                score_id=row.pk,
                aspect_id=aspects[one.code],
                value=one.value,
                grade=one.grade.value,
                answered=one.answered,
                applicable=one.applicable,
                lines=[_line(line) for line in one.lines],
                unanswered=[[left.code, left.why.value] for left in one.open],
            )
            for row, (_sheet, score) in zip(found, scored, strict=True)
            for one in score.aspects
        ],
        update_conflicts=True,
        unique_fields=["score", "aspect"],
        update_fields=["value", "grade", "answered", "applicable", "lines", "unanswered"],
    )


def _line(line: scoring.ScoredLine) -> list[str]:
    points: tuple[Decimal, ...] = (line.aspect_gained, line.aspect_lost, line.gained, line.lost)
    return [line.code, line.option.value, *map(str, points)]

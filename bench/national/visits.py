"""The monitoring part of the made-up national set: approved visits with answers and scores."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from bench.national import SOURCE, campaigns
from bench.national.keys import follow_keys
from bench.national.registry import Draw
from core.records.review import State
from core.tools.rows import bulk
from ksm.models import Facility
from monitoring.models import Answer, Instrument, Option, Question, QuestionType, Visit
from monitoring.services.scores import score_visits

VISIT_COLUMNS = (
    "id",
    "facility_id",
    "instrument_id",
    "round_id",
    "visited_on",
    "state",
    "client_uuid",
    "source",
    "is_example",
)
ANSWER_COLUMNS = (
    "visit_id",
    "question_id",
    "value",
    "reason",
    "part",
    "whole",
    "source",
    "is_example",
)
# The 47 questions: what a whole visit costs is what is to be measured.
INSTRUMENT = "aksansi-2021"
OUTSIDE = 12  # one of so many visits belongs to no round: its target was passed over
STATES = {"approved": 80, "submitted": 8, "draft": 9, "returned": 3}


@transaction.atomic
def generate(*, visits: int, seed: int) -> dict[str, int]:
    """Insert visits to the set's facilities, every question answered, with the rounds they belong to,
    findings and samples; return how many rows.

    Raises LookupError where the instrument is not loaded.
    """
    draw = Draw(seed + 1)
    instrument = (
        Instrument.objects.published().filter(code=INSTRUMENT).order_by("published_at", "pk").last()
    )
    if instrument is None:
        raise LookupError("no instrument")
    facilities = list(Facility.objects.filter(source=SOURCE).values_list("pk", flat=True))
    newest = timezone.localdate() - dt.timedelta(days=30)
    waves = -(-visits // len(facilities)) if facilities else 0
    rounds, found = campaigns.open_rounds(
        facilities=facilities, waves=waves, instrument=instrument, newest=newest, draw=draw
    )
    rows = list(_visits(draw, facilities, visits, instrument.pk, rounds, newest))
    # An instrument with visits is frozen: results must stay comparable.
    Instrument.objects.filter(pk=instrument.pk, frozen_at__isnull=True).update(
        frozen_at=timezone.now()
    )
    found["visits"] = bulk.insert(Visit, VISIT_COLUMNS, rows)
    found["answers"] = bulk.insert(Answer, ANSWER_COLUMNS, _answers(draw, rows, instrument.pk))
    follow_keys(Visit)
    follow_keys(Answer)
    found |= campaigns.follow(visits=[(row[0], row[1], row[4], row[5]) for row in rows], draw=draw)
    return found


def score() -> dict[str, int]:
    """Score the approved visits of the set in one pass and return how many.

    After the database has looked at the new tables: without, it reads all answers for every batch.
    """
    approved = Visit.objects.filter(source=SOURCE, state=State.APPROVED).order_by("pk")
    first = approved.select_related("instrument").first()
    if first is None:
        return {"scores": 0}
    keys = list(approved.values_list("pk", flat=True))
    return {"scores": score_visits(visits=keys, instrument=first.instrument)}


def _visits(
    draw: Draw,
    facilities: list[int],
    count: int,
    instrument: int,
    rounds: list[int],
    newest: dt.date,
) -> Iterator[Any]:
    """Yield the visits, one after the other through all facilities, at most one a quarter each."""
    key = (Visit.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for number in range(count):
        again, which = divmod(number, len(facilities))
        yield (
            key + number,
            facilities[which],
            instrument,
            rounds[again] if draw.randrange(OUTSIDE) else None,
            (
                newest - dt.timedelta(days=campaigns.WAVE_DAYS * again + draw.randrange(91))
            ).isoformat(),
            draw.of(STATES) if not again else "approved",
            _uuid(draw),
            SOURCE,
            True,
        )


def _uuid(draw: Draw) -> str:
    """Return a random UUID as the database keeps it."""
    return Visit._meta.get_field("client_uuid").get_db_prep_value(
        uuid.UUID(int=draw.getrandbits(128), version=4), connection
    )


def _answers(draw: Draw, rows: list[Any], instrument: int) -> Iterator[Any]:
    questions = list(
        Question.objects.filter(aspect__instrument=instrument, archived_at__isnull=True)
        .exclude(kind=QuestionType.COMPUTED)
        .order_by("pk")
    )
    options: dict[int, list[str]] = {question.pk: [] for question in questions}
    for key, value in Option.objects.filter(question__in=questions).values_list(
        "question", "value"
    ):
        options[key].append(value)
    for visit in rows:
        for question in questions:
            if draw.random() < 0.06:
                reason = draw.choice(("na", "dk"))
                yield visit[0], question.pk, "", reason, None, None, SOURCE, True
            else:
                value = _value(draw, question, options[question.pk])
                part, whole = (
                    value.split("/") if question.kind == QuestionType.RATIO else (None, None)
                )
                yield visit[0], question.pk, value, "", part, whole, SOURCE, True


def _value(draw: Draw, question: Any, options: list[str]) -> str:
    kind = question.kind
    if kind in (QuestionType.SINGLE, QuestionType.MULTI) and options:
        return draw.choice(options)
    if kind == QuestionType.RATIO:
        whole = draw.randint(10, 120)
        return f"{draw.randint(0, whole)}/{whole}"
    if kind == QuestionType.DATE:
        return f"{draw.randint(2015, 2024)}-{draw.randint(1, 12):02d}-15"
    most = 100 if question.maximum is None else int(question.maximum)
    return str(draw.randint(0, most)) if kind == QuestionType.NUMBER else SOURCE

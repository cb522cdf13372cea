"""The monitoring part of the made-up national set: approved visits with answers and scores."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from aksansi import bulk
from aksansi.demo.national import SOURCE
from aksansi.demo.national.registry import Draw
from chapters.review import State
from ksm.models import Facility
from monitoring.models import Answer, Instrument, Option, Question, QuestionType, Visit
from monitoring.services.scores import score_visits

VISIT_COLUMNS = (
    "id",
    "facility_id",
    "instrument_id",
    "visited_on",
    "state",
    "client_uuid",
    "source",
    "is_example",
)
ANSWER_COLUMNS = ("visit_id", "question_id", "value", "reason", "source", "is_example")
STATES = {"approved": 80, "submitted": 8, "draft": 9, "returned": 3}


@transaction.atomic
def generate(*, visits: int, seed: int) -> dict[str, int]:
    """Insert visits to the set's facilities, every question answered; return how many rows.

    Raises LookupError where no instrument is loaded.
    """
    draw = Draw(seed + 1)
    instrument = Instrument.objects.order_by("pk").last()
    if instrument is None:
        raise LookupError("no instrument")
    facilities = list(Facility.objects.filter(source=SOURCE).values_list("pk", flat=True))
    rows = list(_visits(draw, facilities, visits, instrument.pk)) if facilities else []
    # An instrument with visits is frozen: results must stay comparable.
    Instrument.objects.filter(pk=instrument.pk, frozen_at__isnull=True).update(
        frozen_at=timezone.now()
    )
    found = {"visits": bulk.insert(Visit, VISIT_COLUMNS, rows)}
    found["answers"] = bulk.insert(Answer, ANSWER_COLUMNS, _answers(draw, rows, instrument.pk))
    bulk.follow_keys(Visit)
    bulk.follow_keys(Answer)
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


def _visits(draw: Draw, facilities: list[int], count: int, instrument: int) -> Iterator[Any]:
    """Yield the visits, one after the other through all facilities, at most one a quarter each."""
    key = (Visit.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    newest = timezone.localdate() - dt.timedelta(days=30)
    for number in range(count):
        again, which = divmod(number, len(facilities))
        yield (
            key + number,
            facilities[which],
            instrument,
            (newest - dt.timedelta(days=91 * again + draw.randrange(91))).isoformat(),
            draw.of(STATES) if not again else "approved",
            _uuid(draw),
            SOURCE,
            True,
        )


def _uuid(draw: Draw) -> str:
    """Return a random UUID as the database keeps it."""
    return Visit._meta.get_field("client_uuid").get_db_prep_value(
        uuid.UUID(int=draw.getrandbits(128), version=4), bulk.connection
    )


def _answers(draw: Draw, rows: list[Any], instrument: int) -> Iterator[Any]:
    questions = list(
        Question.objects.filter(aspect__instrument=instrument, archived_at__isnull=True)
        .exclude(kind=QuestionType.COMPUTED)
        .order_by("pk")
    )
    options: dict[int, list[str]] = {question.pk: [] for question in questions}
    for question, value in Option.objects.filter(question__in=questions).values_list(
        "question", "value"
    ):
        options[question].append(value)
    for visit in rows:
        for question in questions:  # type: ignore[assignment]
            if draw.random() < 0.06:
                yield visit[0], question.pk, "", draw.choice(("na", "dk")), SOURCE, True  # type: ignore[attr-defined]
            else:
                value = _value(draw, question.kind, options[question.pk])  # type: ignore[attr-defined]
                yield visit[0], question.pk, value, "", SOURCE, True  # type: ignore[attr-defined]


def _value(draw: Draw, kind: str, options: list[str]) -> str:
    if kind in (QuestionType.SINGLE, QuestionType.MULTI) and options:
        return draw.choice(options)
    if kind == QuestionType.RATIO:
        whole = draw.randint(10, 120)
        return f"{draw.randint(0, whole)}/{whole}"
    if kind == QuestionType.DATE:
        return f"{draw.randint(2015, 2024)}-{draw.randint(1, 12):02d}-15"
    return str(draw.randint(0, 100)) if kind == QuestionType.NUMBER else SOURCE

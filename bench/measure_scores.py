"""Measures scoring a round of 1,000 visits against the pure arithmetic on the same answers.

Usage: DEMO=1 DATABASE_URL=… .venv/bin/python bench/measure_scores.py [1000]
One process, three turns in a transaction that is rolled back; the smallest processor times are
compared. The database must have regions and instruments (`load_reference`).
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from core.records.review import State  # noqa: E402
from ksm.models import Facility  # noqa: E402
from monitoring import services  # noqa: E402
from monitoring.models import Answer, EffluentStandard, Instrument, QuestionType, Round, Visit  # noqa: E402
from monitoring.scoring import facts as score_facts  # noqa: E402
from monitoring.scoring import rules as scoring  # noqa: E402

TURNS = 3


def answer(question: object, rng: random.Random) -> str:
    values = [option.value for option in question.loaded_options]  # type: ignore[attr-defined]
    return {
        QuestionType.SINGLE: lambda: rng.choice(values),
        QuestionType.MULTI: lambda: values[0],
        QuestionType.NUMBER: lambda: str(rng.randrange(5)),
        QuestionType.RATIO: lambda: f"{rng.randrange(30)}/30",
        QuestionType.DATE: lambda: f"20{rng.randrange(10, 21)}-05-01",
    }.get(question.kind, lambda: "keterangan")()  # type: ignore[attr-defined]


def fill(count: int) -> Round:
    """Return a round of approved visits by the 47-question instrument, every question answered."""
    instrument = Instrument.objects.with_questions().get(code="aksansi-2021")
    asked = [q for a in instrument.loaded_aspects for q in a.loaded_questions if q.is_asked]  # type: ignore[attr-defined]
    round_ = Round.objects.create(name="Ukur", kind="routine", instrument=instrument)
    rng = random.Random(1)
    facilities = Facility.objects.bulk_create(
        Facility(
            stage="terbangun",
            code=f"34.04-{90_000 + n}",
            name=f"Ukur {n}",
            region_id="34.04",
            facility_type="ipal_komunal",
            design_sr=40,
        )
        for n in range(count)
    )
    visits = Visit.objects.bulk_create(
        Visit(
            facility=row,
            round=round_,
            instrument=instrument,
            visited_on=dt.date(2021, 5, 8),
            state=State.APPROVED,
        )
        for row in facilities
    )
    answers = [
        Answer(visit=visit, question=question, value=answer(question, rng))
        for visit in visits
        for question in asked
    ]
    for row in answers:
        row.split()
    Answer.objects.bulk_create(answers, batch_size=2000)
    return round_


def main(count: int) -> None:
    whole, pure = [], []
    with transaction.atomic():
        round_ = fill(count)
        services.score_round(round_=round_)  # freezes the instrument; what follows replaces
        for _turn in range(TURNS):
            start = time.process_time()
            services.score_round(round_=round_)
            whole.append(time.process_time() - start)
            aspects = score_facts.aspects_of(score_facts.load(round_.instrument_id))
            keys = list(round_.visits.values_list("pk", flat=True))
            sheets = score_facts.sheets(keys, EffluentStandard.objects.rules())
            start = time.process_time()
            for sheet in sheets:
                scoring.score(aspects, sheet.answers, sheet.facts)
            pure.append(time.process_time() - start)
        with CaptureQueriesContext(connection) as asked:
            services.score_round(round_=round_)
        transaction.set_rollback(True)
    print(f"{connection.vendor}: {count} visits, {len(asked)} queries")
    print(f"whole {min(whole):.2f} s, arithmetic {min(pure):.2f} s: {min(whole) / min(pure):.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

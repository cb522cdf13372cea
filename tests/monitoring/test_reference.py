from __future__ import annotations

from typing import Any

from django.utils import timezone

from monitoring import reference
from monitoring.effluent.rules import Verdict, judge
from monitoring.models import EffluentStandard, Instrument, Option, Question


def test_reference_rows_load_once_and_stay(regions: Any) -> None:
    reference.load()
    before = (
        Instrument.history.count(),
        Question.history.count(),
        Option.history.count(),
        EffluentStandard.history.count(),
    )
    reference.load()
    assert before == (
        Instrument.history.count(),
        Question.history.count(),
        Option.history.count(),
        EffluentStandard.history.count(),
    )


def test_the_47_questions_and_their_weights(regions: Any) -> None:
    reference.load()
    full = Instrument.objects.with_questions().get(code="aksansi-2021")
    assert full.is_proposal
    assert [
        (a.code, int(a.weight), len(a.loaded_questions), sum(q.weight for q in a.loaded_questions))
        for a in full.loaded_aspects
    ] == [
        ("K", 25, 10, 100),
        ("T", 30, 11, 100),
        ("F", 25, 11, 100),
        ("G", 10, 8, 100),
        ("S", 10, 7, 100),
    ]
    pre = Instrument.objects.with_questions().get(code="pra-monitoring-2015")
    assert [a.code for a in pre.loaded_aspects] == ["K", "T", "F"]
    for aspect in full.loaded_aspects:
        for question in aspect.loaded_questions:
            assert question.label_id
            assert question.label_en
            if question.weight:
                scores = [o.score for o in question.loaded_options if o.score is not None]
                assert max(scores) == 100
                assert min(scores) <= 25


def test_a_frozen_instrument_is_left_alone(regions: Any) -> None:
    reference.load()
    row = Instrument.objects.get(code="aksansi-2021")
    row.frozen_at, row.title_id = timezone.now(), "Judul lama"
    row.save()
    reference.load()
    row.refresh_from_db()
    assert row.title_id == "Judul lama"


def test_a_sample_of_each_time_meets_its_rule(regions: Any) -> None:
    reference.load()
    rules = EffluentStandard.objects.all().rules()

    def verdict(parameter: str, value: int, day: str, region: str = "33.72") -> Verdict:
        unit = "" if parameter == "ph" else "mg/L"
        return judge(
            parameter=parameter,
            unit=unit,
            value=value,
            taken_on=day,
            region=region,
            standards=rules,
        ).verdict  # type: ignore[arg-type]

    assert verdict("bod", 90, "2014-01-10") is Verdict.MEETS
    assert verdict("bod", 90, "2018-11-13") is Verdict.EXCEEDS
    assert verdict("ph", 7, "2018-11-13") is Verdict.MEETS
    assert verdict("bod", 20, "2018-11-13", "34.04") is Verdict.UNKNOWN
    assert verdict("bod", 20, "2026-01-01") is Verdict.UNKNOWN

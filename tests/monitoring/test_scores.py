"""Snapshots of scores: kept per version, computed in batches, with what other records say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.records.review import State
from ksm.models import Facility, Works
from monitoring import reference, services
from monitoring.effluent.rules import Standard
from monitoring.entry.sheet import facts_of, stand_on_day
from monitoring.models import AspectScore, Instrument, Question, Visit, VisitScore
from monitoring.scoring import facts as score_facts
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


def answered(facility: Facility | None = None, **extra: Any) -> Visit:
    visit = f.make_visit(facility, **extra)
    f.make_answer(visit, "T01", "rusak")
    f.make_answer(visit, "T10", "", reason="na")
    f.make_answer(visit, "F03", "", reason="dk")
    return visit


def test_a_visit_is_scored_and_kept_with_its_reasons(regions: Any) -> None:
    found = services.score_visit(visit=answered())
    assert (found.total, found.grade) == (Decimal(0), "open")
    technical, money = found.aspects.all()
    assert (technical.value, technical.grade) == (Decimal(0), "poor")
    assert (technical.answered, technical.applicable) == (20, 20)
    (line,) = technical.lines.all()
    assert (line.question.code, line.option.value, line.why) == ("T01", "rusak", "")
    points = (line.aspect_gained, line.aspect_lost, line.gained, line.lost)
    assert points == (0, 100, 0, 100)
    assert (money.value, money.grade) == (None, "open")
    left = money.lines.values_list("question__code", "why", "option", "lost")
    assert list(left) == [("F03", "dk", None, None), ("S01", "record", None, None)]
    assert found.facts["SARANA"] == found.visit.facility.facility_type
    assert found.instrument.is_frozen


def test_scoring_again_replaces_and_another_version_stands_beside(regions: Any) -> None:
    visit = answered()
    first = services.score_visit(visit=visit)
    visit.answers.filter(question__code="T01").update(value="baik")
    again = services.score_visit(visit=visit)
    assert (again.pk, again.total) == (first.pk, Decimal(100))
    assert AspectScore.objects.filter(score=first).count() == 2
    # A later version of the same questions with other weights, told apart by code.
    later = f.make_instrument("uji-2")
    Question.objects.filter(aspect__instrument=later, code="T01").update(weight=80)
    other = services.score_visit(visit=visit, instrument=later)
    assert other.pk != again.pk
    assert other.aspects.get(aspect__code="T").answered == 80
    again.refresh_from_db()
    assert (again.total, again.aspects.get(aspect__code="T").answered) == (Decimal(100), 20)
    assert VisitScore.objects.filter(visit=visit).count() == 2


def test_a_draft_version_scores_nothing(regions: Any) -> None:
    with pytest.raises(ValidationError):
        services.score_visit(visit=answered(), instrument=f.make_instrument("d", published_at=None))
    assert not VisitScore.objects.exists()


def _round_of(count: int) -> Any:
    round_ = f.make_round()
    for _i in range(count):
        answered(make_facility(), round=round_, state=State.APPROVED)
    answered(make_facility(), round=round_)  # a draft is not scored
    return round_


def test_a_round_is_scored_in_one_pass(regions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    services.freeze(instrument=f.make_instrument())
    for size in (3, 9):
        round_ = _round_of(size)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert services.score_round(round_=round_) == size
        counts.append(len(asked))
        assert VisitScore.objects.filter(visit__round=round_).count() == size
    assert counts[0] == counts[1] <= 23
    # Only another batch costs more queries.
    monkeypatch.setattr(services.scores, "BATCH", 4)
    with CaptureQueriesContext(connection) as asked:
        services.score_round(round_=round_)
    assert len(asked) <= counts[1] + 2 * 13


def test_the_shipped_instrument_scores_a_full_visit(regions: Any) -> None:
    """Every question at its best option: 100 and Baik; the plant does not work: Kurang."""
    reference.load()
    instrument = Instrument.objects.with_questions().get(code="aksansi-2021")
    facility = make_facility(facility_type="ipal_komunal", design_sr=50, commissioned_on="2017")
    visit = f.make_visit(facility, instrument=instrument)
    for aspect in instrument.loaded_aspects:
        for question in aspect.loaded_questions:
            if question.kind in ("computed", "text"):
                continue
            value = {
                "number": "9" if question.code == "G03" else "4",
                "ratio": "30/30",
                "date": "belum-pernah",
            }.get(question.kind) or question.loaded_options[0].value
            f.make_answer(visit, question.code, "50" if question.code == "T02" else value)
    sample = f.make_sample(facility=facility, taken_on="2018-02-01", region="34.04")
    f.make_result(sample, value=None, unit="", stated="meets")
    found = services.score_visit(visit=visit)
    assert (found.total, found.grade) == (Decimal(100), "good")
    assert all(row.answered == row.applicable for row in found.aspects.all())
    # T06 is asked of an MCK only: its weight does not count here.
    assert found.aspects.get(aspect__code="T").applicable == 90
    visit.answers.filter(question__code="T01").update(value="tidak")
    found = services.score_visit(visit=visit)
    assert (found.total, found.grade) == (Decimal("93.3"), "poor")
    assert found.caps == [["T01", "tidak", "poor"]]


def test_the_type_on_the_day_of_the_visit_counts(regions: Any) -> None:
    facility = make_facility(facility_type="ipal_kombinasi")
    Works.objects.create(
        facility=facility,
        kind="retrofit",
        status="selesai",
        type_before="mck_plus",
        type_after="ipal_kombinasi",
        finished_on="2018-06-01",
    )
    before, after = (
        f.make_visit(facility, visited_on=day) for day in (dt.date(2018, 5, 8), dt.date(2018, 7, 1))
    )
    found = {row.visit_id: row.facts for row in score_facts.sheets([before.pk, after.pk], ())}
    assert found[before.pk].facility_type == "mck_plus"
    assert found[after.pk].facility_type == "ipal_kombinasi"
    stand_on_day([before])
    assert facts_of(before.facility)["SARANA"] == "mck_plus"


@pytest.mark.parametrize(
    ("taken_on", "stated", "word"),
    [
        ("2018-01", ("meets",), "semua"),
        ("2018-01", ("meets", "exceeds"), "sebagian"),
        ("2018-01", ("partly",), "sebagian"),
        ("2018-01", ("exceeds",), "tidak-memenuhi"),
        ("2016-01", ("meets",), "tidak-diuji"),
        ("2018-06", ("meets",), "tidak-diuji"),
        ("2018-01", (), "belum-dinilai"),  # results are still to come
        ("2018", ("meets",), "semua"),  # may be January
        ("2017", ("meets",), "semua"),  # may be December
    ],
)
def test_effluent_of_the_last_twelve_months(
    regions: Any, taken_on: str, stated: tuple[str, ...], word: str
) -> None:
    visit = f.make_visit()
    sample = f.make_sample(facility=visit.facility, taken_on=taken_on)
    for parameter, verdict in zip(("bod", "cod"), stated, strict=False):
        f.make_result(sample, parameter=parameter, value=None, unit="", stated=verdict)
    (sheet,) = score_facts.sheets([visit.pk], ())
    assert sheet.facts.effluent == word


def test_effluent_is_that_of_the_outlet_and_of_what_is_not_archived(regions: Any) -> None:
    visit, gone = f.make_visit(), {"archived_at": dt.datetime(2019, 1, 1, tzinfo=dt.UTC)}
    facts = {"facility": visit.facility, "taken_on": "2018-01"}
    for sample, row, verdict in (
        ({}, {}, "meets"),
        ({"point": "inlet"}, {}, "exceeds"),
        (gone, {}, "exceeds"),
        ({}, gone, "exceeds"),
    ):
        f.make_result(f.make_sample(**facts, **sample), value=None, unit="", stated=verdict, **row)
    (sheet,) = score_facts.sheets([visit.pk], ())
    assert sheet.facts.effluent == "semua"


def test_effluent_without_limits_stays_open(regions: Any) -> None:
    visit = f.make_visit()
    f.make_result(f.make_sample(facility=visit.facility, taken_on="2018-01-01"), value=5)
    rules: tuple[Standard, ...] = ()
    (sheet,) = score_facts.sheets([visit.pk], rules)
    assert sheet.facts.effluent == "belum-dinilai"


@pytest.mark.parametrize(
    ("partial", "day"),
    [("2015", "2015-12-31"), ("2016-02", "2016-02-29"), ("2015-03-04", "2015-03-04"), ("", None)],
)
def test_a_rough_date_blames_nobody(partial: str, day: str | None, regions: Any) -> None:
    visit = f.make_visit(make_facility(commissioned_on=partial, built_on=""))
    (sheet,) = score_facts.sheets([visit.pk], ())
    assert sheet.facts.in_use_since == (dt.date.fromisoformat(day) if day else None)

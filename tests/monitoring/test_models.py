from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone, translation

from monitoring import services
from monitoring.models import Aspect, CrossCheck, Finding, Instrument, Option, Question, Visit
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.refusing import refused


def test_an_answer_is_a_value_or_a_reason(regions: Any) -> None:
    visit = f.make_visit()
    refused("monitoring_answer_value_or_reason", f.make_answer, visit, value="", reason="")
    refused(
        "monitoring_answer_value_or_reason", lambda: f.make_answer(visit, value="baik", reason="na")
    )
    refused(
        "monitoring_answer_known_reason", lambda: f.make_answer(visit, value="", reason="malas")
    )
    f.make_answer(visit, value="", reason="dk")
    refused("monitoring_answer_once", f.make_answer, visit)


def test_a_facility_is_visited_once_a_day(regions: Any) -> None:
    facility = make_facility()
    f.make_visit(facility)
    refused("monitoring_visit_once_a_day_alone", f.make_visit, facility)
    campaign = f.make_round()
    f.make_visit(facility, round=campaign)
    refused("monitoring_visit_once_a_day", f.make_visit, facility, round=campaign)


def test_a_visit_is_not_in_the_future_and_uses_its_rounds_instrument(regions: Any) -> None:
    visit = Visit(
        facility=make_facility(),
        instrument=f.make_instrument(),
        visited_on=timezone.localdate() + dt.timedelta(days=2),
    )
    with pytest.raises(ValidationError):
        visit.clean()
    other = f.make_instrument("lain")
    visit = Visit(
        facility=make_facility(),
        instrument=other,
        round=f.make_round(),
        visited_on=dt.date(2018, 1, 1),
    )
    with pytest.raises(ValidationError):
        visit.clean()


def test_submission_wants_every_scored_question_answered_or_explained(regions: Any) -> None:
    visit = f.make_visit()
    with translation.override("en"):
        assert visit.missing_for_submission() == [
            "3 scored questions have neither an answer nor a reason: T01, T10, F03."
        ]
    f.make_answer(visit, "T01")
    f.make_answer(visit, "T10", "", reason="na")
    f.make_answer(visit, "F03", "12/30")
    assert visit.missing_for_submission() == []  # computed and unscored ones do not hold it up


def test_only_a_draft_instrument_changes(regions: Any) -> None:
    question = f.question("T01", f.make_instrument("draf", published_at=None))
    question.clean()
    question.root.published_at = timezone.now()
    with pytest.raises(ValidationError, match="draf"):
        question.clean()
    question.root.frozen_at = timezone.now()
    with pytest.raises(ValidationError, match="beku"):
        question.clean()


@pytest.fixture
def guarded(regions: Any) -> None:
    """The triggers of migrations 0002 and 0007, also where the tables were made without migrations."""
    migration = import_module("monitoring.migrations.0002_frozen_instruments")
    listed = {
        "sqlite": "SELECT name FROM sqlite_master",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    made = {"sqlite": migration.on_sqlite, "postgresql": migration.on_postgresql}
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor])
        if not any(name.startswith("monitoring_aspect_frozen") for (name,) in cursor.fetchall()):
            checks = import_module("monitoring.migrations.0007_cross_checks")
            for statement in (
                *made[connection.vendor](),
                *checks.statements(connection.vendor),
            ):
                cursor.execute(statement)


@pytest.mark.usefixtures("guarded")
def test_the_database_refuses_to_change_a_frozen_instrument() -> None:
    instrument = f.make_instrument()
    asked = f.question("T01")
    f.make_check(instrument)
    services.freeze(instrument=instrument)
    parts = [
        (Question, "weight", 5),
        (Aspect, "weight", 5),
        (Option, "score", 50),
        (CrossCheck, "left", "T01"),
    ]
    for model, name, value in parts:
        refused(
            "a frozen instrument cannot be changed",
            lambda m=model, n=name, v=value: m.objects.update(**{n: v}),
        )
    refused(
        "a frozen instrument cannot be changed",
        lambda: Option.objects.create(question=asked, value="baru", label_id="Baru"),
    )
    refused(
        "a frozen instrument cannot be changed", lambda: Instrument.objects.update(frozen_at=None)
    )
    refused("a frozen instrument cannot be changed", Instrument.objects.update, edition="2")
    Instrument.objects.update(description="Catatan tetap dapat ditulis.")
    other = f.make_instrument("lain")
    refused(
        "a frozen instrument cannot be changed",
        lambda: Aspect.objects.filter(instrument=other).update(instrument=instrument),
    )
    Question.objects.filter(aspect__instrument=other).update(weight=5)


def test_a_draft_is_not_used(regions: Any) -> None:
    draft = f.make_instrument("draf", published_at=None)
    with pytest.raises(ValidationError):
        services.freeze(instrument=draft)
    refused(
        "monitoring_instrument_published_before_use",
        lambda: Instrument.objects.update(frozen_at=timezone.now()),
    )


def test_what_opens_a_finding_names_its_owner(regions: Any) -> None:
    refused(
        "monitoring_option_finding_has_owner",
        Option.objects.create,
        question=f.question("T01"),
        value="x",
        label_id="x",
        opens_finding=True,
    )


def test_scores_lie_between_0_and_100(regions: Any) -> None:
    refused(
        "monitoring_option_score_0_to_100",
        Option.objects.create,
        question=f.question("T01"),
        value="x",
        label_id="x",
        score=101,
    )


def test_labels_follow_the_language(regions: Any) -> None:
    question = f.question("T01")
    with translation.override("en"):
        assert question.label == "Question T01"
    with translation.override("id"):
        assert question.label == "Soal T01"


def test_a_finding_is_closed_in_full_and_verified_by_another(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    day = dt.date(2018, 6, 1)
    refused("monitoring_finding_closed_in_full", f.make_finding, closed_on=day)
    refused(
        "monitoring_finding_closed_in_full",
        lambda: f.make_finding(closed_on=day, closed_by=officer),
    )
    refused(
        "monitoring_finding_verified_by_another",
        f.make_finding,
        closed_on=day,
        closed_by=officer,
        action_taken="x",
        verified_by=officer,
    )
    refused(
        "monitoring_finding_closed_after_opened",
        lambda: f.make_finding(closed_on=dt.date(2018, 1, 1), closed_by=officer, action_taken="x"),
    )
    assert f.make_finding(
        closed_on=day, closed_by=officer, action_taken="x", verified_by=secretariat
    ).pk


def test_a_finding_lies_in_the_region_of_its_facility(regions: Any) -> None:
    row = Finding(region_id="34.04", facility=make_facility("33.72"))
    with pytest.raises(ValidationError):
        row.clean()


def test_the_worst_finding_comes_first(regions: Any) -> None:
    low, high, medium = (f.make_finding(severity=word) for word in ("low", "high", "medium"))
    assert list(Finding.objects.all()) == [high, medium, low]


def test_a_sample_has_a_place_and_a_result_says_something(regions: Any) -> None:
    refused("monitoring_sample_placed", f.make_sample, place="")
    sample = f.make_sample()
    refused("monitoring_result_says_something", f.make_result, sample, value=None)
    refused("monitoring_result_not_negative", f.make_result, sample, value=-1)
    f.make_result(sample, value=None, stated="exceeds")
    refused("monitoring_result_once", f.make_result, sample)


def test_results_read_as_written(regions: Any) -> None:
    sample = f.make_sample()
    with translation.override("id"):
        assert f.make_result(sample, value=Decimal("28.5")).value_words == "28,5 mg/L"
        assert (
            f.make_result(sample, parameter="tss", comparator="<", value=2).value_words
            == "< 2 mg/L"
        )


def test_a_dated_figure_has_a_value_and_a_source(regions: Any) -> None:
    refused("ksm_datedfact_has_value", f.make_fact, value=None, value_text="")
    refused("ksm_datedfact_has_source", f.make_fact, source="", source_url="")
    with translation.override("id"):
        assert f.make_fact(value=1500, unit="KK").value_words == "1.500 KK"
        assert f.make_fact(value=None, value_text="120–130").value_words == "120–130"


def test_a_round_ends_after_it_began(regions: Any) -> None:
    refused(
        "monitoring_round_ends_after_start",
        lambda: f.make_round(starts_on=dt.date(2018, 2, 1), ends_on=dt.date(2018, 1, 1)),
    )


def test_answers_read_as_people_write_them(regions: Any) -> None:
    visit = f.make_visit()
    rows = [
        f.make_answer(visit, "T02", "10000"),
        f.make_answer(visit, "F03", "4.5/9"),
        f.make_answer(visit, "T10", "2017-05-08"),
    ]
    with translation.override("en"):
        assert [row.words() for row in rows] == ["10,000", "4.5 of 9", "8 May 2017"]


def test_a_verdict_that_only_a_report_states_says_so(regions: Any) -> None:
    from monitoring.effluent import judgements

    sample = f.make_sample()
    stated = f.make_result(sample, parameter="cod", value=None, stated="meets")
    f.make_standard()
    measured = f.make_result(sample, value=25)
    rules = type(f.make_standard()).objects.all().rules()
    with translation.override("en"):
        assert str(judgements.summary([measured], rules)) == "All meet"
        assert str(judgements.summary([measured, stated], rules)) == "Meets, says the report"
        assert judgements.summary([], rules) is None


def test_a_finding_is_not_opened_on_a_day_to_come(regions: Any) -> None:
    finding = f.make_finding()
    finding.opened_on = timezone.localdate() + dt.timedelta(days=2)  # tomorrow has begun in Papua
    with pytest.raises(ValidationError) as refused:
        finding.full_clean()
    assert "opened_on" in refused.value.message_dict

from __future__ import annotations

import datetime as dt
from typing import Any

from ksm.models import DatedFact
from monitoring.models import (
    Answer,
    EffluentStandard,
    Finding,
    Instrument,
    Result,
    Round,
    Sample,
    Visit,
)
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


def test_everything_follows_its_region(
    regions: Any, officer: Any, province_official: Any, expired: Any
) -> None:
    for code in ("34.04", "33.72"):
        visit = f.make_visit(make_facility(code), round=f.make_round(code))
        f.make_answer(visit)
        f.make_finding(code)
        f.make_result(f.make_sample(code))
        f.make_fact(code)
    for model, path in (
        (Visit, "facility__region"),
        (Answer, "visit__facility__region"),
        (Finding, "region"),
        (Sample, "region"),
        (Result, "sample__region"),
        (Round, "region"),
        (DatedFact, "region"),
    ):
        for user in (officer, province_official):
            assert list(model.objects.visible_to(user).values_list(path, flat=True)) == ["34.04"]
        assert not model.objects.visible_to(expired).exists()


def test_national_rows_and_reference_rows_are_shared(regions: Any, officer: Any) -> None:
    f.make_round(None)
    f.make_fact(None)
    f.make_standard()
    f.make_instrument()
    for model in (Round, DatedFact, EffluentStandard, Instrument):
        assert model.objects.visible_to(officer).exists()


def test_open_overdue_and_unverified(regions: Any, officer: Any, secretariat: Any) -> None:
    today = dt.date(2018, 9, 1)
    late = f.make_finding(due_on=dt.date(2018, 8, 31), responsible="ksm")
    due_today = f.make_finding(due_on=today)
    done = {"closed_on": dt.date(2018, 8, 1), "closed_by": officer, "action_taken": "Dibuka"}
    f.make_finding(severity="low", **done)
    severe = f.make_finding(severity="high", **done)
    f.make_finding(severity="high", verified_by=secretariat, **done)
    rows = Finding.objects.all()
    assert set(rows.open()) == {late, due_today}
    assert list(rows.overdue(today)) == [late]
    assert list(rows.unverified()) == [severe]
    assert late not in rows.for_government()


def test_the_series_of_a_figure_in_time(regions: Any) -> None:
    for day in ("2015-05-19", "2012", "", "2013-09"):
        f.make_fact(None, code="akkopsi-members", as_of=day)
    f.make_fact(None, code="lain")
    assert [row.as_of for row in DatedFact.objects.all().of_series("akkopsi-members")] == [
        "",
        "2012",
        "2013-09",
        "2015-05-19",
    ]


def test_an_instrument_comes_with_its_questions_in_order(
    regions: Any, django_assert_num_queries: Any
) -> None:
    f.make_instrument()
    with django_assert_num_queries(5):
        row = Instrument.objects.with_questions().get()
        codes = [q.code for aspect in row.loaded_aspects for q in aspect.loaded_questions]
        options = [
            len(q.loaded_options) for aspect in row.loaded_aspects for q in aspect.loaded_questions
        ]
    assert codes == ["T01", "T02", "T10", "F03", "F11", "F12", "S01"]
    assert options == [2, 0, 0, 0, 2, 0, 0]


def test_rules_are_plain_values(regions: Any, django_assert_num_queries: Any) -> None:
    f.make_standard()
    f.make_standard("diy", name="DIY", valid_from="2016", jurisdiction_id="34", is_complete=False)
    with django_assert_num_queries(2):
        rules = EffluentStandard.objects.all().rules()
    assert [(rule.name, rule.region, rule.is_complete, len(rule.limits)) for rule in rules] == [
        ("DIY", "34", False, 0),
        ("P.68/2016", "", True, 1),
    ]

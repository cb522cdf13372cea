"""Contradicting answers: found, told with their figures, explained or mended before handing in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from monitoring import services
from monitoring.entry.crosschecks import Facts, find
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


@pytest.mark.parametrize(
    ("values", "extra", "code"),
    [
        ({"F02": "10000", "F03": "20/30", "F06": "600000/500000"}, {}, "fee_income"),
        ({"F03": "31/30"}, {}, "paying_over_connected"),
        ({"T02": "51"}, {"installed_sr": 50}, "active_over_installed"),
        ({"T02": "51"}, {"design_sr": 50}, "active_over_design"),
        ({"T01": "berfungsi", "T02": "0"}, {}, "works_unused"),
        ({"T02": "81"}, {"before": {"T02": "40"}}, "jump"),
        ({"K08": "3/2"}, {}, "women_over_board"),
        ({"S04": "6/5"}, {}, "satisfied_over_asked"),
        ({"S04": "2/4"}, {}, "few_asked"),
        ({"T10": "2018-05-09"}, {"visited_on": dt.date(2018, 5, 8)}, "emptied_later"),
    ],
)
def test_each_contradiction_is_found(values: dict[str, str], extra: Any, code: str) -> None:
    assert [one.code for one in find(Facts(values, **extra))] == [code]


@pytest.mark.parametrize(
    ("values", "extra"),
    [
        ({"F02": "10000", "F03": "20/30", "F06": "2000000/500000"}, {}),  # 2.4 million expected
        ({"F02": "0", "F03": "0/30", "F06": "0/500000"}, {}),  # no fee is a valid fee
        ({"T02": "50"}, {"installed_sr": 50, "design_sr": 50, "before": {"T02": "25"}}),
        ({"T02": "50"}, {}),  # nothing known to compare with
        ({"T01": "berfungsi", "T02": "0"}, {"facility_type": "mck_plus"}),  # people come to it
        ({"T02": "", "F03": "x", "S04": ""}, {"installed_sr": 1}),
        ({"T10": "2018-05-08"}, {"visited_on": dt.date(2018, 5, 8)}),
    ],
)
def test_what_fits_is_left_alone(values: dict[str, str], extra: Any) -> None:
    assert find(Facts(values, **extra)) == []


@pytest.mark.django_db
def test_a_contradiction_keeps_a_visit_back_until_it_is_explained(officer: Any) -> None:
    visit = f.make_visit(make_facility(installed_sr=50))
    answers = {f.question(code): ("", "dk") for code in ("T01", "T10", "F03")}
    answers[f.question("T02")] = ("51", "")
    services.save_answers(visit=visit, by=officer, answers=answers)
    assert len(visit.missing_for_submission()) == 1
    services.explain(visit=visit, by=officer, texts={"active_over_installed": "Sambungan baru"})
    assert visit.missing_for_submission() == []
    services.explain(visit=visit, by=officer, texts={"active_over_installed": " "})
    assert len(visit.missing_for_submission()) == 1


def test_never_emptied_is_no_day_after_the_visit() -> None:
    facts = Facts({"T10": "belum-pernah"}, visited_on=dt.date(2018, 5, 8))
    assert "emptied_later" not in {one.code for one in find(facts)}

"""Worked examples of judging; no database."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from monitoring.effluent.rules import (
    Limit,
    Reason,
    Standard,
    Verdict,
    compare,
    days_of,
    in_force,
    judge,
)

KEPMEN = Standard(
    "Kepmen 112/2003",
    "2003-07-10",
    "2016-09-02",
    limits=(Limit("bod", "mg/L", maximum=D(100)), Limit("ph", "", D(6), D(9))),
)
P68 = Standard(
    "P.68/2016",
    "2016-09-02",
    "2025",
    limits=(
        Limit("bod", "mg/L", maximum=D(30)),
        Limit("ph", "", D(6), D(9)),
        Limit("total_coliform", "jumlah/100 mL", maximum=D(3000)),
    ),
)
DIY = Standard("Perda DIY 7/2016", "2016", region="34", is_complete=False)
NEW = Standard("Permen LH 11/2025", "2025", is_complete=False)
ALL = (KEPMEN, P68, DIY, NEW)


def bod(
    value: str | None, day: str, region: str = "33.72", comparator: str = "=", unit: str = "mg/L"
):  # type: ignore[no-untyped-def]
    return judge(
        parameter="bod",
        unit=unit,
        value=None if value is None else D(value),
        comparator=comparator,
        taken_on=day,
        region=region,
        standards=ALL,
    )


def test_the_rule_of_the_sampling_day_decides() -> None:
    assert bod("45", "2015-05-01").verdict is Verdict.MEETS
    assert bod("45", "2015-05-01").standards == ("Kepmen 112/2003",)
    assert bod("45", "2018-05-01").verdict is Verdict.EXCEEDS
    assert bod("45", "2018-05-01").limit == Limit("bod", "mg/L", maximum=D(30))


def test_the_limit_itself_still_meets() -> None:
    assert bod("30", "2018-05-01").verdict is Verdict.MEETS
    assert bod("30.01", "2018-05-01").verdict is not Verdict.MEETS


def test_the_first_day_of_a_rule_counts_and_its_end_does_not() -> None:
    assert bod("45", "2016-09-01").verdict is Verdict.MEETS
    assert bod("45", "2016-09-02").verdict is Verdict.EXCEEDS


def test_a_missing_limit_is_never_a_pass() -> None:
    found = bod("5", "2018-05-01", region="34.04")
    assert found.verdict is Verdict.UNKNOWN
    assert found.reason is Reason.NO_LIMIT
    assert "Perda DIY 7/2016" in found.standards
    found = bod("5", "2026-02-01")
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.NO_LIMIT)


def test_what_exceeds_the_national_limit_exceeds_in_the_province_too() -> None:
    assert bod("45", "2018-05-01", region="34.04").verdict is Verdict.EXCEEDS


def test_a_provinces_rule_holds_only_there() -> None:
    assert bod("5", "2018-05-01", region="33.72").verdict is Verdict.MEETS


@pytest.mark.parametrize("day", ["2016", "2025", "2025-08-01"])
def test_a_date_that_may_lie_on_both_sides_of_a_change_is_not_judged(day: str) -> None:
    assert bod("5", day).reason is Reason.ROUGH_DATE


def test_a_rough_date_within_one_rule_is_judged() -> None:
    assert bod("5", "2018").verdict is Verdict.MEETS
    assert bod("5", "2018-05").verdict is Verdict.MEETS


def test_no_date_no_rule_no_value_no_verdict() -> None:
    assert bod("5", "").reason is Reason.NO_DATE
    assert bod("5", "1999").reason is Reason.NO_STANDARD
    assert bod(None, "2018").reason is Reason.NO_VALUE


def test_another_unit_is_not_compared() -> None:
    assert bod("5", "2018", unit="µg/L").reason is Reason.UNIT


def test_fecal_and_total_coliform_are_never_compared() -> None:
    found = judge(
        parameter="fecal_coliform",
        unit="jumlah/100 mL",
        value=D(100),
        taken_on="2018",
        region="33.72",
        standards=ALL,
    )
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.NOT_REGULATED)


@pytest.mark.parametrize(
    ("value", "verdict"), [("5.9", "exceeds"), ("6", "meets"), ("9", "meets"), ("9.1", "exceeds")]
)
def test_ph_is_a_range(value: str, verdict: str) -> None:
    assert compare(D(value), "=", Limit("ph", "", D(6), D(9))) == verdict


@pytest.mark.parametrize(
    ("value", "comparator", "verdict"),
    [
        ("2", "<", Verdict.MEETS),
        ("30", "<", Verdict.MEETS),
        ("50", "<", Verdict.UNKNOWN),
        ("30", ">", Verdict.EXCEEDS),
        ("10", ">", Verdict.UNKNOWN),
    ],
)
def test_detection_limits(value: str, comparator: str, verdict: Verdict) -> None:
    assert compare(D(value), comparator, Limit("bod", "mg/L", maximum=D(30))) is verdict


@pytest.mark.parametrize(
    ("value", "comparator", "verdict"),
    [
        ("0", "=", Verdict.MEETS),
        ("1", "=", Verdict.EXCEEDS),
        ("1", "<", Verdict.MEETS),
        ("10", "<", Verdict.UNKNOWN),
        ("0", ">", Verdict.EXCEEDS),
    ],
)
def test_what_must_be_absent(value: str, comparator: str, verdict: Verdict) -> None:
    assert compare(D(value), comparator, Limit("salmonella", "", absent=True)) is verdict


def test_no_value_is_never_a_pass() -> None:
    assert compare(None, "=", Limit("bod", "mg/L", maximum=D(30))) is Verdict.UNKNOWN


def test_partial_dates_span_their_days() -> None:
    assert [day.isoformat() for day in days_of("2016-02")] == ["2016-02-01", "2016-02-29"]
    assert in_force(ALL, taken_on="2010", region="34.04") == ([KEPMEN], True)

"""Worked examples of judging; no database."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from monitoring.effluent.classes import Plant, RuleClass, candidates, plant_of
from monitoring.effluent.rules import (
    Held,
    Limit,
    Standard,
    Verdict,
    VerdictReason,
    compare,
    days_of,
    in_force,
    judge,
)
from monitoring.effluent.units import unit_of, written

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
    found = bod("5", "2026-02-01")
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, VerdictReason.NO_LIMIT)


def test_each_rule_gives_its_verdict_and_an_empty_one_leaves_the_whole_provisional() -> None:
    found = bod("5", "2018-05-01", region="34.04")
    assert found.verdict is Verdict.MEETS
    assert found.is_provisional
    assert [(one.rule, one.verdict, one.reason) for one in found.by_rule] == [
        ("P.68/2016", Verdict.MEETS, None),
        ("Perda DIY 7/2016", Verdict.UNKNOWN, VerdictReason.NO_LIMIT),
    ]
    assert (found.standards, found.missing) == (("P.68/2016",), ("Perda DIY 7/2016",))
    assert not bod("5", "2018-05-01", region="33.72").is_provisional


def test_the_sheet_of_a_laboratory_and_ours_agree_rule_by_rule() -> None:
    looser = Standard(
        "Perda DIY", "2016", region="34", limits=(Limit("bod", "mg/L", maximum=D(75)),)
    )
    found = judge(
        parameter="bod",
        unit="mg/l",
        value=D(40),
        taken_on="2018-05-01",
        region="34.04",
        standards=[P68, looser],
    )
    assert found.verdict is Verdict.EXCEEDS
    assert [one.verdict for one in found.by_rule] == [Verdict.EXCEEDS, Verdict.MEETS]


@pytest.mark.parametrize("unit", ["MPN/100 mL", "CFU/100ml", "jumlah/100 mL", "jml / 100 mL"])
def test_units_compare_however_they_are_written(unit: str) -> None:
    found = judge(
        parameter="total_coliform",
        unit=unit,
        value=D(4000),
        taken_on="2018",
        region="33.72",
        standards=ALL,
    )
    assert found.verdict is Verdict.EXCEEDS
    assert bod("45", "2018-05-01", unit="mg/l").verdict is Verdict.EXCEEDS


def test_a_figure_of_the_design_is_never_compared() -> None:
    rule = Standard("P.68", "2016-09-02", limits=(Limit("flow", "L/orang/hari", maximum=D(100)),))
    found = judge(
        parameter="flow",
        unit="L/orang/hari",
        value=D(400),
        taken_on="2018",
        region="33.72",
        standards=[rule],
    )
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, VerdictReason.NOT_REGULATED)


def test_a_rule_of_which_only_the_year_is_known_judges_provisionally() -> None:
    found = bod("45", "2025-08-01")
    assert (found.verdict, found.is_provisional) == (Verdict.EXCEEDS, True)
    assert found.by_rule[0].is_provisional
    found = bod("5", "2025-08-01")
    assert (found.verdict, found.is_provisional) == (Verdict.MEETS, True)
    assert not bod("45", "2024-08-01").is_provisional


def test_an_empty_rule_of_a_year_does_not_take_the_verdict_of_a_rough_date() -> None:
    east = Standard("Pergub Jatim 72/2013", "2013", region="35", is_complete=False)
    found = judge(
        parameter="bod",
        unit="mg/L",
        value=D(5),
        taken_on="2013",
        region="35.78",
        standards=[KEPMEN, east],
    )
    assert (found.verdict, found.is_provisional) == (Verdict.MEETS, True)


def classed(plant: Plant, value: str):  # type: ignore[no-untyped-def]
    limit = lambda n: (Limit("bod", "mg/L", maximum=D(n)),)  # noqa: E731
    rule = Standard(
        "Permen 11/2025",
        "2025-09-09",
        classes=(
            RuleClass("A.1", water="kakus", receiver="air", limits=limit(150)),
            RuleClass("A.2", water="nonkakus_gabungan", receiver="air", limits=limit(30)),
            RuleClass("A.3", water="nonkakus_gabungan", receiver="drainase", limits=limit(50)),
        ),
    )
    return judge(
        parameter="bod",
        unit="mg/L",
        value=D(value),
        taken_on="2026-02-01",
        region="33.72",
        standards=[rule],
        plant=plant,
    ).by_rule[0]


def test_the_facts_of_the_facility_choose_the_class() -> None:
    river = plant_of("ipal_komunal", D(20), "sungai")
    assert classed(river, "40").class_name == "A.2"
    assert classed(river, "40").verdict is Verdict.EXCEEDS
    assert classed(plant_of("mck_plus", None, "irigasi"), "40").verdict is Verdict.MEETS
    # Limits of toilet water never hold for a communal plant.
    assert classed(plant_of("tangki_septik", None, "sungai"), "40").class_name == "A.1"
    assert classed(plant_of("ipal_komunal", None, "resapan"), "40").reason is VerdictReason.NO_CLASS


def test_where_a_fact_is_missing_what_all_classes_say_counts() -> None:
    unknown = plant_of("ipal_komunal", None, "")
    assert classed(unknown, "60").verdict is Verdict.EXCEEDS
    assert classed(unknown, "20").verdict is Verdict.MEETS
    assert (classed(unknown, "40").verdict, classed(unknown, "40").reason) == (
        Verdict.UNKNOWN,
        VerdictReason.CLASS,
    )


@pytest.mark.parametrize(
    ("volume", "names"),
    [("3", ["small"]), ("3.01", ["large"]), ("50", ["large"]), ("51", []), (None, ["small", "large"])],
)  # fmt: skip
def test_a_volume_lies_above_the_one_bound_and_up_to_the_other(
    volume: str | None, names: list[str]
) -> None:
    classes = (RuleClass("small", up_to=D(3)), RuleClass("large", D(3), D(50)))
    plant = Plant(None if volume is None else D(volume))
    assert [one.name for one in candidates(classes, plant)] == names


def test_one_spelling_is_kept_and_every_parameter_has_its_unit() -> None:
    assert [written(u) for u in ("mg/l", "MG / L", "mpn/100ml", "µg/L", "")] == [
        "mg/L", "mg/L", "MPN/100 mL", "µg/L", "",
    ]  # fmt: skip
    assert [unit_of(p) for p in ("bod", "ph", "mbas", "e_coli")] == [
        "mg/L", "", "mg/L", "jumlah/100 mL",
    ]  # fmt: skip


def test_what_exceeds_the_national_limit_exceeds_in_the_province_too() -> None:
    assert bod("45", "2018-05-01", region="34.04").verdict is Verdict.EXCEEDS


def test_a_provinces_rule_holds_only_there() -> None:
    assert bod("5", "2018-05-01", region="33.72").verdict is Verdict.MEETS


@pytest.mark.parametrize("day", ["2016", "2025", "2016-09"])
def test_a_date_that_may_lie_on_both_sides_of_a_change_is_not_judged(day: str) -> None:
    assert bod("5", day).reason is VerdictReason.ROUGH_DATE


def test_a_rough_date_within_one_rule_is_judged() -> None:
    assert bod("5", "2018").verdict is Verdict.MEETS
    assert bod("5", "2018-05").verdict is Verdict.MEETS


def test_no_date_no_rule_no_value_no_verdict() -> None:
    assert bod("5", "").reason is VerdictReason.NO_DATE
    assert bod("5", "1999").reason is VerdictReason.NO_STANDARD
    assert bod(None, "2018").reason is VerdictReason.NO_VALUE


def test_another_unit_is_not_compared() -> None:
    assert bod("5", "2018", unit="µg/L").reason is VerdictReason.UNIT


def test_fecal_and_total_coliform_are_never_compared() -> None:
    found = judge(
        parameter="fecal_coliform",
        unit="jumlah/100 mL",
        value=D(100),
        taken_on="2018",
        region="33.72",
        standards=ALL,
    )
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, VerdictReason.NOT_REGULATED)


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
    assert in_force(ALL, taken_on="2010", region="34.04") == Held((KEPMEN,))

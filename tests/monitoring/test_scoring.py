"""Scores: the rules of domain §4.2 by worked examples, and what must always hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksm.desludging.intervals import next_due
from monitoring.questionnaire.measures import (
    Facts,
    Given,
    MeasuredOption,
    MeasuredQuestion,
    Why,
    measure,
    years_between,
)
from monitoring.scoring.rules import Grade, RuledAspect, Score, score

DAY = dt.date(2021, 10, 20)
FACTS = Facts(DAY, "ipal_komunal", design_sr=50, in_use_since=dt.date(2015, 12, 31))


def single(code: str, weight: int, *scores: int | None, **extra: Any) -> MeasuredQuestion:
    options = tuple(
        MeasuredOption(
            f"o{i}",
            f"Pilihan {i}",
            None if one is None else Decimal(one),
            advice="" if one in (100, None) else f"Saran {code}",
        )
        for i, one in enumerate(scores)
    )
    return MeasuredQuestion(code, f"Soal {code}", "single", Decimal(weight), options, **extra)


def aspect(code: str, weight: int, *questions: MeasuredQuestion) -> RuledAspect:
    return RuledAspect(code, f"Aspek {code}", Decimal(weight), questions)


def answers(**given_: str) -> dict[str, Given]:
    """Answers by code; “!dk” is the reason unknown."""
    return {
        code: Given(reason=value[1:]) if value.startswith("!") else Given(value)
        for code, value in given_.items()
    }


def test_worked_example_of_two_aspects() -> None:
    # Teknis: (20×100 + 10×50) / 30 = 83,3; Keuangan: (25×25 + 15×100) / 40 = 53,1;
    # total: (30×83,33 + 25×53,125) / 55 = 69,6 → Cukup.
    technical = aspect("T", 30, single("T01", 20, 100, 50, 0), single("T10", 10, 100, 50, 0))
    money = aspect("F", 25, single("F03", 25, 100, 25), single("F04", 15, 100, 0))
    found = score((technical, money), answers(T01="o0", T10="o1", F03="o1", F04="o0"), FACTS)
    assert [one.value for one in found.aspects] == [Decimal("83.3"), Decimal("53.1")]
    assert [one.grade for one in found.aspects] == [Grade.GOOD, Grade.FAIR]
    assert found.total == Decimal("69.6")
    assert found.grade is Grade.FAIR
    # The dearest first, each with question and advice: F03 loses 25/40 × 75 = 46,9 of its aspect.
    assert [(line.code, line.aspect_lost, line.advice) for line in found.lost] == [
        ("F03", Decimal("46.9"), "Saran F03"),
        ("T10", Decimal("16.7"), "Saran T10"),
    ]
    assert [line.code for line in found.strengths] == ["T01", "F04"]


def test_pre_monitoring_weights_need_no_renormalising() -> None:
    three = [aspect(code, weight, single(f"{code}01", 10, 100, 0)) for code, weight in
             (("K", 25), ("T", 30), ("F", 25))]  # fmt: skip
    found = score(tuple(three), answers(K01="o0", T01="o0", F01="o1"), FACTS)
    # 31,25 + 37,5 of 100: the same as with weights made to add up to 100.
    assert found.total == Decimal("68.8")


@pytest.mark.parametrize(
    ("points", "grade"),
    [(75, Grade.GOOD), (74, Grade.FAIR), (50, Grade.FAIR), (49, Grade.POOR), (0, Grade.POOR)],
)
def test_classes_begin_where_they_say(points: int, grade: Grade) -> None:
    found = score((aspect("T", 1, single("T01", 1, points)),), answers(T01="o0"), FACTS)
    assert (found.total, found.grade) == (Decimal(points), grade)


def test_the_class_follows_the_number_that_is_printed() -> None:
    one = MeasuredQuestion(
        "T01", "", "single", Decimal(1), (MeasuredOption("a", "", Decimal("74.96")),)
    )
    found = score((aspect("T", 1, one),), answers(T01="a"), FACTS)
    assert (found.total, found.grade) == (Decimal("75.0"), Grade.GOOD)


def test_below_80_percent_answered_there_is_no_class() -> None:
    full = aspect("K", 25, single("K01", 10, 100))
    part = aspect("T", 30, single("T01", 79, 100), single("T02", 21, 100))
    found = score((full, part), answers(K01="o0", T01="o0", T02="!dk"), FACTS)
    assert found.grade is Grade.OPEN
    assert found.total == Decimal(100)  # still shown
    assert [(one.code, one.why) for one in found.open] == [("T02", Why.UNKNOWN)]
    assert found.aspects[1].share == Decimal("79.0")
    enough = aspect("T", 30, single("T01", 80, 100), single("T02", 20, 100))
    assert score((full, enough), answers(K01="o0", T01="o0"), FACTS).grade is Grade.GOOD


def test_unknown_refused_and_open_are_not_zero() -> None:
    asked = aspect("T", 1, single("T01", 90, 50), single("T02", 10, 100, 0))
    values = {
        score((asked,), answers(T01="o0", **rest), FACTS).total
        for rest in ({}, {"T02": "!dk"}, {"T02": "!refused"}, {"T02": "!na"})
    }
    assert values == {Decimal(50)}


def test_an_aspect_where_nothing_applies_holds_nothing_back() -> None:
    full = aspect("K", 25, single("K01", 10, 100))
    none = aspect("S", 10, single("S07", 10, 100, 0))
    found = score((full, none), answers(K01="o0", S07="!na"), FACTS)
    assert (found.total, found.grade) == (Decimal(100), Grade.GOOD)
    assert found.aspects[1].value is None
    # But an aspect that applies and is wholly open does.
    assert score((full, none), answers(K01="o0"), FACTS).grade is Grade.OPEN


def test_an_option_without_a_score_is_neutral() -> None:
    asked = aspect("T", 1, single("T01", 10, 100), single("T07", 10, 100, 0, None))
    found = score((asked,), answers(T01="o0", T07="o2"), FACTS)
    assert (found.total, found.aspects[0].applicable) == (Decimal(100), Decimal(10))


def test_a_plant_that_does_not_work_is_poor_whatever_its_points() -> None:
    works = single("T01", 20, 100, 0)
    works = replace(works, options=(works.options[0], replace(works.options[1], cap="poor")))
    group = single("K01", 10, 100, 0)
    group = replace(group, options=(group.options[0], replace(group.options[1], cap="fair")))
    rest = single("K02", 90, 100)
    both = (aspect("K", 80, group, rest), aspect("T", 20, works))
    found = score(both, answers(K01="o0", K02="o0", T01="o1"), FACTS)
    assert (found.total, found.grade) == (Decimal(80), Grade.POOR)
    assert found.is_capped
    assert [cap.code for cap in found.caps] == ["T01"]
    found = score(both, answers(K01="o1", K02="o0", T01="o0"), FACTS)
    assert (found.total, found.grade) == (Decimal(92), Grade.FAIR)


def test_a_hidden_question_does_not_count() -> None:
    mck = single("T06", 10, 100, 0, show_if="SARANA in (mck, mck_plus)")
    asked = (aspect("T", 1, single("T01", 10, 100), mck),)
    assert score(asked, answers(T01="o0"), FACTS).grade is Grade.GOOD
    assert score(asked, answers(T01="o0", T06="o1"), FACTS).total == Decimal(100)
    at_mck = replace(FACTS, facility_type="mck")
    assert score(asked, answers(T01="o0", T06="o1"), at_mck).total == Decimal(50)


BANDS = tuple(
    MeasuredOption(str(low), f"≥{low}", Decimal(points), Decimal(low))
    for low, points in ((80, 100), (60, 75), (40, 50), (20, 25), (0, 0))
)


@pytest.mark.parametrize(
    ("text", "option"), [("24/30", "80"), ("23/30", "60"), ("0/30", "0"), ("45/30", "80")]
)
def test_ratios_fall_into_bands_and_may_exceed_the_whole(text: str, option: str) -> None:
    question = MeasuredQuestion("F03", "", "ratio", Decimal(1), BANDS)
    found, _why = measure(question, answers(F03=text), FACTS)
    assert found and found.value == option


def test_a_ratio_of_too_few_is_no_answer() -> None:
    question = MeasuredQuestion("S04", "", "ratio", Decimal(1), BANDS, minimum=Decimal(5))
    assert measure(question, answers(S04="4/4"), FACTS) == (None, Why.TOO_FEW)


def test_use_of_connections_is_computed_from_the_facility() -> None:
    question = MeasuredQuestion("T03", "", "computed", Decimal(1), BANDS, formula="T02/SR_DESAIN")
    found, _why = measure(question, answers(T02="30"), FACTS)
    assert found and found.value == "60"
    assert measure(question, {}, FACTS) == (None, Why.OPEN)
    assert measure(question, answers(T02="!dk"), FACTS) == (None, Why.UNKNOWN)
    unknown = replace(FACTS, design_sr=None)
    assert measure(question, answers(T02="30"), unknown) == (None, Why.NO_RECORD)


EMPTIED = MeasuredQuestion(
    "T10",
    "",
    "date",
    Decimal(10),
    (
        MeasuredOption("3", "≤3", Decimal(100), Decimal(0)),
        MeasuredOption("5", ">3–5", Decimal(50), Decimal(3), above=True),
        MeasuredOption("lama", ">5", Decimal(0), Decimal(5), above=True),
        MeasuredOption("belum-pernah", "belum pernah", Decimal(0)),
    ),
    formula="USIA",
)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("2018-10-20", "3"),
        ("2018-10-19", "5"),
        ("2016-10-20", "5"),
        ("2016-10-19", "lama"),
        ("2021-10-20", "3"),
        ("belum-pernah", "belum-pernah"),
    ],
)
def test_desludging_counts_in_years_to_the_day(text: str, option: str) -> None:
    found, _why = measure(EMPTIED, answers(T10=text), FACTS)
    assert found and found.value == option


def test_a_young_plant_is_not_blamed_for_never_being_emptied() -> None:
    young = replace(FACTS, in_use_since=dt.date(2018, 10, 20))
    found, _why = measure(EMPTIED, answers(T10="belum-pernah"), young)
    assert found and found.score == 100
    assert measure(EMPTIED, answers(T10="belum-pernah"), replace(FACTS, in_use_since=None)) == (
        None,
        Why.NO_RECORD,
    )


BY_DUE = replace(
    EMPTIED,
    options=(
        MeasuredOption("tepat", "", Decimal(100), Decimal(0)),
        MeasuredOption("lewat", "", Decimal(50), Decimal(0), above=True),
        MeasuredOption("lama", "", Decimal(0), Decimal(2), above=True),
        MeasuredOption("belum-pernah", "", Decimal(0)),
    ),
    formula="JADWAL",
)


@pytest.mark.parametrize(
    ("known", "text", "expected"),
    [
        # FACTS are of 20 October 2021; five years are agreed, three assumed.
        ({"interval_years": 5}, "2016-10-20", "tepat"),
        ({"interval_years": 5}, "2016-10-19", "lewat"),
        ({"interval_years": 5}, "2014-10-19", "lama"),
        ({}, "2018-10-20", "tepat"),
        ({}, "2018", "tepat"),  # rough: until the end of 2021
        ({}, "2016-10-20", "lewat"),
        ({"last_emptied": "2020-03"}, "2012", "tepat"),  # the registry knows a later one
        ({"last_emptied": "2020-03"}, "belum-pernah", "tepat"),
        ({"last_emptied": "2015-03"}, "belum-pernah", "lama"),
        ({"built": "2019"}, "belum-pernah", "tepat"),  # young: nothing is due yet
        ({"built": "2014", "interval_years": 5}, "belum-pernah", "belum-pernah"),
        ({}, "belum-pernah", Why.NO_RECORD),
        ({"built": "2014", "never_used": True}, "belum-pernah", Why.NOT_APPLICABLE),
        ({}, "entah", Why.NO_OPTION),
    ],
)
def test_t10_an_emptying_is_judged_by_the_facilitys_own_due_date(
    known: dict[str, Any], text: str, expected: str
) -> None:
    facts = replace(FACTS, visited_on=dt.date(2021, 10, 20), due=next_due(**known))
    option, why = measure(BY_DUE, answers(T10=text), facts)
    assert (option.value if option else why) == expected
    assert measure(BY_DUE, answers(T10="2020"), FACTS) == (None, Why.NO_RECORD)


def test_effluent_comes_from_the_samples() -> None:
    question = replace(single("S01", 25, 100, 50, 0), kind="computed", formula="EFLUEN")
    found, _why = measure(question, {}, replace(FACTS, effluent="o1"))
    assert found and found.value == "o1"
    assert measure(question, {}, FACTS) == (None, Why.NO_RECORD)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 30))
def test_an_anniversary_is_exactly_so_many_years(start: dt.date, years: int) -> None:
    if (start.month, start.day) != (2, 29):
        assert years_between(start, start.replace(year=start.year + years)) == years
    assert years_between(start, start + dt.timedelta(days=1)) > 0


# What must hold for any instrument and any answers.

SCORES = st.one_of(st.none(), st.integers(0, 100))


@st.composite
def filled(draw: Any) -> tuple[tuple[RuledAspect, ...], dict[str, Given]]:
    aspects, given_ = [], {}
    for a in range(draw(st.integers(1, 4))):
        questions = []
        for q in range(draw(st.integers(1, 5))):
            code = f"A{a}Q{q}"
            points = draw(st.lists(st.integers(0, 100), min_size=1, max_size=4))
            question = single(code, draw(st.integers(0, 30)), *points)
            questions.append(question)
            answer = draw(
                st.sampled_from([*(one.value for one in question.options), "!na", "!dk", ""])
            )
            if answer:
                given_ |= answers(**{code: answer})
        aspects.append(aspect(f"A{a}", draw(st.integers(0, 40)), *questions))
    return tuple(aspects), given_


@given(filled())
def test_scores_stay_within_bounds_and_explain_themselves(data: Any) -> None:
    aspects, given_ = data
    found = score(aspects, given_, FACTS)
    for one in (*(a.value for a in found.aspects), found.total):
        assert one is None or 0 <= one <= 100
    for part in found.aspects:
        if part.value is not None:
            lost = sum((line.aspect_lost for line in part.lines), Decimal(0))
            # Every point that is missing is named; each line is rounded to a tenth.
            assert abs(100 - part.value - lost) <= Decimal("0.05") * (len(part.lines) + 1)
        assert part.answered <= part.applicable
    if found.total is not None:
        lost = sum((line.lost for line in found.lines), Decimal(0))
        assert abs(100 - found.total - lost) <= Decimal("0.05") * (len(found.lines) + 1)
    if found.grade is not Grade.OPEN:
        assert found.total is not None


@given(filled(), st.data())
def test_a_better_option_never_lowers(data: Any, choose: Any) -> None:
    aspects, given_ = data
    scored = [
        (question, option)
        for one in aspects
        for question in one.questions
        for option in question.options
        if given_.get(question.code, Given()).value == option.value
    ]
    if not scored:
        return
    question, option = choose.draw(st.sampled_from(scored))
    better = [other for other in question.options if other.score >= option.score]
    other = choose.draw(st.sampled_from(better))
    before = score(aspects, given_, FACTS)
    after = score(aspects, {**given_, question.code: Given(other.value)}, FACTS)
    assert _at_least(after, before)


def _at_least(after: Score, before: Score) -> bool:
    rank = {Grade.OPEN: -1, Grade.POOR: 0, Grade.FAIR: 1, Grade.GOOD: 2}
    return (
        (after.total or Fraction(0)) >= (before.total or Fraction(0))
        and rank[after.grade] >= rank[before.grade]
        and all(
            (one.value or 0) >= (two.value or 0)
            for one, two in zip(after.aspects, before.aspects, strict=True)
        )
    )


@given(filled(), st.integers(0, 30))
def test_not_applicable_is_neutral(data: Any, weight: int) -> None:
    """A question that does not apply leaves every figure as if it had never been asked."""
    aspects, given_ = data
    extra = single("X01", weight, 100, 0)
    first, *rest = aspects
    longer = (replace(first, questions=(*first.questions, extra)), *rest)
    assert score(longer, {**given_, "X01": Given(reason="na")}, FACTS) == score(
        aspects, given_, FACTS
    )


@given(filled(), st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(data: Any, factor: int) -> None:
    aspects, given_ = data
    larger = tuple(replace(one, weight=one.weight * factor) for one in aspects)
    assert score(larger, given_, FACTS).total == score(aspects, given_, FACTS).total

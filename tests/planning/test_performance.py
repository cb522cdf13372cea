"""Target against realised, without a database; worked examples of domain §8.3 and issue 5 item 8."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.performance import Word, change, judge, ratio, to_percent

figures = st.decimals(min_value=0, max_value=10**9, places=2)
positive = st.decimals(min_value="0.01", max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("realised", "target", "lower", "percent", "word"),
    [
        (33, 35, False, 94, Word.ON_TARGET),
        (46, 49, False, 94, Word.ON_TARGET),  # Sleman 2016: 46 of 49 KSM/KPP
        (85, 100, False, 85, Word.ON_TARGET),  # the band's lower bound belongs to it
        (84, 100, False, 84, Word.BELOW),
        (115, 100, False, 115, Word.ON_TARGET),
        (116, 100, False, 116, Word.ABOVE),
        (0, 10, False, 0, Word.BELOW),
        (300, 100, False, 300, Word.ABOVE),  # more than 100 % is shown
        (8, 10, True, 120, Word.ABOVE),  # fewer complaints than allowed
        (10, 10, True, 100, Word.ON_TARGET),
        (12, 10, True, 80, Word.BELOW),
        (25, 10, True, 0, Word.BELOW),  # the reverse formula never falls below 0
        (0, 10, True, 200, Word.ABOVE),
        (0, 0, False, None, Word.ON_TARGET),  # a target of 0 has no ratio
        (3, 0, False, None, Word.ABOVE),
        (3, 0, True, None, Word.BELOW),
        (None, 10, False, None, Word.NO_DATA),
        (10, None, False, None, Word.NO_TARGET),
    ],
)
def test_worked_examples(
    realised: int | None, target: int | None, lower: bool, percent: int | None, word: Word
) -> None:
    verdict = judge(
        None if realised is None else D(realised),
        None if target is None else D(target),
        lower_is_better=lower,
    )
    assert (verdict.percent, verdict.word) == (percent, word)


@given(figures, positive)
def test_a_ratio_is_never_negative_and_the_two_directions_mirror(realised: D, target: D) -> None:
    up, down = ratio(realised, target), ratio(realised, target, lower_is_better=True)
    assert up is not None and down is not None
    assert up >= 0 and down >= 0
    if realised <= target * 2:
        assert abs(up + down - 2) < D("1e-9")


@given(figures, figures, st.booleans())
def test_there_is_always_exactly_one_of_four_words(realised: D, target: D, lower: bool) -> None:
    verdict = judge(realised, target, lower_is_better=lower)
    assert verdict.word in Word
    assert (verdict.word is Word.NO_DATA) is False
    assert (verdict.ratio is None) == (target == 0)


@given(positive, positive, positive)
def test_more_is_never_judged_worse(target: D, one: D, more: D) -> None:
    order = [Word.BELOW, Word.ON_TARGET, Word.ABOVE]
    assert order.index(judge(one + more, target).word) >= order.index(judge(one, target).word)


def test_change_against_last_year() -> None:
    up = change(D(33), D(30))
    assert up is not None and (up.difference, up.percent, up.is_better) == (D(3), 10, True)
    fewer = change(D(5), D(10), lower_is_better=True)
    assert fewer is not None and (fewer.percent, fewer.is_better) == (-50, True)
    same = change(D(5), D(5))
    assert same is not None and same.is_better is None
    from_nothing = change(D(5), D(0))
    assert from_nothing is not None and from_nothing.percent is None
    assert change(None, D(1)) is None
    assert change(D(1), None) is None


def test_percent_rounds_half_up() -> None:
    assert [to_percent(D(x)) for x in ("0.845", "0.8449", "0.005")] == [85, 84, 1]
    assert to_percent(None) is None

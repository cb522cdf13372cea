"""The stage machine as a table, and days and stalls with worked examples; no database."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements import pipeline
from agreements.pipeline import STAGES, Move, Stall, may_move
from core.tools.partial_dates import lies_before

# One line per stage it leaves, one letter per stage it goes to, in the order of STAGES:
# F next step, S skip, R return, H hold, X stop, U resume, A taken up again, W renewed, . refused.
TABLE = """
potensi        . F S S S S S S S S S H X
audiensi       R . F S S S S S S S S H X
pra_monitoring R R . F S S S S S S S H X
pembentukan    R R R . F S S S S S S H X
draf_mou       R R R R . F S S S S S H X
mou            R R R R R . F S S S S H X
draf_pks       R R R R R R . F S S S H X
mekanisme      R R R R R R R . F S S H X
pks            R R R R R R R R . F S H X
pelaksanaan    R R R R R R R R R . F H X
berakhir       R R R R W R W R R W . . X
tertahan       R R R R R U F S S S S . X
dihentikan     A A A A A A A A A A A . .
"""
LETTERS = {
    "F": Move.FORWARD,
    "S": Move.SKIP,
    "R": Move.RETURN,
    "H": Move.HOLD,
    "X": Move.STOP,
    "U": Move.RESUME,
    "A": Move.RESTART,
    "W": Move.RENEW,
    ".": None,
}
CASES = [
    (line.split()[0], target, LETTERS[letter])
    for line in TABLE.strip().splitlines()
    for target, letter in zip(STAGES, line.split()[1:], strict=True)
]


def test_table_covers_every_pair():
    assert len(CASES) == len(STAGES) ** 2 == 169


@pytest.mark.parametrize(("source", "target", "move"), CASES)
def test_every_move_follows_the_table(source, target, move):
    # A held or stopped partnership stood at "MoU signed" before.
    rule = may_move(source, target, held_at="mou" if source in ("tertahan", "dihentikan") else None)
    assert rule.move == move
    assert rule.allowed is (move is not None)
    assert bool(rule.refusal) is (move is None)
    assert rule.needs_reason is (
        move in (Move.SKIP, Move.RETURN, Move.HOLD, Move.STOP, Move.RESTART)
    )


@pytest.mark.parametrize(
    "held_at", [s.code for s in STAGES.values() if s.kind == "step" and not s.closes]
)
def test_a_held_one_goes_on_as_from_where_it_stood(held_at):
    """Wherever it stood before: the row of that step, except that the step itself is resumed."""
    row = {target: move for source, target, move in CASES if source == held_at}
    for target in STAGES:
        move = may_move("tertahan", target, held_at=held_at).move
        if target == held_at:
            assert move == Move.RESUME
        elif target == "tertahan":
            assert move is None
        else:
            assert move == row[target]


@pytest.mark.parametrize("target", STAGES)
def test_a_partnership_starts_at_a_step_and_says_why_it_starts_late(target):
    rule = may_move(None, target)
    if target in ("tertahan", "dihentikan"):
        assert not rule.allowed
    else:
        assert rule.move == Move.START
        assert rule.needs_reason is (target not in ("potensi", "audiensi"))


def test_skipped_stages_are_named():
    assert may_move("mou", "mekanisme").skipped == ("draf_pks",)
    assert may_move("mou", "draf_pks").skipped == ()
    assert may_move("tertahan", "pks", held_at="mou").skipped == ("draf_pks", "mekanisme")


def test_unknown_stage_is_an_error():
    with pytest.raises(KeyError):
        may_move("mou", "nirwana")


AT = dt.date(2016, 6, 14)


@pytest.mark.parametrize(
    ("entered", "left", "days", "rough"),
    [
        ("2015-02-02", "", 498, False),  # the MoU of Kulon Progo, seen on 14 June 2016
        ("2015-02-02", "2015-02-12", 10, False),
        ("2016-06-14", "", 0, False),
        ("2016-06", "", 13, True),
        ("2016", "", 165, True),
        ("2015", "2016", 365, True),
        ("", "", None, False),
        ("2016-07-01", "", 0, False),  # entered ahead of the day looked at: never negative
    ],
)
def test_days_in_stage(entered, left, days, rough):
    assert pipeline.days_in_stage(entered, AT, left) == days
    assert pipeline.is_rough(entered, left) is rough


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2015-03-01", "2015-03-02", True),
        ("2015-03", "2015-04-10", True),
        ("2015", "2016-01", True),
        ("2015", "2015-03", False),
        ("2015-03", "2015", False),
        ("2015-03-02", "2015-03", False),
        ("2016", "2015", False),
        ("", "2015", False),
        ("2015", "", False),
    ],
)
def test_partial_dates_compare_only_as_far_as_both_go(a, b, expected):
    assert lies_before(a, b) is expected


@pytest.mark.parametrize(
    ("stage", "blockers", "contact", "entered", "expected"),
    [
        ("draf_pks", 1, "", "2015", Stall.KNOWN),
        ("draf_pks", 1, "2016-06-13", "2015", Stall.KNOWN),
        ("draf_pks", 0, "2016-06-13", "2015", Stall.MOVING),
        ("draf_pks", 0, "2016-04-16", "2015", Stall.MOVING),  # 59 days ago
        ("draf_pks", 0, "2016-04-15", "2015", Stall.FORGOTTEN),  # 60 days ago
        ("draf_pks", 0, "", "2016-06-01", Stall.MOVING),  # just moved here
        ("draf_pks", 0, "", "", Stall.FORGOTTEN),
        ("tertahan", 0, "", "2015", Stall.FORGOTTEN),
        ("berakhir", 0, "", "2015", Stall.CLOSED),
        ("dihentikan", 2, "", "2015", Stall.CLOSED),
    ],
)
def test_stalls_with_a_reason_are_told_from_forgotten_ones(
    stage, blockers, contact, entered, expected
):
    assert (
        pipeline.stall(
            stage=stage, is_blocked=bool(blockers), last_contact=contact, entered_on=entered, at=AT
        )
        == expected
    )


@pytest.mark.parametrize(
    ("ends", "alert"),
    [
        (dt.date(2016, 6, 13), None),
        (dt.date(2016, 6, 14), 30),
        (dt.date(2016, 7, 14), 30),
        (dt.date(2016, 7, 15), 90),
        (dt.date(2016, 12, 11), 180),
        (dt.date(2016, 12, 12), None),
        (None, None),
    ],
)
def test_endings_are_announced_in_three_steps(ends, alert):
    assert pipeline.ending_alert(ends, AT) == alert

"""The stage machine under two users at the same moment, on a database that locks rows: each pair of moves ends as if
one had come after the other, with no stage skipped, doubled or left open.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements import services
from agreements.models import Agreement, Partnership, StageEntry
from agreements.pipeline import HELD, STAGES, STOPPED, StageKind, may_move
from agreements.services import stages
from tests.agreements.factories import make_agreement, make_partnership
from tests.at_once import at_once, errors, read_before_either_writes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]
TOLD = services.Stay(entered_on="2016-07", reason="Sebab")
STEPS = [code for code, step in STAGES.items() if step.kind == StageKind.STEP]


def chain(partnership: Partnership) -> list[StageEntry]:
    """Return the history once it was found whole: numbered through, one stay open, each move one of the table."""
    history = list(partnership.stage_entries.order_by("sequence"))
    assert [entry.sequence for entry in history] == list(range(1, len(history) + 1))
    assert [entry.is_open for entry in history] == [False] * (len(history) - 1) + [True]
    assert all(entry.left_on for entry in history[:-1])
    stood = None
    for before, after in pairwise(history):
        if STAGES[before.stage_id].kind == StageKind.STEP:
            stood = before.stage_id
        assert may_move(before.stage_id, after.stage_id, held_at=stood).move == after.move
    return history


def test_of_all_moves_tried_from_one_page_exactly_one_is_made(
    regions: Any, secretariat: Any
) -> None:
    """Everybody saw the same stage; six people pick a legal next one, some the same."""
    for source in STEPS:
        partnership = make_partnership(stage=source, counterpart=f"Dinas {source}")
        seen = partnership.stage_entries.get().pk
        legal = list(services.possible_moves(partnership))
        targets = [*legal[-4:], *legal[-2:]]

        def job(target: str, key: int = partnership.pk, seen: int = seen) -> Any:
            mine = Partnership.objects.get(pk=key)
            return lambda: services.move_stage(
                partnership=mine, to=target, by=secretariat, told=TOLD, expected=seen
            )

        found = at_once(*map(job, targets))
        refused = errors(found)
        assert len(refused) == len(targets) - 1, source
        assert all(isinstance(error, ValidationError) for error in refused)
        history = chain(partnership)
        (made,) = [row for row in found if isinstance(row, StageEntry)]
        assert [entry.stage_id for entry in history] == [source, made.stage_id]
        # Each refusal names the stage the other has chosen, so nobody has to guess what happened.
        assert all(made.stage.label in str(error) for error in refused)


PAIRS = [
    ("mou", ("draf_pks", "draf_pks")),
    ("mou", ("draf_pks", "mekanisme")),
    ("mou", ("draf_pks", "pks")),
    ("draf_pks", ("mekanisme", "mou")),
    ("pks", (HELD, "pelaksanaan")),
    ("pks", (HELD, STOPPED)),
    ("pks", (STOPPED, STOPPED)),
    ("berakhir", ("draf_mou", "pelaksanaan")),
]


def one_after_another(source: str, moves: tuple[str, ...]) -> list[str]:
    """Return the stages that lie behind after the moves, each refused where the table does."""
    history, stood = [source], None
    for target in moves:
        if STAGES[history[-1]].kind == StageKind.STEP:
            stood = history[-1]
        if may_move(history[-1], target, held_at=stood).allowed:
            history.append(target)
    return history


def test_without_a_page_seen_two_moves_follow_one_another(
    regions: Any, secretariat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import or a signing tells no page: the second then meets the stage the first has left, or is refused.

    Constraints alone would keep the history whole, but refuse a second move that is possible.
    """
    read = stages.present_entry
    for number, (source, pair) in enumerate(PAIRS):
        partnership = make_partnership(stage=source, counterpart=f"Dinas {number}")

        def job(target: str, partnership: Partnership = partnership) -> Any:
            return lambda: services.move_stage(
                partnership=partnership, to=target, by=secretariat, told=TOLD
            )

        monkeypatch.setattr(stages, "present_entry", read_before_either_writes(read))
        found = at_once(*map(job, pair))
        history = [entry.stage_id for entry in chain(partnership)]
        orders = [one_after_another(source, pair), one_after_another(source, pair[::-1])]
        assert history in orders, (source, pair, found)
        assert len(history) == 1 + len(found) - len(errors(found)), (source, pair, found)
        assert all(isinstance(error, ValidationError) for error in errors(found)), found


def test_a_form_sent_by_two_people_moves_once_and_tells_the_other(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    partnership = make_partnership()
    seen = partnership.stage_entries.get().pk
    address = reverse("agreements:partnership-move", args=[partnership.pk])

    def send(user: Any) -> Any:
        browser = Client()
        browser.force_login(user)
        data = {
            "stage": "draf_pks", "entered_on": "2016-07", "expected": seen,
            "next_step": "Kirim draf", "next_step_owner": "pusat", "next_step_due": "2026-12-31",
        }  # fmt: skip
        return lambda: browser.post(address, data)

    found = at_once(send(officer), send(secretariat))
    assert errors(found) == []
    (other,) = [answer for answer in found if answer.status_code != 302]
    assert other.status_code in (200, 422)
    assert "Draf PKS" in str(other.context["form"].errors)  # where the other has put it
    assert [entry.stage_id for entry in chain(partnership)] == ["mou", "draf_pks"]


def test_one_paper_signed_twice_at_once_is_signed_once(regions: Any, secretariat: Any) -> None:
    partnership = make_partnership(stage="mekanisme")
    paper = make_agreement(partnership, kind="pks", paper="draft", signed_on="")
    number = partnership.stage_entries.count()

    def sign() -> Any:
        return services.sign_agreement(
            agreement=Agreement.objects.get(pk=paper.pk), signed_on="2018-04-10", by=secretariat
        )

    found = at_once(sign, sign, sign)
    assert len(errors(found)) == 2
    history = chain(partnership)
    assert len(history) == number + 1 and history[-1].stage_id == "pks"

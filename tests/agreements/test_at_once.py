"""Two users at once on one partnership, on a database that locks rows: no stage is skipped or doubled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from agreements import services
from agreements.models import Agreement, Blocker, Contact, Partnership, StageEntry
from agreements.pipeline import HELD, STAGES, STOPPED
from chapters.access import Role
from chapters.models import User
from tests.monitoring.test_at_once import at_once, errors

from .factories import NEXT_STEP, make_agreement, make_blocker, make_partnership, make_reference
from .test_pipeline import CASES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]
TABLE = {(source, target): move for source, target, move in CASES}


@pytest.fixture
def second(regions: Any) -> User:
    return User.objects.create_user("sekretariat-2", password="x", role=Role.SECRETARIAT)


def stand(stage: str, counterpart: str) -> Partnership:
    """Return a partnership at a stage; a held or stopped one stood at "MoU signed" before."""
    sideways = STAGES[stage].kind != "step"
    partnership = make_partnership(stage="mou" if sideways else stage, counterpart=counterpart)
    if sideways:
        services.move_stage(
            partnership=partnership,
            to=stage,
            by=User.objects.get(username="sekretariat-2"),
            told=services.Told(entered_on="2016", reason="Sebab"),
        )
    return partnership


def mover(partnership: Partnership, to: str, by: Any, seen: int | None) -> Callable[[], StageEntry]:
    return lambda: services.move_stage(
        partnership=Partnership.objects.get(pk=partnership.pk),
        to=to,
        by=by,
        expected=seen,
        told=services.Told(entered_on="2016-07", reason="Sebab"),
    )


def assert_whole(partnership: Partnership) -> list[StageEntry]:
    """The stays are numbered without a gap, one is open and the last, and each move stands in the table."""
    stays = list(partnership.stage_entries.order_by("sequence"))
    assert [stay.sequence for stay in stays] == list(range(1, len(stays) + 1))
    assert [stay.is_open for stay in stays] == [False] * (len(stays) - 1) + [True]
    step = stays[0].stage_id
    for before, after in pairwise(stays):
        source = before.stage_id
        if source in (HELD, STOPPED) and step != "mou":
            source = ""  # the table is written for those that stood at "MoU signed"
        if source:
            assert after.move == TABLE[source, after.stage_id], (source, after.stage_id)
        if STAGES[after.stage_id].kind == "step":
            step = after.stage_id
    return stays


def test_of_two_moves_from_the_same_page_one_is_made(
    regions: Any, secretariat: Any, second: Any
) -> None:
    """From every stage, each legal move beside the next one and beside itself: both saw the same stay.

    One walk for all stages: emptying the database between tests takes longer than the walk.
    """
    cases = []
    for source in STAGES:
        legal = [target for target in STAGES if TABLE[source, target]]
        pairs = [*zip(legal, legal[1:] + legal[:1], strict=True), (legal[0], legal[0])]
        cases += [(source, pair) for pair in pairs]
    for number, (source, pair) in enumerate(cases):
        partnership = stand(source, f"Dinas {number}")
        seen = partnership.stage_entries.get(is_open=True)
        found = at_once(
            mover(partnership, pair[0], secretariat, seen.pk),
            mover(partnership, pair[1], second, seen.pk),
        )
        refused = errors(found)
        assert len(refused) == 1 and isinstance(refused[0], ValidationError), (pair, found)
        stays = assert_whole(partnership)
        made = next(one for one in found if isinstance(one, StageEntry))
        assert [stay.pk for stay in stays[-2:]] == [seen.pk, made.pk]
        assert stays[-1].stage.label in str(refused[0])  # told where it stands now


def test_moves_that_saw_no_page_follow_one_another_by_the_table(
    regions: Any, secretariat: Any, second: Any
) -> None:
    """As an import or a signing moves: the second is judged from where the first has left it."""
    cases = []
    for source in STAGES:
        targets = [target for target in STAGES if target != source]
        cases += [(source, *pair) for pair in zip(targets[:6], targets[6:], strict=True)]
    for number, (source, one, other) in enumerate(cases):
        partnership = stand(source, f"Dinas {number}")
        before = partnership.stage_entries.count()
        found = at_once(
            mover(partnership, one, secretariat, None), mover(partnership, other, second, None)
        )
        assert all(isinstance(error, ValidationError) for error in errors(found)), found
        stays = assert_whole(partnership)
        made = {stay.pk for stay in found if isinstance(stay, StageEntry)}
        assert {stay.pk for stay in stays[before:]} == made


def test_one_signing_and_one_stage(regions: Any, secretariat: Any, second: Any) -> None:
    """The same draft signed twice at once while a third moves the stage: signed once, no stage doubled."""
    partnership = make_partnership(stage="draf_mou")
    paper = make_agreement(partnership, paper="draft", signed_on="")

    def sign(by: Any) -> Callable[[], Agreement]:
        return lambda: services.sign_agreement(
            agreement=Agreement.objects.get(pk=paper.pk), by=by, signed_on="2016-07"
        )

    found = at_once(sign(secretariat), sign(second), mover(partnership, "mou", secretariat, None))
    assert all(isinstance(error, ValidationError) for error in errors(found)), found
    assert sum(isinstance(one, Agreement) for one in found) == 1
    assert [stay.stage_id for stay in assert_whole(partnership)] == ["draf_mou", "mou"]
    assert Agreement.objects.get().paper == "signed"


def test_one_counterpart_is_opened_once(regions: Any, secretariat: Any, second: Any) -> None:
    make_reference()

    def begin(by: Any) -> Callable[[], Partnership]:
        return lambda: services.open_partnership(
            partnership=Partnership(region_id="34.04", **NEXT_STEP),
            stage="audiensi",
            by=by,
            told=services.Told(entered_on="2026-01-05"),
        )

    found = at_once(begin(secretariat), begin(second))
    assert len(errors(found)) == 1
    assert isinstance(errors(found)[0], (ValidationError, IntegrityError)), found
    assert StageEntry.objects.get().partnership == Partnership.objects.get()


def test_one_blocker_is_raised_once_and_resolved_once(
    regions: Any, secretariat: Any, second: Any
) -> None:
    partnership = make_partnership(stage="draf_pks")

    def begin(by: Any) -> Callable[[], Blocker]:
        return lambda: services.raise_blocker(
            blocker=Blocker(
                partnership=Partnership.objects.get(pk=partnership.pk),
                reason_id="B4_NO_BUDGET_LINE",
                raised_on="2016-03",
            ),
            by=by,
        )

    found = at_once(begin(secretariat), begin(second))
    assert [type(error) for error in errors(found)] == [ValidationError], found
    raised = Blocker.objects.get()

    def end(by: Any, how: str) -> Callable[[], Blocker]:
        return lambda: services.resolve_blocker(
            blocker=Blocker.objects.get(pk=raised.pk), by=by, on="2016-09", resolution=how
        )

    found = at_once(end(secretariat, "answered"), end(second, "budgeted"))
    assert [type(error) for error in errors(found)] == [ValidationError], found
    kept = next(one for one in found if isinstance(one, Blocker))
    assert Blocker.objects.get().resolution == kept.resolution


def test_what_ends_takes_no_blocker_at_the_same_moment(
    regions: Any, secretariat: Any, second: Any
) -> None:
    """Either the blocker came first and stays on record, or it is refused: never one raised on an end."""
    for number in range(5):
        partnership = make_partnership(stage="draf_pks", counterpart=f"Dinas {number}")
        found = at_once(
            mover(partnership, STOPPED, secretariat, None),
            lambda partnership=partnership: services.raise_blocker(
                blocker=Blocker(
                    partnership=Partnership.objects.get(pk=partnership.pk),
                    reason_id="B4_NO_BUDGET_LINE",
                    raised_on="2016-03",
                ),
                by=second,
            ),
        )
        assert isinstance(found[0], StageEntry), found
        assert isinstance(found[1], (Blocker, ValidationError)), found
        assert Blocker.objects.filter(partnership=partnership).count() == isinstance(
            found[1], Blocker
        )
    make_blocker(make_partnership(region="34.01"))  # the database is whole and writable afterwards


def test_two_contacts_leave_one_whole_next_step(
    regions: Any, secretariat: Any, second: Any
) -> None:
    partnership = make_partnership()
    due = {"A": dt.date(2026, 12, 1), "B": dt.date(2026, 12, 24)}

    def tell(by: Any, what: str, owner: str) -> Callable[[], Contact]:
        return lambda: services.record_contact(
            contact=Contact(
                partnership=Partnership.objects.get(pk=partnership.pk),
                kind="surat",
                held_on="2016-08-01",
                people="Kepala Bappeda",
                outcome="positive",
                next_step=what,
                next_step_owner=owner,
                next_step_due=due[what],
            ),
            by=by,
        )

    found = at_once(tell(secretariat, "A", "pusat"), tell(second, "B", "daerah"))
    assert errors(found) == []
    partnership.refresh_from_db()
    assert (partnership.next_step, partnership.next_step_owner, partnership.next_step_due) in (
        ("A", "pusat", due["A"]),
        ("B", "daerah", due["B"]),
    )
    assert partnership.contacts.count() == 2

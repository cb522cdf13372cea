"""The review machine of plans and reports under two users at the same moment, on a database that locks rows: every
pair of moves ends as if one had come after the other, with no step skipped or doubled.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from itertools import combinations_with_replacement, pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.records import bulk, undo
from core.records.batches import BatchKind
from core.records.review import RULES, UNLOCK_DAYS, Locked, ReviewMove, State
from core.records.services import archive
from core.records.steps import events_of, move
from planning.models import Activity
from tests.at_once import at_once, errors
from tests.planning import factories as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]
BY = {ReviewMove.SUBMIT: "officer", ReviewMove.WITHDRAW: "officer"}
"""Who makes a move; the others are the Secretariat's."""
STANDS = ["draft", "submitted", "returned", "approved", "unlocked"]


def legal(stand: str) -> list[ReviewMove]:
    """Return the moves the table allows from a state; an approved one is locked or unlocked for a while."""
    barred = {"approved": ReviewMove.RELOCK, "unlocked": ReviewMove.UNLOCK}.get(stand)
    state = State.APPROVED if stand == "unlocked" else State(stand)
    return [m for m, rule in RULES.items() if state in rule.sources and m != barred]


def after(stand: str, step: ReviewMove) -> str:
    special = {ReviewMove.UNLOCK: "unlocked", ReviewMove.RELOCK: "approved"}
    return special.get(step) or str(RULES[step].target)


def one_after_another(stand: str, steps: tuple[ReviewMove, ...]) -> tuple[str, int]:
    """Return where the moves lead one after the other, and how many of them are made."""
    made = 0
    for step in steps:
        if step in legal(stand):
            stand, made = after(stand, step), made + 1
    return stand, made


def put(obj: Any, stand: str, officer: Any) -> Any:
    now = timezone.now()
    type(obj).objects.filter(pk=obj.pk).update(
        state=State.APPROVED if stand == "unlocked" else stand,
        submitted_by=officer,
        submitted_at=now,
        reviewed_at=now,
        unlocked_until=now + dt.timedelta(days=UNLOCK_DAYS) if stand == "unlocked" else None,
        unlock_reason="Sebab" if stand == "unlocked" else "",
    )
    return type(obj).objects.get(pk=obj.pk)


CASES = [
    (kind, stand, pair)
    for kind in ("plan", "report")
    for stand in STANDS
    for pair in combinations_with_replacement(legal(stand), 2)
]


def test_the_cases_are_all_pairs_of_legal_moves() -> None:
    # One move from draft, returned, approved and unlocked each; three from submitted: 4 + 6 pairs, twice.
    assert len(CASES) == 20


def ready(kind: str, year: int) -> Any:
    """Return a plan or a report that lacks nothing."""
    if kind == "plan":
        return make.make_activity(plan=make.make_plan(year=year)).plan
    return make.make_achievement(annual_report=make.make_report(year=year)).annual_report


def test_two_moves_at_once_end_as_one_after_the_other(officer: Any, secretariat: Any) -> None:
    """One database for all twenty cases: emptying it between them would take most of the time."""
    people = {"officer": officer, "secretariat": secretariat}
    for year, (kind, stand, pair) in enumerate(CASES, start=2001):
        obj = put(ready(kind, year), stand, officer)

        def job(step: ReviewMove, obj: Any = obj) -> Any:
            mine = type(obj).objects.get(pk=obj.pk)  # each saw the same state
            by = people[BY.get(step, "secretariat")]
            return lambda: move(obj=mine, move_=step, by=by, remark="Sebab")

        found = at_once(*map(job, pair))
        case = (kind, stand, pair, found)
        obj.refresh_from_db()
        ended = "unlocked" if obj.state == State.APPROVED and obj.is_open() else str(obj.state)
        made = len(found) - len(errors(found))
        orders = {one_after_another(stand, pair), one_after_another(stand, pair[::-1])}
        assert (ended, made) in orders, case
        assert all(isinstance(error, ValidationError) and str(error) for error in errors(found))
        steps = sorted(events_of(obj), key=lambda event: event.pk)
        assert len(steps) == made, case
        assert all(a.to_state == b.from_state for a, b in pairwise(steps)), case
        assert steps[-1].to_state == obj.state, case


def test_nothing_is_handed_in_without_its_last_line(officer: Any) -> None:
    """Two tabs: one archives the only line while the other hands the plan in. One of them must lose."""
    browser = Client()
    browser.force_login(officer)
    for number in range(8):
        kind = ("plan", "report")[number % 2]
        obj = ready(kind, 2001 + number)
        line = (obj.activities if kind == "plan" else obj.achievements).get()
        name = "activity" if kind == "plan" else "achievement"
        archive = reverse(f"planning:{name}-archive", args=[line.pk])
        at_once(
            lambda obj=obj: move(obj=obj, move_=ReviewMove.SUBMIT, by=officer),
            lambda archive=archive: browser.post(archive, {"remark": "Salah catat"}),
        )
        obj.refresh_from_db()
        line.refresh_from_db()
        submitted, archived = obj.state == State.SUBMITTED, line.archived_at is not None
        assert submitted != archived, number


def test_an_archiving_waits_for_who_holds_the_plan(officer: Any) -> None:
    """The plan is handed in but not yet committed: the other tab waits, then hears that it is locked."""
    plan = ready("plan", 2001)
    line = plan.activities.get()
    asked = threading.Event()

    def hand_in() -> None:
        with transaction.atomic():
            move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
            asked.wait(timeout=20)
            time.sleep(0.5)

    def take_away() -> Any:
        time.sleep(0.5)
        asked.set()
        return archive(obj=Activity.objects.get(pk=line.pk), by=officer)

    found = at_once(hand_in, take_away)
    assert isinstance(found[1], Locked)
    line.refresh_from_db()
    assert line.archived_at is None


def archive_many(line: Any, officer: Any, secretariat: Any) -> Any:
    """Return the job: the officer archives the ticked lines of a list."""
    return lambda: bulk.run(
        task=bulk.archive_task("Salah catat"), model=type(line), keys=[line.pk], by=officer
    )


def undo_restoring(line: Any, officer: Any, secretariat: Any) -> Any:
    """Return the job: the Secretariat takes back that it restored the line, which archives it again."""
    for task, by in ((bulk.archive_task(), officer), (bulk.restore_task(), secretariat)):
        done = bulk.run(task=task, model=type(line), keys=[line.pk], by=by)
    bulk.remember(outcome=done, kind=BatchKind.RESTORE, by=secretariat)
    return lambda: undo.undo(stamp=done.stamp, by=secretariat)


@pytest.mark.parametrize("kind", ["plan", "report"])
@pytest.mark.parametrize("many", [archive_many, undo_restoring])
def test_an_action_on_many_lines_waits_for_who_holds_the_plan(
    many: Any, kind: str, officer: Any, secretariat: Any
) -> None:
    obj = ready(kind, 2001)
    line = (obj.activities if kind == "plan" else obj.achievements).get()
    job = many(line, officer, secretariat)
    asked = threading.Event()

    def hand_in() -> None:
        with transaction.atomic():
            move(obj=obj, move_=ReviewMove.SUBMIT, by=officer)
            asked.set()
            time.sleep(0.7)

    def take_away() -> Any:
        asked.wait(timeout=20)
        return job()

    found = at_once(hand_in, take_away)
    assert errors(found) == []
    line.refresh_from_db()
    assert line.archived_at is None
    assert found[1].changed == 0 and len(found[1].skipped) == 1
    assert "menunggu" in found[1].skipped[0].reason  # for the Secretariat's review


def test_nothing_is_handed_in_while_its_last_lines_are_archived(officer: Any) -> None:
    """The other way round: the lines are archived but not yet committed, and the hand-in waits to see it."""
    plan = ready("plan", 2001)
    keys = [plan.activities.get().pk, make.make_activity(plan=plan).pk]
    begun = threading.Event()

    def take_away() -> bulk.BulkOutcome:
        with transaction.atomic():
            done = bulk.run(task=bulk.archive_task(), model=Activity, keys=keys, by=officer)
            begun.set()
            time.sleep(0.7)
        return done

    def hand_in() -> None:
        begun.wait(timeout=20)
        move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)

    found = at_once(take_away, hand_in)
    assert found[0].changed == 2
    assert isinstance(found[1], ValidationError), found
    plan.refresh_from_db()
    assert plan.state == State.DRAFT


def test_actions_on_many_lines_never_wait_in_a_circle(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two change the lines of two plans, each beginning at another plan and batch by batch; a third archives one."""
    monkeypatch.setattr(bulk, "BATCH", 1)
    lines = [ready("plan", year).activities.get() for year in (2001, 2002)]
    keys = [line.pk for line in lines]

    def change(keys: list[int], partners: str) -> Any:
        def slow(row: Any, values: Any) -> str:
            time.sleep(0.3)
            return ""

        task = bulk.change_task({"partners": partners}, why_not=slow)
        return lambda: bulk.run(task=task, model=Activity, keys=keys, by=officer)

    found = at_once(
        change(keys, "Bappeda"),
        change(keys[::-1], "DPUPKP"),
        lambda: archive(obj=Activity.objects.get(pk=keys[1]), by=officer),
    )
    assert errors(found) == []
    assert sum(done.changed + len(done.skipped) for done in found[:2]) == 4
    lines[0].refresh_from_db()
    assert lines[0].partners in ("Bappeda", "DPUPKP")

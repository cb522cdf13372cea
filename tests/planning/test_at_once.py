"""Two users at once on one plan or report, on a database that locks rows: each step is made once, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from chapters.access import Role
from chapters.models import User
from chapters.review import Locked, Move, State, events_of, move
from planning import services
from planning.models import (
    Achievement,
    Activity,
    AnnualReport,
    ArchivedReport,
    TargetChange,
    Vision,
)
from planning.services.carrying import Take
from tests.monitoring.test_at_once import at_once, errors
from tests.planning import factories as make

from .test_review import AFTER, LEGAL, ready

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]
STEPS = [*Move]
PAIRS = [
    (state, one, other)
    for state in State
    for place, one in enumerate(STEPS)
    for other in STEPS[place:]
]


@pytest.fixture
def second(regions: Any) -> User:
    return User.objects.create_user("sekretariat-2", password="x", role=Role.SECRETARIAT)


def put(obj: Any, state: State, by: Any) -> None:
    now = timezone.now()
    type(obj).objects.filter(pk=obj.pk).update(
        state=state, submitted_by=by, submitted_at=now, reviewed_at=now, unlocked_until=None
    )
    events_of(obj).delete()


def stepper(obj: Any, step: Move, by: Any) -> Callable[[], Any]:
    mine = type(obj).objects.get(pk=obj.pk)  # each saw the page before either moved
    return lambda: move(obj=mine, move_=step, by=by, remark="Sudah dibaca")


def in_turn(state: State, opened: bool, order: list[Move]) -> tuple[list[Move], State, bool]:
    """Return what the table makes of these steps one after the other: those made, the state, whether unlocked."""
    made = []
    for step in order:
        if step == Move.RELOCK:
            fits = state == State.APPROVED and opened
        else:
            fits = (state, step) in LEGAL and not (step == Move.UNLOCK and opened)
        if fits:
            made.append(step)
            state = AFTER.get(step, state)
            opened = step == Move.UNLOCK or (opened and step not in (Move.RELOCK, Move.APPROVE))
    return made, state, opened


@pytest.mark.parametrize("kind", ["plan", "report"])
def test_any_two_steps_at_once_come_out_as_one_after_the_other(
    kind: str, officer: Any, secretariat: Any, second: Any
) -> None:
    """Every state, every two steps: what is made, the state left and the journal agree with one order of the two."""
    obj = ready(kind)
    doers = {step: [officer, officer] for step in (Move.SUBMIT, Move.WITHDRAW)}
    for state, one, other in PAIRS:
        put(obj, state, officer)
        first, then = (
            doers.get(step, [secretariat, second])[place] for place, step in enumerate((one, other))
        )
        found = at_once(stepper(obj, one, first), stepper(obj, other, then))
        assert all(isinstance(error, ValidationError) for error in errors(found)), found
        written = list(events_of(obj).order_by("pk"))
        obj.refresh_from_db()
        got = (
            [Move(event.move) for event in written],
            State(obj.state),
            obj.unlocked_until is not None,
        )
        assert got in (in_turn(state, False, [one, other]), in_turn(state, False, [other, one])), (
            state, one, other, got,
        )  # fmt: skip
        assert len(written) == 2 - len(errors(found))
        before = state
        for event in written:  # each step began where the one before it ended
            assert event.from_state == before
            before = State(event.to_state)


def test_a_target_is_not_changed_while_the_plan_is_locked_again(
    officer: Any, secretariat: Any, second: Any
) -> None:
    line = make.make_activity(target=Decimal(40), unit="KPP")
    for number in range(6):
        plan = make.approve(line.plan)
        move(obj=plan, move_=Move.UNLOCK, by=secretariat, remark="Dana berkurang")
        TargetChange.objects.all().delete()
        Activity.objects.filter(pk=line.pk).update(target=40 + number)
        mine = Activity.objects.select_related("plan").get(pk=line.pk)
        found = at_once(
            lambda mine=mine: services.change_target(
                activity=mine,
                by=officer,
                target=Decimal(5),
                unit="KPP",
                reasons=["dana"],
                explanation="Dana turun.",
            ),
            stepper(plan, Move.RELOCK, second),
        )
        assert not isinstance(found[1], Exception), found
        assert isinstance(found[0], (TargetChange, Locked)), found
        changed = isinstance(found[0], TargetChange)
        assert Activity.objects.get(pk=line.pk).target == (5 if changed else 40 + number)
        assert TargetChange.objects.count() == changed


def test_two_changes_of_one_target_form_a_chain(officer: Any, secretariat: Any) -> None:
    line = make.make_activity(target=Decimal(40), unit="KPP")
    plan = make.approve(line.plan)
    move(obj=plan, move_=Move.UNLOCK, by=secretariat, remark="Dana berkurang")

    def change(target: int, by: Any) -> Callable[[], TargetChange]:
        mine = Activity.objects.select_related("plan").get(pk=line.pk)
        return lambda: services.change_target(
            activity=mine,
            by=by,
            target=Decimal(target),
            unit="KPP",
            reasons=["dana"],
            explanation="Dana turun.",
        )

    assert errors(at_once(change(30, officer), change(20, secretariat))) == []
    first, last = TargetChange.objects.order_by("pk")
    assert first.old_target == 40 and last.old_target == first.new_target
    line.refresh_from_db()
    assert line.target == last.new_target


def test_a_year_is_begun_once_and_each_line_taken_over_once(officer: Any, secretariat: Any) -> None:
    line = make.make_activity()

    def begin(by: Any) -> Callable[[], AnnualReport]:
        return lambda: services.start_annual_report(
            chapter=line.plan.chapter, year=line.plan.year, by=by
        )

    found = at_once(begin(officer), begin(secretariat), begin(officer))
    assert errors(found) == []
    assert {row.pk for row in found} == {AnnualReport.objects.get().pk}
    assert Achievement.objects.get().activity_id == line.pk


def test_an_unfinished_line_is_carried_over_once(officer: Any, secretariat: Any) -> None:
    line = make.make_activity()
    plan = make.make_plan(year=line.plan.year + 1)

    def carry(by: Any) -> Callable[[], int]:
        return lambda: services.carry_lines(
            plan=plan, by=by, lines=[Take(activity=line.pk, carry=True, reason="Dana terlambat")]
        )

    found = at_once(carry(officer), carry(secretariat))
    assert len(errors(found)) == 1
    assert isinstance(errors(found)[0], ValidationError), found
    assert Activity.objects.get(plan=plan).carried_from_id == line.pk


def test_a_letter_number_is_given_once(
    officer: Any, secretariat: Any, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    region = make.make_chapter().region

    def issue(by: Any, code: str) -> Callable[[], ArchivedReport]:
        return lambda: services.archive_report(
            region=region,
            year=2018,
            addressee="Bupati Sleman",
            letter_date=dt.date(2019, 1, 15),
            pdf=make.PDF,
            code=code,
            digest="d" * 64,
            by=by,
        )

    found = at_once(issue(officer, "AAAA-BBBB-CC01"), issue(secretariat, "AAAA-BBBB-CC02"))
    assert errors(found) == []
    assert sorted(ArchivedReport.objects.values_list("sequence", flat=True)) == [1, 2]


def test_one_dream_is_in_force(officer: Any, secretariat: Any) -> None:
    """Also where there was none before, so that no row could be held: the database keeps it to one."""
    chapter = make.make_chapter()

    def dream(by: Any, text: str) -> Callable[[], Vision]:
        return lambda: services.set_vision(
            vision=Vision(chapter=chapter, text=text, set_on="2018"), by=by
        )

    for _round in range(2):
        found = at_once(dream(officer, "Satu"), dream(secretariat, "Dua"))
        assert all(isinstance(error, (ValidationError, IntegrityError)) for error in errors(found))
        assert len(errors(found)) < 2
        assert Vision.objects.in_force().filter(chapter=chapter).count() == 1


def test_an_answer_and_the_handing_in_fit_together(officer: Any, secretariat: Any) -> None:
    """Handed in at the moment the answer is given: refused while it is open, or made with the answer on record."""
    line = make.make_activity()
    advice = services.advise(line=line, by=secretariat, text="Sebutkan kapanewonnya.")
    found = at_once(
        lambda: services.answer_advice(
            advice=advice, by=officer, answer="accepted", reason="Turi."
        ),
        stepper(line.plan, Move.SUBMIT, officer),
    )
    assert not isinstance(found[0], (Exception, PermissionDenied)), found
    line.plan.refresh_from_db()
    advice.refresh_from_db()
    assert advice.answer == "accepted"
    assert (line.plan.state == State.SUBMITTED) is not isinstance(found[1], Exception)

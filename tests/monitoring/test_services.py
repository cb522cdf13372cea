from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.records.review import Locked, ReviewMove
from core.records.steps import move
from monitoring import services
from tests.monitoring import factories as f

DAY = dt.date(2018, 6, 1)


def test_the_first_answer_freezes_the_instrument(officer: Any) -> None:
    visit = f.make_visit()
    question = f.question("T01")
    assert services.save_answers(visit=visit, by=officer, answers={question: ("baik", "")}) == 1
    visit.instrument.refresh_from_db()
    assert visit.instrument.is_frozen
    assert services.save_answers(visit=visit, by=officer, answers={question: ("baik", "")}) == 0
    assert visit.answers.get().history.count() == 1


def test_an_emptied_answer_is_unanswered_again_and_its_history_stays(officer: Any) -> None:
    visit = f.make_visit()
    question = f.question("T01")
    services.save_answers(visit=visit, by=officer, answers={question: ("baik", "")})
    kept = visit.answers.get()
    services.save_answers(visit=visit, by=officer, answers={question: ("", "")})
    assert not visit.answers.exists()
    assert list(kept.history.values_list("history_type", "value")) == [("-", "baik"), ("+", "baik")]


def test_what_does_not_fit_is_refused(officer: Any, official: Any) -> None:
    visit = f.make_visit()
    with pytest.raises(ValidationError):
        services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("baik", "na")})
    f.make_instrument("lain")
    other = f.question("T01", f.make_instrument("lain"))
    with pytest.raises(ValidationError):
        services.save_answers(visit=visit, by=officer, answers={other: ("baik", "")})
    with pytest.raises(PermissionDenied):
        services.save_answers(visit=visit, by=official, answers={})


def test_a_submitted_visit_is_locked(officer: Any) -> None:
    visit = f.make_visit()
    answers = {f.question(code): ("", "dk") for code in ("T01", "T10", "F03")}
    services.save_answers(visit=visit, by=officer, answers=answers)
    move(obj=visit, move_=ReviewMove.SUBMIT, by=officer)
    assert services.save_answers(visit=visit, by=officer, answers=answers) == 0  # the same again
    with pytest.raises(Locked):
        services.save_answers(visit=visit, by=officer, answers={f.question("T02"): ("4", "")})


def test_an_incomplete_visit_is_not_submitted(officer: Any) -> None:
    with pytest.raises(ValidationError):
        move(obj=f.make_visit(), move_=ReviewMove.SUBMIT, by=officer)


def test_closing_says_what_was_done_and_when(officer: Any) -> None:
    row = f.make_finding()
    bad = (
        (DAY, "  "),
        (timezone.localdate() + dt.timedelta(days=2), "Dibuka"),
        (row.opened_on - dt.timedelta(days=1), "Dibuka"),
    )
    for on, words in bad:
        with pytest.raises(ValidationError):
            services.close_finding(finding=row, by=officer, on=on, action_taken=words)
    row = services.close_finding(finding=row, by=officer, on=DAY, action_taken="Dibuka")
    assert (row.closed_on, row.closed_by) == (DAY, officer)
    with pytest.raises(ValidationError):
        services.close_finding(finding=row, by=officer, on=DAY, action_taken="Lagi")


def test_another_person_verifies(officer: Any, secretariat: Any) -> None:
    row = f.make_finding(severity="high")
    with pytest.raises(ValidationError):
        services.verify_finding(finding=row, by=secretariat, on=DAY)
    row = services.close_finding(finding=row, by=officer, on=DAY, action_taken="Dibuka")
    assert row.needs_verification
    with pytest.raises(ValidationError):
        services.verify_finding(finding=row, by=officer, on=DAY)
    row = services.verify_finding(finding=row, by=secretariat, on=DAY)
    assert not row.needs_verification
    with pytest.raises(ValidationError):
        services.verify_finding(finding=row, by=secretariat, on=DAY)


def test_opening_again_needs_a_reason_and_keeps_history(officer: Any, secretariat: Any) -> None:
    row = services.close_finding(
        finding=f.make_finding(), by=officer, on=DAY, action_taken="Dibuka"
    )
    with pytest.raises(ValidationError):
        services.reopen_finding(finding=row, by=secretariat, reason="")
    row = services.reopen_finding(finding=row, by=secretariat, reason="Tertutup lagi")
    assert row.is_open
    assert row.history.all()[1].action_taken == "Dibuka"


@pytest.mark.parametrize("step", ["close", "verify", "reopen"])
def test_others_do_not_touch_a_finding(step: str, official: Any, other_officer: Any) -> None:
    row = f.make_finding()
    for user in (official, other_officer):
        with pytest.raises(PermissionDenied):
            if step == "close":
                services.close_finding(finding=row, by=user, on=DAY, action_taken="x")
            elif step == "verify":
                services.verify_finding(finding=row, by=user, on=DAY)
            else:
                services.reopen_finding(finding=row, by=user, reason="x")

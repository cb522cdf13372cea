"""The review machine as a table, on plans and achievement reports, with their lines under the lock."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from core.records.review import UNLOCK_DAYS, ReviewMove, State, why_locked, why_not_move
from core.records.revisions import changes_since_approval
from core.records.steps import events_of, move
from planning.models import AnnualPlan, AnnualReport
from planning.services import advise, answer_advice
from tests.planning import factories as make


def changed(obj: Any) -> int:
    return changes_since_approval([obj]).get(obj.pk, 0)


def ready(kind: str) -> Any:
    """Return a plan or a report that lacks nothing."""
    if kind == "plan":
        return make.make_activity().plan
    return make.make_achievement().annual_report


UNLOCKED = "unlocked"
"""Approved, and open for a while: the fifth standing of the table."""
LEGAL = {
    (State.DRAFT, ReviewMove.SUBMIT): "officer",
    (State.RETURNED, ReviewMove.SUBMIT): "officer",
    (State.SUBMITTED, ReviewMove.WITHDRAW): "officer",
    (State.SUBMITTED, ReviewMove.RETURN): "secretariat",
    (State.SUBMITTED, ReviewMove.APPROVE): "secretariat",
    (State.APPROVED, ReviewMove.UNLOCK): "secretariat",
    (UNLOCKED, ReviewMove.RELOCK): "secretariat",
}
AFTER = {
    ReviewMove.SUBMIT: State.SUBMITTED, ReviewMove.WITHDRAW: State.DRAFT, ReviewMove.RETURN: State.RETURNED,
    ReviewMove.APPROVE: State.APPROVED, ReviewMove.UNLOCK: State.APPROVED,
    ReviewMove.RELOCK: State.APPROVED,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["plan", "report"])
@pytest.mark.parametrize("persona", ["officer", "secretariat", "official", "other_officer"])
def test_every_move_from_every_state_by_everybody(
    kind: str, persona: str, request: Any, officer: Any
) -> None:
    user = request.getfixturevalue(persona)
    obj = ready(kind)
    for state in (*State, UNLOCKED):
        stored, until = (state, None)
        if state == UNLOCKED:
            stored, until = State.APPROVED, timezone.now() + dt.timedelta(days=UNLOCK_DAYS)
        for step in ReviewMove:
            values = {
                "state": stored,
                "submitted_by": officer,
                "submitted_at": timezone.now(),
                "reviewed_at": timezone.now(),
                "unlocked_until": until,
                "unlock_reason": "Sebab" if until else "",
            }
            type(obj).objects.filter(pk=obj.pk).update(**values)
            obj.refresh_from_db()
            if LEGAL.get((state, step)) == persona:
                assert move(obj=obj, move_=step, by=user, remark="Sebab").state == AFTER[step]
            else:
                with pytest.raises((PermissionDenied, ValidationError)) as refused:
                    move(obj=obj, move_=step, by=user, remark="Sebab")
                # Whoever has the right but not the moment is told why, in a sentence.
                if refused.type is ValidationError:
                    assert refused.value.messages[0].endswith(".")
                    assert refused.value.messages == [why_not_move(obj, step, user)]
                after = type(obj).objects.get(pk=obj.pk)
                assert (after.state, after.unlocked_until) == (stored, until)


@pytest.mark.parametrize("kind", ["plan", "report"])
def test_whoever_submitted_cannot_approve(kind: str, secretariat: Any) -> None:
    obj = ready(kind)
    type(obj).objects.filter(pk=obj.pk).update(
        state=State.SUBMITTED, submitted_by=secretariat, submitted_at=timezone.now()
    )
    for step in (ReviewMove.APPROVE, ReviewMove.RETURN):
        with pytest.raises(ValidationError, match=r"submitted|mengajukan"):
            move(obj=obj, move_=step, by=secretariat, remark="x")
    obj.refresh_from_db()
    assert obj.state == State.SUBMITTED


def test_an_unlock_needs_a_reason_and_expires(officer: Any, secretariat: Any) -> None:
    plan = make.approve(ready("plan"))
    activity = plan.activities.get()
    assert why_locked(activity)
    with pytest.raises(ValidationError):
        move(obj=plan, move_=ReviewMove.UNLOCK, by=secretariat)
    now = timezone.now()
    plan = move(
        obj=plan, move_=ReviewMove.UNLOCK, by=secretariat, remark="Target salah ketik", at=now
    )
    activity.refresh_from_db()
    assert why_locked(activity, at=now) == ""
    assert why_locked(activity, at=now + dt.timedelta(days=UNLOCK_DAYS, seconds=1))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_lines_lock_with_their_root_and_the_page_says_why(
    state: State, officer: Any, as_user: Any
) -> None:
    activity, line = make.make_activity(), make.make_achievement()
    budget = make.make_budget(activity=activity)
    for root in (activity.plan, line.annual_report):
        type(root).objects.filter(pk=root.pk).update(
            state=state, submitted_at=timezone.now(), reviewed_at=timezone.now()
        )
    browser = as_user(officer)
    for name, row in (("activity", activity), ("activity-budget", budget), ("achievement", line)):
        address = reverse(f"planning:{name}-edit", args=[row.pk])
        assert browser.get(address).status_code == 403
        assert (
            browser.post(
                address, {"title": "Lain", "name": "Lain", "fund": "aksansi", "amount": 1}
            ).status_code
            == 403
        )
        assert browser.post(reverse(f"planning:{name}-archive", args=[row.pk])).status_code == 403
        before = row.version
        row.refresh_from_db()
        assert row.version == before
    adding = [
        ("activity-create", activity.plan), ("activity-budget-create", activity), ("achievement-create", line.annual_report),
    ]  # fmt: skip
    for name, parent in adding:
        assert browser.post(reverse(f"planning:{name}", args=[parent.pk]), {}).status_code == 403
    page = browser.get(activity.plan.get_absolute_url()).content.decode()
    assert escape(why_locked(activity.plan)) in page


def test_an_empty_plan_or_report_cannot_be_submitted_and_says_what_is_missing(officer: Any) -> None:
    plan, report = make.make_plan(), make.make_report(summary="")
    assert len(plan.missing_for_submission()) == 1
    assert len(report.missing_for_submission()) == 2
    make.make_activity(plan=plan, target=None, month_from=None, month_to=None)
    make.make_achievement(annual_report=report, realised=None)
    assert len(plan.missing_for_submission()) == 2
    assert len(report.missing_for_submission()) == 2
    for obj in (plan, report):
        with pytest.raises(ValidationError):
            move(obj=obj, move_=ReviewMove.SUBMIT, by=officer)
    line = report.achievements.get()
    line.obstacle = "Belum diukur"
    line.save()
    report.summary = "Ringkas"
    assert report.missing_for_submission() == []


def test_open_advice_blocks_submission_until_it_is_answered(officer: Any, secretariat: Any) -> None:
    plan = ready("plan")
    plan = move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
    advice = advise(line=plan.activities.get(), by=secretariat, text="Sebutkan lokasinya.")
    plan = move(obj=plan, move_=ReviewMove.RETURN, by=secretariat, remark="Lihat saran")
    with pytest.raises(ValidationError) as caught:
        move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
    assert "1" in str(caught.value)
    answer_advice(advice=advice, by=officer, answer="accepted", reason="Ditambahkan")
    assert move(obj=plan, move_=ReviewMove.SUBMIT, by=officer).state == State.SUBMITTED
    assert move(obj=AnnualPlan.objects.get(), move_=ReviewMove.APPROVE, by=secretariat).is_approved


def test_advice_on_an_archived_line_blocks_nobody(secretariat: Any) -> None:
    report = ready("report")
    line = report.achievements.get()
    make.make_achievement(annual_report=report, name="Lain")
    advise(line=line, by=secretariat, text="Periksa angkanya")
    assert report.missing_for_submission()
    line.archived_at = timezone.now()
    line.save()
    assert report.missing_for_submission() == []


@pytest.mark.parametrize("kind", ["plan", "report"])
def test_changes_since_approval_count_edits_but_not_the_review(
    kind: str, officer: Any, secretariat: Any
) -> None:
    obj = ready(kind)
    obj = move(obj=obj, move_=ReviewMove.SUBMIT, by=officer)
    assert changed(obj) == 0
    obj = move(obj=obj, move_=ReviewMove.APPROVE, by=secretariat)
    assert changed(obj) == 0
    obj = move(obj=obj, move_=ReviewMove.UNLOCK, by=secretariat, remark="Perbaikan")
    obj.summary = "Lain"
    obj.save()
    line = (obj.activities if kind == "plan" else obj.achievements).get()
    line.target = 40
    line.save()
    obj = move(obj=obj, move_=ReviewMove.RELOCK, by=secretariat)
    assert changed(obj) == 2
    if kind == "plan":
        make.make_progress(activity=line)
        assert changed(obj) == 2  # progress is no change of the plan
        make.make_budget(activity=line)
        assert changed(obj) == 3
    assert isinstance(obj, (AnnualPlan, AnnualReport))


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_decision(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    """One approves while another returns: the second meets the state that the first has left."""
    report = ready("report")
    move(obj=report, move_=ReviewMove.SUBMIT, by=officer)
    stale = [AnnualReport.objects.get(pk=report.pk) for _n in range(2)]
    gate, results = threading.Barrier(2, timeout=20), []

    def decide(mine: AnnualReport, step: ReviewMove) -> None:
        try:
            gate.wait()
            for _try in range(500):
                try:
                    move(obj=mine, move_=step, by=secretariat, remark="Sudah dibaca")
                    results.append("moved")
                    return
                except ValidationError:
                    results.append("refused")
                    return
                except OperationalError as error:
                    # SQLite's in-memory test database cannot wait for the other writer; a file can.
                    if connection.vendor != "sqlite" or "locked" not in str(error):
                        raise
                    time.sleep(0.01)
        finally:
            connections.close_all()

    steps = zip(stale, (ReviewMove.APPROVE, ReviewMove.RETURN), strict=True)
    threads = [threading.Thread(target=decide, args=pair) for pair in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == ["moved", "refused"]
    assert events_of(report).count() == 2  # handed in, and one decision


@pytest.mark.parametrize("kind", ["plan", "report"])
def test_many_are_approved_from_the_list_with_a_remark_and_the_others_named(
    kind: str, officer: Any, secretariat: Any, as_user: Any
) -> None:
    good = move(obj=ready(kind), move_=ReviewMove.SUBMIT, by=officer)
    make_one = make.make_plan if kind == "plan" else make.make_report
    own = make_one(
        chapter=make.make_chapter("34.01"), state=State.SUBMITTED, submitted_by=secretariat
    )
    type(own).objects.filter(pk=own.pk).update(submitted_at=timezone.now())
    other_year = make_one(year=2015, state=State.SUBMITTED, submitted_at=timezone.now())
    noun = "annual-plan" if kind == "plan" else "annual-report"
    desk = as_user(secretariat)
    listed = desk.get(reverse(f"planning:{noun}-list"), {"year": 2018})
    url = listed.context["approve_url"]
    page = desk.get(url).context
    assert (page["good"], [row for row, _why in page["bad"]]) == ([good], [own])
    answer = desk.post(
        url, {"row": [good.pk, own.pk, other_year.pk], "remark": "Sesuai"}, follow=True
    )
    told = answer.content.decode()
    assert "1 disetujui." in told and str(own) in told
    states = dict(type(own).objects.values_list("pk", "state"))
    assert states == {good.pk: "approved", own.pk: "submitted", other_year.pk: "submitted"}
    assert events_of(good)[0].remark == "Sesuai"
    assert not as_user(officer).get(reverse(f"planning:{noun}-list")).context["approve_url"]

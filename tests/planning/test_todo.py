"""Tasks: each appears with its condition and goes with it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.records.review import State
from planning.models import AnnualPlan, AnnualReport
from planning.services import answer_advice
from planning.todo import tasks_for
from tests.planning import factories as make

TODAY = dt.date(2019, 6, 15)


def urls(user: Any, today: dt.date = TODAY) -> list[str]:
    return [task.url for task in tasks_for(user, today=today)]


def test_a_chapter_is_asked_for_this_years_plan_and_last_years_report(
    officer: Any, other_officer: Any
) -> None:
    chapter = make.make_chapter()
    make.make_deadlines()
    start = f"?chapter={chapter.pk}&year="
    assert urls(officer) == [
        f"/planning/reports/add/{start}2018",
        f"/planning/plans/add/{start}2019",
    ]
    assert all(task.tone == "late" for task in tasks_for(officer, today=TODAY))
    assert urls(other_officer) == []
    make.approve(make.make_plan(year=2019))
    make.approve(make.make_report(year=2018))
    assert urls(officer) == []


def test_returned_and_begun_ones_wait_but_old_empty_drafts_do_not(officer: Any) -> None:
    make.approve(make.make_plan(year=2019))
    old = make.make_report(year=2015)
    report = make.make_report(year=2018)
    assert urls(officer) == [report.get_absolute_url()]
    make.make_achievement(annual_report=old)
    assert set(urls(officer)) == {report.get_absolute_url(), old.get_absolute_url()}
    AnnualReport.objects.update(state=State.RETURNED, reviewed_at=timezone.now())
    assert {task.tone for task in tasks_for(officer, today=TODAY)} == {"soon"}
    AnnualReport.objects.update(state=State.SUBMITTED)
    assert urls(officer) == []


def test_open_advice_waits_for_the_chapter(officer: Any, secretariat: Any) -> None:
    make.approve(make.make_report(year=2018))
    plan = make.make_plan(year=2019)
    activity = make.make_activity(plan=plan, month_to=12)
    make.approve(plan)
    advice = make.make_advice(activity=activity)
    assert urls(officer) == [f"/planning/advice/{advice.pk}/answer/"]
    make.make_advice(activity=activity)
    task = tasks_for(officer, today=TODAY)[0]
    assert (task.url, task.count) == ("/planning/advice/?answer=open", 2)
    for row in make.Advice.objects.all():
        answer_advice(advice=row, by=officer, answer="accepted")
    assert urls(officer) == []


def test_overdue_activities_wait_for_both(officer: Any, secretariat: Any) -> None:
    make.approve(make.make_report(year=2018))
    plan = make.make_plan(year=2019)
    overdue = make.make_activity(plan=plan, month_from=2, month_to=5)
    make.make_activity(plan=plan, month_from=2, month_to=6)
    make.approve(plan)
    ancient = make.make_plan(year=2010)
    make.make_activity(plan=ancient)
    make.approve(ancient)
    silent, late = (f"/planning/activities/?situation={name}" for name in ("silent", "late"))
    assert urls(officer) == [silent] and urls(secretariat) == [late]
    assert tasks_for(officer, today=TODAY)[0].count == 1
    make.make_progress(activity=overdue, volume=Decimal(1), date=dt.date(2019, 5, 5))
    # Begun, not finished: the Secretariat still asks.
    assert urls(officer) == [] and urls(secretariat) == [late]
    make.make_progress(activity=overdue, volume=Decimal(34), date=dt.date(2019, 5, 6))
    assert urls(secretariat) == []


def test_what_is_submitted_waits_for_review_with_its_days(
    secretariat: Any, officer: Any, official: Any
) -> None:
    plan = make.make_plan(year=2019)
    sent = timezone.make_aware(dt.datetime(2019, 5, 20, 9))
    AnnualPlan.objects.update(state=State.SUBMITTED, submitted_at=sent, submitted_by=officer)
    (task,) = tasks_for(secretariat, today=TODAY)
    assert (task.url, task.tone, task.due) == (plan.get_absolute_url(), "late", dt.date(2019, 6, 3))
    assert "26" in str(task.note)
    assert tasks_for(official, today=TODAY) == []
    for year in range(2001, 2007):
        make.make_plan(year=year, state=State.SUBMITTED, submitted_at=sent, submitted_by=officer)
    (task,) = tasks_for(secretariat, today=TODAY)
    assert (task.url, task.count) == ("/planning/plans/?state=submitted", 7)


def test_tasks_cost_few_queries(
    officer: Any, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    for year in range(2015, 2020):
        plan = make.make_plan(year=year)
        make.make_advice(activity=make.make_activity(plan=plan))
        make.make_report(year=year)
    for user in (officer, secretariat):
        with django_assert_max_num_queries(7):
            tasks_for(user, today=TODAY)


def test_an_old_strategy_or_a_new_development_plan_asks_for_an_update(
    officer: Any, other_officer: Any
) -> None:
    make.approve(make.make_plan(year=2019))
    make.approve(make.make_report(year=2018))
    edition = make.make_strategy(year=2017, period_from=2017, period_to=2021)
    assert urls(officer) == []
    make.make_development_plan(from_year=2020, to_year=2025)
    assert urls(officer) == []  # it has not begun
    rpjmd = make.make_development_plan(from_year=2018, to_year=2022)
    assert urls(officer) == [edition.get_absolute_url()]
    rpjmd.delete()
    assert urls(officer, dt.date(2022, 1, 1))[-1] == edition.get_absolute_url()
    type(edition).objects.update(status="replaced")
    assert edition.get_absolute_url() not in urls(officer, dt.date(2022, 1, 1))
    assert urls(other_officer) == []

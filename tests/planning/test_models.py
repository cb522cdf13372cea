"""What the tables hold by themselves, the derived status, and the way to the region."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from planning.models import (
    Activity,
    Advice,
    AnnualPlan,
    Goal,
    Progress,
    StrategyEdition,
    Vision,
    why_no_progress,
)
from tests.planning import factories as make
from tests.refusing import refused

pytestmark = pytest.mark.usefixtures("regions")


def test_the_database_refuses_what_cannot_be() -> None:
    plan, report = make.make_plan(), make.make_report()
    activity = make.make_activity(plan=plan)
    line = make.make_achievement(annual_report=report)
    indicator = make.make_indicator()
    make.make_achievement(annual_report=report, indicator=indicator, name="")
    refused("planning_plan_one_per_year", make.make_plan, year=2018)
    refused("planning_plan_year_in_range", make.make_plan, year=1999)
    refused("planning_report_one_per_year", make.make_report, year=2018)
    refused("planning_goal_years_in_order", make.make_goal, from_year=2018, to_year=2016)
    refused(
        "planning_activity_target_not_negative",
        lambda: make.make_activity(plan=plan, target=Decimal(-1)),
    )
    refused(
        "planning_activity_months_in_order",
        lambda: make.make_activity(plan=plan, month_from=5, month_to=3),
    )
    refused(
        "planning_activity_months_in_order",
        lambda: make.make_activity(plan=plan, month_from=None, month_to=3),
    )
    refused(
        "planning_activity_months_exist",
        lambda: make.make_activity(plan=plan, month_from=13, month_to=None),
    )
    refused(
        "planning_activity_stop_has_reason",
        lambda: make.make_activity(plan=plan, stop_state="batal"),
    )
    refused("amount", make.make_budget, activity=activity, amount=-5)
    refused(
        "planning_progress_volume_not_negative",
        lambda: make.make_progress(activity=activity, volume=Decimal(-1)),
    )
    refused(
        "planning_progress_cost_has_fund", lambda: make.make_progress(activity=activity, cost=5)
    )
    refused(
        "planning_achievement_is_named",
        lambda: make.make_achievement(annual_report=report, name=""),
    )
    refused(
        "planning_achievement_not_negative",
        lambda: make.make_achievement(annual_report=report, realised=Decimal(-1)),
    )
    refused(
        "planning_achievement_indicator_once",
        lambda: make.make_achievement(annual_report=report, indicator=indicator),
    )
    refused(
        "planning_advice_on_one_line", lambda: make.make_advice(activity=activity, achievement=line)
    )
    refused(
        "planning_advice_on_one_line", lambda: Advice.objects.create(chapter=plan.chapter, text="x")
    )
    refused(
        "planning_advice_answer_dated",
        lambda: make.make_advice(activity=activity, answer="accepted"),
    )
    refused(
        "planning_advice_refusal_has_reason",
        lambda: make.make_advice(activity=activity, answer="declined", answered_at=timezone.now()),
    )
    make.make_strategy()
    refused("planning_strategy_one_per_year", make.make_strategy)
    refused(
        "planning_strategy_period_in_order",
        lambda: make.make_strategy(year=2016, period_from=2016, period_to=2030),
    )
    refused(
        "planning_strategy_consulted_before_approval",
        lambda: make.make_strategy(year=2019, approved_on=dt.date(2019, 1, 1)),
    )
    refused(
        "planning_strategy_approved_is_dated",
        lambda: make.make_strategy(year=2019, status="approved", approved_by="Bupati Sleman"),
    )
    refused(
        "planning_strategy_consulted_before_approval",
        make.make_strategy,
        year=2019,
        approved_on=dt.date(2019, 1, 1),
        consulted_on=dt.date(2019, 2, 1),
    )


def test_an_archived_plan_leaves_its_year_free() -> None:
    plan = make.make_plan()
    plan.archived_at = timezone.now()
    plan.save()
    assert make.make_plan().year == plan.year


def test_status_is_derived_and_stops_win() -> None:
    plan = make.make_plan()

    def status(activity: Activity) -> str:
        return Activity.objects.with_figures().get(pk=activity.pk).status  # type: ignore[attr-defined]

    bare = make.make_activity(plan=plan)
    assert status(bare) == "belum"
    make.make_progress(activity=bare, volume=Decimal(34))
    assert status(bare) == "berjalan"
    last = make.make_progress(activity=bare, volume=Decimal(1))
    assert status(bare) == "selesai"
    last.archived_at = timezone.now()
    last.save()
    assert status(bare) == "berjalan"  # archived progress does not count
    make.make_progress(activity=bare, volume=None, completes=True)
    assert status(bare) == "selesai"  # finished below the target, because somebody says so
    Activity.objects.filter(pk=bare.pk).update(stop_state="batal", stop_reason="Dana batal")
    assert status(bare) == "batal"
    words = make.make_activity(plan=plan, target=None)
    make.make_progress(activity=words, volume=None)
    assert status(words) == "berjalan"
    row = Activity.objects.with_figures().get(pk=words.pk)
    assert (row.realised, row.spent, row.budget) == (None, None, None)  # type: ignore[attr-defined]


def test_figures_of_an_activity_do_not_multiply() -> None:
    activity = make.make_activity()
    for fund in ("apbd", "aksansi"):
        make.make_budget(activity=activity, fund=fund, amount=100)
    for day in (1, 2, 3):
        make.make_progress(
            activity=activity,
            date=dt.date(2018, 5, day),
            volume=Decimal("2.5"),
            cost=10,
            fund="aksansi",
        )
    row = Activity.objects.with_figures().get()
    assert (row.realised, row.spent, row.budget, row.progress_count) == (Decimal("7.5"), 30, 200, 3)  # type: ignore[attr-defined]
    assert row.last_progress_on == dt.date(2018, 5, 3)  # type: ignore[attr-defined]


def test_totals_of_a_plan_leave_cancelled_and_archived_lines_out() -> None:
    plan = make.make_plan()
    done = make.make_activity(plan=plan, target=Decimal(1))
    make.make_progress(activity=done, volume=Decimal(1))
    make.make_budget(activity=done, amount=50)
    make.make_activity(plan=plan)
    make.make_activity(plan=plan, stop_state="batal", stop_reason="x")
    gone = make.make_activity(plan=plan, archived_at=timezone.now())
    make.make_budget(activity=gone, amount=999)
    row = AnnualPlan.objects.with_totals().get()
    assert (row.activity_count, row.done_count, row.budget) == (2, 1, 50)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("today", "expected"),
    [(dt.date(2018, 11, 30), 0), (dt.date(2018, 12, 1), 1), (dt.date(2020, 1, 1), 1)],
)
def test_overdue_begins_with_the_month_after_the_last(today: dt.date, expected: int) -> None:
    plan = make.make_plan()
    make.make_activity(plan=plan, month_to=11)
    done = make.make_activity(plan=plan, month_to=11)
    make.make_progress(activity=done, volume=Decimal(35))
    assert (
        Activity.objects.overdue(today=today).count() == 0
    )  # a plan that is not agreed binds nobody
    make.approve(plan)
    assert Activity.objects.overdue(today=today).count() == expected


def test_progress_speaks_in_words() -> None:
    activity = make.make_activity()
    assert "2018" in why_no_progress(activity)
    make.approve(activity.plan)
    assert why_no_progress(activity) == ""
    future = Progress(activity=activity, date=timezone.localdate() + dt.timedelta(days=2), volume=1)
    with pytest.raises(ValidationError) as caught:
        future.full_clean()
    assert "date" in caught.value.message_dict
    with pytest.raises(ValidationError):
        Progress(activity=activity, date=dt.date(2018, 1, 1)).full_clean()


def test_a_goal_of_another_chapter_is_refused() -> None:
    foreign = make.make_goal(chapter=make.make_chapter("33.72"))
    activity = make.make_activity()
    activity.goal = foreign
    with pytest.raises(ValidationError) as caught:
        activity.full_clean()
    assert "goal" in caught.value.message_dict


def test_a_strategy_expires_after_five_years() -> None:
    known = StrategyEdition(
        title="SSK", year=2015, period_from=2016, period_to=2020, status="approved"
    )
    assert known.expires_on == dt.date(2020, 12, 31)
    assert known.is_expired(dt.date(2021, 1, 1)) and not known.is_expired(dt.date(2020, 12, 31))
    bare = StrategyEdition(title="SSK", year=2012)
    assert bare.expires_on == dt.date(2016, 12, 31)


@pytest.mark.parametrize(
    "make_row",
    [
        make.make_vision, make.make_goal, make.make_plan, make.make_activity, make.make_budget, make.make_progress,
        make.make_report, make.make_achievement, make.make_advice, make.make_strategy,
    ],
)  # fmt: skip
def test_rows_are_seen_in_their_region_only(
    make_row: Any, officer: Any, other_officer: Any, province_official: Any, expired: Any
) -> None:
    row = make_row()
    rows = type(row).objects
    assert rows.visible_to(officer).filter(pk=row.pk).exists()
    withheld = bool(rows.all().released_path)  # advice stays between Secretariat and chapter
    assert rows.visible_to(province_official).filter(pk=row.pk).exists() is not withheld
    assert not rows.visible_to(other_officer).exists()
    assert not rows.visible_to(expired).exists()


def test_a_replaced_vision_is_not_in_force() -> None:
    current = make.make_vision(set_on="2018")
    make.make_vision(set_on="2017")
    assert list(Vision.objects.in_force()) == [current]
    make.make_vision(set_on="2020", archived_at=timezone.now())
    assert list(Vision.objects.in_force()) == [current]


def test_a_goal_counts_activities_of_plans_that_are_kept(regions: Any) -> None:
    goal, gone = make.make_goal(), {"archived_at": timezone.now()}
    plan = make.make_plan()
    make.make_activity(goal=goal, plan=plan)
    make.make_activity(goal=goal, plan=plan, **gone)
    make.make_activity(goal=goal, plan=make.make_plan(year=2019, **gone))
    assert Goal.objects.with_links().get().activity_count == 1

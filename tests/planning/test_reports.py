"""The figures the roof shows: one chapter's year, all chapters' years, and what is missing in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chapters.models import Chapter
from core.land.regions import Region
from planning.models import Status
from planning.reports import MoneyRow, build_year, build_year_board
from planning.reports.rows import planned_money
from tests.planning import factories as make


def sleman() -> Region:
    return Region.objects.get(code="34.04")


def full_year() -> Chapter:
    chapter = make.make_chapter()
    goal = make.make_goal()
    make.make_vision()
    plan = make.make_plan()
    first = make.make_activity(plan=plan, goal=goal)
    make.make_budget(activity=first, fund="apbd", amount=100)
    make.make_budget(activity=first, fund="aksansi", amount=40)
    make.make_progress(
        activity=first,
        volume=Decimal(20),
        cost=60,
        fund="apbd",
        obstacle="Hujan",
        date=dt.date(2018, 5, 1),
    )
    make.make_progress(
        activity=first, volume=Decimal(13), cost=30, fund="donor", date=dt.date(2018, 6, 1)
    )
    make.make_activity(plan=plan, title="Belum jalan", field="teknis")
    make.approve(plan)
    following = make.make_plan(year=2019)
    make.make_activity(plan=following, title="Tahun depan")
    report = make.make_report()
    make.make_achievement(annual_report=report, last_year=Decimal(30))
    make.make_achievement(
        annual_report=report,
        name="Keluhan",
        target=Decimal(10),
        realised=Decimal(25),
        lower_is_better=True,
    )
    make.make_advice(activity=first)
    return chapter


def test_a_year_in_figures(officer: Any, django_assert_max_num_queries: Any) -> None:
    full_year()
    with django_assert_max_num_queries(12):
        year = build_year(user=officer, region=sleman(), year=2018)
    assert year.plan is not None and year.plan.is_approved and year.plan.approved_at
    first = next(
        row for row in year.activities if row.target_group == "" and row.realised is not None
    )
    assert (first.realised, first.percent, str(first.word), first.budget, first.spent) == (
        Decimal(33), 94, str(first.word), 140, 90,
    )  # fmt: skip
    assert (first.obstacle, first.goal) == ("Hujan", "Semua KPP didampingi")
    assert {(row.planned, row.realised) for row in year.money} == {
        (40, None),
        (100, 60),
        (None, 30),
    }
    assert year.money_total == MoneyRow(year.money_total.source, 140, 90, 140)
    assert [row.label for row in year.achievements] == ["KPP didampingi", "Keluhan"]
    change = year.achievements[0].change
    assert change is not None and change.percent == 10
    assert year.achievements[1].percent == 0
    assert [row.title for row in year.next_activities] == ["Tahun depan"]
    assert year.goals[0].activity_count == 1
    assert year.vision and year.done_count == 0
    assert sum(count for _badge, count in year.words) == 2
    assert not year.has_examples


def test_an_empty_year_says_what_is_missing_and_who_adds_it(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    nothing = build_year(user=officer, region=sleman(), year=2018)
    assert nothing.chapter_pk is None and len(nothing.missing) == 1
    make.make_chapter()
    with django_assert_max_num_queries(12):
        empty = build_year(user=officer, region=sleman(), year=2018)
    assert len(empty.missing) == 5
    assert all(part.text and part.who and part.url for part in empty.missing)
    assert empty.money_total.planned is None


def test_a_year_of_another_region_is_empty(officer: Any, other_officer: Any) -> None:
    full_year()
    assert build_year(user=officer, region=sleman(), year=2018).activities
    year = build_year(user=other_officer, region=sleman(), year=2018)
    assert year.chapter_pk is None and not year.activities and not year.achievements


def test_archived_parts_do_not_count(officer: Any) -> None:
    full_year()
    make.Activity.objects.filter(title="Belum jalan").update(archived_at=timezone.now())
    make.Achievement.objects.filter(name="Keluhan").update(archived_at=timezone.now())
    year = build_year(user=officer, region=sleman(), year=2018)
    assert (len(year.activities), len(year.achievements)) == (1, 1)
    make.AnnualReport.objects.update(archived_at=timezone.now())
    assert build_year(user=officer, region=sleman(), year=2018).annual_report is None


def test_examples_are_told(officer: Any) -> None:
    full_year()
    make.Activity.objects.filter(title="Tahun depan").update(is_example=True)
    assert build_year(user=officer, region=sleman(), year=2018).has_examples


def test_the_board_of_all_chapters(
    secretariat: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    full_year()
    make.make_chapter("33.72")
    with django_assert_max_num_queries(5):
        board = build_year_board(user=secretariat, year=2018)
    rows = {row.region_code: row for row in board}
    assert set(rows) == {"34.04", "33.72"}
    own, other = rows["34.04"], rows["33.72"]
    assert (own.activity_count, own.done_count, own.budget, own.open_advice) == (2, 0, 140, 1)
    assert own.last_progress_on == dt.date(2018, 6, 1)
    assert (other.plan, other.report, other.last_progress_on) == (None, None, None)
    assert [row.region_code for row in build_year_board(user=officer, year=2018)] == ["34.04"]


def test_board_queries_do_not_grow(secretariat: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            build_year_board(user=secretariat, year=2018, parts=["changes"])
            build_year(user=secretariat, region=region, year=2018)
        return len(caught)

    region = sleman()
    full_year()
    plan, report = make.AnnualPlan.objects.get(year=2018), make.AnnualReport.objects.get()
    make.make_activity(plan=plan, title="Sesudah disetujui")
    make.make_achievement(annual_report=report, name="Sesudah disetujui")
    few = count()
    for index in range(6):
        row = make.make_activity(plan=plan, title=f"K{index}")
        make.make_progress(activity=row)
        make.make_achievement(annual_report=report, name=f"A{index}")
        make.make_goal(title=f"G{index}")
    make.make_plan(chapter=make.make_chapter("33.72"))
    make.make_plan(chapter=make.make_chapter("34.01"))
    assert count() == few


def test_a_cancelled_budget_is_not_planned_any_more() -> None:
    lines = [(Status.NOT_STARTED, 10), (Status.CANCELLED, 5), (Status.DONE, None)]
    assert planned_money(lines) == 10
    assert planned_money([(Status.CANCELLED, 5), (Status.DONE, None)]) is None

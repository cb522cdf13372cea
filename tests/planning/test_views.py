"""The doors: the year of a chapter end to end, what pages show, exports, and queries that do not grow."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.records.review import State
from planning.models import Achievement, Activity, Advice, AnnualPlan, AnnualReport, Progress
from tests.planning import factories as make


def address(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=args)


def test_the_year_of_a_chapter_with_two_accounts(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    """Plan, advice, answer, approval, progress, achievement, approval: each step by its page."""
    chapter = make.make_chapter()
    us, them = as_user(officer), as_user(secretariat)

    assert (
        us.post(address("annual-plan-create"), {"chapter": chapter.pk, "year": "2018"}).status_code
        == 302
    )
    plan = AnnualPlan.objects.get()
    review = address("annual-plan-review", plan.pk)
    refused = us.post(f"{review}?move=submit", {})
    assert refused.status_code == 422  # an empty plan says what is missing
    activity_data = {
        "field": "kelembagaan", "title": "Pendampingan", "target": "35", "unit": "KPP", "month_from": "3", "fund": "apbd",
        "amount": "1000000",
    }  # fmt: skip
    assert us.post(address("activity-create", plan.pk), activity_data).status_code == 302
    activity = Activity.objects.get()
    assert (
        us.post(
            address("progress-create", activity.pk), {"date": "05/05/2018", "volume": "3"}
        ).status_code
        == 403
    )
    assert us.post(f"{review}?move=submit", {}).status_code == 302

    assert (
        them.post(
            address("activity-advise", activity.pk), {"text": "Sebutkan lokasinya"}
        ).status_code
        == 302
    )
    assert them.post(f"{review}?move=return", {}).status_code == 422  # a return needs its reason
    assert them.post(f"{review}?move=return", {"remark": "Lihat saran"}).status_code == 302
    assert us.post(f"{review}?move=submit", {}).status_code == 422  # advice is open
    advice = Advice.objects.get()
    assert them.post(address("advice-answer", advice.pk), {"answer": "accepted"}).status_code == 403
    assert us.post(address("advice-answer", advice.pk), {"answer": "declined"}).status_code == 422
    assert us.post(address("advice-answer", advice.pk), {"answer": "accepted"}).status_code == 302
    assert us.post(f"{review}?move=submit", {}).status_code == 302
    assert us.post(f"{review}?move=approve", {}).status_code == 403
    assert them.post(f"{review}?move=approve", {}).status_code == 302

    progress = {
        "date": "05/05/2018",
        "volume": "33",
        "cost": "900000",
        "fund": "apbd",
        "evidence": "Notula",
    }
    assert us.post(address("progress-create", activity.pk), progress).status_code == 302
    assert us.post(address("activity-edit", activity.pk), activity_data).status_code == 403
    assert Progress.objects.get().volume == 33

    start = {"chapter": chapter.pk, "year": "2018", "propose": "on"}
    assert us.post(address("annual-report-create"), start).status_code == 302
    report = AnnualReport.objects.get()
    assert Achievement.objects.get().realised == 33
    line = {
        "name": "Pelatihan",
        "unit": "orang",
        "target": "40",
        "realised": "28",
        "cause": "Undangan terlambat",
    }
    assert us.post(address("achievement-create", report.pk), line).status_code == 302
    edit = {"summary": "Tahun yang baik", "row_version": report.version}
    assert us.post(address("annual-report-edit", report.pk), edit).status_code == 302
    review = address("annual-report-review", report.pk)
    assert us.post(f"{review}?move=submit", {}).status_code == 302
    assert them.post(f"{review}?move=approve", {}).status_code == 302
    report.refresh_from_db()
    assert report.state == State.APPROVED
    page = us.get(report.get_absolute_url()).content.decode()
    assert "94" in page and "70" in page and "Pelatihan" in page


def test_progress_before_approval_is_refused_in_words(officer: Any, as_user: Any) -> None:
    activity = make.make_activity()
    answer = as_user(officer).get(address("progress-create", activity.pk))
    assert answer.status_code == 403
    from planning.models import why_no_progress

    assert (
        why_no_progress(activity)
        in as_user(officer).get(activity.get_absolute_url()).content.decode()
    )


def test_buttons_follow_the_role(
    officer: Any, secretariat: Any, official: Any, as_user: Any
) -> None:
    activity = make.make_activity()
    make.approve(activity.plan)
    advise, record = (
        address("activity-advise", activity.pk),
        address("progress-create", activity.pk),
    )
    stop = address("activity-stop", activity.pk)
    seen = {}
    for name, user in (("officer", officer), ("secretariat", secretariat), ("official", official)):
        page = as_user(user).get(activity.get_absolute_url()).content.decode()
        seen[name] = (advise in page, record in page, stop in page)
    assert seen == {
        "officer": (False, True, True), "secretariat": (True, True, True), "official": (False, False, False),
    }  # fmt: skip


def test_the_answer_form_is_offered_to_the_chapter_only(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    advice = make.make_advice()
    answer = address("advice-answer", advice.pk)
    line = advice.line.get_absolute_url()
    assert answer in as_user(officer).get(line).content.decode()
    assert answer not in as_user(secretariat).get(line).content.decode()


def test_stopping_by_page_needs_a_reason(officer: Any, as_user: Any) -> None:
    activity = make.make_activity()
    make.approve(activity.plan)
    browser = as_user(officer)
    assert (
        browser.post(address("activity-stop", activity.pk), {"state": "batal"}).status_code == 422
    )
    assert (
        browser.post(
            address("activity-stop", activity.pk), {"state": "batal", "reason": "Dana"}
        ).status_code
        == 302
    )
    assert Activity.objects.get().stop_state == "batal"


def test_delivery_by_page(secretariat: Any, officer: Any, as_user: Any) -> None:
    report = make.make_archived(secretariat)
    browser = as_user(officer)
    place = address("archived-report-delivery", report.pk)
    assert browser.post(place, {"sent_on": "1 Januari 2018"}).status_code == 422
    data = {"sent_on": "21 Januari 2019", "received_on": "25/01/2019", "received_by": "Bappeda"}
    assert browser.post(place, data).status_code == 302
    report.refresh_from_db()
    assert report.received_on == dt.date(2019, 1, 25)


def test_filters_narrow_and_bad_input_is_no_error(secretariat: Any, as_user: Any) -> None:
    own, other = make.make_plan(), make.make_plan(chapter=make.make_chapter("33.72"), year=2019)
    orphan = make.make_activity(plan=own, month_to=3)
    goal = make.make_goal()
    linked = make.make_activity(plan=own, title="Bertujuan", goal=goal, month_to=3)
    make.approve(own)
    browser = as_user(secretariat)

    def rows(name: str, query: str) -> list[Any]:
        answer = browser.get(f"{address(name)}?{query}")
        assert answer.status_code == 200
        return [row.record for row in answer.context["table"].rows]

    assert rows("annual-plan-list", "year=2018") == [own]
    assert rows("annual-plan-list", "region=33.72") == [other]
    assert rows("annual-plan-list", "state=approved&year=2018") == [own]
    assert rows("annual-plan-list", "q=surakarta") == [other]
    assert rows("annual-plan-list", "year=abc&state=nonsense") == []
    assert rows("activity-list", "goal=without") == [orphan]
    assert rows("activity-list", "goal=with") == [linked]
    assert len(rows("activity-list", "situation=overdue")) == 2
    assert rows("activity-list", "situation=selesai") == []
    assert rows("goal-list", "year=2017") == [goal]
    assert rows("goal-list", "year=2020") == []
    assert rows("activity-list", "year=999999999999999999999") == []


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_lists_export_what_they_show(fmt: str, officer: Any, as_user: Any) -> None:
    activity = make.make_activity(title="=HYPERLINK(1)")
    make.make_budget(activity=activity)
    make.make_achievement()
    make.make_goal()
    make.make_vision()
    make.make_strategy()
    make.make_advice(activity=activity)
    for noun in (
        "annual-plan",
        "activity",
        "annual-report",
        "goal",
        "vision",
        "strategy-edition",
        "advice",
        "archived-report",
    ):
        answer = as_user(officer).get(f"{address(f'{noun}-list')}?format={fmt}")
        body = b"".join(answer.streaming_content)
        assert answer.status_code == 200 and body
        if noun == "activity" and fmt == "csv":
            assert "'=HYPERLINK(1)" in body.decode()


def _grow(n: int, start: int) -> None:
    chapter = make.make_chapter()
    report = AnnualReport.objects.filter(year=2018).first() or make.make_report()
    plan = AnnualPlan.objects.filter(year=2018).first() or make.approve(make.make_plan())
    goal = make.make_goal()
    for index in range(start, start + n):
        activity = make.make_activity(plan=plan, title=f"K{index}", goal=goal)
        make.make_budget(activity=activity)
        make.make_budget(activity=activity, fund="aksansi")
        make.make_progress(activity=activity, cost=5, fund="aksansi")
        make.make_advice(activity=activity)
        line = make.make_achievement(annual_report=report, name=f"A{index}", activity=activity)
        make.make_advice(achievement=line)
        make.make_plan(chapter=chapter, year=2030 + index)
        make.make_report(chapter=chapter, year=2030 + index)
        make.make_vision(text=f"V{index}")
        make.make_strategy(year=2020 + index)
    first = Activity.objects.order_by("pk").first()
    line = Achievement.objects.order_by("pk").first()
    for _index in range(n):
        make.make_progress(activity=first)
        make.make_advice(activity=first)
        make.make_advice(achievement=line)


LISTS = ["annual-plan", "activity", "annual-report", "goal", "vision", "strategy-edition", "advice"]


def test_queries_do_not_grow_with_rows(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)

    def measure() -> dict[str, int]:
        places = {f"{noun}-list": address(f"{noun}-list") for noun in LISTS}
        places["activity-detail"] = Activity.objects.order_by("pk").first().get_absolute_url()  # type: ignore[union-attr]
        places["achievement-detail"] = Achievement.objects.order_by("pk").first().get_absolute_url()  # type: ignore[union-attr]
        places["goal-detail"] = address("goal-detail", make.Goal.objects.first().pk)  # type: ignore[union-attr]
        places["strategy-detail"] = address(
            "strategy-edition-detail", make.StrategyEdition.objects.first().pk
        )  # type: ignore[union-attr]
        places["annual-plan-detail"] = address(
            "annual-plan-detail", AnnualPlan.objects.get(year=2018).pk
        )
        places["annual-report-detail"] = address(
            "annual-report-detail", AnnualReport.objects.get(year=2018).pk
        )
        counts = {}
        for name, place in places.items():
            browser.get(place)  # content types and the like are cached by the first visit
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert browser.get(place).status_code == 200
            counts[name] = len(caught)
        return counts

    _grow(2, 0)
    few = measure()
    _grow(6, 2)
    many = measure()
    assert many == few
    too_many = {name: n for name, n in many.items() if n > (12 if name.endswith("list") else 20)}
    assert too_many == {}


def test_months_and_money_stand_on_the_plan(officer: Any, as_user: Any) -> None:
    activity = make.make_activity(month_from=2, month_to=4)
    make.make_budget(activity=activity, amount=7_000_000)
    make.make_progress(activity=activity, volume=Decimal(5), cost=2_500_000, fund="apbd")
    page = as_user(officer).get(activity.plan.get_absolute_url()).content.decode()
    assert page.count('class="on"') == 3
    assert "7.000.000" in page and "2.500.000" in page and "36%" in page


def test_what_a_plan_counts_opens_rows_of_this_plan_alone(secretariat: Any, as_user: Any) -> None:
    own = make.make_plan()
    other = make.make_plan(chapter=make.make_chapter("33.72"))
    for plan in (own, own, other):
        make.make_activity(plan=plan)
    browser = as_user(secretariat)
    page = browser.get(own.get_absolute_url()).content.decode()
    (place,) = re.findall(r'href="(/planning/activities/[^"]*goal=without[^"]*)"', page)
    assert browser.get(unescape(place)).context["total"] == 2

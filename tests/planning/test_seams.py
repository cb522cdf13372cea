"""Where a figure goes from one part of planning to another: the number told is the number recorded."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.land.regions import Region
from core.records.review import Locked
from planning import performance, services
from planning.badges import WORDS
from planning.dated import dated_for
from planning.models import Activity, AnnualPlan, Vision
from planning.reports import build_year
from planning.reports.goal_matrix import build_goal_matrix
from planning.reports.matrices import build_chapter_matrix, build_national_matrix
from planning.reports.year import money_of
from planning.services.carrying import Take
from tests.events.factories import make_attendance, make_day, make_event
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


def sleman() -> Region:
    return Region.objects.get(pk="34.04")


def test_what_was_cancelled_is_planned_nowhere(secretariat: Any) -> None:
    goal = make.make_goal(unit="KPP")
    plan = make.make_plan()
    stands = make.make_activity(plan=plan, goal=goal, unit="KPP")
    off = make.make_activity(plan=plan, goal=goal, unit="KPP", stop_state="batal", stop_reason="x")
    make.make_budget(activity=stands, amount=10)
    make.make_budget(activity=off, amount=90)
    make.make_progress(activity=off, volume=None, cost=5, fund="apbd", evidence="Kuitansi")
    (national,) = (r for r in build_national_matrix(user=secretariat, year=2018).rows if r.plan)
    chapter = build_chapter_matrix(user=secretariat, plan=plan)
    (goals,) = build_goal_matrix(user=secretariat, from_year=2018, to_year=2018).rows
    assert (national.lines, national.cancelled, national.budget) == (1, 1, 10)
    assert (chapter.budget, sum(f.budget or 0 for f in chapter.fields)) == (10, 10)
    assert [fund.planned for fund in chapter.funds] == [10]
    assert goals.budget == 10
    assert AnnualPlan.objects.with_totals().get().budget == 10
    assert [row.planned for row in money_of(secretariat, plan)] == [10]
    # What had been paid before it was cancelled is paid.
    assert (national.spent, chapter.spent) == (5, 5)


@pytest.mark.parametrize(
    ("first", "last"), [(2023, 2023), (2021, 2021), (2021, 2023), (2023, 2025)]
)
def test_a_goal_is_judged_by_all_its_years_whichever_are_looked_at(
    officer: Any, first: int, last: int
) -> None:
    goal = make.make_goal(target=Decimal(100), unit="KPP", from_year=2021, to_year=2023)
    for year, done in ((2021, 60), (2022, 30), (2023, 10), (2024, 500)):
        line = make.make_activity(plan=make.make_plan(year=year), goal=goal, unit="KPP")
        make.make_progress(activity=line, volume=Decimal(done), date=dt.date(year, 5, 5))
    (row,) = build_goal_matrix(user=officer, from_year=first, to_year=last).rows
    assert (row.realised, row.verdict.percent) == (100, 100)
    assert row.word == WORDS[performance.Word.ON_TARGET]


def test_a_goal_whose_period_runs_is_not_short_of_it_yet(officer: Any) -> None:
    this_year = dt.date.today().year
    goal = make.make_goal(
        target=Decimal(100), unit="KPP", from_year=this_year, to_year=this_year + 2
    )
    line = make.make_activity(plan=make.make_plan(year=this_year), goal=goal, unit="KPP")
    make.make_progress(activity=line, volume=Decimal(10), date=dt.date(this_year, 1, 1))
    (row,) = build_goal_matrix(user=officer, from_year=this_year, to_year=this_year).rows
    assert (row.verdict.percent, row.word.tone) == (10, "none")


def test_last_years_figure_is_of_the_same_unit_and_of_one_line(officer: Any) -> None:
    before = make.make_report(year=2017)
    for name, unit, done in (
        ("Pendampingan", "KK", 500),
        ("Pelatihan", "orang", 30),
        ("Dua baris", "KK", 1),
        ("dua  Baris", "KK", 2),
    ):
        make.make_achievement(annual_report=before, name=name, unit=unit, realised=Decimal(done))
    report = make.make_report()
    told = {}
    for name, unit in (("Pendampingan", "jiwa"), ("pelatihan", "Orang"), ("Dua baris", "KK")):
        line = make.Achievement(annual_report=report, name=name, unit=unit, realised=Decimal(9))
        told[name] = services.keep_achievement(line=line, by=officer).last_year
    assert told == {"Pendampingan": None, "pelatihan": 30, "Dua baris": None}


def test_a_past_year_tells_its_own_goals_vision_and_chapter(secretariat: Any) -> None:
    chapter = make.make_chapter(formed_on="2015")
    for text, day in (("Mimpi 2020", "2020"), ("Mimpi 2016", "2016")):
        services.set_vision(vision=Vision(chapter=chapter, text=text, set_on=day), by=secretariat)
    make.make_goal(chapter=chapter, title="Dulu")
    make.make_goal(chapter=chapter, title="Berikutnya", from_year=2019, to_year=2021)
    make.make_goal(chapter=chapter, title="Nanti", from_year=2030, to_year=2032)
    make.make_plan(chapter=chapter)
    found = build_year(user=secretariat, region=sleman(), year=2018)
    assert [goal.title for goal in found.goals] == ["Dulu", "Berikutnya"]
    assert found.vision == "Mimpi 2016"
    assert build_year(user=secretariat, region=sleman(), year=2021).vision == "Mimpi 2020"
    chapter.status, chapter.dissolved_on = "dissolved", "2020-03"
    chapter.save()
    assert build_year(user=secretariat, region=sleman(), year=2018).plan is not None
    assert build_year(user=secretariat, region=sleman(), year=2021).chapter == ""
    chapter.dissolved_on = ""
    chapter.save()
    assert build_year(user=secretariat, region=sleman(), year=2018).plan is not None
    assert build_year(user=secretariat, region=sleman(), year=dt.date.today().year).chapter == ""


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_dreams_stand_in_their_order_in_time_however_they_are_entered(
    secretariat: Any, order: tuple[int, ...]
) -> None:
    days = ("2012", "2016-05", "2020")
    for place in order:
        vision = Vision(chapter=make.make_chapter(), text=days[place], set_on=days[place])
        services.set_vision(vision=vision, by=secretariat)
    kept = dict(Vision.objects.with_end().values_list("text", "replaced_on"))
    assert kept == {"2012": "2016-05", "2016-05": "2020", "2020": ""}


def test_what_is_carried_over_takes_the_money_that_is_left(officer: Any) -> None:
    former, plan = make.make_plan(year=2017), make.make_plan(year=2018)
    line = make.make_activity(plan=former, target=Decimal(10), unit="KPP")
    make.make_budget(activity=line, amount=7_000_000)
    make.make_budget(activity=line, amount=3_000_000)
    make.make_budget(activity=line, amount=500, fund="aksansi")
    make.make_progress(
        activity=line, volume=Decimal(6), cost=6_000_000, fund="apbd", date=dt.date(2017, 5, 5)
    )
    make.make_progress(
        activity=line, volume=None, cost=900, fund="aksansi", date=dt.date(2017, 6, 5)
    )
    services.carry_lines(plan=plan, by=officer, lines=[Take(line.pk, True, "Dana terlambat")])
    new = Activity.objects.get(plan=plan)
    assert new.target == 4
    assert sum(new.budgets.filter(fund="apbd").values_list("amount", flat=True)) == 4_000_000
    assert not new.budgets.filter(fund="aksansi").exists()
    again = make.make_plan(year=2019)
    services.carry_lines(plan=again, by=officer, lines=[Take(new.pk, False)])
    anew = Activity.objects.get(plan=again)
    assert (anew.target, sum(anew.budgets.values_list("amount", flat=True))) == (4, 4_000_000)


def test_the_task_of_overdue_activities_leads_to_just_these(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    from planning.todo import tasks_for

    today = dt.date.today()
    for year, done in ((today.year - 1, 0), (today.year - 1, 1), (today.year - 3, 0)):
        plan = AnnualPlan.objects.filter(year=year).first() or make.make_plan(year=year)
        line = make.make_activity(plan=plan, month_from=1, target=Decimal(10))
        make.approve(plan)
        if done:
            make.make_progress(activity=line, volume=Decimal(1), date=dt.date(year, 1, 5))
    for user, expected in ((officer, 1), (secretariat, 2)):
        (task,) = (t for t in tasks_for(user, today=today) if "situation=" in t.url)
        page = as_user(user).get(task.url)
        assert task.count == expected == len(page.context["table"].rows)


def test_an_answer_to_advice_stands_once_its_line_is_approved(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    activity = make.make_activity()
    advice = services.advise(line=activity, by=secretariat, text="Sebutkan sumbernya")
    services.answer_advice(advice=advice, by=officer, answer="declined", reason="Sudah ada")
    make.approve(activity.plan)
    with pytest.raises(Locked):
        services.answer_advice(advice=advice, by=officer, answer="accepted")
    advice.refresh_from_db()
    assert (advice.answer, advice.reason) == ("declined", "Sudah ada")
    place = reverse("planning:advice-answer", args=[advice.pk])
    browser = as_user(officer)
    assert place not in browser.get(activity.get_absolute_url()).content.decode()
    assert browser.get(place).status_code == 403
    # Advice that came after the approval still gets its first answer.
    late = services.advise(line=activity, by=secretariat, text="Lampirkan foto")
    services.answer_advice(advice=late, by=officer, answer="accepted")


@pytest.mark.parametrize(
    ("realised", "lower", "tone"),
    [(5, True, "info"), (12, True, "bad"), (12, False, "info"), (5, False, "bad")],
)
def test_fewer_broken_plants_are_better_than_the_target(
    realised: int, lower: bool, tone: str
) -> None:
    verdict = performance.judge(Decimal(realised), Decimal(10), lower_is_better=lower)
    badge = WORDS[verdict.word]
    assert badge.tone == tone
    assert str(badge) == ("Lebih baik dari target" if tone == "info" else "Belum mencapai target")


def test_the_same_people_of_two_days_are_counted_once(officer: Any) -> None:
    from planning.counted import count_indicators

    names = [f"Peserta {number}" for number in range(10)]
    two_days = make_event(starts_on="2018-05-08", ends_on="2018-05-09")
    for day in (make_day(two_days, "2018-05-08"), make_day(two_days, "2018-05-09")):
        for name in names:
            make_attendance(two_days, day=day, name=name, women=1)
    one_day = make_event(starts_on="2018-06-08")
    make_attendance(one_day, men=10)

    def people() -> Any:
        found = count_indicators(
            user=officer, region=sleman(), year=2018, today=dt.date(2019, 1, 1)
        )
        return found["peserta-pelatihan"]

    assert people().value == 20
    unnamed = make_event(starts_on="2018-07-08", ends_on="2018-07-09")
    for number, day in ((7, make_day(unnamed, "2018-07-08")), (9, make_day(unnamed, "2018-07-09"))):
        make_attendance(unnamed, day=day, men=number)
    assert people().value == 29
    assert "paling sedikit" in people().how


# T13: strategies.


@pytest.mark.parametrize(
    ("status", "is_expired"),
    [("preparing", False), ("replaced", False), ("recorded", True)],
)
def test_t13_a_draft_has_no_validity(
    officer: Any, as_user: Any, status: str, is_expired: bool
) -> None:
    row = make.make_strategy(year=2016, period_from=2016, period_to=2020, status=status)
    assert row.is_expired() is is_expired
    browser = as_user(officer)
    page = browser.get(row.get_absolute_url()).content.decode()
    listed = browser.get(reverse("planning:strategy-edition-list")).content.decode()
    assert ("31 Desember 2020" in page) is is_expired
    assert ("31 Des 2020" in listed) is is_expired
    days = dated_for(officer, start=dt.date(2020, 12, 1), end=dt.date(2021, 1, 1))
    assert bool([one for one in days if one.kind == "strategy"]) is is_expired


def test_t13_a_process_nobody_recorded_is_not_called_not_begun(officer: Any, as_user: Any) -> None:
    row = make.make_strategy(status="recorded")
    page = as_user(officer).get(row.get_absolute_url()).content.decode()
    assert "Tidak tercatat" in page and "Belum dimulai" not in page


# T16: what stays between the Secretariat and the chapter.


def test_t16_advice_and_check_ins_are_for_the_government_only_once_released(
    officer: Any, official: Any, secretariat: Any, as_user: Any
) -> None:
    plan = make.make_plan()
    line = make.make_activity(plan=plan)
    advice = make.make_advice(activity=line, text="Nasihat intern")
    check = make.make_check_in(chapter=plan.chapter, activity=line, found="Temuan intern")
    pages = [
        reverse("planning:advice-list"),
        reverse("planning:check-in-list"),
        line.get_absolute_url(),
    ]

    def told(user: Any) -> list[bool]:
        said = [as_user(user).get(page).content.decode() for page in pages]
        return [
            any("Nasihat intern" in page for page in said),
            any("Temuan intern" in page for page in said),
        ]

    assert told(officer) == told(secretariat) == [True, True]
    assert told(official) == [False, False]
    assert as_user(official).get(check.get_absolute_url()).status_code == 404
    for row in (advice, check):
        row.is_released = True
        row.save()
    assert told(official) == [True, True]


def test_t16_the_secretariat_releases_advice_as_it_writes_it(
    secretariat: Any, official: Any, as_user: Any
) -> None:
    line = make.make_activity(plan=make.make_plan())
    place = reverse("planning:activity-advise", args=[line.pk])
    as_user(secretariat).post(place, {"text": "Untuk semua", "is_released": "on"})
    as_user(secretariat).post(place, {"text": "Untuk cabang"})
    page = as_user(official).get(line.get_absolute_url()).content.decode()
    assert "Untuk semua" in page and "Untuk cabang" not in page


def test_t16_older_advice_is_released_on_one_page_and_taken_back(
    secretariat: Any, officer: Any, official: Any, as_user: Any
) -> None:
    plan = make.make_plan()
    line = make.make_activity(plan=plan)
    old = make.make_advice(activity=line, text="Untuk semua")
    kept = make.make_advice(activity=line, text="Untuk cabang")
    gone = make.make_advice(
        activity=make.make_activity(plan=plan, archived_at=timezone.now()), text="Baris arsip"
    )
    place = reverse("planning:chapter-advice", args=[plan.chapter_id])
    listed = reverse("planning:advice-list")
    browser = as_user(secretariat)
    assert place in browser.get(listed).content.decode()
    assert place not in as_user(officer).get(listed).content.decode()
    page = browser.get(place).content.decode()
    assert "Untuk semua" in page and "Untuk cabang" in page and "Baris arsip" not in page
    assert browser.post(place, {"released": [old.pk]}).status_code == 302
    assert browser.post(place, {"released": [gone.pk]}).status_code == 422
    said = as_user(official).get(line.get_absolute_url()).content.decode()
    assert "Untuk semua" in said and "Untuk cabang" not in said
    found = as_user(official).get(listed).content.decode()
    assert "Untuk semua" in found and "Baris arsip" not in found
    browser.post(place, {"released": [kept.pk]})
    said = as_user(official).get(line.get_absolute_url()).content.decode()
    assert "Untuk semua" not in said and "Untuk cabang" in said
    assert old.history.count() == 3


@pytest.mark.parametrize("state", ["draft", "locked", "unlocked"])
def test_b5_what_is_offered_on_an_activity_is_not_refused(
    officer: Any, as_user: Any, state: str
) -> None:
    activity = make.make_activity()
    if state != "draft":
        make.approve(activity.plan)
    if state == "unlocked":
        make.unlock(activity.plan)
    browser = as_user(officer)
    page = browser.get(activity.get_absolute_url()).content.decode()
    address = reverse("planning:activity-target", args=[activity.pk])
    assert (f'href="{address}"' in page) == (state == "unlocked")
    assert browser.get(address).status_code == (200 if state == "unlocked" else 403)
    assert ("baris kegiatan terkunci" in page) == (state == "locked")
    for offered in set(re.findall(r'href="(/planning/[^"#]*)"', page)):
        answer = browser.get(html.unescape(offered))
        assert answer.status_code == 200, offered
        if answer.streaming:
            list(answer.streaming_content)


def test_b5_what_is_offered_on_a_report_is_not_refused(officer: Any, as_user: Any) -> None:
    for state in ("draft", "approved"):
        plan = make.make_plan(year=2018 if state == "draft" else 2019)
        if state == "approved":
            make.approve(plan)
        browser = as_user(officer)
        page = browser.get(plan.get_absolute_url()).content.decode()
        for offered in set(re.findall(r'href="(/planning/[^"#]*)"', page)):
            answer = browser.get(html.unescape(offered))
            assert answer.status_code == 200, offered
            if answer.streaming:
                list(answer.streaming_content)

"""What people type: choices inside the wall, bad input answered in words, nothing saved on a forged POST."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from planning.forms import (
    AchievementForm,
    ActivityForm,
    AnnualPlanForm,
    GoalForm,
    ProgressForm,
    StrategyEditionForm,
)
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    AnnualPlan,
    AnnualReport,
    Goal,
    Progress,
    StrategyEdition,
    Vision,
)
from tests.planning import factories as make


def test_an_officer_has_exactly_one_chapter_to_choose(officer: Any, secretariat: Any) -> None:
    own, _other = make.make_chapter(), make.make_chapter("33.72")
    field = AnnualPlanForm(user=officer).fields["chapter"]
    assert list(field.queryset) == [own] and field.initial == own.pk and field.empty_label is None
    assert AnnualPlanForm(user=secretariat).fields["chapter"].queryset.count() == 2


def test_a_second_plan_of_a_year_is_refused_in_words(officer: Any) -> None:
    plan = make.make_plan()
    form = AnnualPlanForm({"chapter": plan.chapter_id, "year": "2018"}, user=officer)
    assert not form.is_valid() and form.non_field_errors()
    form = AnnualPlanForm({"chapter": plan.chapter_id, "year": "1850"}, user=officer)
    assert "year" in form.errors


def test_chapter_and_year_of_a_plan_are_fixed(officer: Any) -> None:
    plan = make.make_plan()
    form = AnnualPlanForm(instance=plan, user=officer)
    assert not {"chapter", "year"} & set(form.fields)


@pytest.mark.parametrize(
    ("name", "data", "model"),
    [
        ("annual-plan-create", {"year": "2020"}, AnnualPlan),
        ("annual-report-create", {"year": "2020", "propose": "on"}, AnnualReport),
        ("vision-create", {"text": "Visi"}, Vision),
        (
            "goal-create",
            {"title": "T", "field": "teknis", "from_year": "2016", "to_year": "2018"},
            Goal,
        ),
    ],
)
def test_a_forged_chapter_of_another_region_saves_nothing(
    name: str, data: dict[str, str], model: Any, officer: Any, as_user: Any
) -> None:
    make.make_chapter()
    foreign = make.make_chapter("33.72")
    answer = as_user(officer).post(reverse(f"planning:{name}"), {**data, "chapter": foreign.pk})
    assert answer.status_code == 422
    assert not model.objects.exists()


@pytest.mark.parametrize("noun", ["goal", "vision", "annual-plan", "annual-report"])
def test_a_forged_chapter_on_an_edit_moves_nothing(noun: str, officer: Any, as_user: Any) -> None:
    row = {
        "goal": make.make_goal,
        "vision": make.make_vision,
        "annual-plan": make.make_plan,
        "annual-report": make.make_report,
    }[noun]()
    foreign = make.make_chapter("33.72")
    home = row.chapter_id
    data = {
        "chapter": foreign.pk, "year": 2030, "row_version": row.version, "title": "T", "text": "Baru", "field": "teknis",
        "from_year": 2016, "to_year": 2018,
    }  # fmt: skip
    as_user(officer).post(reverse(f"planning:{noun}-edit", args=[row.pk]), data)
    row.refresh_from_db()
    assert row.chapter_id == home and getattr(row, "year", 2018) == 2018


def test_a_forged_goal_and_parent_of_another_region_save_nothing(
    officer: Any, as_user: Any
) -> None:
    plan = make.make_plan()
    foreign = make.make_plan(chapter=make.make_chapter("33.72"))
    goal = make.make_goal(chapter=foreign.chapter)
    data = {"field": "teknis", "title": "Kegiatan", "goal": goal.pk}
    browser = as_user(officer)
    assert (
        browser.post(reverse("planning:activity-create", args=[plan.pk]), data).status_code == 422
    )
    assert (
        browser.post(
            reverse("planning:activity-create", args=[foreign.pk]), {**data, "goal": ""}
        ).status_code
        == 404
    )
    assert not Activity.objects.exists()
    strategy = {"region": "33.72", "title": "SSK", "year": "2020", "status": "preparing"}
    assert browser.post(reverse("planning:strategy-edition-create"), strategy).status_code == 422
    assert not StrategyEdition.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"target": "-1"}, "target"),
        ({"target": "banyak"}, "target"),
        ({"month_from": "5", "month_to": "3"}, "__all__"),
        ({"month_from": "13"}, "month_from"),
        ({"amount": "5000"}, "fund"),
        ({"fund": "aksansi", "amount": "-1"}, "amount"),
        ({"title": ""}, "title"),
        ({"field": "lain"}, "field"),
    ],
)
def test_a_bad_activity_is_answered_in_words(
    data: dict[str, str], field: str, officer: Any
) -> None:
    form = ActivityForm(
        {"title": "K", "field": "teknis", **data}, user=officer, parent=make.make_plan()
    )
    assert not form.is_valid() and field in form.errors


def test_an_activity_brings_its_first_money_and_reads_indonesian_numbers(officer: Any) -> None:
    from django.utils import translation

    with translation.override("id"):
        form = ActivityForm(
            {"title": "K", "field": "teknis", "target": "1.250,5", "unit": "m3", "fund": "apbd", "amount": "1.500.000"},
            user=officer, parent=make.make_plan(),
        )  # fmt: skip
        assert form.is_valid(), form.errors
        activity = form.save()
    activity.refresh_from_db()
    assert activity.target == Decimal("1250.5")
    assert ActivityBudget.objects.get(activity=activity).amount == 1_500_000


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"date": "31 Desember 2099", "volume": "1"}, "date"),
        ({"date": "2018", "volume": "1"}, "date"),
        ({"date": "besok", "volume": "1"}, "date"),
        ({"date": "05/05/2018"}, "__all__"),
        ({"date": "05/05/2018", "volume": "-1"}, "volume"),
        ({"date": "05/05/2018", "cost": "1000"}, "__all__"),
    ],
)
def test_bad_progress_is_answered_in_words(data: dict[str, str], field: str, officer: Any) -> None:
    form = ProgressForm(data, user=officer, parent=make.make_activity())
    assert not form.is_valid() and field in form.errors
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"realised": "5"}, "name"),
        ({"name": "Sendiri", "realised": "5"}, "unit"),
        ({"name": "Sendiri", "unit": "KPP", "realised": "-5"}, "realised"),
        ({"name": "Sendiri", "unit": "KPP", "realised": "99999999999999999"}, "realised"),
        ({"indicator": "999", "realised": "5"}, "indicator"),
    ],
)
def test_a_bad_achievement_is_answered_in_words(
    data: dict[str, str], field: str, officer: Any
) -> None:
    form = AchievementForm(data, user=officer, parent=make.make_report())
    assert not form.is_valid() and field in form.errors


def test_the_same_indicator_twice_is_refused(officer: Any) -> None:
    report, indicator = make.make_report(), make.make_indicator()
    first = AchievementForm(
        {"indicator": indicator.pk, "realised": "3"}, user=officer, parent=report
    )
    assert first.is_valid(), first.errors
    line = first.save()
    assert (line.unit, line.order) == ("KPP", 1)
    again = AchievementForm(
        {"indicator": indicator.pk, "realised": "4"}, user=officer, parent=report
    )
    assert not again.is_valid() and again.non_field_errors()


@pytest.mark.parametrize(
    "data",
    [
        {"approved_on": "1 Maret 2018"},
        {"approved_on": "1 Maret 2018", "consulted_on": "2 Maret 2018"},
        {"status": "approved"},
        {"status": "approved", "consulted_on": "1 Maret 2018", "approved_on": "2 Maret 2018"},
        {"approval_number": "12/2018"},
        {"reasons": ["OTHER"]},
        {"period_from": "2018", "period_to": "2032"},
    ],
)
def test_a_strategy_is_approved_only_after_the_consultation(
    data: dict[str, Any], officer: Any
) -> None:
    base = {"region": "34.04", "title": "SSK", "year": "2018", "status": "preparing"}
    assert not StrategyEditionForm({**base, **data}, user=officer).is_valid()
    good = StrategyEditionForm(
        {
            **base,
            "status": "approved",
            "consulted_on": "1 Maret 2018",
            "approved_on": "2 Maret 2018",
            "approved_by": "Bupati Sleman",
            "reasons": ["EXPIRED"],
        },
        user=officer,
    )
    assert good.is_valid(), good.errors
    assert good.save().processes.count() == 5


def test_goal_years_in_order(officer: Any) -> None:
    chapter = make.make_chapter()
    data = {
        "chapter": chapter.pk,
        "title": "T",
        "field": "teknis",
        "from_year": "2018",
        "to_year": "2016",
    }
    assert GoalForm(data, user=officer).non_field_errors()


def test_coming_back_to_a_year_that_exists_adds_nothing(officer: Any, as_user: Any) -> None:
    report = make.make_report()
    make.make_achievement(annual_report=report)
    browser = as_user(officer)
    answer = browser.post(
        reverse("planning:annual-report-create"), {"chapter": report.chapter_id, "year": "2018"}
    )
    assert answer.status_code == 302 and answer["Location"] == report.get_absolute_url()
    assert (AnnualReport.objects.count(), Achievement.objects.count()) == (1, 1)
    make.approve(report)
    answer = browser.post(
        reverse("planning:annual-report-create"), {"chapter": report.chapter_id, "year": "2018"}
    )
    assert answer.status_code == 422
    answer = browser.post(
        reverse("planning:annual-report-create"), {"chapter": report.chapter_id, "year": "2099"}
    )
    assert answer.status_code == 422


def test_the_same_form_sent_twice_makes_one_line(officer: Any, as_user: Any) -> None:
    report = make.make_report()
    address = reverse("planning:achievement-create", args=[report.pk])
    data = {
        "name": "KPP",
        "unit": "KPP",
        "realised": "3",
        "form_token": "6f1c9b1e-6c2b-4d52-9a3c-0d9f5f0f4b11",
    }
    browser = as_user(officer)
    for _time in range(2):
        assert browser.post(address, data).status_code == 302
    assert Achievement.objects.count() == 1


def test_rough_numbers_are_kept_and_told(officer: Any) -> None:
    plan = make.make_plan()
    activity = ActivityForm(
        data={"field": "teknis", "title": "Pendataan", "target": "± 120", "unit": "KPP", "order": "0"},
        user=officer,
        parent=plan,
    )  # fmt: skip
    assert activity.is_valid(), activity.errors
    row = activity.save()
    assert row.target == 120 and "± 120" in row.source
    made = make.make_activity(plan=plan)
    progress = ProgressForm(
        data={"date": "2018-03-01", "volume": "±12", "evidence": "Daftar hadir"},
        user=officer,
        parent=made,
    )
    assert progress.is_valid(), progress.errors
    done = progress.save()
    assert done.volume == 12 and done.evidence.startswith("Daftar hadir; ")
    assert "± 12" in done.evidence
    achievement = AchievementForm(
        data={"name": "KPP didampingi", "unit": "KPP", "realised": "sekitar 30"},
        user=officer,
        parent=make.make_report(),
    )
    assert achievement.is_valid(), achievement.errors
    reached = achievement.save()
    assert reached.realised == 30 and "± 30" in reached.source


def test_a_form_without_a_remark_says_what_to_write(officer: Any) -> None:
    form = AnnualPlanForm(data={"chapter": make.make_chapter().pk, "year": "±2018"}, user=officer)
    (words,) = form.errors["year"]
    assert "2018" in words and "±" in words and "Sumber" in words

"""Data administration: the same wall and locks, and nothing that only a service may write."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.planning import factories as make

MODELS = [model for model in admin.site._registry if model._meta.app_label == "planning"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_open_for_officers_with_their_own_rows_only(
    model: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    from tests.planning.matrix import make_world

    make_world("33.72", "Kenari7351")
    name = f"admin:planning_{model._meta.model_name}_changelist"
    answer = as_user(officer).get(reverse(name))
    national = model.__name__ in (
        "FormColumn", "Indicator", "NationalForm", "SipdCode", "SipdEdition",
    )  # fmt: skip
    assert answer.status_code == (403 if national else 200)
    assert b"Kenari7351" not in answer.content
    assert as_user(secretariat).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "noun",
    [
        "activity",
        "progress",
        "annualreport",
        "achievement",
        "advice",
        "strategyedition",
        "archivedreport",
        "vision",
    ],
)
def test_what_a_service_makes_is_not_added_here(noun: str, secretariat: Any, as_user: Any) -> None:
    assert as_user(secretariat).get(reverse(f"admin:planning_{noun}_add")).status_code == 403


def test_locked_and_sealed_rows_cannot_be_changed_here(secretariat: Any, as_user: Any) -> None:
    activity = make.make_activity()
    make.approve(activity.plan)
    sealed = make.make_archived(secretariat)
    browser = as_user(secretariat)
    for row in (activity, activity.plan, sealed):
        place = reverse(f"admin:planning_{row._meta.model_name}_change", args=[row.pk])
        assert browser.get(place).status_code == 200
        assert browser.post(place, {"title": "Lain", "summary": "Lain"}).status_code == 403
        before = type(row).objects.filter(pk=row.pk).values().get()
        assert "Lain" not in before.values(), row


def test_a_plan_does_not_change_its_chapter_here(secretariat: Any, as_user: Any) -> None:
    plan = make.make_plan()
    foreign = make.make_chapter("33.72")
    place = reverse("admin:planning_annualplan_change", args=[plan.pk])
    as_user(secretariat).post(place, {"chapter": foreign.pk, "year": 2030, "summary": "Lain"})
    plan.refresh_from_db()
    assert (plan.chapter_id, plan.year, plan.summary) == (make.make_chapter().pk, 2018, "Lain")

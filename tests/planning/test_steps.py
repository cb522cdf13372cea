"""Steps of the year beyond the review: changed targets, carried work, check-ins, counted figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.land.regions import Region
from core.records.review import Locked
from ksm.models import StatusRecord
from planning import services
from planning.counted import count_indicators
from planning.forms import ActivityForm
from planning.models import (
    Achievement,
    Activity,
    CheckIn,
    ReviewMeeting,
    StrategyEdition,
    TargetChange,
)
from planning.todo import tasks_for
from tests.ksm.factories import make_facility
from tests.planning import factories as make
from tests.refusing import refused_by

pytestmark = pytest.mark.django_db


def agreed(**extra: Any) -> Activity:
    """Return an activity of an approved plan that the Secretariat has unlocked."""
    activity = make.make_activity(**extra)
    make.unlock(make.approve(activity.plan))
    return Activity.objects.select_related("plan__chapter__region").get(pk=activity.pk)


def change(activity: Activity, by: Any, **extra: Any) -> TargetChange:
    facts = {
        "target": Decimal(20),
        "unit": "KPP",
        "reasons": ["dana"],
        "explanation": "Dana APBD-P terlambat",
    }
    return services.change_target(activity=activity, by=by, **{**facts, **extra})


def test_a_changed_target_keeps_the_old_one_and_the_reason(officer: Any) -> None:
    activity = agreed()
    kept = change(activity, officer, reasons=["waktu", "dana"])
    activity.refresh_from_db()
    assert activity.target == 20
    assert (kept.old_target, kept.new_target, kept.reasons) == (35, 20, "dana waktu")
    assert len(kept.reason_words) == 2
    assert activity.history.first().history_change_reason == "Dana APBD-P terlambat"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons": []},
        {"reasons": ["tidak-ada"]},
        {"explanation": "  "},
        {"target": Decimal(35)},
        {"target": Decimal(-1)},
    ],
)
def test_a_target_changes_only_with_a_reason_to_another_figure(
    wrong: dict[str, Any], officer: Any
) -> None:
    activity = agreed()
    with pytest.raises(ValidationError):
        change(activity, officer, **wrong)
    activity.refresh_from_db()
    assert activity.target == 35
    assert not TargetChange.objects.exists()


def test_an_agreed_target_is_not_changed_by_the_back_door(officer: Any) -> None:
    activity = agreed()
    form = ActivityForm(instance=activity, user=officer)
    assert not {"target", "unit"} & set(form.fields)
    activity.target = Decimal(1)
    with pytest.raises(ValidationError):
        activity.full_clean()


def test_under_the_lock_a_target_stays_and_a_draft_is_simply_edited(
    officer: Any, official: Any, as_user: Any
) -> None:
    locked = make.make_activity()
    make.approve(locked.plan)
    with pytest.raises(Locked, match=r"locked|terkunci"):
        change(Activity.objects.get(pk=locked.pk), officer)
    draft = make.make_activity(plan=make.make_plan(year=2019))
    with pytest.raises(ValidationError):
        change(draft, officer)
    page = as_user(officer).get(reverse("planning:activity-target", args=[draft.pk]))
    assert page.status_code == 403
    assert "belum disetujui" in page.content.decode()
    with pytest.raises(PermissionDenied):
        change(draft, official)


def test_the_database_refuses_a_change_without_reason(regions: Any) -> None:
    activity = make.make_activity()
    has_reason = "planning_target_change_has_reason"
    for rule, wrong in (
        (has_reason, {"reasons": ""}),
        (has_reason, {"explanation": ""}),
        ("planning_target_change_changes", {"old_target": 20, "new_target": 20}),
    ):
        with refused_by(rule):
            make.make_target_change(activity=activity, **wrong)


# --- From one year to the next ------------------------------------------------------


def two_years() -> tuple[Activity, Activity, Any]:
    """Return an unfinished and a finished activity of 2018, and the plan of 2019."""
    plan = make.make_plan()
    half = make.make_activity(plan=plan, title="Setengah")
    done = make.make_activity(plan=plan, title="Selesai", target=Decimal(1))
    make.make_progress(activity=half, volume=Decimal(15))
    make.make_progress(activity=done, volume=Decimal(1))
    make.make_budget(activity=half, amount=7)
    # Struck out: goes nowhere.
    make.make_budget(activity=half, amount=90, fund="donor", archived_at=timezone.now())
    return half, done, make.make_plan(year=2019)


def test_what_is_unfinished_goes_on_with_what_is_left_and_its_reason(officer: Any) -> None:
    half, done, plan = two_years()
    lines = [services.Take(half.pk, True, "Agustus sibuk"), services.Take(done.pk, False)]
    assert services.carry_lines(plan=plan, by=officer, lines=lines) == 2
    carried, anew = plan.activities.order_by("-carried_from")[:2]
    if carried.carried_from_id is None:
        carried, anew = anew, carried
    assert (carried.carried_from, carried.target, carried.carry_reason) == (
        half,
        20,
        "Agustus sibuk",
    )
    assert carried.budgets.get().amount == 7
    assert (anew.title, anew.target, anew.carried_from) == ("Selesai", 1, None)


def test_carrying_over_is_refused_in_words(officer: Any, other_officer: Any) -> None:
    half, done, plan = two_years()
    foreign = make.make_activity(plan=make.make_plan(chapter=make.make_chapter("33.72")))
    for lines in (
        [],
        [services.Take(half.pk, True, " ")],
        [services.Take(done.pk, True, "Sebab")],
        [services.Take(foreign.pk, False)],
    ):
        with pytest.raises(ValidationError):
            services.carry_lines(plan=plan, by=officer, lines=lines)
    assert not plan.activities.exists()
    with pytest.raises(PermissionDenied):
        services.carry_lines(plan=plan, by=other_officer, lines=[services.Take(half.pk, False)])


def test_a_line_is_carried_over_once(officer: Any, as_user: Any) -> None:
    half, _done, plan = two_years()
    address = reverse("planning:annual-plan-carry", args=[plan.pk])
    browser = as_user(officer)
    data = {f"take_{half.pk}": "carry", f"reason_{half.pk}": "Agustus sibuk"}
    assert browser.post(address, {f"take_{half.pk}": "carry"}).status_code == 422
    assert browser.post(address, data).status_code == 302
    assert plan.activities.count() == 1
    assert browser.post(address, data).status_code == 422  # it is no longer offered
    with pytest.raises(ValidationError):
        services.carry_lines(plan=plan, by=officer, lines=[services.Take(half.pk, True, "Lagi")])
    assert plan.activities.count() == 1


def test_the_first_plan_has_nothing_to_take_and_says_so(officer: Any, as_user: Any) -> None:
    page = as_user(officer).get(reverse("planning:annual-plan-carry", args=[make.make_plan().pk]))
    assert page.status_code == 403
    assert "belum memiliki rencana sebelumnya" in page.content.decode()


# --- Check-ins ----------------------------------------------------------------------


def test_a_promise_is_a_task_until_it_is_kept(officer: Any, secretariat: Any, as_user: Any) -> None:
    today = timezone.localdate()
    chapter = make.make_chapter()
    data = {
        "chapter": chapter.pk, "checked_on": (today - dt.timedelta(days=30)).isoformat(), "means": "telepon",
        "found": "Laporan kas belum ada", "promise": "Kirim laporan kas",
        "promise_due": (today - dt.timedelta(days=2)).isoformat(),
    }  # fmt: skip
    create = reverse("planning:check-in-create")
    assert as_user(officer).post(create, data).status_code == 403
    assert as_user(secretariat).post(create, data).status_code == 302
    check = CheckIn.objects.get()
    assert check.checked_by == secretariat

    def waiting(user: Any) -> list[str]:
        return [t.url for t in tasks_for(user, today=today) if "check-in" in t.url]

    assert waiting(officer) and waiting(secretariat)
    keep = reverse("planning:check-in-keep", args=[check.pk])
    browser = as_user(officer)
    assert browser.post(keep, {"on": "2999-01-01", "how": "Terkirim"}).status_code == 422
    assert browser.post(keep, {"on": today.isoformat(), "how": ""}).status_code == 422
    assert browser.post(keep, {"on": today.isoformat(), "how": "Terkirim"}).status_code == 302
    assert not waiting(officer) and not waiting(secretariat)
    assert browser.post(keep, {"on": today.isoformat(), "how": "Lagi"}).status_code == 422


def test_only_the_secretariat_words_what_it_found(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    check = make.make_check_in()
    address = reverse("planning:check-in-edit", args=[check.pk])
    assert as_user(officer).get(address).status_code == 403
    assert as_user(officer).post(address, {"found": "Palsu"}).status_code == 403
    assert as_user(secretariat).get(address).status_code == 200
    check.refresh_from_db()
    assert check.version == 1


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("promise_has_date", {"promise": "Kirim"}),
        ("promise_has_date", {"promise_due": dt.date(2018, 7, 1)}),
        ("due_after_check", {"promise": "Kirim", "promise_due": dt.date(2018, 5, 1)}),
        ("kept_in_full", {"kept_on": dt.date(2018, 7, 1), "kept_how": "Sudah"}),
    ],
)
def test_the_database_keeps_promises_whole(rule: str, wrong: dict[str, Any], regions: Any) -> None:
    with refused_by(f"planning_checkin_{rule}"):
        make.make_check_in(**wrong)


# --- Counted figures ----------------------------------------------------------------


def test_figures_are_counted_not_typed(officer: Any, as_user: Any) -> None:
    for number, state in enumerate(("berfungsi", "berfungsi", "tidak_berfungsi")):
        facility = make_facility(built_on="2014")
        StatusRecord.objects.create(
            facility=facility, observed_on="2018-05", function_status=state, active_sr=10 + number
        )
    make_facility("33.72", built_on="2014")
    make.make_indicator(code="unit-terdata", label_id="Sarana terdata", unit="unit")
    make.make_indicator(code="unit-berfungsi", label_id="Sarana berfungsi", unit="%")
    report = make.make_report()
    known = count_indicators(
        user=officer, region=Region.objects.get(pk="34.04"), year=2018, today=dt.date(2026, 1, 1)
    )
    assert known["unit-terdata"].value == 3
    assert known["unit-berfungsi"].value == Decimal("66.7")
    assert known["sr-aktif"].value == 33
    assert "ksm-dibina" not in known and "peserta-pelatihan" not in known  # unknown is not 0

    old = make.make_achievement(
        annual_report=report, name="", indicator=make.make_indicator(code="unit-terdata"), realised=Decimal(9),
        target=Decimal(4),
    )  # fmt: skip
    browser = as_user(officer)
    address = reverse("planning:annual-report-counted", args=[report.pk])
    assert known["unit-terdata"].url in browser.get(address).content.decode().replace("&amp;", "&")
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"codes": ["unit-terdata", "unit-berfungsi"]}).status_code == 302
    old.refresh_from_db()
    assert (old.realised, old.target, old.counted) == (3, 4, True)
    assert Achievement.objects.get(indicator__code="unit-berfungsi").realised == Decimal("66.7")
    assert browser.post(address, {"codes": ["dana-dimobilisasi"]}).status_code == 422


# --- The strategy -------------------------------------------------------------------


def test_a_strategy_is_due_by_age_or_by_a_new_development_plan(officer: Any, as_user: Any) -> None:
    old = make.make_strategy(year=2012, period_from=2013, period_to=2017, status="recorded")
    rpjmd = make.make_development_plan()
    before = make.make_development_plan(from_year=2011, to_year=2015)
    page = as_user(officer).get(old.get_absolute_url()).content.decode()
    assert "perlu dimutakhirkan" in page and str(rpjmd) in page
    assert f"{before} dimulai" not in page
    today = dt.date(2017, 1, 1)
    assert old.changed_since([rpjmd, before], today=today) == rpjmd
    assert old.changed_since([rpjmd], today=dt.date(2015, 1, 1)) is None
    assert old.changed_since([make.make_development_plan(region_id="33.72")], today=today) is None


def test_an_approved_strategy_names_who_approved(regions: Any) -> None:
    facts = {
        "status": "approved",
        "approved_on": dt.date(2016, 3, 2),
        "consulted_on": dt.date(2016, 3, 1),
    }
    with refused_by("planning_strategy_approved_by_head"):
        make.make_strategy(**facts)
    assert make.make_strategy(approved_by="Bupati Sleman", **facts)
    assert StrategyEdition.objects.count() == 1


def test_an_activity_serves_only_its_own_regions_programme(officer: Any) -> None:
    activity = make.make_activity()
    activity.programme = make.make_programme(edition=make.make_strategy(region_id="33.72"))
    with pytest.raises(ValidationError) as caught:
        activity.full_clean()
    assert "programme" in caught.value.message_dict
    activity.programme = make.make_programme()
    activity.full_clean()
    assert not ReviewMeeting.objects.exists()

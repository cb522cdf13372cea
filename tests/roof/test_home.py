"""Home, overview, board and search: each reader finds the own work first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.home import home
from chapters.models import Chapter
from core.records.review import ReviewMove
from core.records.steps import move
from core.tools.todo import Task, first_of, in_order
from ksm.models import Facility
from tests.agreements import factories as agreements
from tests.events import factories as events
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning


def test_each_role_finds_its_own_first_page(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    Chapter.objects.create(region_id="34.04", status="active")
    national = as_user(secretariat).get("/").context["home"]
    assert national.board and national.shows_tasks and not national.region
    regional = as_user(officer).get("/").context["home"]
    assert regional.region.region.pk == "34.04" and regional.shows_tasks and not regional.board
    reading = as_user(official).get("/").context["home"]
    assert reading.region.region.pk == "34.04" and not reading.shows_tasks and reading.tasks == []


def test_a_task_goes_when_its_condition_goes(regions: Any, as_user: Any, officer: Any) -> None:
    facility = Facility.objects.create(
        stage="terbangun",
        code="34.04-0001",
        name="IPAL",
        facility_type="ipal_komunal",
        region_id="34.04",
    )

    def mentions_status() -> bool:
        return any(
            "check=status" in task.url
            for task in as_user(officer).get("/?all=1").context["home"].tasks
        )

    assert mentions_status()
    facility.status_records.create(
        observed_on=timezone.localdate().isoformat(), function_status="berfungsi"
    )
    assert not mentions_status()


def test_search_finds_places_by_any_spelling_inside_the_scope(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    def found(user: Any, text: str) -> str:
        return as_user(user).get(reverse("search"), {"q": text}).content.decode()

    assert "Kab. Kulon Progo" in found(secretariat, "kulonprogo")
    assert "Kab. Kulon Progo" not in found(officer, "kulonprogo")
    assert "Kab. Sleman" in found(officer, "SLEMAN")


def test_search_takes_words_one_by_one(regions: Any, as_user: Any, officer: Any) -> None:
    Facility.objects.create(
        stage="terbangun",
        code="34.04-0036",
        name="IPAL Komunal Pendulan",
        village="Sumberagung",
        facility_type="ipal_komunal",
        region_id="34.04",
    )

    def is_found(text: str) -> bool:
        answers = (
            as_user(officer).get(reverse("search"), {"q": text}),
            as_user(officer).get(reverse("ksm:facility-list"), {"q": text}),
        )
        found = {"IPAL Komunal Pendulan" in answer.content.decode() for answer in answers}
        assert len(found) == 1, text
        return found.pop()

    assert is_found("ipal pendulan") and is_found("Pendulan  IPAL") and is_found("0036")
    assert is_found("pendulan sumberagung")
    assert not is_found("pendulan turi") and not is_found("IPAL x")
    Facility.objects.update(archived_at=timezone.now())
    assert not is_found("pendulan")


def test_a_province_shows_its_regencies(regions: Any, as_user: Any, province_official: Any) -> None:
    answer = as_user(province_official).get(reverse("region-overview", args=["34"]))
    page = answer.content.decode()
    assert all(reverse("region-overview", args=[code]) in page for code in ("34.01", "34.04"))
    assert as_user(province_official).get("/").status_code == 200


def test_health_says_when_the_database_is_gone(client: Any, db: None, monkeypatch: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok"}
    from django.db import DatabaseError, connection

    def gone(*args: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        assert client.get("/healthz").status_code == 503


def test_the_language_is_the_readers_choice_not_the_browsers(as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    assert 'lang="id"' in browser.get("/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert browser.post("/language/", {"language": "en", "next": "/"}).status_code == 302
    assert 'lang="en"' in browser.get("/").content.decode()
    away = browser.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert "example.org" not in away["Location"]


def test_made_up_records_are_told_beside_the_figures(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    note = "Sebagian angka di halaman ini berasal dari data contoh."
    places = [
        (secretariat, "/"),
        (secretariat, reverse("board")),
        (officer, "/"),
        (officer, reverse("region-overview", args=["34.04"])),
    ]
    facility = Facility.objects.create(
        stage="terbangun",
        code="34.04-0001",
        name="IPAL",
        facility_type="ipal_komunal",
        region_id="34.04",
    )
    assert not any(note in as_user(user).get(place).content.decode() for user, place in places)
    facility.is_example = True
    facility.save()
    assert all(note in as_user(user).get(place).content.decode() for user, place in places)


def test_what_somebody_waits_for_comes_before_what_is_only_late() -> None:
    day = dt.date(2026, 3, 1)
    late = [Task(f"Ingatkan: {n}", "/b/", due=day, tone="late", room="board") for n in range(8)]
    review = Task("Tinjau: Capaian 2025", "/r/", due=day + dt.timedelta(30), is_awaited=True)
    asked = Task("Ambil hasilnya", "/j/", tone="asked")
    visits = Task("Lakukan 1 kunjungan", "/v/", due=day + dt.timedelta(1), tone="late")
    ordered = in_order([*late, visits, review, asked])
    assert ordered[:2] == [asked, review]
    shown = first_of(ordered, 5)
    # Two lines of a kind, then whatever else waits, in the order of the whole list.
    assert shown == [asked, review, late[0], late[1], visits]
    assert first_of(ordered[2:10], 5) == late[:5]
    assert first_of(ordered, 20) == ordered


def test_a_report_that_waits_for_review_stands_on_the_first_page(
    regions: Any,
    secretariat: Any,
    as_user: Any,
    officer: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(home, "SHOWN", 2)
    year = timezone.localdate().year
    # What is late without anybody waiting for it.
    monitoring.make_finding(due_on=dt.date(2019, 1, 1))
    events.make_commitment(due_on=dt.date(2019, 1, 1))
    events.make_event(title="Rapat", state="planned", starts_on="2019-01-01")
    old = planning.approve(planning.make_plan(year=2018))
    planning.make_activity(plan=old, month_from=1, month_to=2)
    agreements.make_partnership(
        next_step="Surat", next_step_owner="ours", next_step_due=dt.date(2019, 1, 1)
    )
    report = planning.make_report(year=year - 1)
    planning.make_achievement(annual_report=report)
    move(obj=report, move_=ReviewMove.SUBMIT, by=officer)
    first = as_user(secretariat).get("/").context["home"]
    assert first.task_total > len(first.tasks)
    assert report.get_absolute_url() in [task.url for task in first.tasks]

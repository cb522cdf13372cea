"""What does not fit a page or a paper is told of, or led to; nothing is left out in silence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from agreements import todo as agreements_todo
from core.records.journal import Attachment, FileKind
from core.tools import dated
from events import papers
from ksm.choices import Condition
from monitoring.views import findings
from planning.models import Advice, ServiceKind
from planning.views import proposals
from tests.agreements import factories as agreements
from tests.chapters import factories as chapters
from tests.events import factories as events
from tests.ksm import factories as ksm
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning

pytestmark = pytest.mark.django_db
TODAY = dt.date(2018, 6, 1)


def add_files(obj: Any, n: int, kind: str = FileKind.DOCUMENT) -> None:
    for number in range(n):
        Attachment.objects.create(
            subject=obj, region_id="34.04", title=f"Berkas nomor {number}.", kind=kind, size=1
        )


def test_files_beyond_the_first_are_led_to(regions: Any, officer: Any, as_user: Any) -> None:
    facility = ksm.make_facility()
    add_files(facility, 14)
    browser, url = as_user(officer), facility.get_absolute_url()
    page = browser.get(url).content.decode()
    assert page.count("Berkas nomor") < browser.get(f"{url}?files=all").content.decode().count(
        "Berkas nomor"
    )
    assert 'href="?files=all"' in page and "Lihat semua (14)" in page
    assert "Berkas nomor 0." not in page
    assert "Berkas nomor 0." in browser.get(f"{url}?files=all").content.decode()


def test_open_advice_is_counted_whole(regions: Any, officer: Any, as_user: Any) -> None:
    activity = planning.make_activity()
    for number in range(53):
        planning.make_advice(activity=activity, text=f"Saran {number}")
    assert Advice.objects.open().count() == 53
    page = as_user(officer).get(activity.plan.get_absolute_url()).content.decode()
    assert "Ditampilkan 50 yang pertama dari 53" in page
    own = as_user(officer).get(activity.get_absolute_url()).content.decode()
    assert all(f"Saran {number}" in own for number in range(53))


def test_a_calendar_says_where_it_stops(
    regions: Any, officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    for number in range(3):
        monitoring.make_finding(title=f"Temuan {number}", due_on=today)
    address = f"{reverse('calendar')}?view=list"
    assert "selebihnya" not in as_user(officer).get(address).content.decode()
    monkeypatch.setattr(dated, "MOST", 2)
    page = as_user(officer).get(address).content.decode()
    assert "Temuan 1" in page and "Temuan 2" not in page
    assert "ditampilkan 2 yang pertama, selebihnya hanya ada di daftar" in page


def test_picked_facilities_make_room_for_the_rest(
    regions: Any, officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "SHOWN", 2)
    service = planning.make_service(kind=ServiceKind.REHABILITATION)
    planning.make_price(service=service)
    found = [ksm.make_facility(name=f"IPAL nomor {number}") for number in range(3)]
    for facility in found:
        ksm.make_status(facility, physical_condition=Condition.HEAVY)
    proposal = planning.make_proposal()
    url = reverse("planning:budget-proposal-pick", args=[proposal.pk])
    page = as_user(officer).get(url, {"service": service.pk}).content.decode()
    assert "IPAL nomor 1" in page and "IPAL nomor 2" not in page
    assert "1 sarana lain ditawarkan setelah yang ini dipilih" in page
    for facility in found[:2]:
        planning.make_proposal_line(proposal=proposal, facility=facility, service=service)
    page = as_user(officer).get(url, {"service": service.pk}).content.decode()
    assert "IPAL nomor 2" in page and "ditawarkan setelah" not in page


def test_pictures_beyond_the_first_are_told_on_the_record_of_an_event(
    regions: Any, officer: Any, as_user: Any
) -> None:
    event = events.make_event()
    add_files(event, papers.MOST_PHOTOS + 3, kind=FileKind.PHOTO)
    page = as_user(officer).get(reverse("events:event-record", args=[event.pk])).content.decode()
    assert "3 foto lainnya tersimpan di dalam sistem" in page


def test_offices_beyond_the_first_are_told(
    regions: Any, officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "OFFICES_SHOWN", 2)
    for number in range(5):
        office = chapters.make_office(name=f"Dinas {number}")
        monitoring.make_finding(responsible="government", office=office)
    page = as_user(officer).get(reverse("monitoring:finding-list")).content.decode()
    assert "3 instansi lain masih mempunyai temuan terbuka" in page


def test_next_steps_beyond_the_first_are_one_more_task(regions: Any, secretariat: Any) -> None:
    agreements.make_reference()
    for code in ("33.72", "34.01", "34.04", "34", "33"):
        agreements.make_partnership(
            code, next_step=f"Audiensi {code}", next_step_due=TODAY, next_step_owner="pusat"
        )
    with translation.override("id"):
        tasks = [
            task
            for task in agreements_todo.tasks_for(secretariat, today=TODAY)
            if task.due == TODAY
        ]
    assert sum(task.count for task in tasks) == 5
    assert tasks[-1].title == "Kerjakan 2 langkah berikutnya yang lain dengan tenggat dekat"

"""A form that a device kept and sends itself: taken by the same page, once, and told in words what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.records.journal import Attachment
from ksm.models import Desludging, Facility
from monitoring.models import Finding
from tests.core.test_disk_full import picture
from tests.ksm.factories import make_facility
from tests.planning import factories as planning

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def test_what_a_device_sends_is_kept_once_and_told(as_user: Any, officer: Any) -> None:
    browser = as_user(officer)

    def send(url: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = browser.post(url, data, headers=JSON)
        return answer.status_code, answer.json()

    add = reverse("ksm:facility-create")
    typed = {
        "form_token": str(uuid.uuid4()),
        "name": "IPAL Sumber Waras",
        "facility_type": "ipal_komunal",
        "region": "34.04",
        "latitude": "-7.716123",
        "longitude": "110.355432",
        "coordinate_source": "gps",
        "coordinate_accuracy_m": "8",
    }
    status, first = send(add, typed)
    kept = Facility.objects.get()
    assert (status, first["url"]) == (200, kept.get_absolute_url())
    assert any("IPAL Sumber Waras" in words for words in first["told"])
    assert (kept.coordinate_source, kept.coordinate_accuracy_m) == ("gps", 8)
    # The answer was lost on the way: the same again is answered as the first, and nothing is left for the next page.
    status, again = send(add, typed)
    assert (status, again["url"], Facility.objects.count()) == (200, first["url"], 1)
    assert "Tersimpan" not in browser.get(add).content.decode()
    # Changed meanwhile: told where the first stands.
    assert send(add, {**typed, "name": "IPAL Lain"}) == (409, {"saved": first["url"]})

    # The same plant by another officer's phone: a question, answered by a tick under the same name.
    twin = {**typed, "form_token": str(uuid.uuid4())}
    status, asked = send(add, twin)
    assert status == 422 and [one["field"] for one in asked["errors"]] == ["confirm_twin"]
    assert "IPAL Sumber Waras" in asked["errors"][0]["text"] and asked["errors"][0]["label"]
    assert send(add, {**twin, "confirm_twin": "on"})[0] == 200 and Facility.objects.count() == 2

    under = reverse("ksm:desludging-create", args=[kept.code])
    empty = {"form_token": str(uuid.uuid4())}
    status, missing = send(under, empty)
    assert status == 422 and missing["errors"][0]["label"] == "Disedot pada"
    assert send(under, {**empty, "done_on": "Mei 2024"})[0] == 200 and Desludging.objects.exists()

    found = {
        "form_token": str(uuid.uuid4()),
        "title": "Tutup retak",
        "facility": str(kept.pk),
        "aspect": "T",
        "severity": "medium",
        "responsible": "ksm",
        "opened_on": "1 Mei 2024",
        "action_required": "Ganti tutup",
    }
    status, told = send(reverse("monitoring:finding-create"), found)
    assert status == 200, told
    finding = Finding.objects.get()
    assert (status, told["url"]) == (200, finding.get_absolute_url())
    for _twice in range(2):
        photo = SimpleUploadedFile("foto.png", picture("red"))
        one = {"form_token": "5f0d2a3e-4c57-4f16-9a06-000000000001", "file": photo}
        assert send(f"{told['url']}file/", one)[0] == 200
    assert Attachment.objects.of(finding).count() == 1


def test_what_speaks_against_it_is_a_sentence(as_user: Any, officer: Any, official: Any) -> None:
    facility = make_facility()
    add = reverse("ksm:desludging-create", args=[facility.code])
    data = {"form_token": str(uuid.uuid4()), "done_on": "2024"}
    gone = as_user(official).post(add, data, headers=JSON)
    assert gone.status_code == 403 and "membaca" in gone.json()["error"]
    plan = planning.make_plan()
    activity = planning.make_activity(plan=plan)
    step = reverse("planning:progress-create", args=[activity.pk])
    early = as_user(officer).post(step, {**data, "date": "2018-05-01"}, headers=JSON)
    assert early.status_code == 403 and "menyetujui" in early.json()["error"]
    Facility.objects.update(archived_at=timezone.now())
    away = as_user(officer).post(add, data, headers=JSON)
    assert away.status_code == 403 and "diarsipkan" in away.json()["error"]
    missing = reverse("ksm:desludging-create", args=["34.04-9999"])
    assert as_user(officer).post(missing, data, headers=JSON).status_code == 404
    # A form of a page is answered by a page.
    page = as_user(officer).post(step, {**data, "date": dt.date.today().isoformat()})
    assert page["Content-Type"].startswith("text/html")

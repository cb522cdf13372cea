"""What is new: to each reader what came in or was decided since the sign-in before, and nothing of others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from ksm.models import Facility
from monitoring.models import Finding, Visit
from planning.models import AnnualPlan, AnnualReport, ArchivedReport
from tests.reading import said_by
from tests.test_access_matrix import OWN_REGION, make_world

NEWS = (ArchivedReport, Finding, Agreement, Facility)
REVIEWED = (AnnualPlan, AnnualReport, Visit)


@pytest.fixture
def world(regions: Any, official: Any, officer: Any, secretariat: Any) -> None:
    """Everything of two regions came in long ago and waits in draft."""
    make_world(OWN_REGION, "Sarana Contoh")
    make_world("33.72", "Milik Lain")
    old = timezone.now() - dt.timedelta(days=400)
    for model in NEWS:
        model.objects.update(created_at=old)
    for model in REVIEWED:
        model.objects.update(state="draft", submitted_at=None, reviewed_at=None)


def seen(browser: Any, **query: str) -> str:
    return said_by(browser.get(reverse("news"), query).content.decode())


def test_each_reader_is_told_what_came_in_and_nothing_of_others(
    world: None, as_user: Any, official: Any, officer: Any, secretariat: Any
) -> None:
    assert "Tidak ada yang baru" in seen(as_user(official))
    now, old = timezone.now(), timezone.now() - dt.timedelta(days=40)
    for model in NEWS:
        model.objects.update(created_at=now)
    reviewed = {"state": "approved", "submitted_at": old, "reviewed_at": now}
    AnnualPlan.objects.update(**reviewed)
    Visit.objects.update(state="submitted", submitted_at=now)
    told = {user.role: seen(as_user(user)) for user in (official, officer, secretariat)}
    own = ("Laporan yang diserahkan", "Rencana disetujui", "Temuan", "MoU/PKS", "Sarana")
    for text in told.values():
        assert all(title in text for title in own)
    assert "Kunjungan diajukan" in told["secretariat"]
    assert "Kunjungan diajukan" not in told["government"] + told["chapter"]
    assert "Milik Lain" in told["secretariat"]
    assert "Milik Lain" not in told["government"] + told["chapter"]
    assert "Capaian disetujui" not in told["secretariat"]


def test_the_day_is_the_one_asked_for_or_said_to_be_none(
    world: None, as_user: Any, official: Any
) -> None:
    browser = as_user(official)
    Finding.objects.update(created_at=timezone.now() - dt.timedelta(days=3))
    assert "Temuan" in seen(browser)
    assert "Tidak ada yang baru" in seen(browser, since=timezone.localdate().isoformat())
    assert "Temuan" in seen(browser, since="1 Januari 2020")
    for bad in ("kemarin", "31 Februari 2020", "\x00", "9" * 400):
        answer = browser.get(reverse("news"), {"since": bad})
        assert answer.status_code == 200 and "data-error-summary" in answer.content.decode()


def test_the_first_page_names_the_sign_in_before_this_one(
    world: None, client: Any, official: Any
) -> None:
    entered = {"login": official.username, "password": "rahasia-panjang-1"}
    official.last_login = None
    official.save(update_fields=["last_login"])
    client.post(reverse("account_login"), entered)
    assert reverse("news") not in client.get(reverse("home")).content.decode()
    client.post(reverse("account_logout"))
    official.last_login = dt.datetime(2026, 3, 12, 20, tzinfo=dt.UTC)
    official.save(update_fields=["last_login"])
    client.post(reverse("account_login"), entered)
    page = said_by(client.get(reverse("home")).content.decode())
    assert settings.TIME_ZONE == "Asia/Jakarta" and "Baru sejak 13 Maret 2026" in page

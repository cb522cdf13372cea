"""What was typed comes back from every refusal, with the true reason, and nothing but what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chapters.models import Office
from core.people.users import User
from planning.models import AnnualPlan
from tests.planning import factories as make

pytestmark = pytest.mark.django_db
TYPED = "Sudah <b>ditelepon</b> dua kali"
SHOWN = "Sudah &lt;b&gt;ditelepon&lt;/b&gt; dua kali"


@pytest.fixture
def office(regions: Any) -> Office:
    return Office.objects.create(region_id="34.04", name="Dinas PU", kind="opd")


def note_on(office: Office) -> tuple[str, dict[str, str]]:
    return reverse("chapters:office-note", args=[office.pk]), {"text": TYPED, "kind": "problem"}


def account(**values: Any) -> Callable[[User], Any]:
    return lambda user: User.objects.filter(pk=user.pk).update(**values)


@pytest.mark.parametrize(
    ("meanwhile", "status", "told"),
    [
        (account(role="government"), 403, "Akun Anda hanya membaca"),
        (account(regions=("33.72",)), 404, "Halaman tidak ditemukan"),
        (account(is_active=False), 403, "tidak berlaku lagi"),
        (account(valid_until=dt.date(2020, 1, 1)), 403, "tidak berlaku lagi"),
        # The sessions of a deleted account go with it; accounts are closed, not deleted.
        (lambda user: user.delete(), 403, "Masuklah dahulu"),
    ],
)
def test_a_note_comes_back_when_the_account_changed_meanwhile(
    meanwhile: Any, status: int, told: str, office: Office, officer: Any, as_user: Any
) -> None:
    browser, (place, data) = as_user(officer), note_on(office)
    meanwhile(officer)
    answer = browser.post(place, data)
    page = " ".join(answer.content.decode().split())
    assert (answer.status_code, SHOWN in page, TYPED in page) == (status, True, False)
    assert told in page
    if told == "tidak berlaku lagi":
        assert "Masuklah dahulu" not in page and "Kirim lagi" not in page


def test_an_edit_comes_back_when_the_record_was_archived_meanwhile(
    office: Office, officer: Any, as_user: Any
) -> None:
    Office.objects.update(archived_at=timezone.now())
    place = reverse("chapters:office-edit", args=[office.pk])
    answer = as_user(officer).post(place, {"name": "Dinas PU", "kind": "opd", "address": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 403 and SHOWN in page and "diarsipkan" in page
    assert "OPD" in page and "Alamat" in page  # in the words of the form


def test_a_line_comes_back_when_the_plan_was_handed_in_meanwhile(
    officer: Any, as_user: Any
) -> None:
    plan = make.make_plan()
    AnnualPlan.objects.update(state="submitted", submitted_at=timezone.now())
    place = reverse("planning:activity-create", args=[plan.pk])
    answer = as_user(officer).post(place, {"title": "Pelatihan", "purpose": TYPED})
    assert answer.status_code == 403 and SHOWN in answer.content.decode()


def test_a_form_comes_back_while_the_database_is_away(
    office: Office, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(officer)
    place, data = note_on(office)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("core.people.backends.CurrentAccountBackend.get_user", away)
    own = {"origin": "http://testserver"}
    answer = browser.post(place, data, headers=own)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert SHOWN in page and "Kirim lagi" in page and "server closed" not in page
    # From elsewhere nothing is shown, and a page to read says the same.
    evil = browser.post(place, data, headers={"origin": "https://evil.example"})
    assert evil.status_code == 503 and SHOWN not in evil.content.decode()
    assert browser.get(place).status_code == 503


def test_no_password_is_ever_shown_again(regions: Any) -> None:
    for place in (reverse("account_change_password"), reverse("chapters:office-create")):
        answer = Client().post(place, {"oldpassword": "rahasia-lama", "name": "Dinas"})
        assert b"rahasia-lama" not in answer.content, place


def test_a_forged_post_of_a_reader_shows_only_what_it_sent(official: Any, as_user: Any) -> None:
    office = Office.objects.create(
        region_id="34.04", name="Dinas Rahasia", address="Jalan Rahasia 9"
    )
    place = reverse("chapters:office-edit", args=[office.pk])
    answer = as_user(official).post(place, {"name": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 403 and SHOWN in page
    assert "Dinas Rahasia" not in page and "Jalan Rahasia" not in page

"""Bad days of the main job: what is wrong is said in Indonesian, nothing is lost, nothing is doubled.

The list is that of issue 2, "Done when" 5; each case checks status, message and the rows left behind.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chapters.models import Note, Region
from planning.models import Advice, ArchivedReport, Goal
from tests.planning import factories as make


def address(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=args)


def words(answer: Any) -> str:
    """Return the page as a reader sees it: without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- A step sent twice ----------------------------------------------------------


@pytest.mark.parametrize(
    ("door", "data", "model"),
    [
        ("activity-note", {"kind": "info", "text": "Rapat ditunda"}, Note),
        ("activity-advise", {"text": "Sebutkan lokasinya"}, Advice),
    ],
)
def test_a_step_sent_twice_is_done_once(
    door: str, data: dict[str, str], model: Any, secretariat: Any, as_user: Any
) -> None:
    place, browser = address(door, make.make_activity().pk), as_user(secretariat)
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get(place).content.decode())
    assert token
    first = browser.post(place, {**data, "form_token": token[1]})
    again = browser.post(place, {**data, "form_token": token[1]}, follow=True)
    assert first.status_code == 302 and again.status_code == 200
    assert "Formulir ini sudah disimpan" in words(again)
    assert model.objects.count() == 1


def test_a_step_that_failed_can_be_sent_again(secretariat: Any, as_user: Any) -> None:
    place, browser = address("activity-advise", make.make_activity().pk), as_user(secretariat)
    token = str(uuid.uuid4())
    refused = browser.post(place, {"text": "", "form_token": token})
    assert refused.status_code == 422 and token in refused.content.decode()
    kept = browser.post(place, {"text": "Sebutkan lokasinya", "form_token": token})
    assert kept.status_code == 302 and Advice.objects.count() == 1


def test_a_review_step_sent_twice_does_not_end_in_a_refusal(officer: Any, as_user: Any) -> None:
    report = make.make_achievement().annual_report
    place = address("annual-report-review", report.pk) + "?move=submit"
    browser, token = as_user(officer), str(uuid.uuid4())
    assert browser.post(place, {"form_token": token}).status_code == 302
    again = browser.post(place, {"form_token": token}, follow=True)
    assert again.status_code == 200 and "Formulir ini sudah disimpan" in words(again)


# --- A session that ended, a form that stood open too long ------------------------


def kept(answer: Any) -> dict[str, str]:
    """Return the hidden entries of the page that offers to send again."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))


def test_what_was_typed_outlives_the_session(officer: Any, as_user: Any) -> None:
    chapter = make.make_chapter()
    place = address("goal-create")
    typed = {
        "chapter": str(chapter.pk),
        "title": "Semua IPAL terawat",
        "field": "kelembagaan",
        "from_year": "2016",
        "to_year": "2018",
    }
    answer = Client().post(place, typed)
    assert answer.status_code == 403
    assert "Sesi masuk Anda sudah berakhir" in words(answer)
    assert f"{reverse('account_login')}?next=" in answer.content.decode()
    assert Goal.objects.count() == 0
    again = kept(answer)
    assert {name: again[name] for name in typed} == typed
    assert as_user(officer).post(place, again).status_code == 302
    assert Goal.objects.get().title == "Semua IPAL terawat"


def test_a_stale_form_of_this_house_can_be_sent_again(officer: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    own = {"origin": "http://testserver"}
    place, typed = address("goal-create"), {"title": "Semua <IPAL> terawat"}
    answer = browser.post(place, {**typed, "csrfmiddlewaretoken": "x" * 64}, headers=own)
    assert answer.status_code == 403 and "Tidak ada yang disimpan" in words(answer)
    again = kept(answer)
    assert again["title"] == "Semua &lt;IPAL&gt; terawat"
    sent = browser.post(place, {**typed, **again}, headers=own)
    assert sent.status_code == 422  # read again by the form itself, which misses the other entries


def test_nobody_elses_page_and_no_password_is_offered_again(officer: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    for place, origin in (
        (address("goal-create"), "https://evil.example"),
        (address("goal-create"), ""),
        (reverse("account_login"), "http://testserver"),
    ):
        headers = {"origin": origin} if origin else {}
        answer = browser.post(place, {"title": "Titipan", "password": "Titipan"}, headers=headers)
        assert answer.status_code == 403
        assert "Titipan" not in answer.content.decode()


# --- Faults of the house, each once a 500 -----------------------------------------


@pytest.mark.parametrize("door", ["region-edit", "user-edit"])
def test_a_forged_row_version_where_there_is_none(
    door: str, secretariat: Any, officer: Any, as_user: Any
) -> None:
    key = "34.04" if door == "region-edit" else officer.pk
    answer = as_user(secretariat).post(
        reverse(f"chapters:{door}", args=[key]), {"row_version": "-1"}
    )
    assert answer.status_code == 422
    assert Region.objects.get(pk="34.04").name == "Kabupaten Sleman"


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed does not matter here, only whether it is kept."""
    monkeypatch.setattr("aksansi.report_views.render_pdf", lambda report, **letter: make.PDF)


def test_the_same_letter_archived_twice(no_printing: None, officer: Any, as_user: Any) -> None:
    make.approve(make.make_achievement().annual_report)
    place = reverse("region-report-archive", args=["34.04", 2018])
    browser = as_user(officer)
    letter = {"letter_date": "20 Januari 2019", "addressee": "Bupati Sleman"}
    assert browser.post(place, {**letter, "number": "1"}).status_code == 302
    for number in ("1", "2"):
        answer = browser.post(place, {**letter, "number": number})
        assert answer.status_code == 422
        assert "sudah diarsipkan dengan nomor 1" in words(answer)
    assert ArchivedReport.objects.count() == 1


@pytest.mark.parametrize("day", ["31/02/2018", "99/99/9999", "1 Januari 2099"])
def test_a_letter_of_no_day(day: str, no_printing: None, officer: Any, as_user: Any) -> None:
    make.approve(make.make_achievement().annual_report)
    place = reverse("region-report-archive", args=["34.04", 2018])
    answer = as_user(officer).post(place, {"letter_date": day, "addressee": "Bupati Sleman"})
    assert answer.status_code == 422
    assert "bukan tanggal lengkap" in words(answer) or "belum tiba" in words(answer)
    assert ArchivedReport.objects.count() == 0

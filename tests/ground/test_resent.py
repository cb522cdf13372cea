"""A form sent again: the same, changed since, or against a newer record; on every kind of form."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from chapters.models import Note, Office, Region, User

pytestmark = pytest.mark.django_db
ADD = "chapters:office-create"


def hidden(browser: Any, url: str) -> dict[str, str]:
    """Return the hidden fields of a form as a browser sends them back."""
    html = browser.get(url).content.decode()
    found = {}
    for field in re.findall(r'<input type="hidden"[^>]+>', html):
        name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
        if name and value and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1]
    return found


def office(**extra: str) -> dict[str, str]:
    return {
        "name": "Dinas PU",
        "kind": "opd",
        "region": "34.04",
        "form_token": str(uuid.uuid4()),
        **extra,
    }


def test_changed_and_sent_again_asks_and_loses_nothing(as_user: Any, officer: Any) -> None:
    browser, data = as_user(officer), office()
    made = browser.post(reverse(ADD), data).url
    again = browser.post(reverse(ADD), {**data, "name": "Dinas PUPKP"})
    html = again.content.decode()
    assert again.status_code == 409 and "Dinas PUPKP" in html and made in html
    assert Office.objects.count() == 1
    token = re.findall(r'name="form_token" value="([^"]+)"', html)[0]
    earlier = re.findall(r'name="change_earlier" value="([^"]+)"', html)[0]
    assert token != data["form_token"] == earlier
    # One way: what was saved is changed.
    typed = {**data, "name": "Dinas PUPKP", "form_token": token}
    answer = browser.post(reverse(ADD), {**typed, "change_earlier": earlier})
    assert (answer.status_code, answer.url) == (302, made)
    assert list(Office.objects.values_list("name", "version")) == [("Dinas PUPKP", 2)]


def test_changed_and_sent_again_can_be_another_record(as_user: Any, officer: Any) -> None:
    browser, data = as_user(officer), office()
    browser.post(reverse(ADD), data)
    html = browser.post(reverse(ADD), {**data, "name": "Dinas Lain"}).content.decode()
    token = re.findall(r'name="form_token" value="([^"]+)"', html)[0]
    browser.post(reverse(ADD), {**data, "name": "Dinas Lain", "form_token": token})
    assert set(Office.objects.values_list("name", flat=True)) == {"Dinas PU", "Dinas Lain"}


def test_changing_what_was_saved_meets_the_change_of_another(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser, data = as_user(officer), office()
    browser.post(reverse(ADD), data)
    kept = Office.objects.get()
    kept.short_name = "DPU"
    kept.save()
    answer = browser.post(
        reverse(ADD),
        {**data, "name": "Baru", "form_token": "", "change_earlier": data["form_token"]},
    )
    assert answer.status_code == 422 and "Baru" in answer.content.decode()
    kept.refresh_from_db()
    assert (kept.name, kept.short_name) == ("Dinas PU", "DPU")


def test_nobody_changes_the_record_of_anothers_form(
    as_user: Any, officer: Any, other_officer: Any
) -> None:
    data = office()
    as_user(officer).post(reverse(ADD), data)
    taken = {**data, "name": "Curian", "region": "33.72", "form_token": str(uuid.uuid4())}
    answer = as_user(other_officer).post(
        reverse(ADD), {**taken, "change_earlier": data["form_token"]}
    )
    assert answer.status_code == 404 and Office.objects.get().name == "Dinas PU"


def test_a_double_click_on_an_edit_is_no_lost_update(as_user: Any, officer: Any) -> None:
    kept = Office.objects.create(region_id="34.04", name="Dinas PU", kind="opd")
    browser = as_user(officer)
    url = reverse("chapters:office-edit", args=[kept.pk])
    data = {**hidden(browser, url), "name": "Dinas PUPKP", "kind": "opd", "region": "34.04"}
    assert data["form_token"] and data["row_version"] == "1"
    first, second = browser.post(url, data), browser.post(url, data)
    assert first.status_code == second.status_code == 302 and first.url == second.url
    kept.refresh_from_db()
    assert (kept.name, kept.version) == ("Dinas PUPKP", 2)
    # Back in the browser, changed, sent again: an edit like any other, nobody came between.
    assert browser.post(url, {**data, "name": "Dinas Tiga"}).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "Dinas Tiga"
    # Unless somebody did.
    kept.short_name = "D3"
    kept.save()
    answer = browser.post(url, {**data, "name": "Dinas Empat"})
    assert answer.status_code == 422 and "Dinas Empat" in answer.content.decode()


def test_a_note_changed_and_sent_again_is_kept_in_the_form(as_user: Any, officer: Any) -> None:
    kept = Office.objects.create(region_id="34.04", name="Dinas PU", kind="opd")
    browser, url = as_user(officer), reverse("chapters:office-note", args=[kept.pk])
    data = {"text": "Sudah ditelepon", "kind": "info", "form_token": str(uuid.uuid4())}
    browser.post(url, data)
    again = browser.post(url, {**data, "text": "Sudah ditelepon dua kali"})
    html = again.content.decode()
    assert again.status_code == 409 and "Sudah ditelepon dua kali" in html
    assert Note.objects.count() == 1
    token = re.findall(r'name="form_token" value="([^"]+)"', html)[0]
    browser.post(url, {**data, "text": "Sudah ditelepon dua kali", "form_token": token})
    assert Note.objects.count() == 2


def test_accounts_and_regions_tell_of_a_lost_update(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    for obj, url, change, field in (
        (officer, reverse("chapters:user-edit", args=[officer.pk]), "position", "position"),
        (
            Region.objects.get(pk="34.04"),
            reverse("chapters:region-edit", args=["34.04"]),
            "capital",
            "capital",
        ),
    ):
        html = browser.get(url).content.decode()
        typed = {**hidden(browser, url)}
        assert typed["row_version"], url
        for name, value in re.findall(
            r'<input type="text"[^>]*name="(\w+)"[^>]*value="([^"]*)"', html
        ):
            typed[name] = value
        for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.S):
            chosen = re.findall(r'value="([^"]*)" selected', body)
            typed[name] = chosen[0] if chosen else ""
        setattr(obj, change, "Sleman Baru")
        obj.save()
        answer = browser.post(url, {**typed, field: "Ketikan saya"})
        text = answer.content.decode()
        assert answer.status_code == 422 and "Ketikan saya" in text, url
        obj.refresh_from_db()
        assert getattr(obj, field) == "Sleman Baru"
    # A sign-in of the account itself is no change of it.
    url = reverse("chapters:user-edit", args=[officer.pk])
    before = hidden(browser, url)["row_version"]
    as_user(officer)
    assert User.objects.get(pk=officer.pk).last_login
    assert hidden(browser, url)["row_version"] == before


def test_no_text_of_a_form_is_a_book(as_user: Any, officer: Any) -> None:
    url = reverse("ksm:facility-create")
    data = {
        "name": "IPAL",
        "facility_type": "mck",
        "region": "34.04",
        "description": "x" * 100_000,
    }
    answer = as_user(officer).post(url, data)
    assert answer.status_code == 422 and "10" in answer.content.decode()
    assert as_user(officer).post(url, {**data, "description": "x" * 9_000}).status_code == 302

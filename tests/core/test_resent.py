"""A form sent again: the same, changed since, or against a newer record; on every kind of form."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from chapters.models import Office
from core.land.regions import Region
from core.pages import once
from core.pages.saved import SavedFilter
from core.people.users import User
from core.records.journal import Note, Submission

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


def token_of(html: str) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', html)[0]


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
    again = browser.post(reverse(ADD), {**data, "name": "Dinas <PUPKP>"})
    html = again.content.decode()
    assert again.status_code == 409 and "Dinas &lt;PUPKP&gt;" in html and made in html
    assert "Sudah disimpan" in html and list(Office.objects.values_list("name")) == [("Dinas PU",)]
    # What was typed can be kept as another one, once.
    typed = {**data, "name": "Dinas Lain", "form_token": token_of(html)}
    assert typed["form_token"] != data["form_token"]
    answers = [browser.post(reverse(ADD), typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert set(Office.objects.values_list("name", flat=True)) == {"Dinas PU", "Dinas Lain"}


def test_the_same_again_is_told_and_led_to_the_record(as_user: Any, officer: Any) -> None:
    browser, data = as_user(officer), office()
    made = browser.post(reverse(ADD), data).url
    again = browser.post(reverse(ADD), data, follow=True)
    assert again.redirect_chain == [(made, 302)]
    assert "Formulir ini sudah disimpan" in again.content.decode()


def test_a_refused_form_gives_its_token_back(as_user: Any, officer: Any) -> None:
    browser, data = as_user(officer), office()
    refused = browser.post(reverse(ADD), {**data, "name": ""})
    assert refused.status_code == 422 and token_of(refused.content.decode()) == data["form_token"]
    assert Submission.objects.count() == 0
    assert browser.post(reverse(ADD), data).status_code == 302
    assert Office.objects.count() == Submission.objects.count() == 1


def test_a_token_is_good_for_one_person_and_one_address(
    as_user: Any, officer: Any, other_officer: Any
) -> None:
    """Two at one machine, or a token tried at another form: each is a form of its own."""
    data = office()
    as_user(officer).post(reverse(ADD), data)
    answer = as_user(other_officer).post(reverse(ADD), {**data, "region": "33.72"})
    assert answer.status_code == 302 and Office.objects.count() == 2
    kept = Office.objects.get(region="34.04")
    note = {"text": "Lain", "kind": "info", "form_token": data["form_token"]}
    url = reverse("chapters:office-note", args=[kept.pk])
    assert as_user(officer).post(url, note).status_code == 302 and Note.objects.count() == 1


def test_a_saved_filter_that_was_refused_is_not_told_as_saved(as_user: Any, officer: Any) -> None:
    browser, url = as_user(officer), reverse("chapters:office-filters")
    data = {"do": "save", "name": "", "query": "kind=opd", "form_token": str(uuid.uuid4())}
    for _time in range(2):
        page = browser.post(url, data, follow=True).content.decode()
        assert "sudah disimpan" not in page
    for _time in range(2):
        page = browser.post(url, {**data, "name": "OPD"}, follow=True).content.decode()
    assert "Formulir ini sudah disimpan" in page and SavedFilter.objects.count() == 1


def test_a_file_is_known_by_its_content(rf: Any) -> None:
    """A scan made anew under the same name, as long as the first, is another one; and it is still read whole."""
    long = b"x" * (once.MOST_READ + 9)
    for one, other in ((b"satu", b"dua!"), (long + b"1", long + b"2"), (b"1" + long, b"2" + long)):
        sent = [
            rf.post("/", {"file": SimpleUploadedFile("pindai.pdf", content)})
            for content in (one, other, one)
        ]
        first, second, again = (once.digest_of(request) for request in sent)
        assert first == again != second
        assert sent[0].FILES["file"].read() == one


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
    browser.post(url, {**data, "text": "Sudah ditelepon dua kali", "form_token": token_of(html)})
    assert Note.objects.count() == 2


def test_accounts_and_regions_tell_of_a_lost_update(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    for obj, url, change, field in (
        (officer, reverse("core:user-edit", args=[officer.pk]), "position", "position"),
        (
            Region.objects.get(pk="34.04"),
            reverse("core:region-edit", args=["34.04"]),
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
    url = reverse("core:user-edit", args=[officer.pk])
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


def test_names_of_saved_forms_go_after_half_a_year(officer: Any) -> None:
    now = timezone.now()
    for days in (1, once.KEPT_DAYS - 1, once.KEPT_DAYS + 1):
        row = Submission.objects.create(token=uuid.uuid4(), user=officer, target_url=f"/{days}/")
        Submission.objects.filter(pk=row.pk).update(created_at=now - dt.timedelta(days=days))
    call_command("timed", "tidy-work")
    kept = set(Submission.objects.values_list("target_url", flat=True))
    assert kept == {"/1/", f"/{once.KEPT_DAYS - 1}/"}
    assert once.prune(now=now + dt.timedelta(days=1000)) == 2

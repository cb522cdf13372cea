"""What a browser may keep of an answer, and what it lets go at signing out."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.people.users import User
from core.records import services
from tests.chapters.factories import make_chapter, make_office, photo
from tests.files import pdf


def may_be_kept(answer: Any) -> bool:
    rule = answer.headers.get("Cache-Control", "")
    return not ("private" in rule and "no-store" in rule)


def test_no_page_nor_table_of_somebody_signed_in_is_kept(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    office, offices = make_office(), reverse("chapters:office-list")
    places = [
        reverse("home"),
        offices,
        f"{offices}?format=csv&columns=all",
        f"{offices}?format=xlsx",
        office.get_absolute_url(),
        reverse("chapters:office-edit", args=[office.pk]),
        reverse("core:user-list"),
        reverse("core:me"),
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("mfa_activate_totp"),
        reverse("monitoring:field"),
        reverse("admin:core_user_changelist"),
        "/tidak-ada/",
    ]
    browser = as_user(secretariat)
    assert [place for place in places if may_be_kept(browser.get(place))] == []
    faulty = browser.post(reverse("chapters:office-create"), {"name": ""})
    assert faulty.status_code == 422 and not may_be_kept(faulty)


def test_a_form_that_came_too_late_is_not_kept(client: Any) -> None:
    answer = client.post(reverse("chapters:office-create"), {"name": "Dinas"})
    assert b"Dinas" in answer.content and not may_be_kept(answer)


def test_photos_are_asked_for_again_and_documents_not_kept(
    regions: Any, as_user: Any, officer: Any
) -> None:
    chapter, browser = make_chapter(), as_user(officer)
    taken = services.add_file(obj=chapter, by=officer, upload=photo())
    letter = services.add_file(obj=chapter, by=officer, upload=SimpleUploadedFile("b.pdf", pdf()))
    shown = browser.get(reverse("file", args=[taken.uuid]))
    assert shown["Cache-Control"] == "private, no-cache" and shown["ETag"]
    assert not may_be_kept(browser.get(reverse("file", args=[letter.uuid])))


def test_signing_out_clears_what_the_browser_kept_but_not_what_waits(
    regions: Any, as_user: Any, officer: User
) -> None:
    assert "Clear-Site-Data" not in as_user(officer).get(reverse("home"))
    out = as_user(officer).post(reverse("account_logout"))
    assert out["Clear-Site-Data"] == '"cache"'
    assert as_user(officer).post(reverse("admin:logout"))["Clear-Site-Data"] == '"cache"'
    browser = as_user(officer)
    User.objects.filter(pk=officer.pk).update(valid_until="2020-01-01")
    assert browser.get(reverse("home"))["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(("begun", "left"), [(2, 12), (70, 2)])
def test_the_page_for_the_field_is_kept_as_long_as_the_session_may_last_unused(
    begun: int, left: int, regions: Any, as_user: Any, officer: Any, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_MAX_HOURS = 12 * 3600, 72
    browser = as_user(officer)
    session = browser.session
    session["since"] = int(time.time()) - begun * 3600
    session.save()
    until = int(browser.get(reverse("monitoring:field"))["X-Kept-Until"])
    assert abs(until / 1000 - time.time() - left * 3600) < 30

"""Bad days of the main job: what is wrong is said in Indonesian, nothing is lost, nothing is doubled.

The list is that of issue 2, "Done when" 5; each case checks status, message and the rows left behind.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from chapters.models import Note
from planning.models import Advice
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

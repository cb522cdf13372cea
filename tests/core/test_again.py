"""“Save and add another”: what is entered many times in a row is entered without going back each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from ksm.models import Facility, StatusRecord
from tests.ksm.factories import make_facility
from tests.planning import factories as planning

BUTTON = 'name="again"'


def token(page: Any) -> dict[str, str]:
    form = page.content.decode().partition("data-form")[2]
    name, value = form.partition('name="form_token" value="')[1:]
    return {"form_token": value.partition('"')[0]} if name else {}


@pytest.fixture
def facility(regions: Any) -> Facility:
    return make_facility()


def test_a_status_is_saved_and_the_empty_form_comes_again(
    facility: Facility, as_user: Any, officer: Any
) -> None:
    browser, address = as_user(officer), reverse("ksm:status-record-create", args=[facility.code])
    page = browser.get(address)
    assert BUTTON in page.content.decode()
    typed = {"observed_on": "2018-05", "function": "berfungsi", "again": "1", **token(page)}
    answer = browser.post(address, typed)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert StatusRecord.objects.filter(facility=facility).count() == 1
    shown = browser.get(address).content.decode()
    assert "Tersimpan" in shown and 'value="2018-05"' not in shown
    # Sent twice it is saved once and leads to the same place.
    twice = browser.post(address, typed)
    assert (twice.status_code, twice["Location"]) == (302, address)
    assert StatusRecord.objects.filter(facility=facility).count() == 1


def test_a_refused_form_stays_whichever_button_sent_it(
    facility: Facility, as_user: Any, officer: Any
) -> None:
    address = reverse("ksm:status-record-create", args=[facility.code])
    answer = as_user(officer).post(address, {"observed_on": "kapan-kapan", "again": "1"})
    assert answer.status_code == 422 and b"kapan-kapan" in answer.content
    assert not StatusRecord.objects.exists()


def test_without_the_button_the_way_leads_to_what_was_saved(
    facility: Facility, as_user: Any, officer: Any
) -> None:
    address = reverse("ksm:status-record-create", args=[facility.code])
    answer = as_user(officer).post(address, {"observed_on": "2018-05", "function": "berfungsi"})
    assert answer.status_code == 302 and answer["Location"] != address


def test_what_goes_on_elsewhere_offers_no_second_one(
    regions: Any, as_user: Any, officer: Any
) -> None:
    """A plan leads to its activities; a facility is one of many."""
    planning.make_chapter()
    browser = as_user(officer)
    plan = browser.get(reverse("planning:annual-plan-create")).content.decode()
    assert BUTTON not in plan
    answer = browser.post(reverse("planning:annual-plan-create"), {"year": "2018", "again": "1"})
    assert answer.status_code == 422 or not answer["Location"].endswith("/add/")
    assert BUTTON in browser.get(reverse("ksm:facility-create")).content.decode()

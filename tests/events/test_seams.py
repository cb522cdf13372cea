"""Where a promise or a headcount goes from one page to another: no more is told than was recorded."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.land.regions import Region
from events.models import Attendance, Commitment
from events.reports import build_events
from tests.events import factories as make

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# T11: promises.


def promise(**extra: Any) -> Commitment:
    event = make.make_event(starts_on="2018-05-08")
    return make.make_commitment(event=event, **{"text": "Membangun IPAL", **extra})


@pytest.mark.parametrize(
    ("due", "looked", "is_listed"),
    [
        (dt.date(2018, 9, 1), None, False),
        (dt.date(2018, 9, 1), dt.date(2018, 8, 1), False),
        (dt.date(2018, 9, 1), dt.date(2018, 10, 1), True),
        (dt.date(2019, 9, 1), None, True),
        (None, None, True),
    ],
)
def test_t11_the_letter_lists_only_promises_somebody_looked_at(
    officer: Any, as_user: Any, due: Any, looked: Any, is_listed: bool
) -> None:
    promise(due_on=due, checked_on=looked)
    found = build_events(user=officer, region=Region.objects.get(pk="34.04"), year=2018)
    assert [row.text for row in found.open_commitments] == ["Membangun IPAL"] * is_listed
    assert found.commitments_unknown == (not is_listed)
    said = words(as_user(officer).get(reverse("region-report", args=["34.04", 2018])))
    assert ("Membangun IPAL" in said) is is_listed
    assert ("Kelanjutan 1 komitmen yang dibuat sejak 8 Mei 2018 tidak diketahui" in said) is (
        not is_listed
    )


def test_t11_an_old_promise_without_a_date_is_not_known_a_year_later(officer: Any) -> None:
    promise()
    found = build_events(user=officer, region=Region.objects.get(pk="34.04"), year=2020)
    assert (found.open_commitments, found.commitments_unknown) == ((), 1)


def test_t11_the_list_says_that_it_is_not_known(officer: Any, as_user: Any) -> None:
    row = promise(due_on=dt.date(2018, 9, 1))
    browser, place = as_user(officer), reverse("events:commitment-list")
    assert "Kelanjutannya tidak diketahui" in words(browser.get(place))
    row.checked_on = dt.date(2018, 10, 1)
    row.save()
    assert "Kelanjutannya tidak diketahui" not in words(browser.get(place))


# T14: rough numbers.


def test_t14_a_rough_number_of_people_stays_rough_on_page_and_letter(
    officer: Any, as_user: Any
) -> None:
    event = make.make_event(title="Rapat KSM", starts_on="2018-05-08")
    browser = as_user(officer)
    place = reverse("events:attendance-create", args=[event.pk])
    answer = browser.post(place, {"category": "ksm", "women": "sekitar 40", "institution": "KSM"})
    assert answer.status_code == 302, answer.content
    row = Attendance.objects.get()
    assert (row.women, row.is_estimate, row.source) == (40, True, "")
    make.make_attendance(event, men=10)
    page = words(browser.get(event.get_absolute_url()))
    assert "±40" in page and "±50" in page
    minutes = words(browser.get(reverse("events:event-record", args=[event.pk])))
    assert "±50" in minutes
    letter = words(browser.get(reverse("region-report", args=["34.04", 2018])))
    assert re.search(r"Rapat KSM .{0,60}±40 ±10 ±50", letter)


def test_t14_counts_typed_in_one_go_keep_the_mark(officer: Any, as_user: Any) -> None:
    event = make.make_event(starts_on="2018-05-08")
    place = reverse("events:attendance-counts", args=[event.pk])
    browser = as_user(officer)
    browser.post(place, {"ksm-women": "± 40", "opd-men": "3"})
    assert dict(Attendance.objects.values_list("category", "is_estimate")) == {
        "ksm": True,
        "opd": False,
    }
    # Sent again as the form shows it, nothing is sharpened; another number is another word.
    browser.post(place, {"ksm-women": "40", "opd-men": "3"})
    assert Attendance.objects.get(category="ksm").is_estimate
    browser.post(place, {"ksm-women": "41", "opd-men": "3"})
    assert not Attendance.objects.get(category="ksm").is_estimate


# B8: what lies ahead.


def test_b8_an_event_of_a_day_to_come_is_not_held(regions: Any) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    event = make.make_event(starts_on=tomorrow.isoformat())
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    assert "state" in caught.value.message_dict
    event.state = "planned"
    event.full_clean()
    event.state, event.starts_on = "held", f"{tomorrow.year}"
    event.full_clean()  # this year, the day is not known

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
from events import recurring, services
from events.dated import dated_for
from events.models import Attendance, Commitment, PromiseTally
from events.reports import build_events
from events.todo import tasks_for
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


def test_b8_an_event_of_a_day_to_come_is_asked_about_as_held(regions: Any) -> None:
    ahead = timezone.localdate() + dt.timedelta(days=2)  # tomorrow has begun in Papua each evening
    event = make.make_event(starts_on=ahead.isoformat())
    assert [*event.doubts()] == ["state"]
    event.state = "planned"
    assert event.doubts() == {}
    event.state, event.starts_on = "held", f"{timezone.localdate().year}"
    assert event.doubts() == {}  # this year, the day is not known


# T11: promises that come again.


def again(**extra: Any) -> Commitment:
    values = {"due_on": dt.date(2018, 6, 15), "rhythm": "bulanan", "text": "Rapat KSM", **extra}
    return promise(**values)


def told(row: Commitment, by: Any, due: dt.date, fate: str = "dipenuhi") -> None:
    services.tell_time(
        commitment=row, by=by, due=due, fate=fate, on=due + dt.timedelta(days=3), proof="Notula"
    )


@pytest.mark.parametrize(
    ("first", "rhythm", "days"),
    [
        ("2018-01-31", "bulanan", ["2018-01-31", "2018-02-28", "2018-03-31", "2018-04-30"]),
        ("2018-01-30", "bulanan", ["2018-01-30", "2018-02-28", "2018-03-30", "2018-04-30"]),
        ("2018-01-15", "triwulanan", ["2018-01-15", "2018-04-15"]),
        ("2017-12-31", "semesteran", ["2017-12-31"]),
        ("2016-02-29", "tahunan", ["2016-02-29", "2017-02-28", "2018-02-28"]),
    ],
)
def test_t11_times_of_a_rhythm(first: str, rhythm: str, days: list[str]) -> None:
    end = dt.date(2018, 5, 1)
    found = recurring.times(dt.date.fromisoformat(first), rhythm, through=end)
    assert [day.isoformat() for day in found] == days


@pytest.mark.parametrize(
    ("agreed", "rhythm", "due"),
    [
        ("2021-11-24", "bulanan", "2021-12-31"),
        ("2021-11-24", "triwulanan", "2022-03-31"),
        ("2021-03-01", "semesteran", "2021-12-31"),
        ("2021-11-24", "tahunan", "2022-12-31"),
    ],
)
def test_t11_the_first_time_is_the_end_of_the_first_whole_period(
    agreed: str, rhythm: str, due: str
) -> None:
    assert recurring.first_time(dt.date.fromisoformat(agreed), rhythm).isoformat() == due


def test_t11_a_line_says_that_it_comes_again(officer: Any, as_user: Any) -> None:
    event = make.make_event(starts_on="2018-05-08")
    url = reverse("events:commitments-several", args=[event.pk])
    lines = "Rapat KSM @ AKSANSI @ setiap bulan\nLaporan @ KPP @ 31 Juli 2018"
    assert as_user(officer).post(url, {"follow_up": lines}).status_code == 302
    found = list(Commitment.objects.order_by("pk").values_list("rhythm", "due_on"))
    assert found == [("bulanan", dt.date(2018, 6, 30)), ("", dt.date(2018, 7, 31))]


def test_t11_the_form_asks_for_the_rhythm_and_a_time_is_told_on_the_page(
    officer: Any, as_user: Any
) -> None:
    event = make.make_event(starts_on="2018-05-08")
    browser = as_user(officer)
    values = {"kind": "rtl", "text": "Rapat KSM", "rhythm": "triwulanan"}
    browser.post(reverse("events:commitment-create", args=[event.pk]), values)
    row = Commitment.objects.get()
    assert row.due_on == dt.date(2018, 9, 30)
    answers = {"due": "2018-09-30", "fate": "dipenuhi", "on": "28/09/2018", "proof": "Notula"}
    url = reverse("events:commitment-done", args=[row.pk])
    assert browser.post(url, {**answers, "proof": ""}).status_code == 422
    assert browser.post(url, answers).status_code == 302
    row.refresh_from_db()
    assert (row.due_on, row.done_on) == (dt.date(2018, 12, 31), None)
    page = words(browser.get(row.get_absolute_url()))
    assert "setiap triwulan" in page and "dipenuhi 1" in page
    browser.post(reverse("events:commitment-reopen", args=[row.pk]), {"remark": "Keliru"})
    row.refresh_from_db()
    assert row.due_on == dt.date(2018, 9, 30)
    assert not row.times.filter(archived_at__isnull=True).exists()


def test_t11_times_passed_over_are_not_known_and_can_be_told_later(officer: Any) -> None:
    row = again(recurs_until=dt.date(2018, 9, 20))
    told(row, officer, dt.date(2018, 8, 15))
    row.refresh_from_db()
    assert [(one.due_on.month, one.fate) for one in row.times.all()] == [
        (8, "dipenuhi"),
        (7, "tak_diketahui"),
        (6, "tak_diketahui"),
    ]
    told(row, officer, dt.date(2018, 7, 15), "tidak")
    with pytest.raises(ValidationError):
        told(row, officer, dt.date(2018, 7, 15))
    with pytest.raises(ValidationError):
        told(row, officer, dt.date(2018, 9, 5))
    row.refresh_from_db()
    assert row.tally(dt.date(2018, 12, 31)) == PromiseTally(1, 1, 2)
    assert row.tally(dt.date(2018, 8, 16)) == PromiseTally(0, 1, 2)  # told on the 18th
    assert not row.has_ended
    told(row, officer, dt.date(2018, 9, 15))
    row.refresh_from_db()
    assert row.has_ended and not row.is_overdue(dt.date(2030, 1, 1))
    assert list(Commitment.objects.all().done()) == [row] and not Commitment.objects.all().open()


def test_t11_the_letter_tells_the_times_of_its_year(officer: Any, as_user: Any) -> None:
    row = again()
    for month, fate in ((6, "dipenuhi"), (7, "tidak"), (10, "dipenuhi")):
        told(row, officer, dt.date(2018, month, 15), fate)
        row.refresh_from_db()
    told(row, officer, dt.date(2019, 1, 15))
    letter = words(as_user(officer).get(reverse("region-report", args=["34.04", 2018])))
    assert "jatuh tempo 7 kali: dipenuhi 2, tidak dipenuhi 1, tidak diketahui 4" in letter, letter
    assert "Komitmen yang belum terlaksana" not in letter
    region = Region.objects.get(pk="34.04")
    later = build_events(user=officer, region=region, year=2020)
    assert (later.recurring, later.open_commitments, later.commitments_unknown) == ((), (), 1)
    assert not build_events(user=officer, region=region, year=2017).commitments_unknown


def test_t11_the_calendar_shows_each_time_and_the_task_the_first(officer: Any) -> None:
    again()
    found = dated_for(officer, start=dt.date(2018, 7, 1), end=dt.date(2018, 9, 30))
    days = [item.day.isoformat() for item in found if item.kind == "commitment"]
    assert days == ["2018-07-15", "2018-08-15", "2018-09-15"]
    assert [task.count for task in tasks_for(officer, today=dt.date(2018, 7, 5))] == [1]


def test_t11_a_promise_done_later_was_open_on_the_last_day_of_the_letter(
    officer: Any, as_user: Any
) -> None:
    promise(due_on=dt.date(2019, 9, 1), done_on=dt.date(2019, 8, 1), proof="Foto")
    found = build_events(user=officer, region=Region.objects.get(pk="34.04"), year=2018)
    assert (found.commitments, found.commitments_done, found.earlier_done) == (1, 0, 0)
    letter = words(as_user(officer).get(reverse("region-report", args=["34.04", 2019])))
    assert "Komitmen tahun sebelumnya yang terlaksana pada tahun ini: 1." in letter
    assert [row.text for row in found.open_commitments] == ["Membangun IPAL"]

"""The calendar of everything dated: what stands where, for whom, and the feed."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.urls import reverse
from icalendar import Calendar

from aksansi.calendar import calendars
from aksansi.calendar.views import FEED, asked_month
from core.people.feeds import feed_address, renew_addresses
from tests.events import factories as f
from tests.monitoring.factories import make_round, make_target

TODAY = dt.date(2018, 5, 20)


def month(user: Any, first: str = "2018-05-01", kind: str = "") -> calendars.Month:
    return calendars.build_month(
        user=user, first=dt.date.fromisoformat(first), today=TODAY, kind=kind
    )


def test_a_thing_of_several_days_stands_on_each_of_them(officer: Any) -> None:
    f.make_event(title="Bimtek", starts_on="2018-05-08", ends_on="2018-05-09")
    found = month(officer)
    days = [
        day.date.day
        for week in found.weeks
        for day in week
        for item in day.shown
        if item.title == "Bimtek"
    ]
    assert days == [8, 9]
    assert [item.title for item in found.things] == ["Bimtek"]
    assert found.weeks[0][0].date.weekday() == 0
    assert [day.date for week in found.weeks for day in week if day.is_today] == [TODAY]


def test_what_goes_over_the_end_of_a_month_is_in_both(officer: Any) -> None:
    f.make_event(title="Pendampingan", starts_on="2018-05-30", ends_on="2018-06-02")
    assert month(officer).total == month(officer, "2018-06-01").total == 1


def test_what_is_made_up_bears_a_sign_that_is_explained_once(officer: Any, as_user: Any) -> None:
    browser, place = as_user(officer), reverse("calendar") + "?month=2018-05"
    f.make_event(title="Rapat sungguhan")
    assert "CONTOH" not in browser.get(place).content.decode()
    for number in range(2):
        f.make_event(title=f"Acara {number}", is_example=True)
    for view in ("", "&view=list"):
        page = browser.get(place + view).content.decode()
        assert page.count("CONTOH") == 1 and page.count('class="example-sign"') == 2


def test_a_full_day_says_how_many_more(officer: Any) -> None:
    for number in range(5):
        f.make_event(title=f"Acara {number}")
    (day,) = [day for week in month(officer).weeks for day in week if day.shown]
    assert (len(day.shown), day.more) == (3, 2)


def test_an_entry_that_stands_for_many_counts_as_many(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two readers the one who sees more visits is told no smaller number."""
    round_ = make_round()
    for _number in range(4):
        make_target(round_, planned_on=dt.date(2018, 5, 8))
    f.make_event(title="Acara", starts_on="2018-05-08")
    for most in (10, 2):
        monkeypatch.setattr("monitoring.dated.MOST_OF_A_DAY", most)
        found = month(officer)
        assert {kind: n for kind, _word, n in found.kinds} == {"event": 1, "visit": 4}
        assert found.total == 5


def test_all_rooms_are_gathered_and_can_be_told_apart(officer: Any) -> None:
    event = f.make_event()
    f.make_commitment(event, due_on=dt.date(2018, 5, 31))
    f.make_key_date(month=5, title="Tenggat RKPD")
    found = month(officer)
    assert {kind: n for kind, _word, n in found.kinds} == {
        "event": 1,
        "commitment": 1,
        "key_date": 1,
    }
    assert [item.kind for item in month(officer, kind="commitment").things] == ["commitment"]


def test_a_done_commitment_and_a_cancelled_event_leave_the_calendar(officer: Any) -> None:
    event = f.make_event(state="cancelled")
    f.make_commitment(event, due_on=dt.date(2018, 5, 31), done_on=dt.date(2018, 5, 2), proof="x")
    assert month(officer).total == 0


def test_the_month_is_read_from_the_address_whatever_it_says() -> None:
    for text in (
        "",
        "2018",
        "2018-13",
        "2018-00",
        "abc-de",
        "1-1",
        "9999-12",
        "2018-05-05",
        "²018-05",
    ):
        assert asked_month(text, TODAY) in (dt.date(2018, 5, 1), TODAY.replace(day=1))
    assert asked_month("2016-01", TODAY) == dt.date(2016, 1, 1)


def test_page_as_month_and_as_list(
    client: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_event(title="Bimtek Bulan Mei")
    client.force_login(officer)
    for view in ("", "&view=list"):
        with django_assert_max_num_queries(40):
            page = client.get(f"{reverse('calendar')}?month=2018-05{view}").content.decode()
        assert "Bimtek Bulan Mei" in page and "Mei 2018" in page


def test_the_feed_obeys_the_wall_and_can_be_renewed(
    client: Any, officer: Any, other_officer: Any
) -> None:
    f.make_event(title="Acara Sleman", starts_on=dt.date.today().isoformat())
    own = feed_address(officer, feed=FEED, url_name="calendar-feed").partition("/calendar/")[2]
    other = feed_address(other_officer, feed=FEED, url_name="calendar-feed").partition(
        "/calendar/"
    )[2]
    names = [
        str(e["summary"])
        for e in Calendar.from_ical(client.get(f"/calendar/{own}").content).walk("VEVENT")
    ]
    assert "Acara Sleman" in names
    found = Calendar.from_ical(client.get(f"/calendar/{other}").content).walk("VEVENT")
    assert not any("Acara Sleman" in str(e["summary"]) for e in found)
    renew_addresses(user=officer)
    assert client.get(f"/calendar/{own}").status_code == 404


@pytest.mark.parametrize("persona", ["official", "other_official"])
def test_officials_see_their_own_region_only(request: Any, persona: str) -> None:
    user = request.getfixturevalue(persona)
    f.make_event(title="Acara Sleman")
    assert month(user).total == (1 if persona == "official" else 0)


@pytest.mark.parametrize(
    "end", [{"valid_until": dt.date(2020, 1, 1)}, {"is_active": False}], ids=["expired", "closed"]
)
def test_a_feed_ends_with_its_account_and_stays_out_of_shared_caches(
    client: Any, official: Any, end: dict[str, Any]
) -> None:
    place = feed_address(official, feed=FEED, url_name="calendar-feed")
    path = "/calendar/" + place.partition("/calendar/")[2]
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    type(official).objects.filter(pk=official.pk).update(**end)
    assert client.get(path).status_code == 404


def test_an_official_renews_the_own_address(client: Any, official: Any) -> None:
    place = feed_address(official, feed=FEED, url_name="calendar-feed")

    def opens(address: str) -> int:
        return client.get("/calendar/" + address.partition("/calendar/")[2]).status_code

    assert opens(place) == 200
    client.force_login(official)
    assert client.post(reverse("core:me-calendar")).status_code == 302
    official.refresh_from_db()
    assert opens(place) == 404
    assert opens(feed_address(official, feed=FEED, url_name="calendar-feed")) == 200


def test_the_own_calendar_holds_what_is_chosen_and_reminds(
    client: Any, officer: Any, as_user: Any
) -> None:
    today = dt.date.today()
    f.make_event(title="Bimtek", starts_on=(today + dt.timedelta(days=20)).isoformat())
    f.make_event(title="Bimtek Lalu", starts_on=(today - dt.timedelta(days=20)).isoformat())

    def told(query: str) -> dict[str, list[dt.timedelta]]:
        page = as_user(officer).get(f"{reverse('calendar')}?{query}").content.decode()
        address = re.search(r'readonly value="[^"]*(/calendar/[^"]+)"', page)
        assert address is not None
        found = Calendar.from_ical(client.get(html.unescape(address[1])).content).walk("VEVENT")
        return {
            str(event["summary"]): [alarm["trigger"].dt for alarm in event.walk("VALARM")]
            for event in found
        }

    morning = dt.timedelta(hours=7)
    day = dt.timedelta(days=1)
    assert told("") == {"Bimtek": [morning - day], "Bimtek Lalu": []}
    assert told("only=event&only=visit&alarm=7")["Bimtek"] == [morning - 7 * day]
    assert told("only=event&alarm=0")["Bimtek"] == [morning]
    assert told("only=event&alarm=none")["Bimtek"] == []
    assert told("only=visit&alarm=1") == {}
    assert told("only=nothing&alarm=soon") == told("")

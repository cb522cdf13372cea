"""The calendar feed: who holds the key sees what the account sees, until the key or the account ends."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from core.people.feeds import renew_addresses
from core.tools import ics
from core.tools.dated import Dated
from ksm import dated
from ksm.dated import dated_for
from ksm.feeds import address_for
from tests.ksm.factories import make_desludging, make_facility, make_works

pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"


def read(address: str) -> Calendar:
    answer = Client().get(address.removeprefix(HOST))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "private" in answer["Cache-Control"]
    return Calendar.from_ical(answer.content)


def titles(calendar: Calendar) -> list[str]:
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


@pytest.fixture
def due(regions: Any) -> dict[str, Any]:
    soon = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    three_years_ago = f"{int(soon[:4]) - 3}{soon[4:]}"
    if three_years_ago.endswith("02-29"):
        three_years_ago = f"{three_years_ago[:4]}-02-28"
    own = make_facility("34.04", name="IPAL Sendiri", built_on="2010")
    foreign = make_facility("33.72", name="IPAL Lain", built_on="2010")
    make_desludging(own, three_years_ago)
    make_desludging(foreign, three_years_ago)
    return {"own": own, "foreign": foreign, "day": soon}


@pytest.mark.parametrize("who", ["officer", "official"])
def test_a_feed_obeys_the_wall(who: str, due: Any, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    calendar = read(address_for(user))
    assert len(titles(calendar)) == 1 and "IPAL Sendiri" in titles(calendar)[0]
    event = calendar.walk("VEVENT")[0]
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(days=1)
    assert due["own"].code in str(event["UID"])
    assert str(event["URL"]) == f"{HOST}{due['own'].get_absolute_url()}"


def test_the_secretariat_reads_the_whole_country(due: Any, secretariat: Any) -> None:
    assert len(titles(read(address_for(secretariat)))) == 2


def test_an_emptying_moves_the_event_and_keeps_its_name(due: Any, officer: Any) -> None:
    before = read(address_for(officer)).walk("VEVENT")[0]
    make_desludging(due["own"], timezone.localdate().replace(day=1).isoformat())
    assert titles(read(address_for(officer))) == []  # due again in three years
    later = dated_for(officer, start=timezone.localdate(), end=dt.date(2100, 1, 1))
    assert [str(before["UID"])] == [f"{item.uid}@localhost" for item in later]


def test_a_renewed_address_is_worthless_and_the_new_one_works(
    due: Any, officer: Any, as_user: Any
) -> None:
    old = address_for(officer)
    answer = as_user(officer).post(reverse("core:me-calendar"))
    assert answer.status_code == 302
    assert Client().get(old.removeprefix(HOST)).status_code == 404
    officer.refresh_from_db()
    assert address_for(officer) != old
    assert len(titles(read(address_for(officer)))) == 1


def test_the_secretariat_can_renew_anybodys(
    due: Any, official: Any, secretariat: Any, as_user: Any
) -> None:
    old = address_for(official)
    assert Client().get(old.removeprefix(HOST)).status_code == 200
    as_user(secretariat).post(reverse("core:user-calendar", args=[official.pk]))
    assert Client().get(old.removeprefix(HOST)).status_code == 404
    official.refresh_from_db()
    assert Client().get(address_for(official).removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"valid_until": dt.date(2020, 1, 1)}],
)
def test_the_feed_of_an_account_that_ended_is_gone(
    change: dict[str, Any], due: Any, officer: Any
) -> None:
    address = address_for(officer).removeprefix(HOST)
    assert Client().get(address).status_code == 200
    type(officer).objects.filter(pk=officer.pk).update(**change)
    assert Client().get(address).status_code == 404


def test_a_key_cannot_be_made_up_or_carried_to_another_feed(officer: Any) -> None:
    token = ics.make_token(feed="ksm", account=officer.pk, counter=0)
    assert ics.read_token(token, feed="ksm") == (officer.pk, 0)
    assert ics.read_token(token, feed="planning") is None
    assert ics.read_token(token[:-1], feed="ksm") is None
    assert ics.read_token("", feed="ksm") is None
    foreign = ics.make_token(feed="planning", account=officer.pk, counter=0)
    assert Client().get(reverse("ksm:calendar-feed", args=[foreign])).status_code == 404


def test_renewing_twice_at_once_counts_twice(officer: Any) -> None:
    stale = type(officer).objects.get(pk=officer.pk)
    renew_addresses(user=officer)
    renew_addresses(user=stale)
    officer.refresh_from_db()
    assert officer.calendar_counter == 2


def test_works_and_months_have_their_days(regions: Any, officer: Any) -> None:
    facility = make_facility("34.04", name="MCK Contoh", is_example=True)
    make_works(facility, started_on="2030-02", is_example=True)
    make_works(facility, started_on="2030", status="selesai")
    found = dated_for(officer, start=dt.date(2030, 2, 10), end=dt.date(2030, 2, 12))
    assert [(item.kind, item.day, item.until) for item in found] == [
        ("works", dt.date(2030, 2, 1), dt.date(2030, 2, 28))
    ]
    assert dated_for(officer, start=dt.date(2030, 3, 1), end=dt.date(2030, 12, 31)) == []
    assert "CONTOH" in ics.render(found, name="x", site_url=HOST, now=timezone.now()).decode()


def test_a_month_of_many_emptyings_is_one_entry_that_opens_their_list(
    regions: Any, officer: Any, secretariat: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dated, "MOST_OF_A_MONTH", 2)
    today = timezone.localdate()
    few, many, past = (f"{today.year + n}-05-0" for n in (2, 1, -1))
    for day in (f"{few}1", f"{many}1", f"{many}2", f"{many}3", f"{past}1", f"{past}2", f"{past}3"):
        make_desludging(make_facility("34.04"), f"{int(day[:4]) - 3}{day[4:]}")
    make_desludging(make_facility("33.72"), f"{today.year - 2}-05-04")  # many, elsewhere
    start, end = dt.date(today.year - 1, 5, 2), dt.date(today.year + 2, 5, 31)
    for user, counts in ((officer, ["3", "3"]), (secretariat, ["3", "4"])):
        *sums, one = dated_for(user, start=start, end=end)
        assert one.day.isoformat() == f"{few}1"
        assert [re.findall(r"\d+", str(item.title)) for item in sums] == [[n] for n in counts]
        assert [(item.day.month, item.last_day.day) for item in sums] == [(5, 31), (5, 31)]
        for item, n in zip(sums, counts, strict=True):
            assert as_user(user).get(item.url).context["total"] == int(n)


def test_of_this_month_only_what_is_to_come_is_counted(
    regions: Any, officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dated, "MOST_OF_A_MONTH", 1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args, **_more: dt.date(2026, 5, 20))
    for day in ("04", "20", "29"):
        make_desludging(make_facility("34.04"), f"2023-05-{day}")
    (item,) = dated_for(officer, start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 31))
    assert (item.day, item.last_day) == (dt.date(2026, 5, 20), dt.date(2026, 5, 31))
    assert as_user(officer).get(item.url).context["total"] == 2 == int(str(item.title).split()[-2])


def test_b27_a_calendar_names_the_host_it_stands_on(due: Any, officer: Any, settings: Any) -> None:
    address = address_for(officer).removeprefix(HOST)
    settings.SITE_URL = "https://sistem.example.org"
    (event,) = read(address).walk("VEVENT")
    assert str(event["UID"]).endswith("@sistem.example.org")
    assert str(event["URL"]).startswith("https://sistem.example.org/ksm/")
    assert address_for(officer).startswith("https://sistem.example.org/")


def test_hostile_text_stays_text() -> None:
    item = Dated("u", dt.date(2026, 1, 1), "A\r\nEND:VCALENDAR; x, y", "/x/", "k")
    parsed = Calendar.from_ical(ics.render([item], name="n", site_url=HOST, now=timezone.now()))
    assert len(parsed.walk("VEVENT")) == 1

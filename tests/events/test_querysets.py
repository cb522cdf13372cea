from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from events.models import (
    AllianceMembership,
    Attendance,
    Award,
    AwardEntry,
    Commitment,
    Event,
    Session,
)
from tests.events import factories as f


def titles(rows: Any) -> set[str]:
    return set(rows.values_list("title", flat=True))


@pytest.fixture
def events(regions: Any) -> None:
    f.make_event("34.04", title="own")
    f.make_event("33.72", title="other")
    f.make_event("33.72", title="guest", regions=("34.04", "34.01"))
    f.make_event(None, title="national")
    f.make_event(None, title="national of Solo", regions=("33.72",))


def test_an_event_is_seen_by_its_host_its_guests_and_all_where_it_is_national(
    events: None,
    officer: Any,
    other_officer: Any,
    province_official: Any,
    secretariat: Any,
    expired: Any,
) -> None:
    assert titles(Event.objects.visible_to(officer)) == {"own", "guest", "national"}
    assert titles(Event.objects.visible_to(other_officer)) == {
        "other",
        "guest",
        "national",
        "national of Solo",
    }
    assert titles(Event.objects.visible_to(province_official)) == {"own", "guest", "national"}
    assert Event.objects.visible_to(secretariat).count() == 5
    assert not Event.objects.visible_to(expired).exists()


def test_an_event_with_several_regions_of_a_province_comes_once(
    events: None, province_official: Any
) -> None:
    rows = list(Event.objects.visible_to(province_official).filter(title="guest"))
    assert len(rows) == 1


def test_an_archived_participation_gives_no_sight(regions: Any, officer: Any) -> None:
    event = f.make_event("33.72", regions=("34.04",))
    assert Event.objects.visible_to(officer).filter(pk=event.pk).exists()
    row = event.participations.get()
    row.archived_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    row.save()
    assert not Event.objects.visible_to(officer).filter(pk=event.pk).exists()


def test_rows_of_an_event_are_seen_with_it(regions: Any, officer: Any) -> None:
    mine, other = f.make_event("34.04"), f.make_event("33.72")
    for event in (mine, other):
        f.make_session(f.make_day(event))
        f.make_attendance(event)
        f.make_commitment(event)
    assert [row.event for row in Session.objects.visible_to(officer)] == [mine]
    assert [row.event for row in Attendance.objects.visible_to(officer)] == [mine]
    assert [row.event for row in Commitment.objects.visible_to(officer)] == [mine]


def test_rows_of_an_archived_event_leave_the_lists(regions: Any) -> None:
    left, kept = f.make_event(archived_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), f.make_event()
    f.make_commitment(left)
    promise = f.make_commitment(kept)
    assert list(Commitment.objects.current()) == [promise]


@pytest.mark.parametrize(
    ("start", "end", "year", "inside"),
    [
        ("2018-05-08", "", 2018, True),
        ("2018", "", 2018, True),
        ("2017-12-30", "2018-01-02", 2018, True),
        ("2014", "2016", 2015, True),
        ("2018-05-08", "", 2017, False),
        ("2018-05-08", "", 2019, False),
        ("", "", 2018, False),
    ],
)
def test_the_year_of_an_event(regions: Any, start: str, end: str, year: int, inside: bool) -> None:
    f.make_event(starts_on=start, ends_on=end)
    assert Event.objects.all().in_year(year).exists() is inside


def test_open_overdue_and_done(regions: Any) -> None:
    today = dt.date(2018, 6, 1)
    late = f.make_commitment(due_on=dt.date(2018, 5, 31))
    due_today = f.make_commitment(due_on=today)
    undated = f.make_commitment()
    done = f.make_commitment(due_on=dt.date(2018, 5, 1), done_on=today, proof="Notula")
    assert list(Commitment.objects.all().overdue(today)) == [late]
    assert set(Commitment.objects.all().open()) == {late, due_today, undated}
    assert list(Commitment.objects.all().done()) == [done]


def test_awards_and_entries(regions: Any, officer: Any) -> None:
    national, other = f.make_award(None), f.make_award("33.72")
    mine = f.make_award_entry(national, "34.04")
    f.make_award_entry(national, "33.72")
    assert set(Award.objects.visible_to(officer)) == {national}
    assert other not in Award.objects.visible_to(officer)
    assert list(AwardEntry.objects.visible_to(officer)) == [mine]


def test_a_membership_runs_from_to(regions: Any) -> None:
    f.make_membership(joined_on="2013", left_on="2016")
    assert AllianceMembership.objects.all().on(dt.date(2015, 5, 19)).exists()
    assert not AllianceMembership.objects.all().on(dt.date(2017, 1, 1)).exists()


def test_a_promise_that_names_a_region_concerns_that_region_alone(regions: Any) -> None:
    event = f.make_event("34.04")
    named, anybodys = f.make_commitment(event, region_id="33.72"), f.make_commitment(event)
    assert list(Commitment.objects.in_region("34.04")) == [anybodys]
    assert list(Commitment.objects.in_region("33.72")) == [named]


def test_a_membership_ends_on_the_day_it_was_left(regions: Any) -> None:
    row = f.make_membership(joined_on="2015", left_on="2018-05-08")
    runs = AllianceMembership.objects.on
    assert list(runs(dt.date(2018, 5, 7))) == [row]
    assert not runs(dt.date(2018, 5, 8)).exists() and not runs(dt.date(2014, 12, 31)).exists()

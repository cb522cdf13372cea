from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core.land.regions import Region
from events.reports import build_events
from events.todo import tasks_for
from ksm.models import DatedFact
from tests.events import factories as f


def report(
    user: Any, django_assert_max_num_queries: Any, code: str = "34.04", year: int = 2018
) -> Any:
    region = Region.objects.get(pk=code)
    with django_assert_max_num_queries(8):
        return build_events(user=user, region=region, year=year)


def test_an_empty_year(officer: Any, django_assert_max_num_queries: Any) -> None:
    found = report(officer, django_assert_max_num_queries)
    assert found.events == ()
    assert found.people.present is None
    assert (found.commitments, found.commitments_done) == (0, 0)


def test_events_people_and_promises_of_a_year(
    officer: Any, official: Any, django_assert_max_num_queries: Any
) -> None:
    event = f.make_event(starts_on="2018-05-08", ends_on="2018-05-09")
    f.make_office_role(event, name="DPU")
    first, second = f.make_day(event, "2018-05-08"), f.make_day(event, "2018-05-09")
    f.make_attendance(event, day=first, women=10, men=20)
    f.make_attendance(event, day=second, women=5, unspecified=7)
    guest = f.make_event("33.72", regions=("34.04",), starts_on="2018-06")
    f.make_attendance(guest, men=100)
    f.make_event(starts_on="2018", state="planned")
    f.make_event(starts_on="2017")
    f.make_commitment(event, done_on=dt.date(2018, 7, 1), proof="Notula")
    f.make_commitment(event, due_on=dt.date(2018, 8, 1), checked_on=dt.date(2018, 12, 1))
    f.make_commitment(
        f.make_event(starts_on="2016-02"), text="lama", checked_on=dt.date(2018, 12, 1)
    )
    f.make_commitment(f.make_event(starts_on="2015-02"), text="tidak diketahui")
    for user in (officer, official):
        found = report(user, django_assert_max_num_queries)
        assert [(row.is_host, row.people.present) for row in found.events] == [
            (True, 42),
            (False, 100),
        ]
        assert found.events[0].organisers == "DPU"
        assert found.hosted == 1
        assert (
            found.people.present,
            found.people.women,
            found.people.men,
            found.people.unspecified,
        ) == (42, 15, 20, 7)
        assert found.people.per_day
        assert (found.commitments, found.commitments_done) == (2, 1)
        assert [(row.done_on, row.proof) for row in found.done_commitments] == [
            (dt.date(2018, 7, 1), "Notula")
        ]
        assert [(row.text, row.is_overdue) for row in found.open_commitments] == [
            ("Menyusun jadwal LLTT", True),
            ("lama", False),
        ]


def test_another_regions_figures_stay_out(
    other_officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_attendance(f.make_event(), men=5)
    assert report(other_officer, django_assert_max_num_queries).events == ()


def test_awards_and_memberships_with_the_count_published_until_then(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_award_entry(f.make_award(None, year=2018), rank=1)
    f.make_award_entry(f.make_award(None, year=2017), rank=2)
    f.make_membership(joined_on="2013")
    for year, value in (("2015-05-19", 349), ("2016-11", 443), ("2019-09", 492)):
        DatedFact.objects.create(
            topic="alliance",
            code="akkopsi-members",
            subject="Anggota",
            value=value,
            as_of=year,
            source="Laman",
        )
    found = report(officer, django_assert_max_num_queries)
    assert [row.rank for row in found.awards] == [1]
    assert [(row.published_count, row.published_as_of) for row in found.memberships] == [
        ("443", "2016-11")
    ]


def test_tasks_end_when_their_condition_ends(
    officer: Any, official: Any, other_officer: Any
) -> None:
    today = dt.date(2018, 9, 1)
    row = f.make_commitment(due_on=dt.date(2018, 8, 1))
    f.make_commitment(due_on=dt.date(2018, 9, 10))
    planned = f.make_event(starts_on="2018-08-20", state="planned")
    found = tasks_for(officer, today=today)
    assert [(task.tone, task.count) for task in found] == [("late", 1), ("soon", 1), ("", 1)]
    assert found[0].url == f"{reverse('events:commitment-list')}?status=overdue"
    assert tasks_for(official, today=today) == []
    assert tasks_for(other_officer, today=today) == []
    row.done_on, row.proof = today, "Notula"
    row.save()
    planned.state = "held"
    planned.save()
    assert [task.tone for task in tasks_for(officer, today=today)] == ["soon"]


def test_a_guest_has_no_task_for_the_hosts_promise(officer: Any) -> None:
    f.make_commitment(f.make_event("33.72", regions=("34.04",)), due_on=dt.date(2018, 8, 1))
    assert tasks_for(officer, today=dt.date(2018, 9, 1)) == []


def test_archived_lines_of_attendance_are_not_counted(regions: Any, officer: Any) -> None:
    event = f.make_event()
    f.make_attendance(event, women=10)
    f.make_attendance(event, women=99, archived_at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
    found = build_events(user=officer, region=Region.objects.get(pk="34.04"), year=2018)
    assert (found.people.present, found.events[0].people.women) == (10, 10)

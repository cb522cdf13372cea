from __future__ import annotations

import datetime as dt
from typing import Any

from core.land.regions import Region
from core.records.review import State
from monitoring.reports import build_findings
from monitoring.todo import tasks_for
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

AT = dt.date(2018, 12, 31)


def report(
    user: Any, django_assert_max_num_queries: Any, code: str = "34.04", at: dt.date = AT
) -> Any:
    region = Region.objects.get(pk=code)
    with django_assert_max_num_queries(10):
        return build_findings(user=user, region=region, at=at)


def test_an_empty_region(official: Any, django_assert_max_num_queries: Any) -> None:
    found = report(official, django_assert_max_num_queries)
    assert found.government == ()
    assert (found.visits, found.facilities_total, found.facts_left_out) == (0, 0, 0)
    assert found.effluent.results == 0


def test_what_needs_the_government(
    official: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    facility = make_facility(name="IPAL Mlati")
    f.make_finding(title="ringan", severity="low", due_on=dt.date(2018, 6, 1))
    f.make_finding(title="berat", severity="high", facility=facility)
    f.make_finding(title="ksm", responsible="ksm")
    f.make_finding(title="besok", opened_on=dt.date(2019, 1, 2))
    closed = {"closed_by": officer, "action_taken": "Dibuka"}
    f.make_finding(title="selesai", closed_on=dt.date(2018, 7, 1), **closed)
    f.make_finding(title="selesai nanti", closed_on=dt.date(2019, 1, 5), **closed)
    f.make_finding("33.72", title="kota lain")
    found = report(official, django_assert_max_num_queries)
    assert [row.title for row in found.government] == ["berat", "selesai nanti", "ringan"]
    assert found.government[0].facility == "IPAL Mlati"
    assert {row.title for row in found.government if row.is_overdue} == {"ringan"}


def test_visits_of_the_year_and_facilities_of_all(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    facility = make_facility(built_on="2010")
    make_facility(built_on="2010")
    f.make_visit(facility, visited_on=dt.date(2018, 3, 1), state=State.APPROVED)
    f.make_visit(facility, visited_on=dt.date(2018, 9, 1))
    f.make_visit(facility, visited_on=dt.date(2017, 9, 1))
    f.make_visit(make_facility("33.72"))
    found = report(officer, django_assert_max_num_queries)
    assert (
        found.visits,
        found.visits_waiting,
        found.facilities_visited,
        found.facilities_total,
    ) == (1, 0, 1, 2)


def test_effluent_of_the_outlets_of_the_year(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_standard()
    first = f.make_sample()
    f.make_result(first, value=25)
    f.make_result(first, parameter="tss", value=25)  # no limit entered
    second = f.make_sample(taken_on="2018")
    f.make_result(second, value=45)
    f.make_result(second, parameter="cod", value=None, stated="meets")
    f.make_result(f.make_sample(point="inlet"), value=300)
    f.make_result(f.make_sample(taken_on="2017-05-01"), value=300)
    found = report(officer, django_assert_max_num_queries).effluent
    told = found.verdicts
    assert (found.samples, found.results) == (2, 4)
    assert (told.meets, told.exceeds, told.unknown, found.stated) == (2, 1, 1, 1)


def test_figures_until_the_day_of_the_report(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_fact(as_of="2016", value=112)
    f.make_fact(as_of="2018", value=124)
    f.make_fact(as_of="2024", value=150)
    f.make_fact(None, as_of="2016", value=15000)
    found = report(officer, django_assert_max_num_queries)
    assert [row.value for row in found.facts] == ["124", "112"]


def test_tasks_end_when_their_condition_ends(officer: Any, official: Any, secretariat: Any) -> None:
    today = dt.date(2018, 9, 1)
    row = f.make_finding(due_on=dt.date(2018, 8, 1), severity="high")
    f.make_visit(state=State.RETURNED)
    visit = f.make_visit(state=State.SUBMITTED)
    assert [task.tone for task in tasks_for(officer, today=today)] == ["soon", "late"]
    assert [task.count for task in tasks_for(secretariat, today=today)] == [1, 1]
    assert tasks_for(official, today=today) == []
    row.closed_on, row.closed_by, row.action_taken = today, officer, "Dibuka"
    row.save()
    assert [task.tone for task in tasks_for(officer, today=today)] == ["soon"]
    assert len(tasks_for(secretariat, today=today)) == 2  # review, and verify what another closed
    visit.state = State.APPROVED
    visit.save()
    assert len(tasks_for(secretariat, today=today)) == 1

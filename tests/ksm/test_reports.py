"""Figures of the registry and the officer's tasks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from ksm.choices import FunctionStatus
from ksm.reports import (
    Added,
    Working,
    build_registry,
    completeness_by_region,
    groups_by_region,
    recorded_by_region,
    registry_by_region,
)
from ksm.todo import tasks_for
from tests.ksm import factories as f

AT = dt.date(2018, 12, 31)


@pytest.fixture
def sleman(regions: Any) -> None:
    group = f.make_group(status="aktif", formed_on="2010", membership="ya", member_from="2014")
    f.make_group(kind="kpp", status="tidak_aktif", formed_on="2010")
    f.make_group(status="bubar")
    f.make_group(formed_on="2019")
    big = f.make_facility(design_sr=60, design_kk=60, commissioned_on="2010")
    f.make_status(big, "2017-03", active_sr=40, kk=45)
    f.make_status(big, "2019", active_sr=99)
    f.make_operation(big, group, started_on="2012")
    small = f.make_facility(facility_type="mck_plus", design_sr=20, commissioned_on="2017")
    f.make_status(small, "2015", function_status="tidak_berfungsi", active_sr=0)
    f.make_desludging(small, "2018-04", volume_m3=6)
    f.make_works(small, kind="rehabilitasi", status="selesai", finished_on="2018", sr_added=5)
    f.make_facility(is_example=True, as_of="2016")
    f.make_facility(stage="rencana", design_sr=500)
    f.make_facility("34.01", as_of="2016")


def test_figures_as_of_a_day(sleman: Any, officer: Any) -> None:
    found = build_registry(user=officer, region="34.04", at=AT)
    assert (found.groups_total, found.groups_active, found.groups_members) == (2, 1, 1)
    assert [(s.key, s.count) for s in found.facilities_by_type] == [
        ("ipal_komunal", 2),
        ("mck_plus", 1),
    ]
    assert [(s.key, s.count, s.tone) for s in found.facilities_by_function] == [
        ("berfungsi", 1, "good"),
        ("tidak_berfungsi", 1, "bad"),
        ("tidak_diketahui", 1, "none"),
    ]
    assert found.sr.used == Added(40, 2, 3, "2015", "2017-03")
    assert found.kk.used == Added(45, 1, 3, "2017-03", "2017-03")
    assert found.jiwa.used == Added(None, 0, 3)
    assert found.sr.designed == Added(80, 2, 3)
    assert (found.facilities_total, found.without_operator, found.examples) == (3, 2, 1)
    due = found.desludging
    assert (due.never, due.overdue, due.done_in_year) == (2, 0, 1)
    assert due.volume_m3.value == Decimal(6)
    assert (found.works.count, found.works.finished, found.works.sr_added.value) == (1, 1, 5)
    assert [row.active_sr for row in found.facilities] == ["40", "0", ""]
    assert found.facilities[2].is_example and not found.facilities_left_out


def test_an_empty_region_says_so(regions: Any, secretariat: Any) -> None:
    found = build_registry(user=secretariat, region=regions["33.72"], at=AT)
    assert (found.groups_total, found.facilities_total) == (0, 0)
    assert found.sr.used == Added(None, 0, 0)


def test_the_annex_can_be_capped(sleman: Any, officer: Any) -> None:
    found = build_registry(user=officer, region="34.04", at=AT, rows=1)
    assert (len(found.facilities), found.facilities_left_out) == (1, 2)


def test_nobody_counts_what_they_may_not_see(
    sleman: Any, other_officer: Any, province_official: Any
) -> None:
    unseen = build_registry(user=other_officer, region="34.04", at=AT)
    assert (unseen.groups_total, unseen.facilities_total) == (0, 0)
    assert build_registry(user=province_official, region="34", at=AT).facilities_total == 4


def test_the_figures_cost_few_queries_whatever_the_size(
    sleman: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for _more in range(2):
        with django_assert_max_num_queries(8):
            build_registry(user=officer, region="34.04", at=AT)
        for _number in range(5):
            f.make_status(f.make_facility(), active_sr=1)


def test_the_national_roll_up(
    sleman: Any, secretariat: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        found = registry_by_region(user=secretariat, at=AT)
    recorded = recorded_by_region(user=secretariat, at=AT)
    assert recorded == {code: (line.facilities, line.groups) for code, line in found.items()}
    assert [*map(sum, zip(*recorded.values(), strict=True))] == [4, 2]
    for codes in ([], ["34"], ["34.04"], ["33"]):
        groups = groups_by_region(user=secretariat, at=AT, codes=codes)
        assert groups == {
            code: line.groups
            for code, line in registry_by_region(user=secretariat, at=AT, codes=codes).items()
            if line.groups
        }
    assert registry_by_region(user=secretariat, at=AT, codes=["34"]) == found
    assert registry_by_region(user=secretariat, at=AT, codes=["33"]) == {}
    assert sorted(found) == ["34.01", "34.04"]
    line = found["34.04"]
    assert (line.groups, line.members, line.facilities) == (2, 1, 3)
    assert (line.working, line.function_unknown) == (Working(1, 0, 2), 1)
    assert list(registry_by_region(user=officer, at=AT)) == ["34.04"]


def test_a_state_that_says_nothing_leaves_a_facility_unknown(sleman: Any, secretariat: Any) -> None:
    f.make_status(f.make_facility(), function_status=FunctionStatus.UNKNOWN)
    known = completeness_by_region(user=secretariat, codes=["34.04"])["34.04"]
    today = registry_by_region(user=secretariat, at=timezone.localdate())["34.04"]
    assert (known.facilities, known.unknown) == (today.facilities, today.function_unknown)
    assert known.unknown == 2


def test_completeness_is_of_the_regions_asked_for_and_of_what_is_not_archived(
    sleman: Any, secretariat: Any
) -> None:
    elsewhere = f.make_facility("33.72", built_on="2015")
    before = completeness_by_region(user=secretariat, codes=["34.04", "33.72"])
    assert set(before) == {"34.04", "33.72"}
    assert set(completeness_by_region(user=secretariat, codes=["33.72"])) == {"33.72"}
    seen = f.make_status(elsewhere)
    after = completeness_by_region(user=secretariat, codes=["33"])["33.72"]
    assert after.filled == before["33.72"].filled + 1
    seen.archived_at = timezone.now()
    seen.save()
    assert completeness_by_region(user=secretariat, codes=["33"])["33.72"] == before["33.72"]


def test_roll_up_and_registry_agree(sleman: Any, secretariat: Any) -> None:
    one = build_registry(user=secretariat, region="34.04", at=AT)
    line = registry_by_region(user=secretariat, at=AT)["34.04"]
    assert one.working == line.working
    assert (one.groups_total, one.facilities_total) == (line.groups, line.facilities)


def test_tasks_lead_to_their_cases_and_end_with_them(
    regions: Any, as_user: Any, officer: Any, official: Any, secretariat: Any
) -> None:
    today = dt.date(2018, 6, 1)
    facility = f.make_facility(commissioned_on="2010", desludging_interval_years=5)
    f.make_facility("33.72", commissioned_on="2010")
    tasks = tasks_for(officer, today=today)
    assert [(task.count, task.url.partition("?")[2]) for task in tasks] == [
        (1, "check=desludging"),
        (1, "check=status"),
        (1, "check=operator"),
    ]
    assert tasks_for(official, today=today) == tasks_for(secretariat, today=today) == []
    f.make_desludging(facility, "2018")
    f.make_status(facility, "2018-01")
    f.make_operation(facility)
    assert tasks_for(officer, today=today) == []


def test_tasks_cost_one_query(regions: Any, officer: Any, django_assert_num_queries: Any) -> None:
    for _number in range(5):
        f.make_facility(commissioned_on="2010")
    with django_assert_num_queries(1):
        assert sum(task.count for task in tasks_for(officer, today=dt.date(2018, 6, 1))) == 15

"""Reads: inside the wall, latest and current asked of the dated rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ksm.models import (
    Desludging,
    Facility,
    FundingContribution,
    Group,
    Operation,
    Programme,
    StatusRecord,
    Works,
    WorksCost,
)
from tests.ksm import factories as f
from tests.ksm.matrix import make_world

MODELS = (
    Group,
    Facility,
    Operation,
    StatusRecord,
    Works,
    WorksCost,
    FundingContribution,
    Desludging,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_rows_stay_in_their_region(
    model: Any,
    regions: Any,
    secretariat: Any,
    officer: Any,
    other_official: Any,
    province_official: Any,
    expired: Any,
) -> None:
    make_world("34.04", "Sini")
    make_world("33.72", "Sana")
    own = model.objects.visible_to(officer)
    assert own.exists() and own.in_region("34.04").count() == own.count()
    assert model.objects.visible_to(other_official).in_region("34.04").count() == 0
    assert model.objects.visible_to(province_official).count() == own.count()
    assert model.objects.visible_to(secretariat).count() == 2 * own.count()
    assert not model.objects.visible_to(expired).exists()


def test_programmes_are_for_everybody(
    regions: Any, officer: Any, official: Any, expired: Any
) -> None:
    f.make_programme()
    assert Programme.objects.visible_to(official).count() == 1
    assert Programme.objects.visible_to(officer).count() == 1
    assert not Programme.objects.visible_to(expired).exists()


def test_the_latest_stated_fact_counts_each_with_its_own_date(regions: Any) -> None:
    facility = f.make_facility()
    f.make_status(
        facility, "2015", function_status="tidak_berfungsi", active_sr=20, kk=25, jiwa=100
    )
    f.make_status(facility, "2017-03", function_status="berfungsi", active_sr=40)
    f.make_status(facility, "2018", function_status="tidak_diketahui", physical_condition="baik")
    f.make_status(
        facility,
        "2019",
        function_status="berfungsi_sebagian",
        active_sr=0,
        archived_at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
    )
    row = Facility.objects.with_latest_status().get()
    assert (row.latest_function, row.latest_function_on) == ("berfungsi", "2017-03")
    assert (row.latest_active_sr, row.latest_active_sr_on) == (40, "2017-03")
    assert (row.latest_kk, row.latest_kk_on, row.latest_jiwa) == (25, "2015", 100)
    assert (row.latest_condition, row.latest_condition_on) == ("baik", "2018")


def test_latest_as_of_a_day_and_zero_is_a_count(regions: Any) -> None:
    facility = f.make_facility()
    f.make_status(facility, "2015", active_sr=20)
    f.make_status(facility, "2017", active_sr=0)
    assert Facility.objects.with_latest_status(dt.date(2016, 12, 31)).get().latest_active_sr == 20
    assert Facility.objects.with_latest_status(dt.date(2017, 12, 31)).get().latest_active_sr == 0
    assert Facility.objects.with_latest_status(dt.date(2014, 12, 31)).get().latest_active_sr is None


def test_the_operator_of_a_day(regions: Any) -> None:
    facility = f.make_facility()
    first = f.make_operation(
        facility, f.make_group(name="KSM Satu"), started_on="2010", ended_on="2015-06-01"
    )
    second = f.make_operation(facility, f.make_group(name="KPP Dua"), started_on="2015-06-01")
    now = Facility.objects.with_operator().get()
    assert (now.operator_name, now.operator_id) == ("KPP Dua", second.group_id)
    before = Facility.objects.with_operator(dt.date(2012, 1, 1)).get()
    assert before.operator_id == first.group_id
    assert Facility.objects.with_operator(dt.date(2009, 1, 1)).get().operator_id is None
    assert not Facility.objects.without_operator().exists()
    assert Facility.objects.with_running_operator().exists()


def test_an_archived_emptying_is_none(regions: Any) -> None:
    """Neither for the last one nor for when the next is due, nor as something to count from."""
    facility = f.make_facility()
    gone = {"archived_at": dt.datetime(2019, 1, 1, tzinfo=dt.UTC)}
    f.make_desludging(facility, "2018-05-02", **gone)

    def told() -> tuple[str | None, str | None, bool]:
        row = Facility.objects.with_next_desludging(dt.date(2020, 1, 1)).get()
        return row.last_emptied, row.sludge_due, Facility.objects.with_sludge_basis().exists()

    assert told() == (None, None, False)
    f.make_desludging(facility, "2016-05-02")
    last, due, is_counted = told()
    assert (last, due and due[4:], is_counted) == ("2016-05-02", "-05-02", True)
    assert due and due < "2020"


def test_what_stands_on_a_day(regions: Any) -> None:
    f.make_facility(name="lama", built_on="2008")
    f.make_facility(name="tanpa tahun", as_of="2014-03")
    f.make_facility(name="dipakai sejak", commissioned_on="2017")
    f.make_facility(name="rencana", stage="rencana")
    f.make_facility(name="dibangun", stage="dibangun", built_on="2008")
    f.make_facility(name="tutup", stage="ditutup", built_on="2005", closed_on="2015-05")
    f.make_facility(name="arsip", archived_at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC))

    def names(day: dt.date) -> set[str]:
        return set(Facility.objects.existing(day).values_list("name", flat=True))

    assert names(dt.date(2018, 1, 1)) == {"lama", "tanpa tahun", "dipakai sejak"}
    assert names(dt.date(2015, 1, 1)) == {"lama", "tanpa tahun", "tutup"}
    assert names(dt.date(2006, 1, 1)) == {"tutup"}


def test_the_type_of_a_day_follows_the_retrofits(regions: Any) -> None:
    facility = f.make_facility(facility_type="ipal_kombinasi")
    f.make_works(
        facility,
        kind="retrofit",
        status="selesai",
        started_on="2015",
        finished_on="2016-04",
        type_before="mck_plus",
        type_after="ipal_kombinasi",
    )
    f.make_works(
        facility,
        kind="retrofit",
        status="rencana",
        type_before="ipal_kombinasi",
        type_after="ipal_komunal",
    )
    f.make_works(
        facility,
        kind="retrofit",
        status="selesai",
        finished_on="2017-08",
        type_before="ipal_kombinasi",
        type_after="ipal_kombinasi",
    )
    assert Facility.objects.with_makeup(dt.date(2015, 12, 31)).get().type_at == "mck_plus"
    assert Facility.objects.with_makeup(dt.date(2016, 12, 31)).get().type_at == "ipal_kombinasi"


def test_not_observed_since_reads_a_bare_year_to_its_end(regions: Any) -> None:
    for name, observed in (("never", ""), ("old", "2016-12"), ("year", "2017"), ("new", "2018-01")):
        facility = f.make_facility(name=name)
        if observed:
            f.make_status(facility, observed)
    found = Facility.objects.not_observed_since(dt.date(2017, 6, 1))
    assert set(found.values_list("name", flat=True)) == {"never", "old"}


def test_members_and_facility_counts_of_groups(regions: Any) -> None:
    member = f.make_group(membership="ya", member_from="2014", member_to="2018")
    f.make_group(membership="ya", as_of="2015")
    f.make_group(membership="belum")
    assert Group.objects.members(dt.date(2016, 1, 1)).count() == 2
    assert Group.objects.members(dt.date(2019, 1, 1)).count() == 1
    f.make_operation(f.make_facility(), member)
    f.make_operation(f.make_facility(), member)
    f.make_operation(f.make_facility(), member, ended_on="2016")
    assert Group.objects.with_facility_count().get(pk=member.pk).facility_count == 2


def test_cost_of_works_is_unknown_not_zero_without_shares(regions: Any) -> None:
    works = f.make_works(f.make_facility())
    assert Works.objects.with_cost().get().cost_total is None
    f.make_cost(works, amount=2_000_000)
    f.make_cost(works, amount=None)
    f.make_cost(works, amount=500_000)
    assert Works.objects.with_cost().get().cost_total == 2_500_000

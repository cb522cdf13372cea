"""What the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from ksm.models import Facility, Group, Operation
from tests.ksm import factories as f
from tests.refusing import refused


def test_group_names_are_unique_in_a_village_whatever_the_case(regions: Any) -> None:
    f.make_group(name="KSM Sejahtera", village="Condongcatur")
    refused(
        "ksm_group_name_per_village", f.make_group, name="ksm sejahtera", village="CONDONGCATUR"
    )
    f.make_group(name="KSM Sejahtera", village="Sinduadi")
    f.make_group(region="33.72", name="KSM Sejahtera", village="Condongcatur")


def test_group_names_are_unique_without_a_village_too(regions: Any) -> None:
    f.make_group(name="KSM Mandiri")
    refused("ksm_group_name_per_village", f.make_group, name="KSM MANDIRI")


def test_an_archived_group_frees_its_name(regions: Any) -> None:
    f.make_group(name="KSM Mandiri", archived_at=timezone.now())
    f.make_group(name="KSM Mandiri")


def test_groups_and_facilities_belong_to_a_kab_or_kota(regions: Any) -> None:
    refused("ksm_group_in_kab_kota", f.make_group, "34")
    refused("ksm_facility_in_kab_kota", f.make_facility, "34", code="34.04-0001")


def test_membership_dates_need_membership_and_order(regions: Any) -> None:
    refused("ksm_group_dates_need_membership", f.make_group, member_from="2014")
    refused(
        "ksm_group_membership_in_order",
        f.make_group,
        membership="ya",
        member_from="2014",
        member_to="2013-12",
    )
    f.make_group(membership="ya", member_from="2014-03-21", member_to="2014")


def test_coordinates_come_in_pairs_and_lie_in_indonesia(regions: Any) -> None:
    refused("ksm_facility_both_coordinates", f.make_facility, latitude="-7.7")
    refused("ksm_facility_in_indonesia", f.make_facility, latitude="110.3", longitude="-7.7")
    refused("ksm_facility_in_indonesia", f.make_facility, latitude="-7.7", longitude="150")
    f.make_facility(latitude="-7.7", longitude="110.3")


def test_codes_are_unique_and_have_a_form(regions: Any) -> None:
    f.make_facility(code="34.04-0001")
    refused("ksm_facility.code", f.make_facility, code="34.04-0001")
    refused("ksm_facility_code_form", f.make_facility, code="34.04-1")
    refused("ksm_facility_code_form", f.make_facility, code="")


def test_one_current_operator(regions: Any) -> None:
    facility = f.make_facility()
    f.make_operation(facility, started_on="2010", ended_on="2012")
    f.make_operation(facility, started_on="2012")
    refused("ksm_operation_one_current", f.make_operation, facility, started_on="2015")
    f.make_operation(facility, started_on="2005", ended_on="2006")


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2015", "2014", True),
        ("2015-03", "2015", False),
        ("2015-03", "2015-02-28", True),
        ("", "2014", False),
    ],
)
def test_ends_do_not_lie_before_beginnings(regions: Any, start: str, end: str, wrong: bool) -> None:
    facility = f.make_facility()
    if wrong:
        refused(
            "ksm_operation_in_order", f.make_operation, facility, started_on=start, ended_on=end
        )
    else:
        f.make_operation(facility, started_on=start, ended_on=end)


def test_counts_are_not_negative(regions: Any) -> None:
    facility = f.make_facility()
    refused("active_sr", f.make_status, facility, active_sr=-1)
    refused("design_kk", f.make_facility, design_kk=-5)
    refused("ksm_desludging_volume_positive", f.make_desludging, facility, volume_m3=0)
    refused("ksm_desludging_trips_positive", f.make_desludging, facility, trips=0)
    refused("amount", f.make_cost, f.make_works(facility), amount=-1)


def test_observations_and_emptyings_have_a_date(regions: Any) -> None:
    facility = f.make_facility()
    refused("ksm_status_has_date", f.make_status, facility, observed_on="")
    refused("ksm_desludging_has_date", f.make_desludging, facility, done_on="")


def test_finished_works_are_done(regions: Any) -> None:
    facility = f.make_facility()
    refused("ksm_works_finished_means_done", f.make_works, facility, finished_on="2016")
    f.make_works(facility, finished_on="2016", status="selesai")
    refused(
        "ksm_works_in_order",
        f.make_works,
        facility,
        started_on="2017",
        finished_on="2016",
        status="selesai",
    )


def test_places_read_with_the_words_of_the_region(regions: Any) -> None:
    here = f.make_facility(
        village="Sinduadi", village_kind="kalurahan", district="Mlati", rt="04", rw="02"
    )
    there = f.make_facility(
        "33.72", village="Semanggi", village_kind="kelurahan", district="Pasar Kliwon"
    )
    plain = f.make_group(village="Sinduadi")
    assert here.place == "RT 04 RW 02, Kalurahan Sinduadi, Kapanewon Mlati"
    assert there.place == "Kel. Semanggi, Kec. Pasar Kliwon"
    assert plain.place == "Sinduadi"


def test_technologies_read_as_words_and_keep_their_order(regions: Any) -> None:
    f.make_facility(technologies=["settler", "abr", "af"])
    assert str(Facility.objects.get().technologies) == (
        "Settler, Anaerobic baffled reactor (ABR), Anaerobic filter (AF)"
    )


def test_a_position_opens_in_a_map(regions: Any) -> None:
    facility = f.make_facility(latitude="-7.7956", longitude="110.3695")
    facility.refresh_from_db()
    assert facility.map_uri == "geo:-7.795600,110.369500"
    assert f.make_facility().map_uri == ""


def test_a_group_runs_only_facilities_of_its_region(regions: Any) -> None:
    from django.core.exceptions import ValidationError

    operation = Operation(facility=f.make_facility(), group=f.make_group("33.72"))
    with pytest.raises(ValidationError, match="another region"):
        operation.full_clean()


def test_related_rows_keep_a_group_from_vanishing(regions: Any) -> None:
    from django.db.models import ProtectedError

    operation = f.make_operation(f.make_facility())
    with pytest.raises(ProtectedError):
        Group.objects.get(pk=operation.group_id).delete()

"""Forms for paper notes: little required, much understood, refusals in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from ksm.forms import (
    DesludgingForm,
    FacilityForm,
    FundingContributionForm,
    GroupForm,
    OperationForm,
    StatusRecordForm,
    WorksForm,
)
from ksm.models import Facility, Group
from tests.ksm import factories as f

FACILITY = {"name": "IPAL Komunal Pendulan", "facility_type": "ipal_komunal", "region": "34.04"}


def facility_form(user: Any, **data: Any) -> FacilityForm:
    return FacilityForm(data={**FACILITY, **data}, user=user)


def errors(form: Any) -> dict[str, str]:
    return {name: " ".join(words) for name, words in form.errors.items()}


def test_name_type_and_region_are_enough(regions: Any, officer: Any) -> None:
    form = facility_form(officer)
    assert form.is_valid(), form.errors
    facility = form.save()
    assert (facility.code, facility.stage, facility.land_status) == (
        "34.04-0001",
        "tidak_tahu",
        "tidak_diketahui",
    )
    empty = FacilityForm(data={}, user=officer)
    assert set(empty.errors) == {"name", "facility_type", "region"}


def test_an_empty_choice_falls_back_to_its_default(regions: Any, officer: Any) -> None:
    form = facility_form(officer, stage="", land_status="")
    assert form.is_valid(), form.errors
    facility = form.save()
    assert (facility.stage, facility.land_status) == ("tidak_tahu", "tidak_diketahui")


def test_rough_and_indonesian_numbers(regions: Any, officer: Any) -> None:
    with translation.override("id"):
        form = facility_form(
            officer, design_sr="±60", design_jiwa="1.500", design_flow_m3_day="12,5"
        )
        assert form.is_valid(), form.errors
        facility = form.save()
    assert (facility.design_sr, facility.design_jiwa, facility.is_estimate) == (60, 1500, True)
    assert facility.design_flow_m3_day == Decimal("12.5")


@pytest.mark.parametrize("value", ["-5", "enam puluh", "60,5", "60-70"])
def test_counts_that_are_none_are_refused_in_words(regions: Any, officer: Any, value: str) -> None:
    with translation.override("id"):
        assert list(facility_form(officer, design_sr=value).errors) == ["design_sr"]


@pytest.mark.parametrize(
    "data",
    [
        {"position": "-7,7956 110,3695"},
        {"position": "-7.7956, 110.3695"},
        {"latitude": "-7.7956", "longitude": "110.3695"},
        {"latitude": "-7,7956", "longitude": "110,3695"},
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_coordinates_in_one_go_or_apart(
    regions: Any, officer: Any, data: Any, language: str
) -> None:
    with translation.override(language):
        form = facility_form(officer, **data)
        assert form.is_valid(), form.errors
    assert (form.instance.latitude, form.instance.longitude) == (
        Decimal("-7.7956"),
        Decimal("110.3695"),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"position": "dekat masjid"}, "not a position"),
        ({"latitude": "selatan", "longitude": "110"}, "not a coordinate"),
        ({"latitude": "-7.7956"}, "or neither"),
        ({"position": "110.3695 -7.7956"}, "swapped"),
        ({"position": "52.52 13.40"}, "outside Indonesia"),
    ],
)
def test_positions_that_cannot_be_are_told(
    regions: Any, officer: Any, data: Any, words: str
) -> None:
    assert words in str(errors(facility_form(officer, **data)))


def test_the_same_name_in_the_village_is_asked_about_once(regions: Any, officer: Any) -> None:
    twin = f.make_facility(name="IPAL Komunal Pendulan", village="Sumberagung")
    form = facility_form(officer, village="sumberagung")
    assert not form.is_valid()
    assert twin.code in errors(form)["confirm_twin"]
    assert 'type="checkbox"' in str(form["confirm_twin"])
    assert facility_form(officer, village="sumberagung", confirm_twin="on").is_valid()
    assert facility_form(officer, village="Sumberrahayu").is_valid()
    same = FacilityForm(
        data={**FACILITY, "village": "Sumberagung", "row_version": "1"}, instance=twin, user=officer
    )
    assert same.is_valid(), same.errors


def test_a_region_outside_or_a_moved_facility_is_refused(regions: Any, officer: Any) -> None:
    assert "region" in facility_form(officer, region="33.72").errors
    facility = f.make_facility()
    form = FacilityForm(
        data={**FACILITY, "region": "34.01", "row_version": "1"}, instance=facility, user=officer
    )
    assert form.is_valid(), form.errors
    assert form.save().region_id == "34.04"


def test_unknown_treatment_units_are_refused(regions: Any, officer: Any) -> None:
    assert "technologies" in facility_form(officer, technologies=["abr", "sihir"]).errors
    form = facility_form(officer, technologies=["settler", "abr"])
    assert form.is_valid()
    assert Facility.objects.get(pk=form.save().pk).technologies == ["settler", "abr"]


def test_only_the_secretariat_marks_examples(regions: Any, officer: Any, secretariat: Any) -> None:
    assert "is_example" not in facility_form(officer).fields
    assert "is_example" in facility_form(secretariat).fields


def group_form(user: Any, **data: Any) -> GroupForm:
    return GroupForm(
        data={"name": "KSM Sehati", "kind": "ksm", "region": "34.04", **data}, user=user
    )


def test_a_second_group_of_the_name_in_the_village_is_refused_in_words(
    regions: Any, officer: Any
) -> None:
    f.make_group(name="ksm sehati", village="Sinduadi")
    assert "already" in str(errors(group_form(officer, village="SINDUADI")))
    assert "same name in the region" in errors(group_form(officer))["confirm_twin"]
    assert group_form(officer, confirm_twin="on").is_valid()
    assert group_form(officer, village="Caturtunggal").is_valid()


def test_a_membership_date_makes_a_member(regions: Any, officer: Any) -> None:
    form = group_form(officer, member_from="Maret 2014")
    assert form.is_valid(), form.errors
    group = form.save()
    assert (group.membership, group.member_from) == ("ya", "2014-03")
    assert (
        "member" in str(errors(group_form(officer, membership="belum", member_from="2014"))).lower()
    )


def status_form(user: Any, facility: Facility, **data: Any) -> StatusRecordForm:
    return StatusRecordForm(data={"observed_on": "2018", **data}, user=user, parent=facility)


def test_more_use_than_design_is_a_word_not_a_refusal(regions: Any, officer: Any) -> None:
    facility = f.make_facility(design_sr=50, design_kk=40)
    form = status_form(officer, facility, active_sr="sekitar 60", kk="40")
    assert form.is_valid(), form.errors
    record = form.save()
    assert record.is_estimate and record.active_sr == 60
    assert len(form.warnings()) == 1 and "60" in form.warnings()[0]


def test_a_status_needs_its_date_and_not_a_future_one(regions: Any, officer: Any) -> None:
    facility = f.make_facility()
    assert "observed_on" in status_form(officer, facility, observed_on="").errors
    assert "future" in str(errors(status_form(officer, facility, observed_on="2099")))
    assert "observed_on" in status_form(officer, facility, observed_on="kemarin").errors
    assert "active_sr" in status_form(officer, facility, active_sr="-1").errors


def test_operators_are_chosen_among_the_groups_of_the_region(
    regions: Any, secretariat: Any
) -> None:
    facility = f.make_facility()
    own, other = f.make_group(), f.make_group("33.72")
    assert list(OperationForm(user=secretariat, parent=facility).fields["group"].queryset) == [own]
    form = OperationForm(data={"group": other.pk}, user=secretariat, parent=facility)
    assert "group" in form.errors


def test_a_hand_over_through_the_form(regions: Any, officer: Any) -> None:
    facility = f.make_facility()
    former = f.make_operation(facility, started_on="2010")
    form = OperationForm(
        data={"group": f.make_group().pk, "started_on": "2016"}, user=officer, parent=facility
    )
    assert form.is_valid(), form.errors
    form.save()
    former.refresh_from_db()
    assert former.ended_on == "2016"


def test_works_desludging_and_funding_say_what_is_wrong(regions: Any, officer: Any) -> None:
    facility = f.make_facility()
    works = WorksForm(
        data={"kind": "retrofit", "started_on": "2017", "finished_on": "2016", "status": "selesai"},
        user=officer,
        parent=facility,
    )
    assert "before they started" in str(errors(works))
    assert "future" in str(
        errors(
            WorksForm(
                data={"kind": "retrofit", "finished_on": "2099", "status": "selesai"},
                user=officer,
                parent=facility,
            )
        )
    )
    emptied = DesludgingForm(
        data={"done_on": "2017", "volume_m3": "0"}, user=officer, parent=facility
    )
    assert "above zero" in str(errors(emptied))
    assert "programme" in FundingContributionForm(data={}, user=officer, parent=facility).errors
    assert FundingContributionForm(data={"amount": "0"}, user=officer, parent=facility).is_valid()


def test_money_is_read_the_indonesian_way(regions: Any, officer: Any) -> None:
    with translation.override("id"):
        form = DesludgingForm(
            data={"done_on": "14 Maret 2018", "volume_m3": "7,5", "cost": "1.500.000"},
            user=officer,
            parent=f.make_facility(),
        )
        assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.done_on, saved.volume_m3, saved.cost) == ("2018-03-14", Decimal("7.5"), 1_500_000)


def test_editing_a_group_does_not_touch_others(regions: Any, officer: Any) -> None:
    group = f.make_group(name="KSM Sehati")
    form = GroupForm(
        data={"name": "KSM Sehati", "kind": "kpp", "row_version": "1"}, instance=group, user=officer
    )
    assert form.is_valid(), form.errors
    form.save()
    assert Group.objects.get().kind == "kpp"


def test_rough_numbers_of_an_emptying_are_told_in_its_remark_once(
    regions: Any, officer: Any
) -> None:
    data = {"done_on": "2018", "volume_m3": "± 7,5", "trips": "sekitar 3", "remark": "Truk dinas"}
    data["confirm_told"] = "on"  # the same year and volume again is meant here
    facility = f.make_facility()
    with translation.override("id"):
        form = DesludgingForm(data={**data, "cost": "±Rp 1.500.000"}, user=officer, parent=facility)
        assert form.is_valid(), form.errors
        saved = form.save()
        told = saved.remark
        assert (saved.volume_m3, saved.trips, saved.cost) == (Decimal("7.5"), 3, 1_500_000)
        assert told.startswith("Truk dinas; ") and told.count("±") == 3
        assert "± 7,5" in told and "± 3" in told and "± Rp 1.500.000" in told
        again = DesludgingForm(
            data={**data, "remark": told, "row_version": "1"}, user=officer, instance=saved
        )
        assert again.is_valid(), again.errors
        assert again.save().remark == told
        full = DesludgingForm(data={**data, "remark": "x" * 299}, user=officer, parent=facility)
        assert list(full.errors) == ["remark"] and "± 7,5" in errors(full)["remark"]
        empty = DesludgingForm(data={**data, "volume_m3": "±"}, user=officer, parent=facility)
        assert list(empty.errors) == ["volume_m3"]


def test_no_mark_is_lost_where_the_record_has_no_field_for_it(regions: Any, officer: Any) -> None:
    works = WorksForm(
        data={"kind": "retrofit", "status": "selesai", "sr_added": "±12"},
        user=officer,
        parent=f.make_facility(),
    )
    assert works.is_valid(), works.errors
    saved = works.save()
    assert saved.sr_added == 12 and "± 12" in saved.description
    form = facility_form(officer, design_flow_m3_day="± 12.5")
    assert form.is_valid(), form.errors
    facility = form.save()
    assert (facility.design_flow_m3_day, facility.is_estimate) == (Decimal("12.5"), False)
    assert "± 12.5" in facility.description


@pytest.mark.parametrize("form_class", [FacilityForm, GroupForm])
def test_a_long_name_is_not_cut_by_the_page_but_answered_with_length_and_limit(
    regions: Any, officer: Any, form_class: Any
) -> None:
    name = "IPAL Komunal " + "x" * 160
    with translation.override("id"):
        form = form_class(data={**FACILITY, "kind": "ksm", "name": name}, user=officer)
        assert list(form.errors) == ["name"]
        assert "150" in errors(form)["name"] and "173" in errors(form)["name"]
        page = form.as_div()
    assert "maxlength" not in page and name in page

"""Writes that touch more than one row."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.records import bulk, services
from ksm.models import Facility, Group, Operation, Works
from ksm.services import hand_over, record_works, register_facility
from tests.core.test_history import form_data
from tests.ksm import factories as f


def new(region: str = "34.04", **extra: Any) -> Facility:
    return Facility(
        stage="terbangun",
        region_id=region,
        **{"name": "IPAL Baru", "facility_type": "ipal_komunal", **extra},
    )


def test_codes_count_up_per_region_and_are_never_given_twice(
    regions: Any, secretariat: Any
) -> None:
    first = register_facility(facility=new(), by=secretariat)
    second = register_facility(facility=new(), by=secretariat)
    other = register_facility(facility=new("33.72"), by=secretariat)
    assert [first.code, second.code, other.code] == ["34.04-0001", "34.04-0002", "33.72-0001"]
    second.delete()
    assert register_facility(facility=new(), by=secretariat).code == "34.04-0003"


def test_registering_is_for_those_who_may(regions: Any, officer: Any, official: Any) -> None:
    with pytest.raises(PermissionDenied):
        register_facility(facility=new(), by=official)
    with pytest.raises(PermissionDenied):
        register_facility(facility=new("33.72"), by=officer)
    assert not Facility.objects.exists()


def test_handing_over_ends_the_former_operation(regions: Any, officer: Any) -> None:
    facility = f.make_facility()
    former = f.make_operation(facility, started_on="2010")
    group = f.make_group()
    hand_over(operation=Operation(facility=facility, group=group, started_on="2016-02"), by=officer)
    former.refresh_from_db()
    assert former.ended_on == "2016-02"
    assert Operation.objects.running().get().group == group


def test_a_past_operation_ends_nobody(regions: Any, officer: Any) -> None:
    facility = f.make_facility()
    current = f.make_operation(facility, started_on="2015")
    hand_over(
        operation=Operation(
            facility=facility, group=f.make_group(), started_on="2009", ended_on="2012"
        ),
        by=officer,
    )
    current.refresh_from_db()
    assert current.ended_on == ""


@pytest.mark.parametrize(
    ("start", "words"), [("", "Say from when"), ("2009", "before the beginning")]
)
def test_a_hand_over_that_cannot_be_changes_nothing(
    regions: Any, officer: Any, start: str, words: str
) -> None:
    facility = f.make_facility()
    former = f.make_operation(facility, started_on="2010")
    with pytest.raises(ValidationError, match=words):
        hand_over(
            operation=Operation(facility=facility, group=f.make_group(), started_on=start),
            by=officer,
        )
    former.refresh_from_db()
    assert former.ended_on == ""
    assert Operation.objects.count() == 1


def test_the_same_group_cannot_take_over_from_itself(regions: Any, officer: Any) -> None:
    former = f.make_operation(f.make_facility())
    with pytest.raises(ValidationError, match="already"):
        hand_over(
            operation=Operation(facility=former.facility, group=former.group, started_on="2018"),
            by=officer,
        )


def test_a_finished_retrofit_gives_the_facility_its_new_type(regions: Any, officer: Any) -> None:
    facility = f.make_facility(facility_type="mck_plus")
    works = Works(
        facility=facility, kind="retrofit", status="berjalan", type_after="ipal_kombinasi"
    )
    record_works(works=works, by=officer)
    facility.refresh_from_db()
    assert (works.type_before, facility.facility_type) == ("mck_plus", "mck_plus")
    works.status, works.finished_on = "selesai", "2016"
    record_works(works=works, by=officer)
    facility.refresh_from_db()
    assert facility.facility_type == "ipal_kombinasi"


def test_older_works_entered_late_do_not_turn_the_type_back(regions: Any, officer: Any) -> None:
    facility = f.make_facility(facility_type="mck")
    for finished, after in (("2018", "ipal_kombinasi"), ("2012", "mck_plus")):
        record_works(
            works=Works(
                facility=facility,
                kind="retrofit",
                status="selesai",
                finished_on=finished,
                type_after=after,
            ),
            by=officer,
        )
    facility.refresh_from_db()
    assert facility.facility_type == "ipal_kombinasi"


def test_a_group_that_runs_facilities_is_not_archived(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    group, free = f.make_group(), f.make_group()
    operation = f.make_operation(f.make_facility(), group)
    f.make_operation(f.make_facility(), group)
    f.make_operation(f.make_facility(), free, ended_on="2016")
    with pytest.raises(ValidationError, match="runs 2 facilities"):
        services.archive(obj=group, by=officer)
    done = bulk.run(task=bulk.archive_task(), model=Group, keys=[group.pk, free.pk], by=officer)
    assert done.changed == 1
    assert [(one.what, "runs 2" in one.reason) for one in done.skipped] == [(str(group), True)]
    Operation.objects.filter(group=group).exclude(pk=operation.pk).update(ended_on="2020")
    with pytest.raises(ValidationError, match="runs 1 facility;"):
        services.archive(obj=group, by=officer)
    Operation.objects.filter(group=group).update(ended_on="2020")
    assert services.archive(obj=group, by=officer).is_archived


def test_works_set_back_or_archived_tell_what_the_facility_keeps(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility = f.make_facility(facility_type="mck_plus")
    works = Works(
        facility=facility, kind="retrofit", status="selesai", finished_on="2016",
        type_after="ipal_kombinasi",
    )  # fmt: skip
    record_works(works=works, by=officer)
    browser = as_user(officer)
    archive = reverse("ksm:works-archive", args=[works.pk])
    facility.refresh_from_db()
    assert str(facility) in browser.get(archive).context["question"]
    edit = reverse("ksm:works-edit", args=[works.pk])
    sent = form_data(browser.get(edit)) | {"status": "berjalan", "finished_on": ""}
    told = [str(one) for one in browser.post(edit, sent, follow=True).context["messages"]]
    assert any(" → " in one and str(facility) in one for one in told), told
    Works.objects.filter(pk=works.pk).update(status="selesai", finished_on="2016")
    answer = browser.post(archive, {"remark": ""}, follow=True)
    assert any(" → " in str(one) for one in answer.context["messages"])
    Works.objects.filter(pk=works.pk).update(archived_at=None)
    Facility.objects.filter(pk=facility.pk).update(facility_type="mck_plus")
    assert Works.objects.get(pk=works.pk).left_by_archiving() == ""

"""The admin and its spreadsheets stand behind the same wall."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tablib import Dataset

from ksm.models import Facility, Group
from ksm.resources import FacilityResource, GroupResource
from tests.ksm import factories as f
from tests.ksm.matrix import make_world

MODELS = (
    "group",
    "facility",
    "operation",
    "statusrecord",
    "works",
    "workscost",
    "fundingcontribution",
    "desludging",
)


@pytest.mark.parametrize("model", MODELS)
def test_officers_see_their_own_rows_only(
    model: str, regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    make_world("34.04", "Sini")
    make_world("33.72", "Sana")
    url = reverse(f"admin:ksm_{model}_changelist")
    page = as_user(officer).get(url)
    assert page.status_code == 200
    assert "Sini" in page.content.decode() and "Sana" not in page.content.decode()
    assert as_user(official).get(url).status_code in (302, 403)


def test_programmes_are_kept_by_the_secretariat(regions: Any, as_user: Any, officer: Any) -> None:
    assert as_user(officer).get(reverse("admin:ksm_programme_changelist")).status_code == 403


def imported(resource: Any, *lines: dict[str, Any]) -> Any:
    data = Dataset(headers=list(lines[0]))
    for line in lines:
        data.append(list(line.values()))
    return resource.import_data(data, dry_run=False)


def test_imported_facilities_get_codes_and_known_ones_change(
    regions: Any, secretariat: Any
) -> None:
    row = {
        "code": "",
        "name": "IPAL Impor",
        "facility_type": "ipal_komunal",
        "region": "34.04",
        "technologies": "settler,abr",
    }
    result = imported(
        FacilityResource(user=secretariat), row, {**row, "name": "IPAL Impor 2", "technologies": ""}
    )
    assert not result.has_errors() and not result.has_validation_errors()
    assert [x.code for x in Facility.objects.order_by("code")] == ["34.04-0001", "34.04-0002"]
    assert Facility.objects.get(code="34.04-0001").technologies == ["settler", "abr"]
    imported(
        FacilityResource(user=secretariat), {**row, "code": "34.04-0001", "name": "IPAL Ganti"}
    )
    assert Facility.objects.get(code="34.04-0001").name == "IPAL Ganti"
    assert Facility.objects.count() == 2


def test_faulty_rows_are_refused_with_reasons(regions: Any, secretariat: Any, officer: Any) -> None:
    row = {
        "code": "34.04-0099",
        "name": "IPAL Hantu",
        "facility_type": "ipal_komunal",
        "region": "34.04",
    }
    assert imported(FacilityResource(user=secretariat), row).has_validation_errors()
    wrong = {**row, "code": "", "facility_type": "istana"}
    assert imported(FacilityResource(user=secretariat), wrong).has_validation_errors()
    outside = imported(FacilityResource(user=officer), {**row, "code": "", "region": "33.72"})
    assert outside.has_errors() or outside.has_validation_errors()
    assert not Facility.objects.exists()


def test_groups_are_known_by_village_and_name(regions: Any, secretariat: Any) -> None:
    f.make_group(name="KSM Sehati", village="Sinduadi")
    row = {"region": "34.04", "village": "Sinduadi", "name": "KSM Sehati", "kind": "kpp"}
    imported(GroupResource(user=secretariat), row, {**row, "village": "Tlogoadi"})
    assert Group.objects.count() == 2
    assert Group.objects.get(village="Sinduadi").kind == "kpp"
    assert "contact_phone" not in GroupResource(user=secretariat).export().headers

"""The admin and its spreadsheets stand behind the same wall."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from ksm.models import Facility, Group
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


def test_an_export_tells_treatment_units_and_no_telephone(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    f.make_facility(name="IPAL Satu", technologies=["settler", "abr"])
    f.make_group(contact_phone="0812")
    exports = {
        model: admin.site._registry[model].resource_class(user=secretariat).export()
        for model in (Facility, Group)
    }
    assert exports[Facility]["technologies"] == ["settler,abr"]
    assert exports[Facility]["region"] == ["34.04"]
    assert "contact_phone" not in exports[Group].headers

"""Which office a finding goes to: rules of its region by aspect, severity and level, as data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from monitoring.models import Finding, OfficeDuty
from tests.chapters.factories import make_office
from tests.monitoring import factories as f

DAY = dt.date(2020, 5, 1)


def rule(office: str, region: str = "34.04", **extra: Any) -> None:
    OfficeDuty.objects.create(region_id=region, office=make_office(region, name=office), **extra)


def office_of(aspect: str, severity: str, **extra: Any) -> str:
    finding = Finding(
        region_id="34.04",
        aspect=aspect,
        severity=severity,
        **{"responsible": "government", **extra},
    )
    key = OfficeDuty.objects.all().office_of(finding, at=DAY)
    return {row.office_id: row.office.name for row in OfficeDuty.objects.all()}.get(key, "")


@pytest.mark.django_db
def test_the_closest_rule_names_the_office(regions: Any) -> None:
    assert office_of("T", "high") == ""
    rule("DLH DIY", "34")
    rule("Bappeda")
    rule("DPUPKP", aspect="T")
    rule("Sekda", aspect="T", severity="high")
    rule("Pokja", "33.72", aspect="T")
    assert office_of("T", "high") == "Sekda"
    assert office_of("T", "low") == "DPUPKP"
    assert office_of("S", "high") == "Bappeda"
    assert office_of("T", "high", responsible="ksm") == ""
    OfficeDuty.objects.filter(region="34.04").delete()
    assert office_of("S", "high") == "DLH DIY"


@pytest.mark.django_db
def test_an_office_that_is_gone_sees_to_nothing(regions: Any) -> None:
    rule("Bappeda")
    rule("KLH", aspect="S")
    OfficeDuty.objects.get(aspect="S").office.__class__.objects.filter(name="KLH").update(
        valid_to="2016"
    )
    assert office_of("S", "high") == "Bappeda"


def test_a_finding_by_hand_or_by_a_visit_gets_the_office_of_the_rule(
    as_user: Any, officer: Any, regions: Any
) -> None:
    rule("DPUPKP", aspect="T")
    told = {
        "title": "Pipa patah", "region": "34.04", "aspect": "T", "severity": "high",
        "responsible": "government", "action_required": "Ganti pipa", "opened_on": "2020-05-01",
    }  # fmt: skip
    browser = as_user(officer)
    assert browser.post(reverse("monitoring:finding-create"), told).status_code == 302
    finding = Finding.objects.get()
    assert str(finding.office) == "DPUPKP"
    # Once opened, a person may say otherwise.
    edit = reverse("monitoring:finding-edit", args=[finding.pk])
    answer = browser.post(edit, {**told, "office": "", "version": finding.version})
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert finding.office is None


def test_a_rule_is_kept_on_its_page_for_offices_of_the_region(
    as_user: Any, officer: Any, regions: Any
) -> None:
    own, other = make_office("34.04", name="DPUPKP"), make_office("33.72", name="DPUPR")
    browser = as_user(officer)
    add = reverse("monitoring:office-duty-create")
    told = {"region": "34.04", "responsible": "government", "aspect": "T", "office": own.pk}
    assert browser.post(add, {**told, "office": other.pk}).status_code == 422
    assert browser.post(add, told).status_code == 302
    assert browser.post(add, told).status_code == 422  # once
    assert "DPUPKP" in browser.get(reverse("monitoring:office-duty-list")).content.decode()


def test_what_a_visit_opens_goes_to_the_office_of_the_rule(regions: Any, secretariat: Any) -> None:
    rule("DPUPKP", aspect="T", responsible="ksm")
    f.question("T01").options.filter(value="rusak").update(
        opens_finding=True, severity="high", responsible="ksm"
    )
    from monitoring import services

    visit = f.make_visit(state="approved")
    f.make_answer(visit, "T01", "rusak")
    services.score_visit(visit=visit)
    (finding,) = services.reviews.follow_up(visit=visit)
    assert str(finding.office) == "DPUPKP"

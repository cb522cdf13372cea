"""Roles, signatories, agenda, the sharing board, key dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from events import services
from events.models import Commitment, KeyDate, Practice, PracticeFacility, RoleShare
from events.results import role_rows
from events.todo import tasks_for
from tests.events import factories as f
from tests.ksm.factories import make_facility
from tests.refusing import refused_by


def test_the_role_matrix_is_written_and_changed(client: Any, officer: Any) -> None:
    result = f.make_group_result(f.make_event())
    client.force_login(officer)
    url = reverse("events:group-result-roles", args=[result.pk])
    sent = {"operasi-lead": "ksm", "operasi-support": ["desa", "opd"], "penyedotan-lead": "uptd"}
    assert client.post(url, sent).status_code == 302
    rows = role_rows(RoleShare.objects.filter(archived_at__isnull=True))
    assert [(r.lead, len(r.support), r.government) for r in rows] == [
        ("KSM/KPP", 2, True),
        ("UPTD", 0, True),
    ]
    assert client.post(url, {"operasi-lead": "desa", "operasi-support": ["ksm"]}).status_code == 302
    (row,) = role_rows(RoleShare.objects.filter(archived_at__isnull=True))
    assert row.support == ("KSM/KPP",)


def test_who_is_in_charge_is_no_support_too(client: Any, officer: Any) -> None:
    result = f.make_group_result(f.make_event())
    client.force_login(officer)
    url = reverse("events:group-result-roles", args=[result.pk])
    answer = client.post(url, {"operasi-lead": "ksm", "operasi-support": ["ksm"]})
    assert answer.status_code == 422
    assert not RoleShare.objects.exists()


def test_two_in_charge_of_one_duty_are_refused_by_the_database(db: None, regions: Any) -> None:
    result = f.make_group_result(f.make_event())
    RoleShare.objects.create(group_result=result, duty="operasi", party="ksm", part="utama")
    with refused_by("events_roleshare_one_in_charge"):
        RoleShare.objects.create(group_result=result, duty="operasi", party="desa", part="utama")


def test_signatories_follow_the_lines(db: None, regions: Any) -> None:
    row = f.make_commitment()
    services.set_signatories(commitment=row, lines=["Kepala Dinas, DPUPKP", "KSM Melati", " "])
    assert {str(s) for s in row.signatories.all()} == {"Kepala Dinas, DPUPKP", "KSM Melati"}
    services.set_signatories(commitment=row, lines=["KSM Melati"])
    services.set_signatories(commitment=row, lines=["KSM Melati"])
    assert [str(s) for s in row.signatories.filter(archived_at__isnull=True)] == ["KSM Melati"]


def test_a_commitment_of_one_region_is_not_counted_for_the_others(db: None, regions: Any) -> None:
    event = f.make_event("33.72", regions=("34.04", "34.01"))
    shared = f.make_commitment(event)
    own = f.make_commitment(event, text="Khusus Sleman", region_id="34.04")
    assert set(Commitment.objects.in_region("34.04")) == {shared, own}
    assert set(Commitment.objects.in_region("34.01")) == {shared}


def test_a_practice_is_the_regions_own_until_it_is_shared(
    secretariat: Any, officer: Any, other_officer: Any, other_official: Any
) -> None:
    practice = f.make_practice()
    assert not Practice.objects.visible_to(other_officer).exists()
    with pytest.raises(PermissionDenied):
        services.share(practice=practice, by=officer)
    services.share(practice=practice, by=secretariat)
    assert Practice.objects.visible_to(other_officer).exists()
    assert Practice.objects.visible_to(other_official).exists()
    with pytest.raises(ValidationError):
        services.share(practice=practice, by=secretariat)
    services.withdraw(practice=practice, by=secretariat, reason="Menyebut nama")
    assert not Practice.objects.visible_to(other_officer).exists()


def test_a_shared_practice_does_not_open_facility_or_event_to_other_regions(
    client: Any, secretariat: Any, other_officer: Any
) -> None:
    facility = make_facility(name="IPAL Rahasia Sendiri")
    event = f.make_event(title="Acara Tertutup Sendiri")
    practice = f.make_practice(event=event)
    PracticeFacility.objects.create(practice=practice, facility=facility)
    services.share(practice=practice, by=secretariat)
    client.force_login(other_officer)
    page = client.get(practice.get_absolute_url()).content.decode()
    assert "Arisan iuran" in page
    assert "IPAL Rahasia Sendiri" not in page and "Acara Tertutup Sendiri" not in page
    edit = reverse("events:practice-edit", args=[practice.pk])
    assert client.get(edit).status_code == 403


def test_facilities_of_a_practice_are_the_writers_own(client: Any, officer: Any) -> None:
    mine, other = make_facility(), make_facility(region="33.72")
    client.force_login(officer)
    data = {
        "kind": "praktik_baik",
        "title": "Arisan",
        "region": "34.04",
        "aspect": "keuangan",
        "solution": "iuran",
        "situation": "Macet",
        "action": "Arisan",
        "codes": other.code,
    }
    answer = client.post(reverse("events:practice-create"), data)
    assert answer.status_code == 422 and not Practice.objects.exists()
    assert (
        client.post(reverse("events:practice-create"), {**data, "codes": mine.code}).status_code
        == 302
    )
    assert [link.facility for link in PracticeFacility.objects.all()] == [mine]


@pytest.mark.parametrize(
    ("fields", "today", "expected"),
    [
        ({"month": 3}, "2026-03-31", "2026-03-31"),
        ({"month": 3}, "2026-04-01", "2027-03-31"),
        ({"month": 2, "day": 31}, "2027-01-01", "2027-02-28"),
        ({"month": 2, "day": None}, "2028-01-01", "2028-02-29"),
        ({"month": 9, "day": 5, "year": 2026}, "2026-01-01", "2026-09-05"),
        ({"month": 9, "day": 5, "year": 2025}, "2026-01-01", None),
    ],
)
def test_the_next_day_of_a_key_date(fields: Any, today: str, expected: str | None) -> None:
    found = KeyDate(title="x", kind="lain", **fields).next_on(dt.date.fromisoformat(today))
    assert (found.isoformat() if found else None) == expected


def test_a_key_date_becomes_a_task_in_time_and_goes_away_after(officer: Any) -> None:
    f.make_key_date(month=3, day=31, lead_days=60, region=None, title="Musrenbang RKPD")

    def titles(day: str) -> list[str]:
        return [t.title for t in tasks_for(officer, today=dt.date.fromisoformat(day))]

    assert not any("Musrenbang" in t for t in titles("2026-01-15"))
    assert any("Musrenbang" in t for t in titles("2026-02-15"))
    assert not any("Musrenbang" in t for t in titles("2026-04-01"))


def test_a_regions_own_key_date_stands_for_the_common_one(officer: Any) -> None:
    f.make_key_date(month=3, region=None, title="Musrenbang umum")
    f.make_key_date(month=3, day=10, title="Musrenbang Sleman")
    titles = [t.title for t in tasks_for(officer, today=dt.date(2026, 3, 1))]
    assert any("Musrenbang Sleman" in t for t in titles)
    assert not any("Musrenbang umum" in t for t in titles)


def test_an_event_planned_for_a_year_is_not_past_within_it(officer: Any) -> None:
    f.make_event(state="planned", starts_on="2026")
    f.make_event(state="planned", starts_on="2026-02-27", ends_on="2026-03")

    def waiting(day: str) -> list[int | None]:
        found = tasks_for(officer, today=dt.date.fromisoformat(day))
        return [task.count for task in found if "state=planned" in task.url]

    assert waiting("2026-03-15") == []
    assert waiting("2026-04-01") == [1]
    assert waiting("2027-01-01") == [2]

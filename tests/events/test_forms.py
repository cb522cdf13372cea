from __future__ import annotations

from typing import Any

import pytest

from events.forms import AttendanceForm, CommitmentForm, EventForm, GroupResultForm
from events.models import Event
from tests.events import factories as f

DATA = {
    "title": "Bimtek",
    "kind": "training",
    "state": "held",
    "region": "34.04",
    "starts_on": "23 November 2021",
}


def form(user: Any, **data: Any) -> EventForm:
    return EventForm(data={**DATA, **data}, user=user)


def test_an_event_with_purposes_and_regions(secretariat: Any) -> None:
    filled = form(
        secretariat, purposes="Satu\nDua\n", participating=["34.01", "33.72"], ends_on="24/11/2021"
    )
    assert filled.is_valid(), filled.errors
    event = filled.save()
    assert (event.starts_on, event.ends_on) == ("2021-11-23", "2021-11-24")
    assert [row.text for row in event.purposes.all()] == ["Satu", "Dua"]
    assert event.regions.count() == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"starts_on": "31 Februari 2021"}, "starts_on"),
        ({"ends_on": "1 November 2021"}, "__all__"),
        ({"region": "33.72"}, "region"),
        ({"region": ""}, "region"),
        ({"title": ""}, "title"),
        ({"participating": ["33.72"]}, "participating"),
        ({"purposes": "x" * 1001}, "purposes"),
    ],
)
def test_bad_input_is_named_at_its_field(officer: Any, data: dict[str, Any], field: str) -> None:
    filled = form(officer, **data)
    assert not filled.is_valid()
    assert field in filled.errors
    assert not Event.objects.exists()


def test_only_the_secretariat_enters_a_national_event(secretariat: Any, officer: Any) -> None:
    assert form(secretariat, region="").is_valid()
    assert not form(officer, region="").is_valid()


def test_a_province_can_host(secretariat: Any) -> None:
    assert form(secretariat, region="34").is_valid()


def test_an_officer_editing_keeps_the_regions_of_others(officer: Any) -> None:
    event = f.make_event("34.04", regions=("33.72",))
    filled = EventForm(data=DATA | {"row_version": event.version}, user=officer, instance=event)
    assert filled.is_valid(), filled.errors
    filled.save()
    assert [region.pk for region in event.regions.all()] == ["33.72"]


def test_attendance_counts_are_never_negative_and_days_are_of_the_event(officer: Any) -> None:
    event, other = f.make_event(), f.make_event()
    filled = AttendanceForm(
        data={"category": "ksm", "women": "-1", "day": f.make_day(other).pk},
        user=officer,
        parent=event,
    )
    assert not filled.is_valid()
    assert set(filled.errors) == {"women", "day"}


def test_numbers_are_read_the_indonesian_way(officer: Any) -> None:
    filled = AttendanceForm(
        data={"category": "ksm", "men": "1.250"}, user=officer, parent=f.make_event()
    )
    assert filled.is_valid(), filled.errors
    assert filled.save().men == 1250


def test_a_group_result_with_its_aspects(officer: Any) -> None:
    event = f.make_event()
    data = {"group": "Kelompok 1", "spectrum": "3", "aspect_teknis": "Sedot tiap 3 tahun"}
    filled = GroupResultForm(data=data, user=officer, parent=event)
    assert filled.is_valid(), filled.errors
    result = filled.save()
    again = GroupResultForm(user=officer, instance=result)
    assert again.fields["aspect_teknis"].initial == "Sedot tiap 3 tahun"


def test_a_commitment_belongs_to_its_event(officer: Any) -> None:
    event = f.make_event()
    filled = CommitmentForm(
        data={"kind": "rtl", "text": "Jadwal LLTT", "due_on": "31/03/2022"},
        user=officer,
        parent=event,
    )
    assert filled.is_valid(), filled.errors
    assert filled.save().event == event

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from chapters.models import Office
from core.land.regions import Region
from events.forms import AttendanceForm, CommitmentForm, EventForm, GroupResultForm
from events.models import Event, EventDay
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


def form_of(user: Any, event: Event, **data: Any) -> EventForm:
    return EventForm(data={**DATA, **data}, user=user, instance=event)


def test_an_event_with_purposes_and_regions(secretariat: Any) -> None:
    filled = form(
        secretariat,
        purposes="1. Satu\n2. Dua\n",
        participating="Kab.Kulonprogo, dan Kota Surakarta.",
        ends_on="24/11/2021",
        organisers="Dinas PU Kab. Sleman\nAKSANSI",
        speakers="AKSANSI; Borda Indonesia",
    )
    assert filled.is_valid(), filled.errors
    event = filled.save()
    assert (event.starts_on, event.ends_on) == ("2021-11-23", "2021-11-24")
    assert [row.text for row in event.purposes.all()] == ["Satu", "Dua"]
    assert {region.pk for region in event.regions.all()} == {"34.01", "33.72"}
    assert [(row.role, row.words) for row in event.offices.order_by("pk")] == [
        ("organiser", "Dinas PU Kab. Sleman"),
        ("organiser", "AKSANSI"),
        ("speaker", "AKSANSI"),
        ("speaker", "Borda Indonesia"),
    ]
    assert [day.date.day for day in event.days.all()] == [23, 24]


def test_an_office_of_the_register_is_linked_and_lines_can_be_changed(officer: Any) -> None:
    office = Office.objects.create(
        name="Dinas Lingkungan Hidup Kab. Sleman",
        short_name="DLH Sleman",
        kind="dinas",
        region_id="34.04",
    )
    filled = form(officer, organisers="dlh sleman\nAKSANSI", hosts="DLH Sleman")
    assert filled.is_valid(), filled.errors
    event = filled.save()
    linked = event.offices.filter(office=office)
    assert {row.role for row in linked} == {"organiser", "host"}
    shown = EventForm(user=officer, instance=event)
    assert shown.fields["organisers"].initial == f"{linked.first().words}\nAKSANSI"
    again = form_of(officer, event, organisers="AKSANSI\nBORDA", hosts="")
    assert again.is_valid(), again.errors
    again.save()
    kept = event.offices.filter(archived_at__isnull=True)
    assert [(row.role, row.words) for row in kept.order_by("pk")] == [
        ("organiser", "AKSANSI"),
        ("organiser", "BORDA"),
    ]


def test_days_are_made_once_and_never_against_the_persons_will(officer: Any) -> None:
    filled = form(officer, ends_on="25/11/2021")
    assert filled.is_valid()
    event = filled.save()
    assert event.days.count() == 3
    event.days.update(archived_at=timezone.now())
    again = form_of(officer, event, ends_on="25/11/2021")
    assert again.is_valid(), again.errors
    again.save()
    assert event.days.count() == 3, "a day that was taken away comes back by itself"
    one, long, month = (
        form(officer, title=title, starts_on=a, ends_on=b)
        for title, a, b in (
            ("Satu hari", "1/2/2021", ""),
            ("Sebulan", "1/2/2021", "1/3/2021"),
            ("Bulan", "Maret 2021", "April 2021"),
        )
    )
    for filled in (one, long, month):
        assert filled.is_valid(), filled.errors
        assert filled.save().days.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        "Kab. Sleman, Kab. Kulon Progo dan Kota Surakarta",
        "Kab. Sleman & Kab. Kulon Progo & Kota Surakarta",
        "Kab. Sleman / Kab. Kulon Progo serta Kota Surakarta",
    ],
)
def test_b18_regions_joined_in_prose_are_several(secretariat: Any, typed: str) -> None:
    filled = form(secretariat, participating=typed)
    assert "participating" not in filled.errors, filled.errors
    assert {one.pk for one in filled.cleaned_data["participating"]} == {"33.72", "34.01", "34.04"}


def test_b18_a_region_whose_name_holds_the_word_is_one(secretariat: Any) -> None:
    Region.objects.create(
        code="33.99", name="Kabupaten Pangkajene dan Kepulauan", kind="kabupaten", parent_id="33"
    )
    filled = form(secretariat, participating="Kab. Pangkajene dan Kepulauan, Kota Surakarta")
    assert "participating" not in filled.errors
    assert {one.pk for one in filled.cleaned_data["participating"]} == {"33.99", "33.72"}


def test_a_name_that_two_regions_share_is_asked_for(secretariat: Any) -> None:
    Region.objects.create(code="33.08", name="Kabupaten Magelang", kind="kabupaten", parent_id="33")
    Region.objects.create(code="33.71", name="Kota Magelang", kind="kota", parent_id="33")
    filled = form(secretariat, participating="Magelang, Kab. Sleman, Atlantis")
    assert not filled.is_valid()
    told = " ".join(filled.errors["participating"])
    assert "Kab. Magelang" in told and "Kota Magelang" in told and "Atlantis" in told


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"starts_on": "31 Februari 2021"}, "starts_on"),
        ({"ends_on": "1 November 2021"}, "__all__"),
        ({"region": "33.72"}, "region"),
        ({"region": ""}, "region"),
        ({"title": ""}, "title"),
        ({"participating": "Kota Surakarta"}, "participating"),
        ({"organisers": "x" * 201}, "organisers"),
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
    seen = EventForm(user=officer, instance=event)["row_version"].value()
    filled = EventForm(data=DATA | {"row_version": seen}, user=officer, instance=event)
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


@pytest.mark.parametrize(
    ("starts", "ends", "day", "fits"),
    [
        ("2018-05-08", "", "2018-05-08", True),
        ("2018-05-08", "", "2018-05-09", False),
        ("2018-05-08", "2018-05-09", "2018-05-09", True),
        ("2018-05-08", "2018-05-09", "2018-05-07", False),
        ("2018-05", "", "2018-05-31", True),
        ("2018-05", "", "2018-06-01", False),
        ("2018", "", "2018-12-31", True),
        ("", "", "2018-12-31", True),
    ],
)
def test_a_day_lies_within_its_event(
    regions: Any, starts: str, ends: str, day: str, fits: bool
) -> None:
    event = f.make_event(starts_on=starts, ends_on=ends)
    row = EventDay(event=event, date=dt.date.fromisoformat(day))
    if fits:
        row.full_clean()
    else:
        with pytest.raises(ValidationError, match="di luar") as refused:
            row.full_clean()
        assert set(refused.value.message_dict) == {"date"}

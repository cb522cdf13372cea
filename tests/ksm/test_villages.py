"""The official village of a record: offered, matched, kept as written where nothing fits."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from core.land import reference
from core.land.regions import Region
from core.tools.rows.history import one_action
from ksm.forms import FacilityForm, GroupForm
from ksm.models import Facility
from ksm.place import villages
from tests.ksm import factories as f
from tests.refusing import refused_by

DEPOK, CONDONGCATUR = "34.04.07", "34.04.07.2003"
FACILITY = {"name": "IPAL Gejayan", "facility_type": "ipal_komunal", "region": "34.04"}


@pytest.fixture
def listed(regions: Any) -> None:
    """Villages of Sleman (two of one name) and of Surakarta."""
    Region.objects.bulk_create(
        Region(code=code, name=name, kind=kind, parent_id=parent)
        for code, name, kind, parent in (
            (DEPOK, "Depok", "kapanewon", "34.04"),
            ("34.04.01", "Gamping", "kapanewon", "34.04"),
            (CONDONGCATUR, "Condongcatur", "kalurahan", DEPOK),
            ("34.04.07.2001", "Caturtunggal", "kalurahan", DEPOK),
            ("34.04.07.2009", "Sidoarum", "kalurahan", DEPOK),
            ("34.04.01.2009", "Sidoarum", "kalurahan", "34.04.01"),
            ("33.72.01", "Laweyan", "kecamatan", "33.72"),
            ("33.72.01.1001", "Panularan", "kelurahan", "33.72.01"),
        )
    )


def saved(user: Any, **data: Any) -> tuple[Facility, list[str]]:
    form = FacilityForm(data={**FACILITY, **data}, user=user)
    assert form.is_valid(), form.errors
    facility = form.save()
    with translation.override("en"):
        return facility, form.warnings()


def test_a_village_that_fits_gets_its_code_and_official_words(listed: Any, officer: Any) -> None:
    facility, warned = saved(officer, village="Desa Condong Catur")
    assert facility.village_region_id == CONDONGCATUR
    assert (facility.village, facility.district, facility.village_kind) == (
        "Condongcatur",
        "Depok",
        "kalurahan",
    )
    assert warned == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Sidoarum", "several villages"),
        ("Condongcature", "Is Kalurahan Condongcatur, Depok meant?"),
        ("Entah Di Mana", "No village here"),
    ],
)
def test_what_does_not_fit_stays_as_written_and_is_said(
    listed: Any, officer: Any, written: str, words: str
) -> None:
    facility, warned = saved(officer, village=written)
    assert facility.village_region_id is None
    assert facility.village == written
    assert words in warned[0]


def test_the_district_decides_between_two_of_one_name(listed: Any, officer: Any) -> None:
    facility, _warned = saved(officer, village="Sidoarum", district="gamping")
    assert facility.village_region_id == "34.04.01.2009"


def test_another_village_later_changes_the_code(listed: Any, officer: Any) -> None:
    facility, _warned = saved(officer, village="Condongcatur")
    data = {**FACILITY, "village": "Caturtunggal", "district": "Depok", "row_version": 1}
    form = FacilityForm(data=data, instance=facility, user=officer)
    assert form.is_valid(), form.errors
    assert form.save().village_region_id == "34.04.07.2001"
    data = {**data, "village": "", "district": "", "row_version": 2}
    form = FacilityForm(data=data, instance=Facility.objects.get(), user=officer)
    assert form.is_valid(), form.errors
    assert form.save().village_region_id is None


def test_a_village_of_another_region_is_never_taken(listed: Any, officer: Any) -> None:
    facility, _warned = saved(officer, village="Panularan")
    assert facility.village_region_id is None
    for code in ("33.72.01.1001", DEPOK):
        facility.village_region_id = code
        with refused_by("ksm_facility_village_in_region"):
            facility.save()


def test_the_same_code_is_the_same_village_for_twins(listed: Any, officer: Any) -> None:
    known = f.make_facility(
        name="IPAL Gejayan", village="Ds. Condongcatur", village_region_id=CONDONGCATUR
    )
    form = FacilityForm(data={**FACILITY, "village": "condong catur"}, user=officer)
    assert not form.is_valid()
    assert known.code in str(form.errors["confirm_twin"])
    other = FacilityForm(data={**FACILITY, "village": "Caturtunggal"}, user=officer)
    assert other.is_valid(), other.errors


def test_a_group_is_linked_too(listed: Any, officer: Any) -> None:
    data = {"name": "KSM Tirta", "kind": "ksm", "region": "34.04", "village": "caturtunggal"}
    form = GroupForm(data=data, user=officer)
    assert form.is_valid(), form.errors
    assert form.save().village_region_id == "34.04.07.2001"


def test_older_records_are_linked_once_with_history(listed: Any, officer: Any) -> None:
    facility = f.make_facility(village="condong catur")
    group = f.make_group(village="Condong Catur")
    vague = f.make_facility(village="Sidoarum")
    with one_action(by=officer) as stamp:
        assert villages.link_all() == 2
    assert villages.link_all() == 0
    for row in (facility, group, vague):
        row.refresh_from_db()
    assert facility.village_region_id == group.village_region_id == CONDONGCATUR
    stamps = {row.history.latest().request_stamp for row in (facility, group)}
    assert len(stamps) == 1 and None not in stamps
    assert (facility.village, facility.version) == ("Condongcatur", 2)
    told = facility.history.first()
    assert (told.village_region_id, told.history_type) == (CONDONGCATUR, "~")
    assert (told.request_stamp, told.history_user) == (stamp, officer)
    assert vague.village_region_id is None
    assert vague.village == "Sidoarum"


def test_an_officer_is_offered_the_names_of_the_own_region_at_once(
    listed: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    for place in ("ksm:facility-create", "ksm:group-create"):
        page = as_user(officer).get(reverse(place)).content.decode()
        assert '<option value="Condongcatur">Depok</option>' in page
        assert "Panularan" not in page
        assert (
            'value="Condongcatur"' not in as_user(secretariat).get(reverse(place)).content.decode()
        )


def test_names_follow_region_and_district_behind_the_wall(
    listed: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    place = reverse("ksm:village-names")
    every = as_user(secretariat).get(place, {"region": "33.72"}).json()
    assert ["Panularan", "Laweyan"] in every["village-names"]
    assert ["Laweyan", ""] in every["district-names"]
    narrow = as_user(officer).get(place, {"region": "34.04", "district": "Kap. Gamping"}).json()
    assert [name for name, _where in narrow["village-names"]].count("Sidoarum") == 1
    assert "Condongcatur" not in str(narrow)
    for bad in ({"region": "33.72"}, {"region": "x" * 900}, {"region": "34"}, {}):
        assert "Panularan" not in as_user(officer).get(place, bad).content.decode()


def test_the_form_stays_light_in_the_region_with_most_villages(
    regions: Any, as_user: Any, officer: Any
) -> None:
    """852 villages in Kab. Aceh Utara: the form must stay under 40 KB (design §8)."""
    rows = [row for row in reference.read_villages() if row[0].startswith("11.08.")]
    assert len(rows) > 850
    Region.objects.bulk_create(
        Region(
            code=f"34.04{row[0][5:]}",
            name=row[1],
            kind=row[2],
            parent_id=f"34.04{row[3][5:]}",
        )
        for row in rows
    )
    answer = as_user(officer).get(
        reverse("ksm:facility-create"), headers={"accept-encoding": "gzip"}
    )
    assert gzip.decompress(answer.content).decode().count("<option") > 850
    assert len(answer.content) < 40 * 1024
    print(f"{len(answer.content) / 1024:.1f} KB")

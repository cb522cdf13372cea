"""The kind of wastewater system a facility belongs to, as a Dinas counts them."""

from __future__ import annotations

from typing import Any

import pytest

from ksm.choices import FacilityType, system_words
from tests.ksm.factories import make_facility


@pytest.mark.parametrize(
    ("facility_type", "word"),
    [
        ("ipal_komunal", "SPALD-T"),
        ("ipal_kombinasi", "SPALD-T"),
        ("mck_plus", "SPALD-S"),
        ("tangki_septik", "SPALD-S"),
        ("lain", ""),
        ("", ""),
    ],
)
def test_pipes_make_a_centralised_system(facility_type: str, word: str) -> None:
    assert system_words(facility_type).partition(" ")[0] == word


def test_every_type_but_the_unknown_one_has_its_system() -> None:
    assert [kind for kind in FacilityType if not system_words(kind)] == [
        FacilityType.OTHER,
        FacilityType.UNKNOWN,
    ]


def test_the_page_of_a_facility_says_its_system(as_user: Any, officer: Any) -> None:
    facility = make_facility(facility_type="tangki_septik")
    page = as_user(officer).get(facility.get_absolute_url()).content.decode()
    assert "SPALD-S (setempat)" in page

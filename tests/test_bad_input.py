"""What the sweep (tests/test_sweep.py) found, one by one: each was a fault or a loss once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chapters.models import Office
from core.land.regions import Region
from core.pages.lookup import LookupField
from tests.chapters.factories import make_office
from tests.importing import reasons, walk
from tests.planning import factories as make
from tests.sweep import read_page

# "²".isdigit() is true, int("²") is an error; an Arabic three is a number to both.
SUPERSCRIPT = "²"


@pytest.mark.parametrize("typed", [SUPERSCRIPT, "²²²²", "a\x00b", "9" * 30, "٣"])
def test_an_address_that_asks_for_no_number(typed: str, secretariat: Any, as_user: Any) -> None:
    browser = as_user(secretariat)
    meeting = make.make_meeting()
    proposal = make.make_proposal()
    for place, known in (
        (reverse("planning:goal-matrix"), ("chapter", "from", "to")),
        (reverse("planning:year-matrix"), ("year",)),
        (reverse("planning:indicator-matrix"), ("indicator", "from", "to", "region")),
        (reverse("planning:annual-report-create"), ("chapter", "year")),
        (reverse("planning:meeting-projector", args=[meeting.pk, "capaian"]), ("item",)),
        (reverse("planning:budget-proposal-pick", args=[proposal.pk]), ("service",)),
        (reverse("ksm:village-names"), ("region", "district")),
        (reverse("ksm:facility-map"), ("region",)),
        (reverse("ksm:facility-list"), ("built", "since", "until", "region")),
    ):
        answer = browser.get(place, dict.fromkeys(known, typed))
        assert answer.status_code in (200, 404), place


@pytest.mark.parametrize("typed", [SUPERSCRIPT, "#²", "a\x00b", "9" * 30])
def test_a_looked_up_record_of_no_number(typed: str, regions: Any) -> None:
    make_office()
    field = LookupField(queryset=Office.objects.all())
    with pytest.raises(ValidationError):
        field.clean(typed)
    assert field.prepare_value(typed) == typed


def test_an_imported_line_with_a_key_of_no_number(officer: Any) -> None:
    _counts, rows = walk("groups", officer, "Nama KSM;Desa;Nomor sistem\nKSM Tirta;Sumberagung;²\n")
    assert list(reasons(rows)) == [2]


def test_spellings_somebody_added_meanwhile_are_not_lost(secretariat: Any, as_user: Any) -> None:
    """They stand in the region form without being one of its model fields."""
    browser, place = as_user(secretariat), reverse("core:region-edit", args=["34.04"])
    form = next(
        form
        for form in read_page(browser.get(place).content.decode()).forms
        if "name" in form.entries
    )
    Region.objects.filter(pk="34.04").update(aliases=["Ngayogyakarta"])
    answer = browser.post(place, {**form.sent(), "spellings": "Slemania"})
    assert answer.status_code == 422 and "Slemania" in answer.content.decode()
    assert Region.objects.get(pk="34.04").aliases == ["Ngayogyakarta"]

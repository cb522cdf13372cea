"""Addresses are found by their names, and a cut address leads to the room's first page."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from aksansi.rooms import ROOMS


def test_a_name_leads_to_its_file() -> None:
    out = StringIO()
    call_command("urls", "facility-list", stdout=out)
    line = next(
        line for line in out.getvalue().splitlines() if line.startswith("ksm:facility-list ")
    )
    assert line.split("  ")[1:3] == ["/ksm/facilities/", "FacilityListPage"]
    assert line.split("  ")[3].startswith("ksm/views/lists.py:")


def test_every_address_has_a_line() -> None:
    out = StringIO()
    call_command("urls", stdout=out)
    assert len(out.getvalue().splitlines()) > 500


@pytest.mark.parametrize(
    "room", ["chapters", "ksm", "monitoring", "agreements", "events", "planning"]
)
def test_a_cut_address_leads_to_the_first_page_of_its_room(
    room: str, as_user: Any, officer: Any
) -> None:
    first = next(one.url_name for one in ROOMS if one.key == room)
    answer = as_user(officer).get(f"/{room}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(first))

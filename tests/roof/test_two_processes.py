"""What one web process writes, another tells with its next answer: nothing kept in a process is older than the facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from ksm.models import Facility
from tests.beside import WRITES, Beside, said
from tests.chapters.factories import make_chapter
from tests.ksm.factories import make_facility, make_operation, make_status
from tests.monitoring import factories as monitoring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.once]
# The pages that keep the most between two answers, and what each write must change on them.
LIST, DRAWER = "/ksm/facilities/", "/ksm/facilities/?drawer=1"
HOME, BOARD, MAP = "/", "/board/", "/ksm/facilities/map/points/"
RECAP, WATCH = "/monitoring/recap/", "/monitoring/watch/"
PLACES = (LIST, DRAWER, HOME, BOARD, MAP, RECAP, WATCH)
CHANGES = {
    "facility": (LIST, HOME, BOARD, MAP, WATCH),
    "state": (LIST, MAP),
    "region": (LIST, DRAWER, BOARD, WATCH),
    "programme": (DRAWER,),
    "visit": (RECAP,),
    "name": (LIST,),
}


@pytest.fixture
def old(regions: Any, secretariat: Any) -> None:
    make_chapter()
    facility = make_facility("34.04", name="IPAL Lama", latitude="-7.7", longitude="110.3")
    make_operation(facility)
    make_status(facility)
    monitoring.make_visit(facility, state="approved")
    if connection.vendor == "postgresql":
        call_command("recap_sums")
        call_command("kept_counts")


@pytest.fixture
def beside(old: None, shared: dict[str, str], secretariat: Any) -> Iterator[Beside]:
    other = Beside(shared, secretariat.username)
    yield other
    other.process.communicate(timeout=20)


@pytest.mark.parametrize("is_written_here", [True, False], ids=["here", "there"])
def test_what_one_process_writes_the_other_tells(
    is_written_here: bool, beside: Beside, secretariat: Any
) -> None:
    browser = Client()
    browser.force_login(secretariat)
    before = {place: said(browser, place) for place in PLACES}
    assert {place: beside(place) for place in PLACES} == before
    for write, changed in CHANGES.items():
        if is_written_here:
            WRITES[write]()
        else:
            beside(f"!{write}")
        here = {place: said(browser, place) for place in PLACES}
        assert {place: beside(place) for place in PLACES} == here, write
        assert [place for place in changed if here[place] == before[place]] == [], write
        before = here  # and whatever a process keeps of it
    assert Facility.objects.count() == 2

"""Co-management: what a meeting chose beside what visits found since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from aksansi.comanagement.comanagement import build_comanagement
from core.land.regions import Region
from events.models import RoleShare
from monitoring import reference as instruments
from monitoring.models import Instrument, Question
from tests.events import factories as e
from tests.ksm.factories import make_facility
from tests.monitoring import factories as m

pytestmark = pytest.mark.django_db


def visit(day: str, answers: dict[str, str], region: str = "34.04") -> None:
    instrument = Instrument.objects.get(code="aksansi-2021")
    row = m.make_visit(
        make_facility(region),
        instrument=instrument,
        visited_on=dt.date.fromisoformat(day),
        state="approved",
    )
    for code, value in answers.items():
        m.make_answer(row, code, value)


@pytest.fixture
def world(regions: Any) -> Any:
    instruments.load()
    event = e.make_event(starts_on="2018-05-08")
    choice = e.make_group_result(event, spectrum=3)
    RoleShare.objects.create(group_result=choice, duty="perbaikan_besar", party="opd", part="utama")
    e.make_commitment(event, text="Perbup iuran")
    return event


def test_the_level_is_read_by_what_its_question_shows(world: Any, officer: Any) -> None:
    """Not by a code: another instrument may call it as it likes, and G08 what it likes."""
    Question.objects.filter(code="G08").update(code="M1")
    Question.objects.filter(code="G04").update(code="G08")
    visit("2019-05-08", {"M1": "2", "G08": "keduanya"})
    found = build_comanagement(user=officer, region=Region.objects.get(pk="34.04"))
    assert found.practice.levels == {2: 1}


def test_practice_since_the_choice_stands_beside_it(world: Any, officer: Any) -> None:
    visit("2017-01-01", {"G08": "5", "G04": "keduanya"})  # before the meeting
    visit("2019-05-08", {"G08": "2", "G03": "2", "G04": "tidak", "G05": "ada"})
    visit("2019-05-09", {"G08": "2", "G03": "0", "G04": "tidak"})
    visit("2019-05-09", {"G08": "4"}, region="34.01")
    found = build_comanagement(user=officer, region=Region.objects.get(pk="34.04"))
    assert found.choice is not None
    assert (found.choice.spectrum, found.practice.levels) == (3, {2: 2})
    assert found.differs
    tones = [one.badge.tone for one in found.minimum]
    assert tones == ["part", "none", "good", "bad"]  # one of two visited, unknown, a rule, no money
    repair = next(one for one in found.duties if one.chosen)
    assert repair.badge.tone == "bad"
    assert [word for word in repair.found.split() if word.isdigit()] == ["0", "2"]
    assert repair.label in found.gaps
    assert [row.text for row in found.commitments] == ["Perbup iuran"]


def test_a_meeting_whose_choice_is_not_recorded_still_shows_its_promises(
    regions: Any, officer: Any, as_user: Any
) -> None:
    instruments.load()
    event = e.make_event(title="Bimtek 2021", starts_on="2021-11-23")
    e.make_group_result(event, spectrum=None)
    e.make_commitment(event, text="Jadwal LLTT", done_on=dt.date(2022, 3, 1), proof="SK")
    e.make_commitment(event, text="Perbup iuran")
    visit("2022-11-30", {"G08": "2"})
    visit("2021-11-01", {"G08": "5"})  # before the meeting
    found = build_comanagement(user=officer, region=Region.objects.get(pk="34.04"))
    assert (found.choice, found.meeting, found.practice.levels) == (None, event, {2: 1})
    assert found.anniversary == dt.date(2022, 11, 23)
    page = as_user(officer).get(reverse("region-co-management", args=["34.04"])).content.decode()
    assert "Jadwal LLTT" in page and "1 / 2" in page and "Bimtek 2021" in page
    own = as_user(officer).get(event.get_absolute_url()).content.decode()
    assert reverse("region-co-management", args=["34.04"]) in own, "the meeting leads there"


def test_without_a_choice_or_visit_nothing_is_claimed(
    regions: Any, officer: Any, as_user: Any
) -> None:
    found = build_comanagement(user=officer, region=Region.objects.get(pk="34.04"))
    assert found.choice is None
    assert found.gaps == ()
    assert {one.badge.tone for one in found.minimum} == {"none"}
    assert as_user(officer).get(reverse("region-co-management", args=["34.04"])).status_code == 200


def test_the_page_shows_both(world: Any, officer: Any, as_user: Any) -> None:
    visit("2019-05-08", {"G08": "2"})
    text = as_user(officer).get(reverse("region-co-management", args=["34.04"])).content.decode()
    assert "Perbup iuran" in text


@pytest.mark.parametrize(
    ("code", "rule", "answer", "is_done"),
    [
        ("G05", "G05 in (ada, proses)", "proses", True),  # another version may count otherwise
        ("G05", "G05 = ada", "proses", False),
        ("F03", "F03 >= 50", "12/24", True),
        ("F03", "F03 >= 50", "11/24", False),
        ("G03", "G03 >= 2", "1", False),
        ("G03", "not a rule", "9", False),
    ],
)
def test_the_instrument_says_which_answers_count_as_done(
    world: Any, officer: Any, code: str, rule: str, answer: str, is_done: bool
) -> None:
    Question.objects.filter(code=code).update(done_if=rule)
    visit("2019-05-08", {code: answer})
    (kept,) = (
        one
        for one in build_comanagement(
            user=officer, region=Region.objects.get(pk="34.04")
        ).practice.kept.values()
        if one.n
    )
    assert (kept.done, kept.n) == (int(is_done), 1)

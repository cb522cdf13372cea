"""Many rows at once: what is made quicker comes out the same."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core.importing.bulk import Bulk
from core.importing.rows import Action
from core.tools.rows import bulk, constraints
from ksm.models import Facility
from ksm.services import register_facilities

pytestmark = pytest.mark.django_db


def test_a_made_record_is_like_one_of_the_model() -> None:
    make = bulk.maker(Facility)
    first, second, real = make(), make(), Facility()
    for item in Facility._meta.concrete_fields:
        assert getattr(first, item.attname) == getattr(real, item.attname), item.attname
    assert first._state.adding and first._state is not second._state
    first.technologies.append("abr")  # a default that is made anew is not shared
    assert second.technologies == []
    first.region_id = "34.04"
    assert second.region_id is None


def test_each_asks_once_for_equal_values_and_takes_lists() -> None:
    asked: list[Any] = []

    def make(value: Any) -> str:
        asked.append(value)
        return str(value)

    assert bulk.each(["a", "b", "a", None], make) == ["a", "b", "a", "None"]
    assert asked == ["a", "b", None]
    assert bulk.each([["x"], [], ["x"]], make) == ["['x']", "[]", "['x']"]
    assert asked[3:] == [["x"], []]


def test_a_remembered_answer_belongs_to_its_values(regions: Any) -> None:
    facility = Facility()
    judges = {rule.name: judge for rule, judge in constraints.judges(Facility)}
    judge = judges["ksm_facility_closed_after_built"]
    assert judge is not None
    for built, closed, expected in (
        ("2013", "2015", True),
        ("2015", "2013", False),
        ("2013", "2015", True),
        ("2015", "2013", False),
        ("", "2013", True),
    ):
        facility.built_on, facility.closed_on = built, closed
        assert judge(facility) is expected, (built, closed)


def test_awkward_text_is_the_same_in_table_and_history(officer: Any) -> None:
    awkward = 'Tab\tbaris\nbaru \\N "kutip" \\t'
    made = []
    for number in range(3):
        facility = bulk.maker(Facility)()
        facility.name, facility.region_id = f"IPAL {number}", "34.04"
        facility.facility_type, facility.description = "ipal_komunal", awkward
        facility.technologies = ["abr"] if number else []
        made.append(facility)
    writer = Bulk(Action(uuid.uuid4(), officer, "uji"))
    register_facilities(facilities=made, by=officer, write=writer.insert)
    for facility in made:
        stored = Facility.objects.get(pk=facility.pk)
        told = stored.history.get()
        for item in Facility._meta.concrete_fields:
            if item in Facility.history.model.tracked_fields:
                assert getattr(told, item.attname) == getattr(stored, item.attname), item.attname
        assert stored.description == awkward and stored.technologies == facility.technologies
        assert told.history_user == officer and told.history_type == "+"

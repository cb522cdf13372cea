"""The rules of a table are asked at once, and told as Django tells them one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from tests.ksm.factories import make_facility

pytestmark = pytest.mark.usefixtures("regions")

BROKEN: tuple[dict[str, object], ...] = (
    {"latitude": 50},
    {"latitude": 50, "code": "ohne Form"},
    {"latitude": 50, "longitude": None, "closed_on": "2010", "built_on": "2015"},
)


def told(judge: Any, exclude: set[str]) -> Any:
    try:
        judge(exclude)
    except ValidationError as error:
        return error.message_dict
    return None


def test_what_breaks_a_rule_is_told_as_by_django() -> None:
    row = make_facility(latitude=-7, longitude=110, built_on="2012")
    words = []
    for wrong in BROKEN:
        for name, value in wrong.items():
            setattr(row, name, value)
        for exclude in (set(), {"code"}, {"latitude", "region"}):
            ours = told(row.validate_constraints, exclude)
            assert ours == told(lambda left: models.Model.validate_constraints(row, left), exclude)
            words.append(ours)
    assert None in words and len([one for one in words if one]) >= 4, words


def test_a_code_that_is_taken_is_told_beside_rules_that_hold() -> None:
    taken, row = make_facility(), make_facility()
    row.code = taken.code
    with pytest.raises(ValidationError):
        row.full_clean()


def test_a_row_that_keeps_its_rules_costs_one_question(django_assert_num_queries: Any) -> None:
    row = make_facility()
    # Between a savepoint and its release.
    with django_assert_num_queries(3):
        row.validate_constraints()

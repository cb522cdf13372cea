"""A list tells any of its columns of numbers as a whole, whoever asks, on its page and to programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.roof.api import program
from tests.test_access_matrix import OWN_REGION, make_world
from tests.test_exports import lists, page_of

HOW = ("sum", "mean", "median")


@pytest.mark.once
@pytest.mark.parametrize(
    "who", ["secretariat", pytest.param("officer", marks=pytest.mark.both), "official"]
)
def test_each_column_of_numbers_is_told_as_a_whole(
    who: str, regions: Any, secretariat: Any, as_user: Any, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    make_world(OWN_REGION, "Sarana Contoh")
    browser, told = as_user(user), 0
    for name in [*lists(), "board"]:
        page = page_of(name, user)
        if page is None or browser.get(reverse(name)).status_code != 200:
            continue
        numbers = [column.name for column in page.get_columns() if column.is_number]
        for at in range(0, len(numbers), len(HOW)):
            asked = dict(zip(HOW, numbers[at : at + len(HOW)], strict=False))
            answer = browser.get(reverse(name), asked)
            assert answer.status_code == 200, (name, asked)
            assert answer.content.count(b"data-total=") == len(asked), (name, asked)
            told += len(asked)
    assert told > 60
    counted = browser.get(reverse("board"), {"sum": "facilities"}).content.decode()
    rows = program(user).get("/api/v1/board/", {"sum": "facilities"}).json()
    total = rows["totals"][0]
    assert total["value"] == sum(row["facilities"] or 0 for row in rows["rows"]) > 0
    assert f"<b>{int(total['value'])}</b>" in counted

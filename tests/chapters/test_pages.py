"""Every page of the room, for every persona, as tests/chapters/matrix.py writes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.chapters import matrix
from tests.personas import PERSONAS


def addresses(code: str = "34.04", text: str = "Dinas Contoh") -> dict[str, str]:
    world = matrix.make_world(code, text)
    return {name: reverse(name, kwargs=world.get(name, {})) for name in matrix.ROWS}


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name != "expired"])
def test_pages_answer_as_the_matrix_says(
    persona: str, regions: Any, as_user: Any, request: pytest.FixtureRequest
) -> None:
    places = addresses()
    browser = as_user(None if persona == "nobody" else request.getfixturevalue(persona))
    faults = []
    for name, place in places.items():
        got = browser.get(place).status_code
        if got != matrix.ROWS[name][persona]:
            faults.append(f"{name}: {got}, written {matrix.ROWS[name][persona]}")
    assert faults == []


def test_matrix_names_every_address_of_the_room() -> None:
    from chapters.urls import urlpatterns

    assert {f"chapters:{entry.name}" for entry in urlpatterns} == set(matrix.ROWS)


def test_no_page_shows_another_region(
    regions: Any, as_user: Any, official: Any, officer: Any
) -> None:
    own, foreign = addresses(), addresses("33.72", "Kenari7351")
    for persona in (official, officer):
        browser = as_user(persona)
        for place in {*own.values(), *foreign.values(), *(f"{p}?format=csv" for p in own.values())}:
            answer = browser.get(place)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"Kenari7351" not in body, place

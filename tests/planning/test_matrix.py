"""The room's own slice of the access matrix: each address for each persona, and no foreign text."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from planning.urls import urlpatterns
from tests.personas import PERSONAS
from tests.planning.matrix import ROWS, make_world


def address(name: str, world: dict[str, dict[str, Any]]) -> str:
    kwargs = dict(world.get(name, {}))
    query = kwargs.pop("query", "")
    return reverse(name, kwargs=kwargs) + (f"?{query}" if query else "")


def test_every_address_of_the_room_has_a_row() -> None:
    assert {f"planning:{entry.name}" for entry in urlpatterns} == set(ROWS)


@pytest.mark.parametrize("persona", PERSONAS)
def test_get_answers_as_written(persona: str, regions: Any, as_user: Any, request: Any) -> None:
    browser_of = None if persona == "nobody" else request.getfixturevalue(persona)
    world = make_world("34.04", "Sarana Contoh")
    browser = as_user(browser_of)
    faults = []
    for name, row in ROWS.items():
        if persona == "expired":
            browser = as_user(browser_of)
        got = browser.get(address(name, world)).status_code
        if got != row[persona]:
            faults.append(f"{name} as {persona}: {got}, written {row[persona]}")
    assert faults == []


def test_no_answer_holds_text_of_another_region(regions: Any, officer: Any, as_user: Any) -> None:
    make_world("34.04", "Sarana Sendiri")
    world = make_world("33.72", "Kenari7351")
    browser = as_user(officer)
    leaks = []
    for name in ROWS:
        for place in {
            address(name, world),
            address(name, {}) if name.endswith("-list") else address(name, world),
        }:
            for tail in ("", "?format=csv") if name.endswith("-list") else ("",):
                answer = browser.get(place + tail)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if b"Kenari7351" in body:
                    leaks.append(place + tail)
    assert leaks == []


def test_the_government_changes_nothing(regions: Any, official: Any, as_user: Any) -> None:
    world = make_world("34.04", "Sarana Contoh")
    browser = as_user(official)
    assert [name for name in ROWS if browser.post(address(name, world)).status_code != 403] == []

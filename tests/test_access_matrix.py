"""Every named address × every persona, written out; an address without a row fails (design §3)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.personas import PERSONAS

ROOMS = ("chapters", "ksm", "monitoring", "agreements", "events", "planning", "roof")
# Pages of packages, guarded and tested by their own rules (tests/chapters/test_sign_in.py, test_admin.py).
FOREIGN = ("admin:", "account_", "mfa_")
OWN_REGION = "34.04"


def named_urls(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_urls(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


def own_urls() -> list[str]:
    return sorted({name for name in named_urls() if not name.startswith(FOREIGN)})


def rows() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for room in ROOMS:
        found |= importlib.import_module(f"tests.{room}.matrix").ROWS
    return found


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Create one full set of every room's objects in a region; return the keys of their addresses."""
    found: dict[str, dict[str, Any]] = {}
    for room in ROOMS:
        found |= importlib.import_module(f"tests.{room}.matrix").make_world(code, text)
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    urls, table = set(own_urls()), set(rows())
    assert "None" not in urls
    assert sorted(urls - table) == []
    assert sorted(table - urls) == []
    assert len(urls) > 100


@pytest.fixture
def world(
    regions: Any,
    secretariat: Any,
    officer: Any,
    other_officer: Any,
    official: Any,
    other_official: Any,
) -> dict[str, dict[str, Any]]:
    return make_world(OWN_REGION, "Sarana Contoh")


def address(name: str, world: dict[str, dict[str, Any]]) -> str:
    kwargs = dict(world.get(name, {}))
    query = kwargs.pop("query", "")
    return reverse(name, kwargs=kwargs) + (f"?{query}" if query else "")


@pytest.mark.parametrize("persona", PERSONAS)
def test_get_answers_as_written(
    persona: str, world: Any, as_user: Any, request: pytest.FixtureRequest
) -> None:
    person = None if persona == "nobody" else request.getfixturevalue(persona)
    browser = as_user(person)
    faults = []
    for name, row in rows().items():
        if persona == "expired":
            browser = as_user(person)  # the first answer ends the session
        got = browser.get(address(name, world)).status_code
        if got != row[persona]:
            faults.append(f"{name}: {got}, written {row[persona]}")
    assert faults == []


def test_government_never_writes(world: Any, as_user: Any, official: Any) -> None:
    browser = as_user(official)
    faults = []
    for name in rows():
        if name in ("set-language",):
            continue
        for method in ("post", "put", "patch", "delete"):
            got = getattr(browser, method)(address(name, world)).status_code
            if got != 403:
                faults.append(f"{method} {name}: {got}")
    assert faults == []


def test_government_does_not_enter_the_admin(as_user: Any, official: Any) -> None:
    answer = as_user(official).get(reverse("admin:index"))
    assert answer.status_code in (302, 403)
    assert as_user(official).post(reverse("admin:chapters_region_add")).status_code == 403

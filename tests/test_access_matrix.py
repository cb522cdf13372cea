"""Every named address has a row of the access matrix, and nothing has a way around it (design §3).

`test_access_walks.py` opens each as each persona.
"""

from __future__ import annotations

import importlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.people.middleware import BEFORE_SECOND_FACTOR, OWN_WRITES

pytestmark = pytest.mark.both

ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning", "roof")
# Walked by itself below: its addresses come from the registered models.
ADMIN = "admin:"
OWN_REGION = "34.04"


def named_urls(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_urls(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


def own_urls() -> list[str]:
    return sorted({name for name in named_urls() if not name.startswith(ADMIN)})


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
def people(
    secretariat: Any,
    officer: Any,
    other_officer: Any,
    official: Any,
    other_official: Any,
    pair_officer: Any,
    pair_official: Any,
) -> None:
    """Everybody is there before the world is: its notes and steps are theirs."""


@pytest.fixture
def world(
    regions: Any,
    people: None,
) -> dict[str, dict[str, Any]]:
    return make_world(OWN_REGION, "Sarana Contoh")


def address(name: str, world: dict[str, dict[str, Any]]) -> str:
    kwargs = dict(world.get(name, {}))
    query = kwargs.pop("query", "")
    return reverse(name, kwargs=kwargs) + (f"?{query}" if query else "")


def test_what_is_open_to_every_account_is_an_address() -> None:
    assert set(rows()) >= OWN_WRITES
    assert set(rows()) >= BEFORE_SECOND_FACTOR


@pytest.mark.parametrize(
    "place",
    ["email/", "signup/", "inactive/", "confirm-email/", "password/set/", "login/code/", "social/"],
)
def test_pages_of_the_library_that_are_not_in_use_do_not_exist(
    place: str, as_user: Any, official: Any, client: Any
) -> None:
    for browser in (client, as_user(official)):
        assert browser.get(f"/accounts/{place}").status_code == 404
        assert browser.post(f"/accounts/{place}").status_code == 404


def test_an_action_of_another_region_is_like_one_that_never_was(
    world: Any, as_user: Any, other_officer: Any
) -> None:
    browser, unknown = as_user(other_officer), uuid.uuid4()
    own = world["core:change-detail"]["stamp"]
    for stamp in (own, unknown):
        place = reverse("core:change-detail", args=[stamp])
        assert (browser.get(place).status_code, browser.post(place).status_code) == (404, 404)


# --- The admin: every address it makes of the registered models ---------------------


def admin_places(rows_of: Any) -> Iterator[tuple[str, Any, str]]:
    """Yield (name, model or None, address) of every named address; `rows_of` names a row of a model."""
    models = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin.site._registry}
    for name in sorted({name for name in named_urls() if name.startswith(ADMIN)} - {"admin:None"}):
        noun, _dash, page = name.removeprefix(ADMIN).rpartition("_")
        noun, page = (noun.removesuffix("_process"), page) if page == "import" else (noun, page)
        model = models.get(noun)
        for args in ([], ["chapters"], [1, 1], [rows_of(model)] if model else []):
            try:
                yield name, model, reverse(name, args=args)
                break
            except NoReverseMatch:
                continue
        else:
            pytest.fail(f"no address for {name}")


@pytest.mark.once
@pytest.mark.sqlite
def test_every_address_of_the_admin_keeps_the_wall(
    world: Any, as_user: Any, request: pytest.FixtureRequest, officer: Any
) -> None:
    """Strangers are sent to sign in, officials refused, officers shown their own rows and no accounts."""
    national = {
        model
        for model, page in admin.site._registry.items()
        if getattr(page, "secretariat_only", True)
    }

    def own_row(model: Any) -> Any:
        rows = model._default_manager
        rows = rows.visible_to(officer) if hasattr(rows, "visible_to") else rows.all()
        return rows.order_by("pk").values_list("pk", flat=True).first() or 1

    places = list(admin_places(own_row))
    assert len(places) > 300
    faults = []
    for persona in ("nobody", "official", "officer", "other_officer"):
        browser = as_user(None if persona == "nobody" else request.getfixturevalue(persona))
        for name, model, place in places:
            is_row = place.endswith(("/change/", "/delete/", "/history/"))
            if name == "admin:logout" or (persona == "other_officer" and not is_row):
                continue
            got = browser.get(place).status_code
            if persona == "nobody":
                right = got == 302
            elif persona == "official" or model in national or persona == "other_officer":
                right = got in (302, 403, 404, 405)
            else:
                right = got < 500
            if not right:
                faults.append(f"{persona} {name}: {got}")
    assert faults == []

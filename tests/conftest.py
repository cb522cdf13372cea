"""Personas with fixed meaning and two regions, never one (style B8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.core.cache import cache
from django.http import HttpRequest

from core.access import Role
from core.land.regions import Region
from core.people import limits
from core.people.users import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

OWN, OTHER = "34.04", "33.72"
# The canary and the sweeps take along more tables than an account may; refused, they would prove nothing.
limits.TABLES = dataclasses.replace(limits.TABLES, amount=1_000_000)


@pytest.fixture(autouse=True)
def _plain_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _fresh_cache() -> Any:
    """Sign-in limits and kept counts end with their test."""
    yield
    cache.clear()


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    """Kab. Sleman and Kab. Kulon Progo in DIY, Kota Surakarta in Jawa Tengah, by code."""
    found: dict[str, Region] = {}
    for code, name, kind, parent in (
        ("33", "Jawa Tengah", "provinsi", None),
        ("34", "Daerah Istimewa Yogyakarta", "provinsi", None),
        ("33.72", "Kota Surakarta", "kota", "33"),
        ("34.01", "Kabupaten Kulon Progo", "kabupaten", "34"),
        ("34.04", "Kabupaten Sleman", "kabupaten", "34"),
    ):
        found[code] = Region.objects.create(code=code, name=name, kind=kind, parent_id=parent)
    return found


def make_user(username: str, role: str, *regions: str, **extra: Any) -> User:
    user = User(
        username=username, role=role, regions=regions, email=f"{username}@example.org", **extra
    )
    user.set_password("rahasia-panjang-1")
    user.save()
    return user


@pytest.fixture
def secretariat(regions: Any) -> User:
    return make_user("secretariat", Role.SECRETARIAT)


@pytest.fixture
def officer(regions: Any) -> User:
    """The chapter officer of the own region (Kab. Sleman)."""
    return make_user("officer", Role.CHAPTER, OWN)


@pytest.fixture
def other_officer(regions: Any) -> User:
    """A chapter officer of another region (Kota Surakarta)."""
    return make_user("other_officer", Role.CHAPTER, OTHER)


@pytest.fixture
def official(regions: Any) -> User:
    """The government official of the own region."""
    return make_user("official", Role.GOVERNMENT, OWN)


@pytest.fixture
def other_official(regions: Any) -> User:
    return make_user("other_official", Role.GOVERNMENT, OTHER)


@pytest.fixture
def province_official(regions: Any) -> User:
    """An official of the province DIY: sees Sleman and Kulon Progo, not Surakarta."""
    return make_user("province_official", Role.GOVERNMENT, "34")


@pytest.fixture
def pair_officer(regions: Any) -> User:
    """An officer of two regions of two provinces: Sleman and Surakarta, not Kulon Progo."""
    return make_user("pair_officer", Role.CHAPTER, OTHER, OWN)


@pytest.fixture
def pair_official(regions: Any) -> User:
    """An official of the same two regions."""
    return make_user("pair_official", Role.GOVERNMENT, OTHER, OWN)


@pytest.fixture
def expired(regions: Any) -> User:
    return make_user("expired", Role.CHAPTER, OWN, valid_until=dt.date(2020, 1, 1))


def signed_in(browser: Any, user: User, ago: float = 0) -> None:
    """Sign in without the page, noting as it does that a password was given, `ago` seconds ago."""
    browser.force_login(user)
    request = HttpRequest()
    request.session = browser.session
    record_authentication(request, user, method="password")
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= ago
    request.session.save()


@pytest.fixture
def as_user(client: Any) -> Any:
    """Return a function that signs a persona in on a fresh client, as if by password `ago` seconds ago."""
    from django.test import Client

    def sign_in(user: User | None, ago: float = 0) -> Client:
        browser = Client()
        if user is not None:
            signed_in(browser, user, ago)
        return browser

    return sign_in


# --- Real Chromium --------------------------------------------------------------


def chromium() -> str | None:
    return (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium():
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError("No Chromium found, but REQUIRE_BROWSER is set.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(
                pytest.mark.skip(reason="no Chromium on this machine (make test installs it)")
            )

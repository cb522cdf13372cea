"""Personas with fixed meaning and two regions, never one (style B8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import gc
import math
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.contrib import admin
from django.core.cache import cache
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from pytest_django.plugin import blocking_manager_key

from aksansi.watch.state import pending_migrations
from core.access import Role
from core.land.regions import Region
from core.people import limits
from core.people.users import User
from core.records import listed
from core.tools import layout, turns
from ksm.migrations import _counts
from monitoring.migrations import _counts as _visit_counts
from monitoring.migrations import _touches
from tests import emptying, loading
from tests.demonstration import demo_copy

# Collecting what a test leaves is cheap by the thousand; what is loaded for all of them is never looked at again.
gc.set_threshold(50_000, 20, 100)
# A slow machine makes no rule untrue.
hypothesis.settings.register_profile("aksansi", deadline=None)
hypothesis.settings.load_profile("aksansi")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

__all__ = ["demo_copy"]

admin.autodiscover()  # else loaded with its first address: tests walk all of it
emptying.install()
loading.install()
OWN, OTHER = "34.04", "33.72"
# The canary and the sweeps take along more tables than an account may; refused, they would prove nothing.
limits.TABLES = dataclasses.replace(limits.TABLES, amount=1_000_000)


@pytest.fixture(scope="session", autouse=True)
def _laid_out_once() -> None:
    """The same page makes the same paper: whoever else asks for it gets the one that was laid out."""
    for way, lay_out in dict(layout.WAYS).items():
        kept = functools.lru_cache(32)(lambda parts, lay_out=lay_out: lay_out(list(parts)))
        layout.WAYS[way] = lambda parts, kept=kept: kept(tuple(parts))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables are made from the models; what asks for waiting migrations is told that every one has run."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for name in pending_migrations():
            recorder.record_applied(*name.split(".", 1))
        # Without them a kept sum would outlive its facts: pages need them, not only the database's order.
        with connection.schema_editor() as editor:
            for marks in (_touches, _counts, _visit_counts):
                marks.make(None, editor)


@pytest.fixture(autouse=True)
def _plain_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "media", tmp_path / "backups"


@pytest.fixture(autouse=True)
def _own_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test leaves under way, such as a table nobody read to its end, is nobody else's share."""
    monkeypatch.setattr(turns, "FOLDER", tmp_path / f"aksansi-turns-{os.getuid()}")


@pytest.fixture(autouse=True)
def _fresh_cache(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sign-in limits, kept counts and the words of lists end with their test: each begins with those of the house."""
    monkeypatch.setattr("core.records.listed.words.KEPT_FOR", math.inf)
    listed.hold([])
    yield
    cache.clear()


def make_regions() -> dict[str, Region]:
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


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    return make_regions()


def make_user(username: str, role: str, *regions: str, **extra: Any) -> User:
    user = User(
        username=username, role=role, regions=regions, email=f"{username}@example.org", **extra
    )
    user.set_password("rahasia-panjang-1")
    user.save()
    return user


# Role, regions and what else is said of each persona.
PEOPLE: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "secretariat": (Role.SECRETARIAT, (), {}),
    "officer": (Role.CHAPTER, (OWN,), {}),
    "other_officer": (Role.CHAPTER, (OTHER,), {}),
    "official": (Role.GOVERNMENT, (OWN,), {}),
    "other_official": (Role.GOVERNMENT, (OTHER,), {}),
    "province_official": (Role.GOVERNMENT, ("34",), {}),
    "pair_officer": (Role.CHAPTER, (OTHER, OWN), {}),
    "pair_official": (Role.GOVERNMENT, (OTHER, OWN), {}),
    "expired": (Role.CHAPTER, (OWN,), {"valid_until": dt.date(2020, 1, 1)}),
}


def make_persona(name: str) -> User:
    role, codes, extra = PEOPLE[name]
    return make_user(name, role, *codes, **extra)


@pytest.fixture
def secretariat(regions: Any) -> User:
    return make_persona("secretariat")


@pytest.fixture
def officer(regions: Any) -> User:
    """The chapter officer of the own region (Kab. Sleman)."""
    return make_persona("officer")


@pytest.fixture
def other_officer(regions: Any) -> User:
    """A chapter officer of another region (Kota Surakarta)."""
    return make_persona("other_officer")


@pytest.fixture
def official(regions: Any) -> User:
    """The government official of the own region."""
    return make_persona("official")


@pytest.fixture
def other_official(regions: Any) -> User:
    return make_persona("other_official")


@pytest.fixture
def province_official(regions: Any) -> User:
    """An official of the province DIY: sees Sleman and Kulon Progo, not Surakarta."""
    return make_persona("province_official")


@pytest.fixture
def pair_officer(regions: Any) -> User:
    """An officer of two regions of two provinces: Sleman and Surakarta, not Kulon Progo."""
    return make_persona("pair_officer")


@pytest.fixture
def pair_official(regions: Any) -> User:
    """An official of the same two regions."""
    return make_persona("pair_official")


@pytest.fixture
def expired(regions: Any) -> User:
    return make_persona("expired")


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


# --- Other processes on the database of a test ---------------------------------------


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[dict[str, str]]:
    """The environment of a process that works on the database of this test, which it can see too."""
    settings.MEDIA_ROOT, settings.TASK_WORKER = str(tmp_path / "media"), True
    mails = tmp_path / "mails"
    mails.mkdir()
    found = {
        **{name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "DEMO": "1",
        "TASK_WORKER": "1",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "EMAIL_URL": f"filemail:///{mails}",
        "MAILS": str(mails),
        "LOG": str(tmp_path / "workers.log"),
    }
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
        where = f"{given['HOST']}:{given['PORT'] or 5432}"
        found["DATABASE_URL"] = f"postgres://{given['USER']}{secret}@{where}/{given['NAME']}"
        yield found
        return
    # A database in memory is this process's alone: the test goes on with a copy of it in a file.
    file, memory = tmp_path / "test.sqlite3", connections["default"]
    memory.ensure_connection()
    with sqlite3.connect(file) as copy:
        memory.connection.backup(copy)
    own: Any = connections.create_connection("default")
    own.settings_dict = {**memory.settings_dict, "NAME": str(file)}
    connections["default"] = own
    found["DATABASE_URL"] = f"sqlite:///{file}"
    yield found
    own.close()
    connections["default"] = memory


# --- Real Chromium --------------------------------------------------------------


# The first is the same engine without the parts that draw a desktop's windows: it takes a third less of the machine.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the way to the browser, as scripts/chromium.sh looks for it."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next(filter(None, (shutil.which(name) for name in names if name)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--font-render-hinting=none",  # letters as wide as on a phone, not rounded to pixels
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


# --- What runs on the second database too -------------------------------------------

# Fixtures by which a test opens pages: what pages ask of a database, the tests marked `both` ask on each.
OPENS_PAGES = {"as_user", "client", "live_server"}


def asks_database(item: pytest.Item) -> bool:
    needs = set(getattr(item, "fixturenames", ()))
    return bool(needs & {"db", "transactional_db"} or item.get_closest_marker("django_db"))


def differs_by_database(item: pytest.Item) -> bool:
    """Whether a test could end otherwise on another database: the rule of decision 18, in one place."""
    if any(item.get_closest_marker(name) for name in ("browser", "once", "postgres")):
        return False  # unless it is marked `both` by hand
    mark = item.get_closest_marker("django_db")
    if item.get_closest_marker("both") or (mark and mark.kwargs.get("transaction")):
        return True
    return asks_database(item) and not set(getattr(item, "fixturenames", ())) & OPENS_PAGES


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test but those of the demonstration finds the one that was left standing."""
    if "demo" not in getattr(item, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock():
            emptying.empty_what_was_left()


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # It is loaded while another process has something else to do, and browsers run beside what keeps a processor busy.
    items.sort(key=lambda item: "demo" not in getattr(item, "fixturenames", ()))
    for item in items:
        if asks_database(item):
            item.add_marker("database")
        if differs_by_database(item):
            item.add_marker("both")
    if chromium():
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError("No Chromium found, but REQUIRE_BROWSER is set.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(
                pytest.mark.skip(reason="no Chromium on this machine (make test installs it)")
            )

"""A live server with the demonstration data, in real Chromium."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from aksansi.demo.accounts import PASSWORD


@pytest.fixture(scope="module")
def demo_copy() -> Iterator[sqlite3.Connection]:
    """An empty database in memory that keeps the loaded demonstration for the module's other tests."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    yield kept
    kept.close()


@pytest.fixture
def demo(transactional_db: None, settings: Any, demo_copy: sqlite3.Connection) -> None:
    """The demonstration as `make run` serves it: reference data, accounts, real and example records.

    Loaded once per module on SQLite and copied back as a whole; on PostgreSQL loaded for every test.
    """
    settings.DEMO = True
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and demo_copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.ensure_connection()
        demo_copy.backup(connection.connection)
        ContentType.objects.clear_cache()
        return
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    if is_sqlite:
        connection.connection.backup(demo_copy)


@pytest.fixture
def sign_in(live_server: Any, browser: Any) -> Callable[..., Any]:
    """Return a function that opens a page signed in as a demo account, on a phone or a desk."""
    opened = []

    def enter(username: str, *, width: int = 1280, **extra: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="id-ID", accept_downloads=True, **extra
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Nama pengguna", exact=False).first.fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield enter
    for context in opened:
        context.close()

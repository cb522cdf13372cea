"""A live server with the demonstration data, in real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from aksansi.demo.accounts import PASSWORD
from core.people.users import User
from tests import emptying
from tests.browser.line import line_to
from tests.conftest import signed_in
from tests.demonstration import Copy, load

# What is waited for, not how fast it is: a machine that runs two browsers beside two databases may take its time.
expect.set_options(timeout=20_000)


@pytest.fixture
def demo(
    transactional_db: None,
    settings: Any,
    demo_copy: Copy,
) -> None:
    """The demonstration as `make run` serves it: reference data, accounts, real and example records."""
    settings.DEMO = True
    load(demo_copy)
    emptying.left[:] = [True]  # for the next test of it


@pytest.fixture
def sign_in(live_server: Any, browser: Any) -> Callable[..., Any]:
    """Return a function that gives an empty page signed in as a demo account, on a phone or a desk.

    With `by_door` the account types its name and password and stands on its home: the way of all costs two pages.
    """
    opened = []

    def enter(username: str, *, width: int = 1280, by_door: bool = False, **extra: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="id-ID", accept_downloads=True, **extra
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if not by_door:
            client = Client()
            signed_in(client, User.objects.get(username=username))
            name = settings.SESSION_COOKIE_NAME
            kept = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([kept])
            return page
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Nama pengguna", exact=False).first.fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def line(live_server: Any) -> Any:
    with line_to(live_server.thread.host, live_server.thread.port) as found:
        yield found

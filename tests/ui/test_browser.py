"""The look in a real Chromium: accessible, no wider than the phone, quicker with scripts and whole without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/accounts/login/",
    "/ui/",
    "/ui/list/",
    "/ui/regions/?kind=kota",
    "/ui/detail/",
    "/ui/form/?errors=1",
    "/ui/action/",
    "/ui/report/",
    "/ui/refused/",
    "/ui/broken/",
    "/tidak-ada/",
    "/accounts/password/change/",
]


@pytest.fixture(autouse=True)
def _guide(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.DEMO = True


@pytest.fixture
def door(live_server: Any, secretariat: Any, client: Any, browser: Any) -> Iterator[Any]:
    """Return a function that opens a signed-in page of a given width and notes what goes wrong."""
    client.force_login(secretariat)
    contexts = []

    def open_(width: int, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, **options
        )
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.foreign, page.complaints = [], []
        page.on(
            "request",
            lambda r: r.url.startswith((live_server.url, "data:")) or page.foreign.append(r.url),
        )
        page.on(
            "console",
            lambda m: (
                m.type == "error" and "status of" not in m.text and page.complaints.append(m.text)
            ),
        )
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_fit_and_stay_at_home(door: Any, width: int) -> None:
    page = door(width)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page).response["violations"]
        assert not found, (address, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found])
    assert page.foreign == [] and page.complaints == []


def test_filter_swaps_the_list_and_keeps_the_address_clean(door: Any) -> None:
    page = door(1280)
    page.goto("/ui/regions/")
    page.evaluate("window.stayed = true")
    page.fill("#id_q", "Sleman")
    page.click("#list-search")
    page.wait_for_url("**/ui/regions/?q=Sleman")
    assert page.evaluate("window.stayed") is True
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("tbody tr")).to_have_count(1)


def test_filter_works_without_scripts(door: Any) -> None:
    page = door(360, java_script_enabled=False)
    page.goto("/ui/regions/")
    page.fill("#id_q", "Sleman")
    page.click("#list-search")
    page.wait_for_url("**q=Sleman**")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_menu_opens_without_scripts_and_closes_by_escape(door: Any) -> None:
    plain = door(1280, java_script_enabled=False)
    plain.goto("/ui/")
    plain.click(".menu > summary")
    assert plain.locator(".panel").is_visible()
    page = door(1280)
    page.goto("/ui/")
    page.click(".menu > summary")
    page.keyboard.press("Escape")
    assert not page.locator(".panel").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_error_summary_takes_the_focus_and_its_links_reach_the_field(door: Any) -> None:
    page = door(360)
    page.goto("/ui/form/?errors=1")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.click(".summary a[href='#id_volume']")
    assert page.evaluate("document.activeElement.id") == "id_volume"


def test_save_bar_stays_in_reach_on_a_phone(door: Any) -> None:
    page = door(360)
    page.goto("/ui/form/")
    box = page.locator(".savebar .btn").first.bounding_box()
    assert box and box["y"] + box["height"] < 800 and box["height"] >= 44


def test_form_is_sent_once_however_often_the_button_is_pressed(door: Any) -> None:
    page = door(1280)
    page.goto("/ui/form/")
    sent = []
    page.route(
        "**/ui/form/",
        lambda route: (
            (sent.append(1), route.abort()) if route.request.method == "POST" else route.continue_()
        ),
    )
    page.locator("form[data-form] [type=submit]").dblclick()
    page.wait_for_timeout(300)
    assert len(sent) == 1

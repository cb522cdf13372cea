"""The map in a real browser: the list's filter is the map's, keys reach it, without a script the list stands."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ksm.views import maps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = "[data-map][data-shown]"


def number(text: str) -> int:
    """Return the first number of a line as an Indonesian office writes it: "1.234 baris"."""
    return int(re.search(r"[\d.]+", text)[0].replace(".", ""))  # type: ignore[index]


def open_first_point(page: Any) -> None:
    """Go into the map by keys alone until a facility shows, and touch it."""
    for _step in range(12):
        if page.locator(".spot").count():
            break
        page.locator(".many").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    page.locator(".spot").first.focus()
    page.keyboard.press("Enter")


def test_the_map_has_what_the_filtered_list_has(demo: None, live_server: Any, sign_in: Any) -> None:
    page = sign_in("sekretariat")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/ksm/facilities/?position=known&type=ipal_komunal")
    listed = number(page.locator(".tools [role=status]").inner_text())
    page.get_by_role("main").get_by_role("link", name="Di peta").click()
    page.wait_for_selector(READY)
    assert number(page.locator(".tools [role=status]").inner_text()) == listed > 0
    assert int(page.locator(READY).get_attribute("data-shown")) == listed
    # Narrowed again on the map itself, without a new page: the map follows.
    page.get_by_label("Cari", exact=True).first.fill("Sleman")
    page.locator("#list-search").click()
    page.wait_for_url("**q=Sleman**")
    page.wait_for_selector(READY)
    fewer = number(page.locator(".tools [role=status]").inner_text())
    assert int(page.locator(READY).get_attribute("data-shown")) == fewer < listed
    assert said == []


def test_keys_reach_the_map_and_its_popup(demo: None, live_server: Any, sign_in: Any) -> None:
    page = sign_in("sekretariat", width=360)
    page.goto(f"{live_server.url}/ksm/facilities/map/")
    page.wait_for_selector(READY)
    open_first_point(page)
    link = page.locator(".leaflet-popup .popup a").first
    expect(link).to_be_visible()
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ksm/facilities/\d\d\.\d\d-\d+/$"))


def test_sums_of_regions_give_way_to_their_points(
    demo: None, live_server: Any, sign_in: Any, monkeypatch: Any
) -> None:
    """Many points: the country shows sums, which count all; a region's points come when it is looked at."""
    monkeypatch.setattr(maps, "MOST_POINTS", 20)
    page = sign_in("sekretariat")
    page.goto(f"{live_server.url}/ksm/facilities/map/?position=known")
    page.wait_for_selector(READY)
    listed = number(page.locator(".tools [role=status]").inner_text())
    assert int(page.locator(READY).get_attribute("data-shown")) == listed > 20
    assert page.locator(".spot").count() == 0
    shown = sum(map(number, page.locator(".many").all_inner_texts()))
    assert shown == listed
    open_first_point(page)
    expect(page.locator(".leaflet-popup .popup a").first).to_be_visible()
    # Seen from afar again, no facility was lost or doubled on the way.
    for _step in range(10):
        page.get_by_role("button", name="Perkecil").click()
        page.wait_for_timeout(150)
    assert (
        sum(map(number, page.locator(".many").all_inner_texts())) + page.locator(".spot").count()
        == listed
    )


def test_a_region_whose_points_do_not_come_stays_a_sum(
    demo: None, live_server: Any, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(maps, "MOST_POINTS", 20)
    page = sign_in("sekretariat")
    page.route("**/points/?*of=*", lambda route: route.abort())
    page.goto(f"{live_server.url}/ksm/facilities/map/?position=known&region=63.71")
    page.wait_for_selector(READY)
    listed = number(page.locator(".tools [role=status]").inner_text())
    page.locator(".many").first.click()
    page.wait_for_timeout(300)
    assert sum(map(number, page.locator(".many").all_inner_texts())) == listed > 20
    page.unroute("**/points/?*of=*")
    page.locator(".many").first.click()
    page.wait_for_selector(".spot")


def test_without_javascript_the_list_stands(demo: None, live_server: Any, sign_in: Any) -> None:
    page = sign_in("sekretariat", java_script_enabled=False)
    page.goto(f"{live_server.url}/ksm/facilities/map/?position=known")
    expect(page.locator("table.t tbody tr").first).to_be_visible()
    assert not page.locator(".map").is_visible()
    page.get_by_role("link", name="Sebagai daftar").click()
    page.wait_for_url("**/ksm/facilities/?position=known")

"""How the main pages look and behave: on a phone and at a desk, for everybody, from this host alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from aksansi.demo.accounts import PASSWORD
from planning.models import Achievement, AnnualReport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 1280)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is in order is not listed node by node
}


# Words that hold their room and cannot be read.
UNSEEN = """[...document.querySelectorAll("main *")].filter(one => one.textContent.trim() && one.getClientRects().length
  && getComputedStyle(one).visibility === "hidden").map(one => one.textContent.trim().slice(0, 60))"""


class Watch:
    """What a page asks for and complains about while it is open."""

    def __init__(self, page: Any, host: str) -> None:
        self.page, self.host = page, host
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.strangers.append(request.url)

    def _said(self, message: Any) -> None:
        # A form sent back with errors is an answer (422), not a fault of the page.
        if message.type == "error" and "422" not in message.text:
            self.complaints.append(message.text)

    def check(self, name: str) -> None:
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{name}: scrolls sideways by {wide} px"
        assert self.page.evaluate(UNSEEN) == [], name
        found = Axe().run(self.page, options=RULES)
        faults = [
            f"{fault['id']}: {[node['target'] for node in fault['nodes']][:3]}"
            for fault in found.response["violations"]
        ]
        assert faults == [], name
        assert self.strangers == [], name
        assert self.complaints == [], name


@pytest.fixture
def watch(live_server: Any) -> Callable[[Any], Watch]:
    return lambda page: Watch(page, urlsplit(live_server.url).netloc)


@pytest.fixture
def plain_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page of somebody who is not signed in."""
    opened = []

    def enter(**extra: Any) -> Any:
        context = browser.new_context(locale="id-ID", **extra)
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def form_address() -> str:
    """Return the address at which an achievement is added to Sleman's year."""
    account = AnnualReport.objects.get(chapter__region_id="34.04", year=2018)
    return f"{account.get_absolute_url()}achievements/add/"


@pytest.mark.once
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_in_order(
    demo: None, live_server: Any, sign_in: Any, plain_page: Any, watch: Any, width: int
) -> None:
    door = plain_page(viewport={"width": width, "height": 900})
    look = watch(door)
    door.goto(f"{live_server.url}/accounts/login/")
    look.check("login")
    for username in ("sekretariat", "pengurus-sleman", "pemda-sleman"):
        page = sign_in(username, width=width)
        look = watch(page)
        page.goto(f"{live_server.url}/")
        look.check(f"home of {username}")
    officer = sign_in("pengurus-sleman", width=width)
    look = watch(officer)
    for name, address in (
        ("list", "/ksm/facilities/"),
        ("detail", "/ksm/facilities/34.04-0037/"),
        ("overview", "/regions/34.04/overview/"),
        ("report", "/regions/34.04/report/2018/"),
    ):
        officer.goto(live_server.url + address)
        look.check(name)
    officer.goto(live_server.url + form_address())
    officer.get_by_role("textbox", name="Realisasi").fill("-4")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    summary = officer.locator(".summary")
    expect(summary).to_be_visible()
    look.check("form with errors")
    summary.get_by_role("link").first.click()
    assert officer.evaluate("document.activeElement.matches('input, select, textarea')")


def test_everything_works_without_javascript(demo: None, live_server: Any, plain_page: Any) -> None:
    page = plain_page(viewport={"width": 360, "height": 900}, java_script_enabled=False)
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Nama pengguna", exact=False).first.fill("pengurus-sleman")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{live_server.url}/")
    # The rooms behind "More" open by themselves.
    page.locator(".rooms .more summary").click()
    page.locator(".rooms .more a").filter(has_text="Acara").click()
    expect(page).to_have_url(re.compile("/events/"))
    # Filter a list.
    page.goto(f"{live_server.url}/ksm/facilities/")
    page.get_by_label("Cari", exact=True).last.fill("Banyu")
    page.locator("#list-search").click()
    expect(page).to_have_url(re.compile("q=Banyu"))
    assert 1 <= page.locator("table.t tbody tr").count() < 10
    # Send a form: refused first, then kept.
    page.goto(live_server.url + form_address())
    page.get_by_role("textbox", name="Indikator sendiri").fill("Kader yang dilatih")
    page.get_by_role("textbox", name="Realisasi").fill("-4")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.get_by_role("textbox", name="Indikator sendiri")).to_have_value(
        "Kader yang dilatih"
    )
    page.get_by_role("textbox", name="Realisasi").fill("12")
    page.get_by_label("Satuan").fill("orang")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("Kader yang dilatih").first).to_be_visible()
    assert Achievement.objects.filter(name="Kader yang dilatih").count() == 1

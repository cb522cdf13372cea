"""What people type is never obeyed by the browser of somebody else: neither as markup nor as a command of htmx."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as current
from django.urls import reverse
from playwright.sync_api import expect

from core.people.users import User
from ksm.models import Group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Each is a tag of under 40 letters; the alphabet puts them in this order, the form around them has the token.
PLANTED = (
    '<input name=email value="m@jahat.test">',
    '<input name=first_name value="m">',
    '<input name=role value="secretariat">',
    '<input name=username value="mallory1">',
    '<s hx-post="/people/add/"',
    'hx-include="closest form"',
    'hx-trigger="load">',
)
COMMANDS = (
    '<i class="q7z" hx-post="/people/add/" hx-trigger="load"></i>'
    '<i data-hx-get="/ksm/groups/?q7z" data-hx-trigger="load"></i>'
    '<i hx-on::load="fetch(\'/?q7z\')" hx-on:click="1"></i>'
    '<template><i id="id_name" hx-swap-oob="true">q7z</i></template>'
    '<i id="content" hx-swap-oob="true">q7z</i>'
)


@pytest.fixture
def desk(live_server: Any, browser: Any, as_user: Any) -> Iterator[Callable[[User], Any]]:
    """Return a function that gives a signed-in page; `page.sent` lists what it sends besides reading."""
    opened = []

    def sit(person: User) -> Any:
        context = browser.new_context(base_url=live_server.url, locale="id-ID")
        session = as_user(person).cookies[current.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": current.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        opened.append(context)
        page = context.new_page()
        page.sent, page.asked, page.complaints = [], [], []
        page.on("request", lambda r: r.method != "GET" and page.sent.append(f"{r.method} {r.url}"))
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
        return page

    yield sit
    for context in opened:
        context.close()


@pytest.mark.parametrize("factor", [False, True])
def test_tags_of_an_officer_make_no_account(
    factor: bool, settings: Any, desk: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = not factor, factor
    if factor:
        TOTP.activate(secretariat, generate_totp_secret())
    answer = as_user(officer).post(
        reverse("ksm:group-create"),
        {"region": "34.04", "name": "KSM Tanda", "kind": "ksm", "tags": ", ".join(PLANTED)},
    )
    assert answer.status_code == 302
    assert Group.objects.get().tags == ", ".join(PLANTED)
    page = desk(secretariat)
    page.goto(reverse("ksm:group-create"))
    page.add_script_tag(url=page.locator("script[data-htmx]").get_attribute("data-htmx"))
    page.wait_for_function("window.htmx")
    page.wait_for_timeout(700)
    made = list(User.objects.filter(username="mallory1").values_list("role", flat=True))
    assert (page.sent, made) == ([], [])
    assert page.locator("form[data-form] input[name=username]").count() == 0
    expect(page.locator("#id_tags_helptext")).to_contain_text(", ".join(PLANTED))


def test_no_attribute_of_a_page_is_a_command(desk: Any, secretariat: Any, regions: Any) -> None:
    """Even markup that did get in, as served and as fetched anew, moves nothing."""
    for number in range(3):
        Group.objects.create(region=regions["34.04"], name=f"KSM Nomor {number}")
    page = desk(secretariat)

    def spoil(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace("<main ", f"{COMMANDS}<main ", 1)
        body = body.replace('<section class="sheet', f'{COMMANDS}<section class="sheet')
        route.fulfill(response=answer, body=body)

    page.route("**/ksm/groups/**", spoil)
    page.goto(reverse("ksm:group-list"))
    page.get_by_label("Cari", exact=True).first.fill("Nomor 2")
    page.locator("#list-search").click()
    page.wait_for_url("**q=Nomor**")
    expect(page.locator("#list .q7z").first).to_be_attached()
    expect(page.get_by_text("Nomor 2").first).to_be_visible()
    page.wait_for_timeout(700)
    assert page.sent == []
    assert [url for url in page.asked if "q7z" in url] == []
    assert page.locator("h1").count() == 1
    # Nothing of what was read is left in the browser, and the way back is fetched from the server.
    assert page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})").count("Nomor") <= 1
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None
    page.go_back()
    expect(page.get_by_text("Nomor 0").first).to_be_visible()


def test_htmx_comes_with_the_first_part_asked_for(
    desk: Any, secretariat: Any, regions: Any
) -> None:
    """It looks at every element as it starts, so pages do without; what it wrote into the history stands nevertheless."""
    for number in range(3):
        Group.objects.create(region=regions["34.04"], name=f"KSM Nomor {number}")
    page = desk(secretariat)

    def narrow(number: int) -> None:
        page.get_by_label("Cari", exact=True).first.fill(f"Nomor {number}")
        page.locator("#list-search").click()
        page.wait_for_url(re.compile(rf"q=Nomor(\+|%20){number}"))
        expect(page.locator("#list tbody tr")).to_have_count(1)

    page.goto(reverse("ksm:group-list"))
    assert page.evaluate("!window.htmx")
    for number in (1, 2):
        page.evaluate("window.same = true")
        narrow(number)
        assert page.evaluate("window.same && Boolean(window.htmx)")
    page.locator("#list tbody a").first.click()
    page.wait_for_url(Group.objects.get(name="KSM Nomor 2").get_absolute_url())
    page.go_back()
    expect(page.locator("#list tbody")).to_contain_text("Nomor 2")
    assert page.evaluate("!window.htmx")
    page.go_back()
    expect(page.locator("#list tbody")).to_contain_text("Nomor 1")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    # It does not come: the browser goes where the form leads.
    page.route("**/htmx-*", lambda route: route.abort())
    page.goto(reverse("ksm:group-list"))
    narrow(0)
    assert page.evaluate("!window.htmx")


def test_names_of_villages_follow_the_region(
    desk: Any, officer: Any, secretariat: Any, regions: Any
) -> None:
    from core.land.regions import Region

    Region.objects.create(code="34.04.01", name="Gamping", kind="kapanewon", parent_id="34.04")
    page = desk(officer)
    page.goto(reverse("ksm:group-create"))
    page.locator("#village-names").evaluate("list => list.replaceChildren()")
    page.locator("#district-names").evaluate("list => list.replaceChildren()")
    page.locator("#id_district").fill("Gamping")
    page.locator("#id_district").blur()
    expect(page.locator("#district-names option")).to_have_count(1)
    assert page.locator("#district-names option").get_attribute("value") == "Gamping"
    assert page.complaints == []

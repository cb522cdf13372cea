"""What stays on a device, in real Chromium: nothing to read once the session is over, and nothing unsent is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from aksansi.demo.accounts import PASSWORD
from core.people.user_sessions import UserSession
from core.people.users import User
from ksm.models import Facility
from monitoring.models import Instrument, Round, RoundTarget, Visit
from tests.browser.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = "/monitoring/field/"
OFFICER, OTHER = "pengurus-sleman", "pengurus-kulonprogo"


class Phone:
    """A phone on a line that can be cut; `target` is the facility its officer is to visit."""

    def __init__(self, page: Any, line: Line, target: RoundTarget) -> None:
        self.page, self.line, self.target = page, line, target

    def open(self, path: str) -> None:
        self.page.goto(f"{self.line.url}{path}")

    def sign_in(self, username: str) -> None:
        self.enter(username)
        expect(self.page.locator("[data-field] [data-ready]")).to_be_visible()

    def enter(self, username: str) -> None:
        self.open(f"/accounts/login/?next={FIELD}")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk").click()
        self.page.wait_for_url(re.compile(re.escape(FIELD)))

    def at_door(self) -> None:
        """Wait for a page that knows nobody is signed in, and for its script."""
        expect(self.page.locator("body")).to_have_attribute("data-user", "")
        until = time.monotonic() + 20
        while self.page.evaluate("localStorage.getItem('aksansi-device-user')") != "":
            assert time.monotonic() < until
            time.sleep(0.1)

    def reads_offline(self) -> bool:
        """Return whether the field page opens without a line."""
        self.line.cut()
        page = self.page.context.new_page()
        try:
            page.goto(f"{self.line.url}{FIELD}")
            return self.target.facility.code in page.content()
        except Error:
            return False
        finally:
            page.close()
            self.line.mend()

    def enter_offline(self) -> None:
        """Open the visit and write one word of its head while there is no line."""
        self.line.cut()
        self.page.locator(f"[data-open=t{self.target.pk}]").click()
        self.page.locator("[data-field] [name=team]").fill("Tim Rahasia")
        expect(self.waiting).to_have_text("1 belum terkirim")
        self.line.mend()

    @property
    def waiting(self) -> Any:
        return self.page.locator("[data-field] [data-waiting]")


@pytest.fixture
def phone(demo: None, browser: Any, line: Line) -> Any:
    campaign = Round.objects.create(
        name="Putaran uji",
        kind="routine",
        instrument=Instrument.objects.get(code="aksansi-2021"),
    )
    target = RoundTarget.objects.create(
        round=campaign,
        facility=Facility.objects.filter(region="34.04").current().order_by("-code").first(),
        assignee=User.objects.get(username=OFFICER),
    )
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    context.set_default_timeout(20_000)
    yield Phone(context.new_page(), line, target)
    context.close()


def by_menu(phone: Phone) -> None:
    phone.open("/")
    phone.page.locator("details.menu summary").last.click()
    phone.page.locator("details.menu [action$='/logout/'] button").click()


def by_page(phone: Phone) -> None:
    phone.open("/accounts/logout/")
    phone.page.locator("main [action$='/logout/'] button").click()


def by_admin(phone: Phone) -> None:
    phone.open("/admin/")
    phone.page.locator("#logout-form button").click()


def by_expiry(phone: Phone) -> None:
    UserSession.objects.all().delete()
    phone.open(FIELD)


def by_expiry_on_a_form(phone: Phone) -> None:
    phone.open("/chapters/offices/add/")
    UserSession.objects.all().delete()
    phone.page.get_by_role("button", name="Simpan", exact=True).last.click()


def by_closing(phone: Phone) -> None:
    User.objects.filter(username=OFFICER).update(is_active=False)
    phone.open("/")
    phone.at_door()
    User.objects.filter(username=OFFICER).update(is_active=True)


def by_new_password(phone: Phone) -> None:
    user = User.objects.get(username=OFFICER)
    user.set_password(PASSWORD)  # another salt: sessions opened before are over
    user.save()
    phone.open("/ksm/facilities/")


WAYS = [by_menu, by_page, by_admin, by_expiry, by_expiry_on_a_form, by_closing, by_new_password]


def test_what_can_be_read_offline_ends_with_the_session(phone: Phone) -> None:
    for way in WAYS:
        phone.sign_in(OFFICER)
        assert phone.reads_offline()
        way(phone)
        phone.at_door()
        assert not phone.reads_offline(), way.__name__


@pytest.mark.parametrize("begun", (False, True), ids=("unanswered", "half_answered"))
def test_an_answer_that_comes_after_signing_out_is_not_kept(phone: Phone, begun: bool) -> None:
    line = phone.line
    # The worker's own request for the page, not the reader's.
    line.hold(b"GET " + FIELD.encode(), b"Sec-Fetch-Dest: empty", begun=begun)
    phone.enter(OFFICER)
    assert line.held.wait(20)
    by_menu(phone)
    phone.at_door()
    line.let_go()
    phone.page.wait_for_timeout(1000)
    assert not phone.reads_offline()
    # The page of the next session is kept again.
    phone.sign_in(OFFICER)
    assert phone.reads_offline()


@pytest.mark.parametrize("path", ("/verify/", "/nowhere/", "/accounts/password/reset/"))
def test_every_page_that_knows_nobody_is_signed_in_drops_the_copy(phone: Phone, path: str) -> None:
    phone.sign_in(OFFICER)
    UserSession.objects.all().delete()
    phone.open(path)
    phone.at_door()
    assert not phone.reads_offline()


def test_the_page_itself_drops_its_copy_when_the_session_is_over(phone: Phone) -> None:
    phone.sign_in(OFFICER)
    UserSession.objects.all().delete()
    phone.enter_offline()
    phone.page.locator("[data-field] [data-send]").click()
    expect(phone.page.locator("[data-field] [data-login]")).to_be_visible()
    assert not phone.reads_offline()


def test_what_can_be_read_offline_ends_with_its_hour(phone: Phone) -> None:
    phone.sign_in(OFFICER)
    age: Callable[[int], Any] = lambda ms: phone.page.evaluate(  # noqa: E731
        """async (ms) => {
          const store = await caches.open("aksansi-field-page");
          const kept = await store.match("/monitoring/field/");
          const headers = new Headers(kept.headers);
          headers.set("X-Kept-Until", Number(headers.get("X-Kept-Until")) - ms);
          await store.put("/monitoring/field/", new Response(await kept.blob(), { headers }));
        }""",
        ms,
    )
    age(11 * 3600_000)
    assert phone.reads_offline()
    age(3600_000 + 1)
    assert not phone.reads_offline()


def test_unsent_visits_wait_for_their_own_account(phone: Phone) -> None:
    code = phone.target.facility.code
    phone.sign_in(OFFICER)
    phone.enter_offline()
    UserSession.objects.all().delete()
    phone.sign_in(OTHER)
    expect(phone.waiting).to_have_text("Semua sudah terkirim")
    told = phone.page.locator("[data-field] [data-others]")
    expect(told).to_contain_text("Ada 1 kunjungan milik akun lain yang belum terkirim")
    assert code not in phone.page.content() and "Rahasia" not in phone.page.content()
    assert not phone.reads_offline()
    assert not Visit.objects.filter(round=phone.target.round).exists()

    by_menu(phone)
    phone.at_door()
    phone.sign_in(OFFICER)
    expect(phone.waiting).to_have_text("Semua sudah terkirim", timeout=30_000)
    assert Visit.objects.get(round=phone.target.round).team == "Tim Rahasia"
    expect(told).to_be_hidden()


def test_unsent_visits_end_by_a_decision_of_their_own(phone: Phone) -> None:
    phone.sign_in(OFFICER)
    UserSession.objects.all().delete()
    phone.enter_offline()
    held = phone.page.locator("[data-field] [data-discard]")
    held.locator("summary").click()
    expect(held).to_contain_text("tidak dapat dikembalikan")
    held.get_by_role("button").click()
    expect(phone.waiting).to_have_text("Semua sudah terkirim")
    expect(held).to_be_hidden()
    phone.sign_in(OFFICER)
    expect(phone.waiting).to_have_text("Semua sudah terkirim")
    assert not Visit.objects.filter(round=phone.target.round).exists()


def test_going_back_keeps_what_was_typed_and_shows_nothing_after_signing_out(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    page = sign_in(OFFICER, by_door=True)
    form = f"{live_server.url}/chapters/offices/add/"
    page.goto(form)
    page.locator("[name=name]").fill("Dinas yang diketik")
    page.get_by_role("link", name="AKSANSI").first.click()
    page.wait_for_url(f"{live_server.url}/")
    page.go_back()
    expect(page.locator("[name=name]")).to_have_value("Dinas yang diketik")

    page.goto(f"{live_server.url}/ksm/groups/")
    page.goto(f"{live_server.url}/accounts/logout/")
    page.locator("main [action$='/logout/'] button").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    for _step in range(3):
        page.evaluate("void setTimeout(() => history.back(), 0)")
        page.wait_for_timeout(700)
        assert page.locator("body").get_attribute("data-user") == ""

"""The door: who signs in, who is kept out, and what the second factor asks."""

from __future__ import annotations

import datetime as dt
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.people import accounts, mails
from core.people.users import User
from tests.conftest import make_user

PASSWORD = "rahasia-panjang-1"
HOME = "core:me"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Any:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse(HOME)).status_code == 200


def words(answer: Any) -> str:
    return " ".join(map(str, answer.context["form"].non_field_errors()))


@pytest.mark.parametrize("login", ["officer", "officer@example.org", "OFFICER@example.org"])
def test_by_user_name_or_address(officer: User, client: Client, login: str) -> None:
    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


def test_the_page_wanted_opens_after_signing_in(officer: User, client: Client) -> None:
    wanted = reverse("chapters:office-list")
    asked = client.get(wanted)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(reverse("account_login"))
    answer = client.post(
        asked.headers["Location"], {"login": "officer", "password": PASSWORD, "next": wanted}
    )
    assert answer.headers["Location"] == wanted
    elsewhere = {"login": "officer", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert "elsewhere" not in Client().post(reverse("account_login"), elsewhere).headers["Location"]


@pytest.mark.parametrize(
    "place",
    [
        "https://jahat.test/",
        "//jahat.test/",
        "/\\\\jahat.test",
        "javascript:alert(1)",
        "http:///jahat.test",
    ],
)
def test_nobody_is_led_to_another_house(officer: User, client: Client, place: str) -> None:
    answer = client.post(
        reverse("account_login"), {"login": "officer", "password": PASSWORD, "next": place}
    )
    chosen = client.post(reverse("set-language"), {"language": "en", "next": place})
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": place})
    out = client.post(reverse("account_logout"), {"next": place})
    for led in (answer, chosen, again, out):
        assert led.status_code == 302
        assert led.headers["Location"].startswith("/") and "jahat" not in led.headers["Location"]
        assert not led.headers["Location"].startswith(("//", "/\\\\"))


def test_expired_closed_and_demo_accounts_stay_out(
    regions: Any, expired: User, client: Client, settings: Any
) -> None:
    settings.DEMO = False
    make_user("tutup", Role.CHAPTER, "34.04", is_active=False)
    make_user("latihan", Role.CHAPTER, "34.04", is_demo=True)
    wrong = words(sign_in(client, "tidak-ada", "salah"))
    for login in ("expired", "tutup", "latihan"):
        answer = sign_in(client, login)
        assert not is_signed_in(client), login
        # Nobody learns from the answer that the password was right.
        assert (answer.status_code, words(answer)) == (200, wrong)
        assert User.objects.get(username=login).last_login is None
    settings.DEMO = True
    sign_in(client, "latihan")
    assert is_signed_in(client)


def test_the_last_day_still_counts(regions: Any, client: Client) -> None:
    make_user("hari-ini", Role.CHAPTER, "34.04", valid_until=timezone.localdate())
    sign_in(client, "hari-ini")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_name_sound_the_same(officer: User, client: Client) -> None:
    wrong, unknown = sign_in(client, "officer", "salah"), sign_in(client, "tidak-ada", "salah")
    assert words(wrong) == words(unknown) != ""


def test_repeated_failures_are_slowed_down_with_a_word(officer: User, client: Client) -> None:
    first = words(sign_in(client, "officer", "salah"))
    for _time in range(4):
        sign_in(client, "officer", "salah")
    answer = sign_in(client, "officer")
    assert not is_signed_in(client), "even the right password waits"
    assert words(answer) not in ("", first)
    assert "15 menit" in words(answer)
    assert sign_in(Client(), "officer", REMOTE_ADDR="10.0.0.9").status_code == 302, (
        "whoever guesses locks nobody out elsewhere"
    )


def test_nobody_makes_an_account_for_himself(db: None, client: Client) -> None:
    data = {
        "username": "aku",
        "email": "aku@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    client.post("/accounts/signup/", data)
    assert not User.objects.exists()


def test_signing_out_needs_a_post(officer: User, as_user: Any) -> None:
    browser = as_user(officer)
    browser.get(reverse("account_logout"))
    assert is_signed_in(browser)
    browser.post(reverse("account_logout"))
    assert not is_signed_in(browser)


def test_government_may_sign_out(official: User, as_user: Any) -> None:
    browser = as_user(official)
    assert browser.post(reverse("account_logout")).status_code == 302
    assert not is_signed_in(browser)


def test_a_session_ends_with_the_account(officer: User, as_user: Any) -> None:
    browser = as_user(officer)
    assert is_signed_in(browser)
    officer.valid_until = timezone.localdate() - dt.timedelta(days=1)
    officer.save()
    answer = browser.get(reverse(HOME), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "_auth_user_id" not in browser.session
    assert list(answer.context["messages"]), "the page says why"


def test_a_new_password_ends_the_other_sessions(officer: User, as_user: Any) -> None:
    elsewhere = as_user(officer)
    assert is_signed_in(elsewhere)
    officer.set_password("lain-sekali-22")
    officer.save()
    assert not is_signed_in(elsewhere)


# --- Password by mail ------------------------------------------------------------


def ask_reset(client: Client, address: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": address})


def test_reset_mail_is_sent_and_an_unknown_address_gets_the_same_answer(
    officer: User, client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SITE_URL = "https://sistem.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        known, unknown = (
            ask_reset(client, "officer@example.org"),
            ask_reset(client, "siapa@example.org"),
        )
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    [letter] = mail.outbox
    assert letter.to == ["officer@example.org"]
    assert letter.subject == "Buat kata sandi baru untuk AKSANSI"
    assert "testserver" not in letter.body + letter.subject
    link = re.search(r"https://sistem\.example\.org(/accounts/password/reset/key/\S+)", letter.body)
    assert link
    page = client.get(link.group(1), follow=True)
    place = page.redirect_chain[-1][0]
    weak = client.post(place, {"password1": "1234", "password2": "1234"})
    assert weak.status_code == 200
    assert weak.context["form"].errors
    assert (
        client.post(
            place, {"password1": "hujan-senja-gerimis", "password2": "hujan-senja-gerimis"}
        ).status_code
        == 302
    )
    sign_in(client, "officer", "hujan-senja-gerimis")
    assert is_signed_in(client)
    assert client.get(link.group(1), follow=True).context.get("token_fail"), "a link works once"


def test_a_known_and_an_unknown_address_cost_the_same(
    officer: User, settings: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The answer looks nobody up; beside it, too, the same is read, written and worded, but for the sending."""
    make_user("tutup", Role.CHAPTER, "34.04", is_active=False)
    settings.EMAIL_BESIDE = True
    line: list[Any] = []

    class Line:
        def submit(self, run: Any, leave: Any) -> Any:
            line.append(leave)
            return SimpleNamespace(add_done_callback=lambda then: then(None))

    monkeypatch.setattr(mails, "_SENDER", Line())
    written = mails.written
    worded = []
    monkeypatch.setattr(
        mails, "written", lambda name, **given: worded.append(name) or written(name, **given)
    )
    cost: dict[str, Any] = {}
    ask_reset(Client(), "awal@example.org")  # what is read once in a process
    for address in ("officer@example.org", "siapa@example.org", "tutup@example.org"):
        with (
            CaptureQueriesContext(connection) as answer,
            django_capture_on_commit_callbacks(execute=True),
        ):
            ask_reset(Client(), address)
        assert not any("core_user" in query["sql"] for query in answer), address
        worded.clear()
        with CaptureQueriesContext(connection) as beside:
            line.pop()()
        assert not line
        cost[address] = len(answer), len(beside), list(worded)
    assert len(set(map(str, cost.values()))) == 1, cost
    assert [letter.to for letter in mail.outbox] == [["officer@example.org"]]


def test_closed_accounts_get_no_reset_mail(regions: Any, client: Client) -> None:
    make_user("tutup", Role.CHAPTER, "34.04", is_active=False)
    with TestCase.captureOnCommitCallbacks(execute=True):
        ask_reset(client, "tutup@example.org")
    assert mail.outbox == []


# --- Second factor ---------------------------------------------------------------


@pytest.fixture
def strict(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def confirm(client: Client) -> Any:
    """Return the page that sets up the second factor, reached by the code of the mail."""
    asked = client.get(reverse("mfa_activate_totp"))
    prove = reverse("mfa_prove_mailbox")
    assert asked.headers["Location"] == prove
    mail.outbox.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(prove)
    [letter] = mail.outbox
    code = re.search(r"\b[A-Z2-9]{8}\b", letter.body)
    assert code
    return client.post(prove, {"code": code.group(0).lower()}, follow=True)


def code_for(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_the_secretariat_cannot_work_without_second_factor(
    strict: None, secretariat: User, client: Client
) -> None:
    sign_in(client, "secretariat")
    for name in ("home", HOME, "core:user-list", "admin:index"):
        answer = client.get(reverse(name))
        assert answer.headers["Location"] == reverse("mfa_activate_totp"), name
    assert client.post(reverse("core:region-create"), {"code": "11"}).status_code == 302
    assert confirm(client).status_code == 200


def test_other_roles_work_with_a_password(
    strict: None, officer: User, official: User, as_user: Any
) -> None:
    assert is_signed_in(as_user(officer))
    assert is_signed_in(as_user(official))


def test_the_demonstration_asks_no_second_factor(
    secretariat: User, settings: Any, as_user: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert is_signed_in(as_user(secretariat))


def test_setting_up_and_signing_in_with_a_code(
    strict: None, secretariat: User, client: Client
) -> None:
    sign_in(client, "secretariat")
    page = confirm(client)
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer.status_code == 302
    assert is_signed_in(client)

    cache.clear()  # a code is accepted once; the next sign-in comes later than this test
    other = Client()
    answer = sign_in(other, "secretariat")
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(other), "the password alone opens nothing"
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(other)


def test_a_new_password_by_mail_does_not_pass_the_second_factor(
    strict: None, secretariat: User, client: Client, settings: Any
) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    path = accounts.password_url(secretariat).removeprefix(settings.SITE_URL)
    form = client.get(path, follow=True)
    new = {"password1": "hujan-gerimis-senja", "password2": "hujan-gerimis-senja"}
    done = client.post(form.redirect_chain[-1][0], new)
    assert done.status_code == 302 and not is_signed_in(client)
    asked = sign_in(client, "secretariat", "hujan-gerimis-senja")
    assert asked.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


@pytest.mark.parametrize("end", [{"is_active": False}, {"valid_until": "2018-12-31"}])
@pytest.mark.parametrize("opened", [False, True], ids=["before it was opened", "while it was open"])
def test_a_link_of_an_account_that_ended_changes_no_password(
    officer: User, client: Client, settings: Any, end: dict[str, Any], opened: bool
) -> None:
    path = accounts.password_url(officer).removeprefix(settings.SITE_URL)
    if opened:
        path = client.get(path, follow=True).redirect_chain[-1][0]
    User.objects.filter(pk=officer.pk).update(**end)
    new = {"password1": "hujan-gerimis-senja", "password2": "hujan-gerimis-senja"}
    for answer in (client.get(path), client.post(path, new)):
        assert answer.status_code == 403 and "tidak berlaku lagi" in answer.content.decode()
    officer.refresh_from_db()
    assert not officer.check_password("hujan-gerimis-senja")


def test_a_code_opens_once_for_as_long_as_it_is_right(
    strict: None, secretariat: User, monkeypatch: Any
) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(secretariat, secret)
    now = time.time()
    code = code_for(secret)
    for later, opens in ((0, True), (1, False), (31, False)):
        cache.clear()
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        browser = Client()
        sign_in(browser, "secretariat")
        browser.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
        assert is_signed_in(browser) is opens, later


def test_a_recovery_code_opens_once(strict: None, secretariat: User) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    code = RecoveryCodes.activate(secretariat).get_unused_codes()[0]
    for attempt in (True, False):
        browser = Client()
        sign_in(browser, "secretariat")
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(browser) is attempt


def test_taking_the_second_factor_off_closes_the_door_again(
    strict: None, secretariat: User, as_user: Any
) -> None:
    made = totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    browser = as_user(secretariat)
    assert is_signed_in(browser)
    made.instance.delete()
    assert not is_signed_in(as_user(secretariat))


def test_half_a_sign_in_ends_with_its_password(strict: None, secretariat: User) -> None:
    """The old password was known to somebody; the new one locks the page for the code as well."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(secretariat, secret)
    browser = Client()
    sign_in(browser, "secretariat")
    secretariat.set_password("hujan-gerimis-senja")
    secretariat.save()
    browser.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert not is_signed_in(browser)

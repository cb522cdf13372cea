"""The own account: its address, its sessions, its second factor, and the mails that tell of them."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Role
from core.people import accounts, limits, mailbox, sessions
from core.people.security_log import SecurityEvent, SecurityKind
from core.people.user_sessions import UserSession
from core.people.users import User
from tests.conftest import make_user
from tests.core.test_sign_in import PASSWORD, code_for, confirm, is_signed_in, sign_in
from tests.refusing import refused_by

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Any) -> Any:
    """Return a function that sends what was to be told, and returns the mails as (to, subject, body)."""

    def run(step: Any, *args: Any, **kwargs: Any) -> list[tuple[str, str, str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step(*args, **kwargs)
        return [(m.to[0], m.subject, m.body) for m in mail.outbox]

    return run


def link_in(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found
    return found.group(1)


def entered(login: str, **extra: Any) -> Client:
    browser = Client(**extra)
    sign_in(browser, login)
    return browser


def confirmed(browser: Client) -> Client:
    """Give the password once more, as the pages that ask for it do."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


# --- The address -------------------------------------------------------------------

ADDRESS = "core:me-address"


@pytest.mark.parametrize("role", ["official", "officer", "secretariat"])
def test_a_new_address_needs_the_password_the_new_mailbox_and_is_told_to_the_old(
    role: str, request: pytest.FixtureRequest, letters: Any
) -> None:
    user = request.getfixturevalue(role)
    old = user.email
    browser = entered(role)
    asked = browser.get(reverse(ADDRESS))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    # Slipped in without the password, it is neither done nor kept for later.
    sent = letters(browser.post, reverse(ADDRESS), {"email": "maling@example.org"})
    assert sent == []
    confirmed(browser)
    sent = letters(browser.post, reverse(ADDRESS), {"email": "Baru@Example.org"})
    assert [to for to, _subject, _body in sent] == ["baru@example.org", old]
    assert "baru@example.org" in sent[1][2]
    user.refresh_from_db()
    assert user.email == old, "nothing counts before the link was opened"
    link = link_in(sent[0][2])
    assert "baru@example.org" in browser.get(link).content.decode()
    user.refresh_from_db()
    assert user.email == old, "opening it is not enough: mail programs look at links"
    told = letters(browser.post, link)
    user.refresh_from_db()
    assert user.email == "baru@example.org"
    assert {to for to, _subject, _body in told} == {old, "baru@example.org"}
    assert not EmailAddress.objects.exists()
    assert SecurityEvent.objects.filter(event=SecurityKind.ADDRESS_CHANGED).count() == 1
    # A link works once.
    assert browser.post(link).status_code == 422


def test_who_has_an_account_is_told_by_mail_alone(
    officer: User, other_officer: User, letters: Any
) -> None:
    """The answer, its queries and the log are those of an address nobody has."""
    browser, seen, got = confirmed(entered("officer")), [], []
    browser.post(reverse(ADDRESS), {"email": "awal@example.org"})
    for address in ("bebas@example.org", other_officer.email.upper()):
        with CaptureQueriesContext(connection) as asked:
            sent = letters(
                lambda to=address: got.append(browser.post(reverse(ADDRESS), {"email": to}))
            )
        assert got.pop().headers["Location"] == reverse("core:me")
        event = SecurityEvent.objects.first()
        assert event is not None and event.detail == address.lower()
        seen.append((len(asked), [to for to, _subject, _body in sent[1:]], event.outcome))
        assert sent[0][0] == address.lower()
    assert seen[0] == seen[1]
    body = sent[0][2]
    assert other_officer.username in body and "officer@example.org" not in body
    assert "/me/address/" not in body, "no link that changes something"


def test_a_link_is_worth_nothing_to_another_account_forged_or_late(
    officer: User, other_officer: User, as_user: Any, monkeypatch: Any
) -> None:
    token = mailbox.address_token(officer, "baru@example.org")
    for browser, value in (
        (as_user(other_officer), token),
        (as_user(officer), token[:-2]),
        (as_user(officer), "x"),
    ):
        link = reverse("core:me-address-confirm", args=[value])
        assert browser.get(link).headers["Location"] == reverse("core:me")
        assert browser.post(link).status_code == 422
    assert Client().post(reverse("core:me-address-confirm", args=[token])).status_code in (
        302,
        403,
    )
    now = time.time() + mailbox.LINK_HOLDS + 1
    monkeypatch.setattr(time, "time", lambda: now)
    assert mailbox.read_address_token(token, officer) == ""
    officer.refresh_from_db()
    assert officer.email == "officer@example.org"


def test_an_address_belongs_to_one_account_whatever_its_letters(
    officer: User, secretariat: User
) -> None:
    officer.email = "Budi@Example.ORG"
    officer.save()
    officer.refresh_from_db()
    assert officer.email == "budi@example.org"
    assert is_signed_in(entered("BUDI@example.org"))
    with refused_by("core_user_one_account_per_address"):
        make_user("kembar", Role.SECRETARIAT)
        User.objects.filter(username="kembar").update(email="BUDI@example.org")
    with pytest.raises(ValidationError):
        token = mailbox.address_token(secretariat, officer.email)
        accounts.confirm_address(user=secretariat, token=token, request=None)
    # Without an address there may be many.
    User.objects.filter(pk__in=(officer.pk, secretariat.pk)).update(email="")


def test_the_secretariat_changing_an_address_tells_both(
    officer: User, secretariat: User, as_user: Any, letters: Any
) -> None:
    form = {
        "username": "officer",
        "first_name": "Budi",
        "email": "BUDI@example.org",
        "role": "chapter",
        "regions": "34.04",
    }
    told = letters(as_user(secretariat).post, reverse("core:user-edit", args=[officer.pk]), form)
    assert sorted(to for to, _s, _b in told) == ["budi@example.org", "officer@example.org"]


# --- Sessions -----------------------------------------------------------------------


def test_own_sessions_are_listed_and_ended_by_every_role(
    officer: User, official: User, other_officer: User
) -> None:
    for user in (officer, official):
        here, phone = entered(user.username), entered(user.username, HTTP_USER_AGENT=PHONE)
        other = entered("other_officer")
        place = reverse("core:me-sessions")
        page = here.get(place).content.decode()
        assert "Chrome, Android" in page and "127.0.0.1" in page
        assert page.count('name="session"') == 1
        assert phone.session.session_key not in page, (
            "a key opens the session and stays in its cookie"
        )
        mark = re.search(r'name="session" value="(\w+)"', page)
        assert mark
        # Another account's session is not to be had by its mark.
        other.post(place, {"session": mark.group(1)})
        assert is_signed_in(phone)
        here.post(place, {"session": mark.group(1)})
        assert not is_signed_in(phone)
        phone = entered(user.username)
        here.post(place)
        assert is_signed_in(here) and not is_signed_in(phone) and is_signed_in(other)


def test_sessions_are_shown_and_ended_by_who_has_just_shown_who_it_is(
    officer: User, as_user: Any
) -> None:
    late, place = as_user(officer, ago=3600), reverse("core:me-sessions")
    phone = entered(officer.username)
    asked = late.get(place)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert late.post(place).status_code == 422 and is_signed_in(phone)
    confirmed(late).post(place)
    assert not is_signed_in(phone)


def test_the_server_ends_the_sessions_of_one_and_of_all(officer: User, official: User) -> None:
    first, second = entered(officer.username), entered(official.username)
    call_command("end_sessions", officer.email)
    assert not is_signed_in(first) and is_signed_in(second)
    first = entered(officer.username)
    call_command("end_sessions", all=True)
    assert not is_signed_in(first) and not is_signed_in(second)
    told = SecurityEvent.objects.filter(event=SecurityKind.SESSION_ENDED).order_by("pk")
    assert [row.detail for row in told] == ["officer: 1", "officer: 1", "official: 1"]
    for wrong in (("nobody",), (), ("officer", "--all")):
        with pytest.raises(CommandError):
            call_command("end_sessions", *wrong)


def test_a_session_ends_by_rest_and_by_age(officer: User, settings: Any, monkeypatch: Any) -> None:
    begun = time.time()

    def at(hours: float) -> None:
        moment = begun + hours * 3600
        monkeypatch.setattr(time, "time", lambda: moment)
        later = dt.datetime.fromtimestamp(moment, tz=dt.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    settings.SESSION_COOKIE_AGE, settings.SESSION_MAX_HOURS = 12 * 3600, 30
    browser = entered("officer")
    for hours in (11, 22, 29):
        at(hours)
        assert is_signed_in(browser), f"in use, {hours} hours after the sign-in"
    at(31)
    assert not is_signed_in(browser), "at most so long"
    browser = entered("officer")
    at(31 + 11)
    assert is_signed_in(browser)
    at(31 + 11 + 13)
    assert not is_signed_in(browser), "nobody was there for 13 hours"


def test_a_page_writes_the_session_only_now_and_then(officer: User, monkeypatch: Any) -> None:
    browser, place = entered("officer"), reverse("core:me")
    browser.get(place)

    def writes() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(place)
        return sum("UPDATE" in q["sql"] and "usersession" in q["sql"] for q in found)

    assert [writes(), writes()] == [0, 0]
    row = UserSession.objects.get(user=officer)
    later = time.time() + sessions.WRITE_EVERY + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert [writes(), writes()] == [1, 0]
    assert UserSession.objects.get(pk=row.pk).seen > row.seen


def test_a_new_password_ends_the_others_and_tells(officer: User, letters: Any) -> None:
    here, elsewhere = entered("officer"), entered("officer")
    new = "hujan-senja-gerimis"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    [(to, subject, body)] = letters(here.post, reverse("account_change_password"), form)
    assert (to, subject) == (officer.email, "Kata sandi AKSANSI Anda diganti")
    assert "127.0.0.1" in body and "testserver" not in body
    assert is_signed_in(here) and not is_signed_in(elsewhere)
    assert UserSession.objects.filter(user=officer).count() == 1


def test_a_closed_account_has_no_sessions(officer: User, secretariat: User, letters: Any) -> None:
    browser = entered("officer")
    told = letters(accounts.close, user=officer, by=secretariat)
    assert [to for to, _s, _b in told] == [officer.email]
    accounts.reopen(user=officer, by=secretariat)
    assert not is_signed_in(browser), "opened again, it is signed in to again"


# --- The second factor --------------------------------------------------------------


@pytest.fixture
def strict(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def set_up(browser: Client) -> str:
    """Set up a factor on a signed-in browser by the mailed code; return its secret."""
    page = confirm(browser)
    secret = page.context["form"].secret
    assert browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}).status_code == 302
    return str(secret)


@pytest.mark.parametrize("stranger_asks", [False, True])
def test_an_invited_secretariat_account_gets_in(
    strict: None, secretariat: User, client: Client, letters: Any, stranger_asks: bool
) -> None:
    user = make_user("baru", Role.SECRETARIAT)
    user.set_unusable_password()
    user.save()
    [(_to, _subject, body)] = letters(accounts.invite, user=user, by=secretariat)
    if stranger_asks:
        letters(Client().post, reverse("account_reset_password"), {"email": user.email})
    form = client.get(link_in(body), follow=True)
    new = {"password1": "hujan-gerimis-senja", "password2": "hujan-gerimis-senja"}
    client.post(form.redirect_chain[-1][0], new)
    sign_in(client, "baru", "hujan-gerimis-senja")
    led = client.get(reverse("home"))
    assert led.headers["Location"] == reverse("mfa_activate_totp")
    # The link of the mail was the proof: no second sign-in, no further code.
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    code = code_for(page.context["form"].secret)
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert done.status_code == 200
    assert client.get(reverse("home")).status_code == 200
    assert not EmailAddress.objects.exists()


def test_the_first_account_of_the_command_gets_in(
    strict: None, regions: Any, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "hujan-gerimis-senja")
    call_command("createsuperuser", "--noinput", username="pertama", email="pertama@example.org")
    sign_in(client, "pertama", "hujan-gerimis-senja")
    set_up(client)
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_password_alone_sets_up_no_factor(strict: None, secretariat: User) -> None:
    thief = entered("secretariat")
    place = reverse("mfa_prove_mailbox")
    assert thief.post(reverse("mfa_activate_totp"), {"code": "123456"}).headers["Location"] == place
    confirmed(thief)
    assert thief.get(reverse("mfa_activate_totp")).headers["Location"] == place
    thief.post(place)
    right = re.search(r"\b[A-Z2-9]{8}\b", mail.outbox[-1].body)
    assert right
    for _try in range(mailbox.CODE_TRIES):
        assert thief.post(place, {"code": "AAAAAAAA"}).status_code == 422
    assert not mailbox_is_open(thief, right.group(0)), (
        "guessed too often, the code is worth nothing"
    )
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobodys_mailbox_is_filled(secretariat: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "OWN_MAIL", limits.Rate("mail", 2, 3600))
    browser = entered("secretariat")
    mail.outbox.clear()
    for status in (302, 302, 422):
        assert browser.post(reverse("mfa_prove_mailbox"), {"again": "1"}).status_code == status
    form = {"email": "tempat.lain@example.org"}
    assert confirmed(browser).post(reverse("core:me-address"), form).status_code == 422
    assert len(mail.outbox) == 2


def test_the_enter_key_sends_the_typed_code_not_a_new_one(secretariat: User) -> None:
    browser = entered("secretariat")
    browser.post(reverse("mfa_prove_mailbox"))
    page = browser.get(reverse("mfa_prove_mailbox")).content.decode()
    main = page[page.index("<main") :]
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>', main[: main.index("</form>")])
    assert len(buttons) == 2
    assert "name=" not in buttons[0] and 'name="again"' in buttons[1]


def mailbox_is_open(browser: Client, code: str) -> bool:
    browser.post(reverse("mfa_prove_mailbox"), {"code": code})
    return browser.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_code_is_too_old_and_another_sessions(secretariat: User, monkeypatch: Any) -> None:
    here, elsewhere = entered("secretariat"), entered("secretariat")
    for browser in (elsewhere, here):
        browser.post(reverse("mfa_prove_mailbox"))
    code = re.search(r"\b[A-Z2-9]{8}\b", mail.outbox[-1].body)
    assert code
    assert not mailbox_is_open(elsewhere, code.group(0))
    late = time.time() + mailbox.CODE_HOLDS + 1
    monkeypatch.setattr(time, "time", lambda: late)
    assert not mailbox_is_open(here, code.group(0))


def test_taking_the_factor_off_asks_for_it_ends_its_rights_and_tells(
    strict: None, secretariat: User, letters: Any
) -> None:
    totp.TOTP.activate(secretariat, secret := totp.generate_totp_secret())
    codes = RecoveryCodes.activate(secretariat).get_unused_codes()

    def through(code: str) -> Client:
        browser = entered("secretariat")
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(browser)
        return browser

    elsewhere, here = through(codes[0]), through(codes[1])
    off = reverse("mfa_deactivate_totp")
    # The password is no way round.
    confirmed(here)
    assert here.post(off).headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=secretariat).count() == 2
    here.post(reverse("mfa_reauthenticate"), {"code": code_for(secret)})
    told = letters(here.post, off)
    assert [to for to, _s, _b in told] == [secretariat.email]
    assert not Authenticator.objects.filter(user=secretariat).exists()
    assert here.get(reverse("home")).headers["Location"] == reverse("mfa_activate_totp")
    assert not is_signed_in(elsewhere) and "_auth_user_id" not in elsewhere.session


def test_a_lost_factor_is_reset_by_another_account_with_a_reason(
    strict: None, secretariat: User, officer: User, letters: Any
) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    lost = make_user("hilang", Role.SECRETARIAT)
    totp.TOTP.activate(lost, totp.generate_totp_secret())
    session = Client()
    session.force_login(lost)
    browser = entered("secretariat")
    browser.post(
        reverse("mfa_authenticate"),
        {"code": RecoveryCodes.activate(secretariat).get_unused_codes()[0]},
    )
    place = reverse("core:user-factor", args=[lost.pk])
    assert browser.post(place, {"remark": ""}).status_code == 422
    own = reverse("core:user-factor", args=[secretariat.pk])
    assert browser.post(own, {"remark": "Ponsel hilang"}).status_code == 422
    told = letters(browser.post, place, {"remark": "Ponsel hilang, ditelepon"})
    assert [to for to, _s, _b in told] == [lost.email]
    assert not Authenticator.objects.filter(user=lost).exists()
    assert Authenticator.objects.filter(user=secretariat, type="totp").exists()
    assert not is_signed_in(session)
    line = SecurityEvent.objects.get(event=SecurityKind.FACTOR_RESET)
    assert (line.account, line.detail) == (secretariat, "hilang: Ponsel hilang, ditelepon")
    with pytest.raises(PermissionDenied):
        accounts.reset_factor(user=lost, by=officer, reason="x")


def test_the_command_of_the_last_resort(
    strict: None, secretariat: User, client: Client, letters: Any, capsys: Any
) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    told = letters(call_command, "reset_second_factor", "secretariat", reason="Ponsel hilang")
    assert [to for to, _s, _b in told] == [secretariat.email]
    # Its link sets up a new factor where no mail arrives.
    form = client.get(link_in(capsys.readouterr().out), follow=True)
    new = {"password1": "hujan-gerimis-senja", "password2": "hujan-gerimis-senja"}
    client.post(form.redirect_chain[-1][0], new)
    sign_in(client, "secretariat", "hujan-gerimis-senja")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("by_link", [False, True], ids=["code", "link"])
@pytest.mark.django_db(transaction=True)
def test_the_mailbox_stands_in_for_no_factor_that_is_there(
    by_link: bool, strict: None, secretariat: User, as_user: Any
) -> None:
    """An open session and the mailbox: that takes no factor off and makes no account."""
    if by_link:
        mailbox_proof = accounts.password_url(secretariat).removeprefix(settings.SITE_URL)
        browser = Client()
        form = browser.get(mailbox_proof, follow=True)
        new = {"password1": "hujan-gerimis-senja", "password2": "hujan-gerimis-senja"}
        browser.post(form.redirect_chain[-1][0], new)
        sign_in(browser, "secretariat", "hujan-gerimis-senja")
    else:
        browser = as_user(secretariat)
        browser.post(reverse("mfa_prove_mailbox"))
        code = re.search(r"\b[A-Z2-9]{8}\b", mail.outbox[-1].body)
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    mail.outbox.clear()
    place = reverse("mfa_prove_mailbox")
    typed = {} if by_link else {"code": code.group(0)}  # type: ignore[union-attr]
    for sent in (typed, {"again": "1"}):
        assert browser.post(place, sent).headers["Location"] == reverse("mfa_index")
    for method in (browser.get, browser.post):
        assert method(reverse("mfa_activate_totp")).headers["Location"] == reverse("mfa_index")
    assert mail.outbox == []
    for name in ("mfa_deactivate_totp", "core:user-create"):
        asked = browser.get(reverse(name))
        assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate")) or asked.headers[
            "Location"
        ].startswith(reverse("account_reauthenticate")), name
    assert browser.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert Authenticator.objects.filter(user=secretariat).count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_by_mail_and_the_factor_once_more_stand_in_the_log(secretariat: User) -> None:
    browser = entered("secretariat")
    place = reverse("mfa_prove_mailbox")
    browser.post(place)
    browser.post(place, {"code": "AAAAAAAA"})
    code = re.search(r"\b[A-Z2-9]{8}\b", mail.outbox[-1].body)
    assert code
    browser.post(place, {"code": code.group(0)})
    totp.TOTP.activate(secretariat, secret := totp.generate_totp_secret())
    browser.post(reverse("mfa_reauthenticate"), {"code": code_for(secret)})
    told = SecurityEvent.objects.filter(account=secretariat).order_by("pk")
    assert list(told.values_list("event", "outcome"))[1:] == [
        ("mailed_code_sent", "ok"),
        ("mailed_code_taken", "refused"),
        ("mailed_code_taken", "ok"),
        ("identity", "ok"),
    ]


# --- Devices ---------------------------------------------------------------------------


def test_a_sign_in_from_a_device_not_seen_before_is_told(officer: User, letters: Any) -> None:
    phone = Client(HTTP_USER_AGENT=PHONE)
    assert letters(sign_in, phone, "officer") == [], "the first of all is no news"
    phone.post(reverse("account_logout"))
    assert letters(sign_in, phone, "officer") == [], "nor is the same device"
    [(to, subject, body)] = letters(sign_in, Client(), "officer")
    assert (to, subject) == (officer.email, "Masuk dari perangkat baru")
    assert "127.0.0.1" in body


# --- Mails and passwords --------------------------------------------------------------


def test_mails_are_in_the_language_of_the_person(officer: User, as_user: Any, letters: Any) -> None:
    browser = as_user(officer)
    browser.post(reverse("set-language"), {"language": "en"})
    new = "hujan-senja-gerimis"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    [(_to, subject, _body)] = letters(browser.post, reverse("account_change_password"), form)
    assert subject == "Your AKSANSI password was changed"


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("officerofficer", False),
        ("OfficerOfficer1", False),
        ("aksansi-sleman-2026", False),
        ("kulonprogo12345", False),
        ("SanitasiSanitasi", False),
        ("rahasiarahasia", False),
        ("pendek-sek1", False),
        ("password123456", False),
        ("hujan-gerimis-senja", True),
        ("sleman-gerimis-senja", True),
    ],
)
def test_a_password_of_names_and_common_words_is_refused(
    officer: User, as_user: Any, password: str, good: bool
) -> None:
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = as_user(officer).post(reverse("account_change_password"), form)
    assert (answer.status_code == 302) is good


def test_a_password_is_taken_as_it_was_typed(officer: User, as_user: Any) -> None:
    """Blanks at both ends, capitals, any sign, more than a hundred letters (OWASP ASVS 5.0, 6.2.5, 6.2.8, 6.2.9)."""
    password = f"  Hujan gerimis senja ✓ {'panjang sekali ' * 6}  "
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    browser = as_user(officer)
    page = browser.get(reverse("account_change_password")).content.decode()
    fields = re.findall(r"<input[^>]*name=\"\w*password\d?\"[^>]*>", page)
    assert [re.findall(r'type="(\w+)"', field) for field in fields] == [["password"]] * 3
    told = [re.findall(r'autocomplete="([\w-]+)"', field)[0] for field in fields]
    assert told == ["current-password", "new-password", "new-password"]
    assert browser.post(reverse("account_change_password"), form).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(password)
    for other in (password.strip(), password.lower(), password[:72]):
        assert not officer.check_password(other)
    assert is_signed_in(typed_in(officer.username, password))


def typed_in(name: str, password: str) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": name, "password": password})
    return browser

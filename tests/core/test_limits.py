"""Limits that hold: nobody wipes them, nobody locks others out, nobody learns which accounts exist."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import uuid
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.people import devices, limits, outlasting
from core.people.security import record
from core.people.security_log import Attempt, SecurityEvent, SecurityKind
from core.people.users import User
from core.tools import client as asking
from tests.at_once import at_once, errors
from tests.conftest import make_user

PASSWORD = "rahasia-panjang-1"
HERE: Any = {"REMOTE_ADDR": "203.0.113.7"}
THERE: Any = {"REMOTE_ADDR": "203.0.113.8"}


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def words(answer: Any) -> str:
    return " ".join(map(str, answer.context["form"].non_field_errors()))


def is_let_in(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def is_locked(answer: Any) -> bool:
    return "Terlalu banyak percobaan" in words(answer)


def guess(login: str, times: int, **extra: Any) -> Any:
    answer = None
    for _time in range(times):
        answer = sign_in(Client(), login, "salah", **extra)
    return answer


def age(**passed: int) -> None:
    """Let time pass for every try counted so far."""
    for row in Attempt.objects.all():
        Attempt.objects.filter(pk=row.pk).update(at=row.at - dt.timedelta(**passed))


# --- Counters that others cannot flush -------------------------------------------------


@pytest.fixture
def real_cache(settings: Any, db: None) -> Any:
    """The default cache of a real system, in its table and small, as anybody may fill it."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "flooded_cache",
            "OPTIONS": {"MAX_ENTRIES": 300},
        }
    }
    call_command("createcachetable", verbosity=0)
    return caches["default"]


def test_a_lock_outlives_a_flood_of_the_cache_and_its_clearing(
    real_cache: Any, officer: User, client: Client
) -> None:
    guess("officer", 5, **HERE)
    assert is_locked(sign_in(client, "officer", **HERE))
    for number in range(180):
        client.post(
            reverse("account_reset_password"),
            {"email": f"orang-{number}@example.org"},
            REMOTE_ADDR=f"198.51.100.{number}",
        )
    for number in range(400):
        real_cache.set(f"zz-{number}", 1)
    assert is_locked(sign_in(client, "officer", **HERE))
    real_cache.clear()
    assert is_locked(sign_in(client, "officer", **HERE))
    age(minutes=16)
    assert is_let_in(sign_in(client, "officer", **HERE))


def test_codes_of_the_second_factor_stay_five_in_a_quarter_from_everywhere(
    real_cache: Any, secretariat: User
) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    code = RecoveryCodes.activate(secretariat).get_unused_codes()[0]

    def try_code(number: int, code: str) -> Any:
        browser = Client()
        sign_in(browser, "secretariat", REMOTE_ADDR=f"198.51.100.{number}")
        return browser.post(
            reverse("mfa_authenticate"), {"code": code}, REMOTE_ADDR=f"198.51.100.{number}"
        )

    for number in range(5):
        answer = try_code(number, "000000")
        assert "Terlalu banyak" not in str(answer.context["form"].errors)
    real_cache.clear()
    answer = try_code(9, code)
    assert "Terlalu banyak percobaan. Tunggulah 15 menit" in str(answer.context["form"].errors)
    age(minutes=16)
    assert is_let_in(try_code(9, code))


def test_no_more_than_twenty_codes_a_day(secretariat: User) -> None:
    request = RequestFactory().post("/")
    for _time in range(4):
        for _guess in range(5):
            limits.before_code(request, account=secretariat)
        age(minutes=16)
    with pytest.raises(limits.TooManyTries) as refused:
        limits.before_code(request, account=secretariat)
    assert refused.value.wait > 20 * 3600


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_never_pass_together() -> None:
    rate = limits.Rate("at once", 3, 60)
    passed: list[int] = []

    def one() -> None:
        with contextlib.suppress(limits.TooManyTries):
            passed.extend(limits.take((rate, "x")))

    broken = [fault for _round in range(4) for fault in errors(at_once(one, one))]
    assert len(passed) <= 3
    # A table in memory may be locked for a moment (SQLite); what was counted before stays counted then.
    if not broken:
        assert limits.is_used_up(rate, "x") is (len(passed) == 3)
    assert connection.vendor == "sqlite" or broken == []


def test_a_refused_try_does_not_lengthen_the_wait(db: None) -> None:
    rate = limits.Rate("short", 2, 60)
    for _time in range(2):
        limits.take((rate, "x"))
    age(seconds=50)
    for _time in range(3):
        with pytest.raises(limits.TooManyTries) as refused:
            limits.take((rate, "x"))
        assert refused.value.wait <= 10
    age(seconds=11)
    assert limits.take((rate, "x"))


def test_tries_are_thrown_away_after_a_day(officer: User) -> None:
    guess("officer", 1)
    assert limits.prune() == 0
    age(days=2)
    call_command("timed", "tidy-accounts", verbosity=0)
    assert not Attempt.objects.exists()


# --- Nobody locks others out -----------------------------------------------------------


def test_whoever_guesses_locks_only_the_own_address(officer: User) -> None:
    assert is_locked(guess("officer", 6, **THERE))
    assert is_let_in(sign_in(Client(), "officer", **HERE))
    [row] = SecurityEvent.objects.filter(event="lock_out")
    assert (row.account, row.address) == (officer, "203.0.113.8")


def test_name_and_address_of_an_account_share_one_counter(officer: User) -> None:
    guess("officer", 3, **HERE)
    assert not is_locked(guess("OFFICER@example.org", 2, **HERE))
    assert is_locked(guess("Officer", 1, **HERE))
    assert is_locked(guess("officer@example.org", 1, **HERE))


def test_a_known_device_passes_where_others_locked_the_name(officer: User) -> None:
    known = Client()
    assert is_let_in(sign_in(known, "officer", **HERE))
    known.post(reverse("account_logout"), **HERE)
    guess("officer", 6, **HERE)
    assert is_locked(sign_in(Client(), "officer", **HERE)), "a strange device behind that address"
    assert is_let_in(sign_in(known, "officer", **HERE))


def test_a_known_device_has_its_own_five_tries(officer: User, other_officer: User) -> None:
    known = Client()
    sign_in(known, "officer", **HERE)
    known.post(reverse("account_logout"), **HERE)
    for _time in range(5):
        sign_in(known, "officer", "salah", **HERE)
    assert is_locked(sign_in(known, "officer", **HERE))
    # It is known to the account that signed in on it, to no other.
    guess("other_officer", 5, **HERE)
    assert is_locked(sign_in(known, "other_officer", **HERE))


def test_a_new_password_or_a_forged_cookie_makes_no_known_device(officer: User) -> None:
    known = Client()
    sign_in(known, "officer", **HERE)
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = known.cookies[devices.COOKIE].value
    assert devices.device_of(request, officer)
    officer.set_password("lain-sekali-22")
    assert devices.device_of(request, officer) == ""
    request.COOKIES[devices.COOKIE] = "W10:dibuat-buat"
    assert devices.device_of(request, officer) == ""
    cookie = known.cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_a_shared_phone_knows_several_accounts(officer: User, other_officer: User) -> None:
    phone = Client()
    for name in ("officer", "other_officer"):
        assert is_let_in(sign_in(phone, name, **HERE))
        phone.post(reverse("account_logout"), **HERE)
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = phone.cookies[devices.COOKIE].value
    assert devices.device_of(request, officer) == devices.device_of(request, other_officer) != ""


def test_guessing_from_everywhere_is_slowed_down_but_not_shut(officer: User) -> None:
    request = RequestFactory()

    def one(number: int) -> list[int]:
        return limits.before_password(
            request.post("/", REMOTE_ADDR=f"198.51.100.{number}"), account=officer, name="officer"
        )

    for number in range(50):
        one(number)
    waits = []
    for _try in range(6):
        one(200)
        with pytest.raises(limits.TooManyTries) as refused:
            one(200)
        waits.append(refused.value.wait)
        age(seconds=refused.value.wait + 1)
    assert waits[0] <= 30 and 200 < waits[1] <= 300 and 3000 < waits[2] <= 3600
    assert waits[5] > 20 * 3600, "six in a day"
    assert one(200), "never shut"


def test_whoever_knocks_most_keeps_no_owner_out(officer: User) -> None:
    """Every try from an address of its own, before, between and after those of the owner."""
    number = 0

    def knock(times: int) -> None:
        nonlocal number
        for _time in range(times):
            number += 1
            address = f"198.51.{number // 250}.{number % 250 + 1}"
            sign_in(Client(), "officer", "salah", REMOTE_ADDR=address)

    knock(60)
    owner = Client()
    knock(5)
    assert not is_locked(sign_in(owner, "officer", "salah-ketik", **HERE))
    for wait in (31, 300):
        knock(5)
        assert is_locked(sign_in(owner, "officer", **HERE))
        age(seconds=wait)
        knock(5)
        if wait == 31:
            assert not is_locked(sign_in(owner, "officer", "salah-lagi", **HERE))
    assert is_let_in(sign_in(owner, "officer", **HERE)), "two slips, and in at the third"
    knock(5)
    assert is_let_in(sign_in(Client(), "officer", **THERE)), "and elsewhere at once"


def test_many_names_from_one_address_come_to_an_end(db: None) -> None:
    for number in range(50):
        limits.before_password(
            RequestFactory().post("/", **HERE), account=None, name=f"orang-{number}"
        )
    with pytest.raises(limits.TooManyTries):
        limits.before_password(RequestFactory().post("/", **HERE), account=None, name="lain")
    assert limits.before_password(RequestFactory().post("/", **THERE), account=None, name="lain")


def test_addresses_of_one_ipv6_network_are_one(db: None) -> None:
    made = [RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{n}") for n in (1, 2)]
    assert {limits.network_of(request) for request in made} == {"2001:db8:1:2::"}


# --- Nobody learns which accounts exist ------------------------------------------------


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    calls = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).calls += 1
        return super().encode(password, salt)


def test_every_name_costs_one_hash_and_gets_one_answer(
    regions: Any, client: Client, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    settings.DEMO = False
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    make_user("berlaku", Role.CHAPTER, "34.04")
    make_user("berakhir", Role.CHAPTER, "34.04", valid_until=yesterday)
    make_user("tutup", Role.CHAPTER, "34.04", is_active=False)
    make_user("latihan", Role.CHAPTER, "34.04", is_demo=True)
    invited = make_user("diundang", Role.CHAPTER, "34.04")
    invited.set_unusable_password()
    invited.save()
    answers = {}
    names = ("berlaku", "berakhir", "tutup", "latihan", "diundang", "tidak-ada")
    tries = [(name, "salah") for name in names]
    tries += [(name, PASSWORD) for name in names if name != "berlaku"]
    for number, (name, password) in enumerate(tries):
        for login in (name, f"{name}@example.org"):
            CountingHasher.calls = 0
            answer = sign_in(Client(), login, password, REMOTE_ADDR=f"198.51.100.{number}")
            # The page, but for what was typed and the token of the form.
            body = re.sub(
                r'name="csrfmiddlewaretoken" value="\w+"|nonce-[^"]+', "", answer.content.decode()
            )
            body = body.replace(f'value="{login}"', "")
            answers[login, password] = (
                answer.status_code,
                CountingHasher.calls,
                words(answer),
                body,
            )
    assert len(set(answers.values())) == 1, answers
    [(status, hashes, told, _body)] = set(answers.values())
    assert (status, hashes) == (200, 1)
    assert "akun sudah tidak berlaku" in told
    assert not User.objects.exclude(last_login=None).exists()
    CountingHasher.calls = 0
    assert is_let_in(sign_in(client, "berlaku", REMOTE_ADDR="198.51.100.200"))
    assert CountingHasher.calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_reset_asked_too_often_says_the_same_and_mails_no_more(
    officer: User, client: Client
) -> None:
    asked = {"email": "officer@example.org"}
    answers = {
        client.post(reverse("account_reset_password"), asked).headers["Location"]
        for _time in range(7)
    }
    assert len(answers) == 1
    assert len(mail.outbox) == 5


# --- Pages -----------------------------------------------------------------------------


def test_a_training_room_behind_one_address_gets_in(officer: User) -> None:
    for _person in range(45):
        assert is_let_in(sign_in(Client(), "officer", **HERE))


def test_too_many_answers_tell_the_real_time_to_wait(db: None, client: Client) -> None:
    place = reverse("verify")
    for _time in range(30):
        assert client.get(place, {"code": "AAAA"}, **HERE).status_code == 200
    age(seconds=20)
    answer = client.get(place, {"code": "AAAA"}, **HERE)
    assert answer.status_code == 429
    assert 35 <= int(answer.headers["Retry-After"]) <= 40
    assert f"Tunggulah {answer.headers['Retry-After']} detik" in answer.content.decode()
    assert client.get(place, {"code": "AAAA"}, **THERE).status_code == 200


def test_opening_the_empty_page_is_no_try_and_no_address_is_one_address(
    client: Client, db: None
) -> None:
    client.get(reverse("verify"), **HERE)
    assert not Attempt.objects.exists()
    for _time in range(30):
        client.get(reverse("verify"), {"code": "AAAA"}, REMOTE_ADDR="")
    assert client.get(reverse("verify"), {"code": "AAAA"}, REMOTE_ADDR="").status_code == 429


def test_old_passwords_are_not_guessed_on_the_page_that_changes_them(
    officer: User, as_user: Any
) -> None:
    browser = as_user(officer)
    wrong = {"oldpassword": "salah", "password1": "sandi-lain-22", "password2": "sandi-lain-22"}
    for _time in range(10):
        assert browser.post(reverse("account_change_password"), wrong).status_code == 200
    answer = browser.post(reverse("account_change_password"), {**wrong, "oldpassword": PASSWORD})
    assert answer.status_code == 429
    assert "1 jam" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_admin_has_no_second_door(secretariat: User, as_user: Any) -> None:
    wrong = {"old_password": PASSWORD, "new_password1": "sandi-22-x", "new_password2": "sandi-22-x"}
    answer = as_user(secretariat).post("/admin/password_change/", wrong)
    assert answer.headers["Location"] == reverse("account_change_password")
    secretariat.refresh_from_db()
    assert secretariat.check_password(PASSWORD)
    stranger = Client()
    entry = {"username": "secretariat", "password": PASSWORD}
    assert stranger.post("/admin/login/", entry).status_code == 403
    assert "_auth_user_id" not in stranger.session
    assert stranger.get("/admin/login/").headers["Location"].startswith(reverse("account_login"))


def test_every_limited_page_exists() -> None:
    for name in limits.PAGES:
        args = {"verify-code": ["x"], "account_reset_password_from_key": ["x", "y"]}
        assert reverse(name, args=args.get(name, []))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "1 detik"), (59, "59 detik"), (60, "1 menit"), (61, "2 menit"), (5400, "2 jam")],
)
def test_a_time_to_wait_in_words(seconds: int, told: str) -> None:
    assert limits.wait_words(seconds) == told


# --- Who asks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "header", "address"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "bukan-alamat", "10.0.0.1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "1.2.3.4:5678", "1.2.3.4"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_address_of_the_visitor(settings: Any, count: int, header: str, address: str) -> None:
    settings.PROXY_COUNT = count
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert asking.address_of(request) == address


def test_a_header_with_too_few_proxies_is_told_once(
    settings: Any, caplog: Any, monkeypatch: Any
) -> None:
    # Whatever another test made of the log.
    monkeypatch.setattr(asking.log, "disabled", False)
    monkeypatch.setattr(asking.log, "propagate", True)
    caplog.set_level("WARNING", logger="aksansi.security")
    settings.PROXY_COUNT = 2
    asking._warn_once.cache_clear()
    for _time in range(3):
        asking.address_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR="1.2.3.4"))
    assert len([text for text in caplog.messages if "PROXY_COUNT" in text]) == 1


def test_lists_are_not_carried_off_by_a_program(
    as_user: Any, officer: User, official: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits, "TABLES", limits.Rate("tables", 2, 3600))
    browser, place = as_user(officer), reverse("chapters:office-list")
    got = []
    for fmt in ("csv", "xlsx", "csv"):
        got.append(browser.get(f"{place}?format={fmt}"))
        got[-1].getvalue()  # one after the other: no share of the account is held
    assert [answer.status_code for answer in got] == [200, 200, 429]
    assert got[-1].headers["Retry-After"] == "3600"
    assert browser.get(place).status_code == 200, "looking on is not limited"
    assert as_user(official).get(f"{place}?format=csv").status_code == 200


# --- Nothing takes a count back ---------------------------------------------------------


def with_token(data: dict[str, Any], *, brings: bool) -> dict[str, Any]:
    return {**data, "form_token": str(uuid.uuid4())} if brings else data


@pytest.mark.parametrize("brings", [False, True], ids=["plain", "token"])
def test_a_token_of_a_form_switches_no_limit_off(
    brings: bool, officer: User, as_user: Any, monkeypatch: Any
) -> None:
    browser = as_user(officer)
    place = reverse("account_reauthenticate")
    for _time in range(5):
        answer = browser.post(place, with_token({"password": "salah"}, brings=brings))
        assert answer.status_code == 200
    answer = browser.post(place, with_token({"password": PASSWORD}, brings=brings))
    assert "Terlalu banyak percobaan" in str(answer.context["form"].errors)
    assert SecurityEvent.objects.filter(event="sign_in_failed").count() == 5
    assert SecurityEvent.objects.filter(event="lock_out").count() == 1

    totp.TOTP.activate(officer, totp.generate_totp_secret())
    place = reverse("mfa_reauthenticate")
    refused = 0
    for _time in range(8):
        answer = browser.post(place, with_token({"code": "000000"}, brings=brings))
        refused += "Terlalu banyak percobaan" in str(answer.context["form"].errors)
    assert refused == 3
    assert SecurityEvent.objects.filter(event="factor_failed").count() == 5
    assert SecurityEvent.objects.filter(event="lock_out").count() == 2


@pytest.mark.parametrize("brings", [False, True], ids=["plain", "token"])
@pytest.mark.parametrize(
    "name", [name for name, (methods, who, _rate) in limits.PAGES.items() if "POST" in methods]
)
def test_every_limited_page_counts_whatever_is_sent(
    brings: bool, name: str, officer: User, as_user: Any, monkeypatch: Any
) -> None:
    methods, who, rate = limits.PAGES[name]
    few = limits.Rate(rate.name, 2, rate.seconds)
    monkeypatch.setitem(limits.PAGES, name, (methods, who, few))
    args = {"account_reset_password_from_key": ["x", "y"]}
    place, browser = reverse(name, args=args.get(name, [])), as_user(officer)
    got = [browser.post(place, with_token({}, brings=brings)).status_code for _time in range(4)]
    assert 429 not in got[:2] and got[2:] == [429, 429]
    assert SecurityEvent.objects.filter(event="lock_out", account=officer).count() == 1


@pytest.mark.parametrize("brings", [False, True], ids=["plain", "token"])
def test_mails_are_counted_whoever_has_the_address(
    brings: bool, officer: User, as_user: Any, monkeypatch: Any
) -> None:
    """Whoever has the address: nobody's mailbox is filled, and the answer tells of nobody."""
    monkeypatch.setattr(limits, "OWN_MAIL", limits.Rate("mail", 2, 3600))
    make_user("lain", Role.CHAPTER, "34.04")
    browser, place = as_user(officer), reverse("core:me-address")
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    typed = {"email": "lain@example.org"}
    got = [browser.post(place, with_token(typed, brings=brings)) for _time in range(3)]
    assert [answer.status_code for answer in got] == [302, 302, 422]
    assert "Terlalu banyak" in got[-1].content.decode()


@pytest.mark.parametrize("brings", [False, True], ids=["plain", "token"])
def test_a_list_of_the_admin_taken_along_is_in_the_log_whatever_is_sent(
    brings: bool, secretariat: User, as_user: Any
) -> None:
    browser, place = as_user(secretariat), reverse("admin:chapters_office_export")
    page = browser.get(place)
    fields = {name: "on" for name in page.context["form"].fields if name.startswith("office")}
    typed = {"format": "0", "resource": "0", **fields}
    answer = browser.post(place, with_token(typed, brings=brings))
    assert "attachment" in answer.headers.get("Content-Disposition", "")
    assert SecurityEvent.objects.filter(event="export", account=secretariat).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_and_refused_outlasts_a_rollback() -> None:
    rate = limits.Rate("any", 5, 60)
    with outlasting.outlasting(), transaction.atomic():
        limits.take((rate, "x"))
        limits.give_back(limits.take((rate, "x")))
        record(SecurityKind.MAILED_CODE_TAKEN, request=None, outcome="refused")
        record(SecurityKind.ACCOUNT_CLOSED, request=None)
        record(SecurityKind.EXPORT, request=None)
        transaction.set_rollback(True)
    assert Attempt.objects.count() == 1
    told = SecurityEvent.objects.values_list("event", flat=True)
    assert sorted(told) == ["export", "mailed_code_taken"], "what was not done is not told as done"
    with outlasting.outlasting(), transaction.atomic():
        limits.take((rate, "x"))
    assert Attempt.objects.count() == 2

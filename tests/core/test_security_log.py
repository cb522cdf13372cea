"""The security log: what is written down, by whom it is read, when it goes."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib import admin
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from core.people import accounts, security
from core.people.security_log import SecurityEvent, SecurityKind
from core.people.users import User

PASSWORD = "rahasia-panjang-1"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def told() -> list[tuple[str, str, str]]:
    return list(
        SecurityEvent.objects.order_by("pk").values_list("event", "account_name", "outcome")
    )


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def test_sign_in_its_failure_and_sign_out(officer: User, client: Client) -> None:
    extra: Any = {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "203.0.113.7"}
    sign_in(client, "OFFICER@example.org", "salah", **extra)
    sign_in(client, "tidak-ada", "salah", **extra)
    sign_in(client, "officer", **extra)
    client.post(reverse("account_logout"), **extra)
    assert told() == [
        ("sign_in_failed", "officer", "refused"),
        ("sign_in_failed", "tid…", "refused"),
        ("sign_in", "officer", "ok"),
        ("sign_out", "officer", "ok"),
    ]
    rows = SecurityEvent.objects.all()
    assert {(row.address, row.agent) for row in rows} == {("203.0.113.7", "Chrome, Android")}
    assert {row.account_id for row in rows} == {officer.pk, None}


def test_passwords_changed_and_asked_for(officer: User, client: Client, as_user: Any) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": "officer@example.org"})
    as_user(officer).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "sandi-lain-22", "password2": "sandi-lain-22"},
    )
    assert [event for event, _name, _outcome in told()] == ["password_asked", "password_changed"]


def test_second_factor_set_up_used_and_removed(secretariat: User, client: Client) -> None:
    totp.TOTP.activate(secretariat, totp.generate_totp_secret())
    code = RecoveryCodes.activate(secretariat).get_unused_codes()[0]
    sign_in(client, "secretariat")
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert told() == [
        ("factor_failed", "secretariat", "refused"),
        ("recovery_used", "secretariat", "ok"),
        ("sign_in", "secretariat", "ok"),
    ]


@pytest.mark.django_db(transaction=True)
def test_steps_on_accounts(secretariat: User, officer: User, as_user: Any) -> None:
    browser = as_user(secretariat)
    form = {
        "username": "baru",
        "first_name": "Baru",
        "email": "baru@example.org",
        "role": "chapter",
        "regions": "34.04",
    }
    browser.post(reverse("core:user-create"), form)
    made = User.objects.get(username="baru")
    change = {**form, "regions": "34.01", "form_token": "8f14e45f-ceea-467f-a8d2-0e1e1f3a2b4c"}
    browser.post(reverse("core:user-edit", args=[made.pk]), change)
    browser.post(reverse("core:user-calendar", args=[made.pk]))
    browser.post(reverse("core:user-close", args=[made.pk]))
    accounts.reopen(user=made, by=secretariat)
    assert told() == [
        (event, "secretariat", "ok")
        for event in (
            "account_made",
            "account_invited",
            "account_changed",
            "calendar_renewed",
            "account_closed",
            "account_reopened",
        )
    ]
    [change_told] = SecurityEvent.objects.filter(event="account_changed")
    assert change_told.detail == "baru: regions: 34.04 → 34.01"


def test_exports_of_contact_data_and_whole_lists(officer: User, as_user: Any) -> None:
    browser, place = as_user(officer), reverse("chapters:office-list")
    browser.get(place)
    assert told() == []
    browser.get(place, {"format": "csv"}).getvalue()
    browser.get(place, {"format": "xlsx", "q": "dinas"}).getvalue()
    assert told() == [("export", "officer", "ok")], "what is narrowed and holds no contact is not"
    for query in ({"region": "34.04"}, {"x": "1"}, {"q": ""}):
        browser.get(place, {"format": "csv", **query}).getvalue()
    assert told()[1:] == [("export", "officer", "ok")] * 3, "the own region is all there is"
    browser.get(reverse("chapters:validation"))
    assert told()[4:] == [("forbidden", "officer", "refused")]


def test_a_page_view_writes_nothing(secretariat: User, as_user: Any) -> None:
    browser = as_user(secretariat)
    for name in ("home", "core:user-list", "core:security-event-list"):
        assert browser.get(reverse(name)).status_code == 200
    assert told() == []


def test_the_list_filters_by_event_account_and_day(
    secretariat: User, officer: User, as_user: Any
) -> None:
    old = security.record(SecurityKind.SIGN_IN, request=None, user=officer)
    SecurityEvent.objects.filter(pk=old.pk).update(at=timezone.now() - dt.timedelta(days=40))
    new = security.record(SecurityKind.SIGN_OUT, request=None, user=officer)
    own = security.record(SecurityKind.SIGN_IN, request=None, user=secretariat)
    browser = as_user(secretariat)

    def found(**query: str) -> set[int]:
        page = browser.get(reverse("core:security-event-list"), query)
        return {row.record.pk for row in page.context["table"].rows}

    today = timezone.localdate()
    assert found() == {old.pk, new.pk, own.pk}
    assert found(event="sign_in") == {old.pk, own.pk}
    assert found(q="OFFICER") == {old.pk, new.pk}
    assert found(since=today.isoformat()) == {new.pk, own.pk}
    assert found(until=(today - dt.timedelta(days=1)).isoformat()) == {old.pk}
    assert found(since="kapan-kapan") == set()


def test_only_the_wall_opens_it(secretariat: User, officer: User, official: User) -> None:
    security.record(SecurityKind.SIGN_IN, request=None, user=officer)
    assert SecurityEvent.objects.visible_to(secretariat).count() == 1
    assert not SecurityEvent.objects.visible_to(officer).exists()
    assert not SecurityEvent.objects.visible_to(official).exists()
    assert SecurityEvent not in admin.site._registry


def test_a_line_outlives_its_account_and_goes_after_its_days(
    regions: Any, settings: Any, capsys: Any
) -> None:
    settings.SECURITY_LOG_DAYS = 400
    user = User.objects.create(username="pergi", role="chapter", regions=("34.04",))
    row = security.record(SecurityKind.SIGN_IN, request=None, user=user)
    user.delete()
    row.refresh_from_db()
    assert (row.account, row.account_name) == (None, "pergi")
    SecurityEvent.objects.update(at=timezone.now() - dt.timedelta(days=399))
    call_command("timed", "tidy-accounts")
    assert SecurityEvent.objects.count() == 1
    SecurityEvent.objects.update(at=timezone.now() - dt.timedelta(days=401))
    call_command("timed", "tidy-accounts")
    assert not SecurityEvent.objects.exists()


@pytest.mark.django_db
def test_a_line_of_the_log_stays_one_line_whatever_was_typed(caplog: Any) -> None:
    with caplog.at_level(logging.INFO, "aksansi.security"):
        security.record(SecurityKind.SIGN_IN_FAILED, request=None, user="a\nroot\x00\ud800" * 60)
    [line] = caplog.messages
    assert "\n" not in line
    assert "sign_in_failed" in line
    assert SecurityEvent.objects.get().account_name == "a\nr…"


@pytest.mark.django_db
def test_a_password_typed_as_a_name_is_not_kept(client: Client, caplog: Any) -> None:
    with caplog.at_level(logging.INFO):
        for _time in range(6):
            sign_in(client, PASSWORD, "salah")
    events = set(SecurityEvent.objects.values_list("event", flat=True))
    assert events == {"sign_in_failed", "lock_out"}
    kept = str(list(SecurityEvent.objects.values())) + "\n".join(caplog.messages)
    assert PASSWORD not in kept


@pytest.mark.django_db
def test_the_same_name_is_one_account(regions: Any, officer: User) -> None:
    assert User.objects.known_as(" Officer ") == officer
    assert User.objects.known_as("OFFICER@EXAMPLE.org") == officer
    assert User.objects.known_as("siapa") is None
    assert User.objects.known_as("offi\x00cer") is None
    User.objects.create(username="OFFICER@example.org", role="chapter", regions=("34.01",))
    assert User.objects.known_as("officer@example.org") != officer, "a user name comes first"

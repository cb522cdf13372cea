"""Accounts are made and changed by somebody who has just shown who it is."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.people.users import User
from tests.core.test_users import NEW

PASSWORD = "rahasia-panjang-1"
LATE = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
STEPS = ("edit", "close", "extend", "invite", "calendar")


def test_a_sign_in_of_a_moment_ago_is_enough(secretariat: Any) -> None:
    browser = Client()
    browser.post(reverse("account_login"), {"login": secretariat.username, "password": PASSWORD})
    assert browser.get(reverse("core:user-create")).status_code == 200
    assert browser.post(reverse("core:user-create"), NEW).status_code == 302
    assert User.objects.filter(username=NEW["username"]).exists()


def test_later_the_password_is_asked_before_the_form(
    as_user: Any, secretariat: Any, officer: Any
) -> None:
    for step in STEPS:
        asked = as_user(secretariat, ago=LATE).get(reverse(f"core:user-{step}", args=[officer.pk]))
        assert asked.headers["Location"].startswith(reverse("account_reauthenticate")), step
    browser = as_user(secretariat, ago=LATE)
    place = reverse("core:user-create") + "?region=34.04"
    asked = browser.get(place)
    assert asked.status_code == 302
    wrong = browser.post(asked.headers["Location"], {"password": "salah-sama-sekali"})
    assert wrong.status_code == 200
    assert browser.get(place).status_code == 302
    done = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert done.headers["Location"] == place
    assert browser.get(place).status_code == 200
    # Looking on asks nothing.
    browser = as_user(secretariat, ago=LATE)
    for place in (reverse("core:user-list"), officer.get_absolute_url()):
        assert browser.get(place).status_code == 200


def test_a_form_sent_too_late_comes_back_as_typed_and_can_be_sent_after_all(
    as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat, ago=LATE)
    late = browser.post(reverse("core:user-create"), NEW)
    assert late.status_code == 422
    page = late.content.decode()
    for typed in (NEW["username"], NEW["email"], NEW["valid_until"]):
        assert f'value="{typed}"' in page
    assert not User.objects.filter(username=NEW["username"]).exists()
    assert mail.outbox == []
    [place] = re.findall(r'<a href="([^"]+)" target="_blank"', page)
    assert browser.post(unescape(place), {"password": PASSWORD}).status_code == 302
    # Only now, and only because it is sent again: nothing was set aside for later.
    assert not User.objects.filter(username=NEW["username"]).exists()
    assert browser.post(reverse("core:user-create"), NEW).status_code == 302
    assert User.objects.filter(username=NEW["username"]).exists()


@pytest.mark.parametrize("step", STEPS)
def test_no_step_on_an_account_is_done_too_late(
    step: str, as_user: Any, secretariat: Any, officer: Any
) -> None:
    kept = {"username": officer.username, "until": "31 Desember 2098", "remark": "Selesai"}
    sent = {**NEW, **kept, "email": "lain@example.org"}
    before = User.objects.filter(pk=officer.pk).values().get()
    late = as_user(secretariat, ago=LATE).post(
        reverse(f"core:user-{step}", args=[officer.pk]), sent
    )
    assert late.status_code == 422
    assert User.objects.filter(pk=officer.pk).values().get() == before
    assert mail.outbox == []


def test_a_form_slipped_in_waits_for_no_sign_in(as_user: Any, secretariat: Any) -> None:
    """What allauth would keep until the next confirmation is thrown away."""
    browser = as_user(secretariat, ago=LATE)
    browser.post(reverse("core:user-create"), NEW)
    asked = browser.get(reverse("core:user-create"))
    browser.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    assert not User.objects.filter(username=NEW["username"]).exists()


def test_who_confirms_gets_a_new_session_and_the_old_one_ends(
    as_user: Any, secretariat: Any
) -> None:
    """OWASP ASVS 5.0, 7.2.4: a key somebody else came to know before opens nothing of what is confirmed now."""
    secret = totp.generate_totp_secret()
    for name in ("account_reauthenticate", "mfa_reauthenticate"):
        if name.startswith("mfa"):
            totp.TOTP.activate(secretariat, secret)
        browser = as_user(secretariat, ago=LATE)
        old = browser.session.session_key
        counter = int(time.time()) // 30
        typed = {
            "account_reauthenticate": {"password": PASSWORD},
            "mfa_reauthenticate": {
                "code": totp.format_hotp_value(totp.hotp_value(secret, counter))
            },
        }[name]
        assert browser.post(reverse(name), typed).status_code == 302, name
        assert browser.get(reverse("core:user-create")).status_code == 200
        assert browser.session.session_key != old
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = old
        assert stranger.get(reverse("home")).status_code == 302

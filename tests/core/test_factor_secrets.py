"""Secrets of the second factor in the database, and what a new signing key leaves readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core import signing
from django.core.management import call_command
from django.test import RequestFactory

from aksansi.verify import codes as verification
from core.people import devices, mailbox
from core.people.factor_secrets import FactorAdapter
from core.tools import ics

SECRET = "JBSWY3DPEHPK3PXP"
OLD, NEW = "old-key-" * 6, "new-key-" * 6


@pytest.mark.django_db
def test_the_database_holds_no_secret_as_it_is(secretariat: Any) -> None:
    TOTP.activate(secretariat, SECRET)
    codes = RecoveryCodes.activate(secretariat)
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=secretariat)}
    assert SECRET not in str(kept) and len(kept) == 2
    assert all(
        text.startswith("gAAAA")
        for text in (kept["totp"]["secret"], kept["recovery_codes"]["seed"])
    )
    assert FactorAdapter().decrypt(kept["totp"]["secret"]) == SECRET
    code = codes.get_unused_codes()[0]
    again = RecoveryCodes(Authenticator.objects.get(user=secretariat, type="recovery_codes"))
    assert again.validate_code(code) and not again.validate_code(code)


def test_a_new_key_reads_what_the_old_one_encrypted(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    kept = FactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert FactorAdapter().decrypt(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        FactorAdapter().decrypt(kept)


@pytest.mark.django_db
def test_a_token_is_good_for_its_purpose_alone(officer: Any) -> None:
    """OWASP ASVS 5.0, 9.2.2."""
    calendar = ics.make_token(feed="all", account=officer.pk, counter=0)
    assert ics.read_token(calendar, feed="all") == (officer.pk, 0)
    assert ics.read_token(calendar, feed="desludging") is None
    link = mailbox.address_token(officer, "baru@example.org")
    assert mailbox.read_address_token(link, officer) == "baru@example.org"
    same_words = {"user": officer.pk, "old": officer.email, "new": "baru@example.org"}
    for salt in (devices.SALT, ics.SALT, "django.core.signing"):
        assert mailbox.read_address_token(signing.dumps(same_words, salt=salt), officer) == ""
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = link
    assert devices.device_of(request, officer) == ""


def test_printed_codes_outlive_a_new_key_while_the_old_one_is_named(settings: Any) -> None:
    settings.LETTER_KEYS = [OLD]
    what: Any = {"region": "34.04", "year": 2018, "is_final": True, "day": dt.date(2026, 11, 22)}
    printed = verification.make_code(**what, digest="ab" * 32)
    settings.LETTER_KEYS = [NEW, OLD]
    assert verification.read_code(printed) is not None
    assert verification.make_code(**what, digest="ab" * 32) != printed
    settings.LETTER_KEYS = [NEW]
    assert verification.read_code(printed) is None


@pytest.mark.django_db
def test_a_new_key_makes_the_one_of_before_dispensable(
    secretariat: Any, officer: Any, settings: Any, capsys: Any
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    TOTP.activate(secretariat, SECRET)
    codes = RecoveryCodes.activate(secretariat).generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "lost-key-" * 6, []
    TOTP.activate(officer, SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "encrypted anew: 2." in told and "none of the keys: 1." in told
    settings.SECRET_KEY_FALLBACKS = []
    kept = {row.type: row for row in Authenticator.objects.filter(user=secretariat)}
    assert FactorAdapter().decrypt(kept["totp"].data["secret"]) == SECRET
    assert RecoveryCodes(kept["recovery_codes"]).generate_codes() == codes
    call_command("rotate_keys")
    assert "encrypted anew: 0." in capsys.readouterr().out

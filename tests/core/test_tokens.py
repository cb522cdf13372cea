"""Tokens and data links of an account: made once, shown once, worth what their owner may read, ended in many ways."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.people import accounts, limits
from core.people.security_log import Attempt, SecurityEvent, SecurityKind
from core.people.tokens import services
from core.people.tokens.models import EVERY_LIST, Token, TokenKind
from tests.conftest import make_user
from tests.ksm.factories import make_facility
from tests.roof.api import program

pytestmark = pytest.mark.both
LIST = "/api/v1/ksm/facilities/"
TODAY = timezone.localdate()


def make(user: Any, **extra: Any) -> tuple[Token, str]:
    given = {"kind": TokenKind.API, "name": "Power BI", "lists": [EVERY_LIST], "expires_on": TODAY}
    return services.make(user=user, **{**given, **extra})


def ask(secret: str) -> int:
    return Client().get(LIST, headers={"Authorization": f"Bearer {secret}"}).status_code


def shown_in(page: str) -> list[str]:
    return re.findall(r"data-secret>([^<]+)<", page)


@pytest.mark.parametrize("who", ["officer", "official", "secretariat"])
def test_a_token_is_made_on_the_account_page_and_shown_once(
    who: str, request: pytest.FixtureRequest, as_user: Any
) -> None:
    user = request.getfixturevalue(who)
    browser = as_user(user)
    assert reverse("tokens") in browser.get(reverse("core:me")).content.decode()
    typed = {"name": "Power BI", "every": "on", "expires_on": TODAY.isoformat()}
    answer = browser.post(reverse("token-create"), typed)
    assert (answer.status_code, answer.url) == (302, reverse("tokens"))
    (secret,) = shown_in(browser.get(reverse("tokens")).content.decode())
    again = browser.get(reverse("tokens")).content.decode()
    assert secret not in again and "Power BI" in again
    token = Token.objects.get(user=user)
    kept = {
        field.attname: str(getattr(token, field.attname)) for field in token._meta.concrete_fields
    }
    assert not any(secret in value for value in kept.values())
    assert token.digest == services.digest_of(secret)
    assert ask(secret) == 200
    revoked = browser.post(reverse("tokens"), {"token": token.pk})
    assert revoked.status_code == 302
    assert ask(secret) == 401
    log = list(SecurityEvent.objects.filter(account=user).values_list("event", flat=True))
    assert {SecurityKind.TOKEN_MADE, SecurityKind.TOKEN_REVOKED, SecurityKind.TOKEN_REFUSED} <= set(
        log
    )
    assert not SecurityEvent.objects.filter(detail__contains=secret).exists()


def test_a_form_that_chooses_nothing_or_both_makes_nothing(officer: Any, as_user: Any) -> None:
    browser, end = as_user(officer), TODAY.isoformat()
    for typed in (
        {"name": "x", "expires_on": end},
        {"name": "x", "expires_on": end, "every": "on", "lists": ["ksm/facilities"]},
        {"name": "x", "expires_on": end, "lists": ["people"]},
        {"name": "x", "expires_on": (TODAY + dt.timedelta(days=400)).isoformat(), "every": "on"},
        {"name": "x", "expires_on": (TODAY - dt.timedelta(days=1)).isoformat(), "every": "on"},
    ):
        assert browser.post(reverse("token-create"), typed).status_code == 422, typed
    assert not Token.objects.exists()


def test_power_over_tokens_asks_who_it_is_once_more(officer: Any, as_user: Any) -> None:
    late = as_user(officer, ago=3600)
    for name in ("tokens", "token-create"):
        assert late.get(reverse(name)).status_code == 302
    typed = {"name": "x", "every": "on", "expires_on": TODAY.isoformat()}
    assert late.post(reverse("token-create"), typed).status_code != 302
    assert not Token.objects.exists()


def test_nobody_sees_or_revokes_the_token_of_another(
    officer: Any, pair_officer: Any, as_user: Any
) -> None:
    token, secret = make(pair_officer, name="Milik lain")
    browser = as_user(officer)
    assert "Milik lain" not in browser.get(reverse("tokens")).content.decode()
    assert browser.post(reverse("tokens"), {"token": token.pk}).status_code == 404
    assert ask(secret) == 200


def test_a_token_ends_in_many_ways(officer: Any, secretariat: Any) -> None:
    _token, secret = make(officer)
    assert ask(secret) == 200
    officer.regions = ("33.72",)
    officer.save()
    assert ask(secret) == 401  # made for other rights
    _token, secret = make(officer)
    assert ask(secret) == 200
    accounts.close(user=officer, by=secretariat)
    assert ask(secret) == 401
    accounts.reopen(user=officer, by=secretariat)
    assert ask(secret) == 401
    officer.refresh_from_db()
    _token, secret = make(officer)
    assert ask(secret) == 200
    officer.valid_until = TODAY - dt.timedelta(days=1)
    officer.save()
    assert ask(secret) == 401
    officer.valid_until = None
    officer.save()
    assert ask(secret) == 200
    Token.objects.update(expires_on=TODAY - dt.timedelta(days=1))
    assert ask(secret) == 401


def test_the_secretariat_needs_its_second_factor_still(secretariat: Any, settings: Any) -> None:
    _token, secret = make(secretariat)
    settings.SECOND_FACTOR_REQUIRED = True
    assert ask(secret) == 401
    Authenticator.objects.create(user=secretariat, type=Authenticator.Type.TOTP, data={})
    assert ask(secret) == 200


def test_six_hundred_requests_a_minute_and_no_more(officer: Any) -> None:
    _token, secret = make(officer)
    services.find(secret, kind=TokenKind.API, request=_request())
    (bucket,) = set(Attempt.objects.values_list("bucket", flat=True))
    now = timezone.now()
    Attempt.objects.bulk_create([Attempt(bucket=bucket, at=now) for _n in range(598)])
    assert ask(secret) == 200
    answer = Client().get(LIST, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 60) == (429, True)
    _other, another = make(officer)
    assert ask(another) == 200
    Attempt.objects.filter(bucket=bucket).update(at=now - dt.timedelta(seconds=61))
    assert ask(secret) == 200
    # What counts no more is gone: a program would leave 800,000 rows a day.
    assert Attempt.objects.filter(bucket=bucket).count() == 1


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/")


def test_whoever_guesses_is_stopped(client: Any, regions: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "WRONG", limits.Rate("few", 2, 60))
    codes = [
        client.get(LIST, headers={"Authorization": f"Bearer aks_{n}"}).status_code for n in range(3)
    ]
    assert codes == [401, 401, 429]


def test_the_last_use_is_told(officer: Any, as_user: Any) -> None:
    token, secret = make(officer)
    assert "Belum pernah dipakai" in as_user(officer).get(reverse("tokens")).content.decode()
    ask(secret)
    token.refresh_from_db()
    assert (token.last_address, token.last_used_at is not None) == ("127.0.0.1", True)
    assert "127.0.0.1" in as_user(officer).get(reverse("tokens")).content.decode()


def test_so_many_tokens_and_no_more(officer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    make(officer), make(officer)
    with pytest.raises(ValidationError):
        make(officer)


# --- Data links ----------------------------------------------------------------------


def link(browser: Client, query: str = "", **typed: str) -> list[str]:
    """Return the addresses of a data link made on the list of facilities."""
    page = browser.get(f"/ksm/facilities/?{query}").content.decode()
    found = re.search(r'href="(/me/links/add/ksm/facilities/\?[^"]*)"', page)
    assert found
    given = {"name": "Excel", "columns": "shown", "expires_on": TODAY.isoformat(), **typed}
    assert browser.post(found[1].replace("&amp;", "&"), given).status_code == 302
    return [
        one.removeprefix("http://localhost:8000")
        for one in shown_in(browser.get(reverse("tokens")).content.decode())
    ]


def told(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_a_data_link_is_the_list_as_it_was_filtered(official: Any, as_user: Any) -> None:
    make_facility("34.04", name="IPAL Melati", facility_type="ipal_komunal")
    make_facility("34.04", name="MCK Mawar", facility_type="mck")
    make_facility("33.72", name="IPAL Seberang", facility_type="ipal_komunal")
    browser = as_user(official)
    comma, semicolon, book = link(browser, "type=ipal_komunal&columns=name,type&sort=-name")
    assert told(comma).decode("utf-8-sig").splitlines()[1].startswith("IPAL Melati,")
    assert told(semicolon).decode("utf-8-sig").splitlines()[0].startswith("Sarana;")
    assert told(book)[:2] == b"PK"
    whole = told(comma)
    assert b"Mawar" not in whole and b"Seberang" not in whole
    # Refreshed, it tells what is there by then.
    make_facility("34.04", name="IPAL Anggrek", facility_type="ipal_komunal")
    assert b"IPAL Anggrek" in told(comma)
    token = Token.objects.get(user=official)
    assert (token.kind, token.lists) == (TokenKind.LINK, ["ksm/facilities"])
    assert browser.post(reverse("tokens"), {"token": token.pk}).status_code == 302
    assert Client().get(comma).status_code == 404
    assert ask(comma.split("/")[2]) == 401  # no token of the API


def test_who_makes_no_link_after_all_is_back_on_the_list(official: Any, as_user: Any) -> None:
    place = reverse("link-create", args=["ksm/facilities/"])
    page = as_user(official).get(f"{place}?type=mck").content.decode()
    assert f'href="{reverse("ksm:facility-list")}?type=mck"' in page
    assert f'href="{official.get_absolute_url()}"' not in page


def test_all_columns_or_those_that_were_shown(officer: Any, as_user: Any) -> None:
    make_facility("34.04", name="IPAL Melati", rt="017")
    few, *_rest = link(as_user(officer))
    every, *_rest = link(as_user(officer), columns="all")
    heads = [told(one).decode("utf-8-sig").splitlines()[0].split(",") for one in (few, every)]
    assert "RT" not in heads[0] and "RT" in heads[1]


def test_no_link_to_what_programs_do_not_read(secretariat: Any, as_user: Any) -> None:
    browser = as_user(secretariat)
    assert "links/add" not in browser.get(reverse("core:user-list")).content.decode()
    for place in ("people", "security", "jobs", "nothing"):
        assert browser.get(f"/me/links/add/{place}/").status_code == 404


def test_a_link_with_a_filter_that_is_none_is_not_made(officer: Any, as_user: Any) -> None:
    typed = {"name": "x", "columns": "shown", "expires_on": TODAY.isoformat()}
    answer = as_user(officer).post("/me/links/add/ksm/facilities/?function=rusak", typed)
    assert answer.status_code == 422
    assert "function" in answer.content.decode()


def test_a_link_does_not_travel_in_the_clear(officer: Any, as_user: Any, settings: Any) -> None:
    comma, *_rest = link(as_user(officer)) if make_facility("34.04") else []
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(comma).status_code in (301, 404)


CALC = ["/usr/bin/python3", str(Path(__file__).parents[2] / "bench/calc_link.py")]


def has_calc() -> bool:
    """Return whether LibreOffice Calc can be driven on this machine."""
    found = shutil.which("soffice")
    if not found or not (Path(found).resolve().parent / "libsclo.so").exists():
        return False
    return subprocess.run([CALC[0], "-c", "import uno"], capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not has_calc(), reason="no LibreOffice Calc with uno on this machine")
def test_a_spreadsheet_in_libreoffice_is_refreshed_from_a_data_link(
    live_server: Any, officer: Any, as_user: Any, tmp_path: Path
) -> None:
    """The link stands in a spreadsheet; the program itself fetches what changed, and nothing once it is revoked."""
    facility = make_facility("34.04", name="IPAL Melati")
    comma, *_rest = link(as_user(officer))
    file = tmp_path / "tabel.ods"
    subprocess.run([*CALC, "make", live_server.url + comma, str(file)], check=True, timeout=120)

    def refreshed() -> tuple[str, str]:
        done = subprocess.run(
            [*CALC, "refresh", str(file)], check=True, timeout=120, capture_output=True
        )
        told = json.loads(done.stdout)
        return str(told["before"]), str(told["after"])

    type(facility).objects.filter(pk=facility.pk).update(name="IPAL Anggrek")
    before, after = refreshed()
    assert "IPAL Melati" in before and "IPAL Anggrek" not in before
    assert "IPAL Anggrek" in after and "IPAL Melati" not in after
    Token.objects.all().delete()
    before, after = refreshed()
    assert "IPAL Anggrek" in before and "IPAL Anggrek" not in after


def test_a_token_is_the_owners_in_the_wall(
    officer: Any, other_officer: Any, secretariat: Any
) -> None:
    token, _secret = make(officer)
    seen = [list(Token.objects.visible_to(who)) for who in (officer, other_officer, secretariat)]
    assert seen == [[token], [], [token]]
    assert program(make_user("lain", "chapter", "34.04")).get(LIST).status_code == 200

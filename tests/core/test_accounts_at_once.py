"""Steps on one account at the same moment: each keeps what the other wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.people import accounts
from core.people.users import User
from tests.at_once import at_once, errors, read_before_either_writes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]
UNTIL = dt.date(2099, 12, 31)


def test_an_edit_and_a_closing_lose_nothing_of_each_other(
    officer: User, secretariat: User, as_user: Any
) -> None:
    browser, place = as_user(secretariat), reverse("core:user-edit", args=[officer.pk])
    form = {
        "username": "officer",
        "first_name": "Budi",
        "email": "officer@example.org",
        "role": "chapter",
        "regions": "34.04",
        "position": "Ketua",
    }
    for _round in range(4):
        User.objects.filter(pk=officer.pk).update(is_active=True, position="")
        stale = User.objects.get(pk=officer.pk)
        found = at_once(
            lambda: browser.post(place, form).status_code,
            lambda stale=stale: accounts.close(user=stale, by=secretariat),
        )
        assert errors(found) == []
        officer.refresh_from_db()
        assert (officer.position, officer.is_active) == ("Ketua", False)
        # Read before the edit was saved, closed after it: the worst of the moments.
        User.objects.filter(pk=officer.pk).update(is_active=True, position="Bendahara")
        accounts.close(user=stale, by=secretariat)
        officer.refresh_from_db()
        assert (officer.position, officer.is_active) == ("Bendahara", False)


def test_closing_and_extending_lose_nothing_of_each_other(
    officer: User, secretariat: User, monkeypatch: Any
) -> None:
    # Both read before either writes, where nothing keeps them apart.
    monkeypatch.setattr(accounts, "_locked", read_before_either_writes(accounts._locked))
    one, two = User.objects.get(pk=officer.pk), User.objects.get(pk=officer.pk)
    found = at_once(
        lambda: accounts.close(user=one, by=secretariat),
        lambda: accounts.extend(user=two, by=secretariat, until=UNTIL),
    )
    assert errors(found) == []
    officer.refresh_from_db()
    assert (officer.is_active, officer.valid_until) == (False, UNTIL)
    last = officer.history.first()
    assert (last.is_active, last.valid_until) == (False, UNTIL), "the history tells the same"


def test_two_accounts_do_not_take_one_address(officer: User, secretariat: User, rf: Any) -> None:
    from core.people import mailbox

    def take(user: User) -> Any:
        token = mailbox.address_token(user, "sama@example.org")
        return accounts.confirm_address(user=user, token=token, request=rf.post("/"))

    found = at_once(lambda: take(officer), lambda: take(secretariat))
    assert len(errors(found)) == 1
    assert User.objects.filter(email="sama@example.org").count() == 1

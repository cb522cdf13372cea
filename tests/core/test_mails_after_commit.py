"""A mail leaves when what it tells of is written: what was taken back sends none, and a full mailbox is told."""

from __future__ import annotations

import ast
import datetime as dt
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from core.people import accounts, mailbox, mails
from core.people.adapters import NOTICES, ClosedAccountAdapter
from core.people.security_log import SecurityEvent, SecurityKind
from core.people.users import User
from tests.conftest import make_user
from tests.test_layers import ROOT

SENDERS: dict[str, Callable[[Any], Any]] = {
    "invitation": lambda on: accounts.invite(user=on.person, by=on.by),
    "extended": lambda on: accounts.extend(user=on.person, by=on.by, until=dt.date(2099, 1, 1)),
    "closed": lambda on: accounts.close(user=on.person, by=on.by),
    "reopened": lambda on: accounts.reopen(user=on.person, by=on.by),
    "end of term": lambda on: accounts.end_with_term(
        users=[on.person], by=on.by, on=dt.date(2098, 1, 1)
    ),
    "address asked": lambda on: accounts.ask_address(
        user=on.person, new="baru@example.org", request=on.request, then=lambda taken: None
    ),
    "address changed": lambda on: accounts.confirm_address(
        user=on.person,
        token=mailbox.address_token(on.person, "baru@example.org"),
        request=on.request,
    ),
    "factor reset": lambda on: accounts.reset_factor(user=on.person, by=on.by, reason="Hilang"),
    "code": lambda on: mailbox.send_code(on.request, then=lambda taken: None),
    "reset": lambda on: accounts.ask_password(address=on.person.email, request=on.request),
    **{
        notice: lambda on, notice=notice: on.adapter.send_notification_mail(notice, on.person)  # type: ignore[misc]
        for notice in NOTICES
    },
}


@pytest.fixture
def on(transactional_db: None) -> Any:
    """The Secretariat (`by`), a person with a second factor, and a request of that person."""
    by, person = make_user("secretariat", "secretariat"), make_user("orang", "secretariat")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    request = RequestFactory().post("/")
    request.user, request.session = person, SessionStore()
    with context.request_context(request):
        adapter = ClosedAccountAdapter(request)
        yield SimpleNamespace(by=by, person=person, request=request, adapter=adapter)


@pytest.mark.parametrize("sender", SENDERS)
def test_what_is_taken_back_sends_no_mail(sender: str, on: Any) -> None:
    with transaction.atomic():
        SENDERS[sender](on)
        assert not mail.outbox
        transaction.set_rollback(True)
    assert not mail.outbox
    with transaction.atomic():
        SENDERS[sender](on)
    assert mail.outbox


def test_no_page_sends_by_itself() -> None:
    """Mails are made in one place, which sends them once what they tell of stands."""
    found = set()
    for path in ROOT.glob("*/**/*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith((".venv/", "tests/", "bench/", ".tools/")):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                words = ast.unparse(node.func)
                if words in ("mails.send", "send_mail", "mail_admins", "send_mass_mail") or (
                    words.endswith(("EmailMessage", "EmailMultiAlternatives"))
                ):
                    found.add(name)
    assert found == {"core/people/mails.py"}


NEW = {
    "username": "pengurus-baru",
    "first_name": "Siti",
    "email": "baru@example.org",
    "role": "secretariat",
}


class FullMailbox(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise OSError("mailbox full")


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_not_taken_is_told_and_the_account_stays(
    as_user: Any, settings: Any
) -> None:
    browser = as_user(make_user("secretariat", "secretariat"))
    settings.EMAIL_BACKEND = f"{__name__}.FullMailbox"
    token = "8f14e45f-ceea-467f-a8d2-0e1e1f3a2b4c"
    answer = browser.post(reverse("core:user-create"), {**NEW, "form_token": token}, follow=True)
    user = User.objects.get(username="pengurus-baru")
    assert "Undangan belum dapat dikirim" in answer.content.decode()
    place = reverse("core:user-invite", args=[user.pk])
    told = browser.post(place, {"form_token": token}, follow=True).content.decode()
    assert "Undangan belum dapat dikirim" in told and "Undangan dikirim" not in told
    invited = SecurityEvent.objects.filter(event=SecurityKind.ACCOUNT_INVITED)
    assert not invited.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    told = browser.post(place, {"form_token": "8f14e45f-ceea-467f-a8d2-0e1e1f3a2b4d"}, follow=True)
    assert "baru@example.org" in told.content.decode()
    assert invited.count() == len(mail.outbox) == 1


def test_a_code_that_was_not_taken_is_not_waited_for(on: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.FullMailbox"
    MessageMiddleware(lambda request: None).process_request(on.request)  # type: ignore[arg-type, return-value]
    taken: list[bool] = []
    mailbox.send_code(on.request, then=taken.append)
    assert taken == [False] and not mailbox.code_is_out(on.request)
    assert not list(get_messages(on.request))


def test_a_mail_server_that_is_silent_holds_no_page(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a notice: the answer takes as long whether a mail leaves or not."""
    settings.EMAIL_BESIDE = True
    answered, left = threading.Event(), threading.Event()

    def slow(_backend: Any, letters: Any) -> int:
        assert answered.wait(20)
        left.set()
        return len(letters)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    person = make_user("orang", "secretariat")
    mails.beside(mails.written("account_open", user=person).send)
    answered.set()
    assert left.wait(20)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="another thread has no database in memory"
)
def test_a_mail_made_beside_the_answer_has_a_database_of_its_own(
    transactional_db: None, settings: Any
) -> None:
    settings.EMAIL_BESIDE = True
    person = make_user("orang", "secretariat")
    Client().post(reverse("account_reset_password"), {"email": person.email})
    mails._SENDER.submit(lambda: None).result(20)  # the line is one after the other
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert SecurityEvent.objects.filter(event=SecurityKind.PASSWORD_ASKED, account=person).exists()


def test_of_those_who_wait_for_the_mail_server_two_do_at_a_time(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, free, told = make_user("orang", "secretariat"), threading.Event(), []
    inside = threading.Semaphore(0)

    def slow(_backend: Any, letters: Any) -> int:
        inside.release()
        assert free.wait(20)
        return len(letters)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)

    def wait() -> None:
        mails.post("account_open", user=person, then=told.append)
        connection.close()

    waiting = [threading.Thread(target=wait) for _ in range(2)]
    for thread in waiting:
        thread.start()
        assert inside.acquire(timeout=20)
    wait()
    assert told == [False]
    free.set()
    for thread in waiting:
        thread.join(20)
    assert told == [False, True, True]


def test_a_mail_server_is_not_waited_for_without_end(settings: Any) -> None:
    assert 0 < settings.EMAIL_TIMEOUT <= 30

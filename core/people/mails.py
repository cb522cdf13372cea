"""Every mail to a person: plain text, in the person's language, its links from SITE_URL and never from a request."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.people.users import User
from core.tools.client import address_of, agent_words
from core.tools.turns import Busy, Turns

log = logging.getLogger(__name__)
_WAITING = Turns(at_once=2, waiting=0, seconds=0)
_SENDER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_LINE = BoundedSemaphore(200)


def send(name: str, **given: Any) -> None:
    """Send a mail (`written`) now. For commands; pages send by `post`.

    Raises OSError where the mail server does not take it.
    """
    written(name, **given).send()


def written(
    name: str,
    *,
    user: User,
    to: str = "",
    connection: Any = None,
    message_id: str = "",
    **context: object,
) -> EmailMessage:
    """Return the mail `<name>.txt` (`core/email/`, or a path of its own), its subject in the first line.

    `message_id` makes a mail that is sent again the same mail.
    """
    template = name if name.endswith(".txt") else f"core/email/{name}.txt"
    with translation.override(user.language):
        text = render_to_string(template, {"user": user, "site": settings.SITE_URL, **context})
    subject, _line, body = text.strip().partition("\n")
    return made(
        subject, body, to=to or user.email, connection=connection, message_id=message_id, headers={}
    )


def made(
    subject: str,
    body: str,
    *,
    to: str,
    connection: object,
    message_id: str,
    headers: dict[str, str],
) -> EmailMessage:
    """Return a mail of these words; what stands in them is text, never a header or a line of the subject."""
    body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    named = {"Message-ID": f"<{message_id}@{host}>"} if message_id else {}
    return EmailMessage(
        " ".join(subject.split()),
        body,
        to=[to],
        connection=connection,  # type: ignore[arg-type]
        headers={**headers, **named},
    )


def tell(
    name: str, *, user: User, request: HttpRequest | None = None, to: str = "", **context: Any
) -> None:
    """Send a notice once what it tells of is written; with `request`, when, from where and with what it was done.

    A mail server that is down leaves a line in the log: what happened has happened.
    """
    if not (to or user.email):
        return
    context["when"] = timezone.now()
    if request is not None:
        context |= {"address": address_of(request), "device": agent_words(request)}
    post(name, user=user, to=to, **context)


def post(name: str, *, user: User, then: Callable[[bool], None] | None = None, **more: Any) -> None:
    """Send a mail as soon as what is being written stands; what is taken back sends none.

    `then` is told whether the mail server took it; where it did not, the log says so. Without it nobody waits
    for the mail server: an answer takes as long whether a mail left or not, and a server that is silent
    holds no page. Where somebody waits, two do at a time; the next mail counts as not taken.
    """
    letter = written(name, user=user, **more)

    def leave() -> None:
        _send(letter, f"{name} to account {user.pk}")

    def wait() -> None:
        try:
            with _WAITING.take():
                leave()
        except (OSError, Busy):
            taken = False
        else:
            taken = True
        assert then is not None
        then(taken)

    transaction.on_commit(wait if then is not None else lambda: beside(leave))


def post_made(make: Callable[[], EmailMessage | None]) -> None:
    """Let a mail be made and leave beside the answer, as soon as what is being written stands.

    `make` returns None where none is to leave; it has a connection to the database of its own.
    """

    def leave() -> None:
        if (letter := make()) is not None:
            _send(letter, str(letter.subject))

    transaction.on_commit(lambda: beside(leave))


def _send(letter: EmailMessage, told: str) -> None:
    try:
        letter.send()
    except OSError:
        log.exception("The mail %s was not taken", told)
        raise


def beside(leave: Callable[[], object]) -> None:
    """Let a mail leave in a thread of its own, one after the other; at the process's end what waits still goes."""
    if not settings.EMAIL_BESIDE:
        with suppress(OSError):
            leave()
    elif _LINE.acquire(blocking=False):
        _SENDER.submit(_alone, leave).add_done_callback(lambda _sent: _LINE.release())
    else:
        log.error("A mail was not sent: too many wait for the mail server")


def _alone(leave: Callable[[], object]) -> None:
    try:
        leave()
    except OSError:
        pass  # told by `_send`
    except Exception:  # nobody waits for what this thread raises
        log.exception("A mail was not made")
    finally:
        connection.close()

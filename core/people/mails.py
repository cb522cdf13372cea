"""Every mail to a person: plain text, in the person's language, its links from SITE_URL and never from a request."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.people.users import User
from core.tools.client import address_of, agent_words

log = logging.getLogger(__name__)


def send(name: str, *, user: User, to: str = "", connection: Any = None, **context: Any) -> None:
    """Send the mail `<name>.txt` (`core/email/`, or a path of its own) now, its subject in the first line.


    For commands; pages send by `post`. Raises OSError where the mail server does not take it.
    """
    template = name if name.endswith(".txt") else f"core/email/{name}.txt"
    with translation.override(user.language):
        text = render_to_string(template, {"user": user, "site": settings.SITE_URL, **context})
    subject, _line, body = text.strip().partition("\n")
    body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    EmailMessage(
        " ".join(subject.split()), body, to=[to or user.email], connection=connection
    ).send()


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

    `then` is told whether the mail server took it; where it did not, the log says so.
    """

    def leave() -> None:
        taken = True
        try:
            send(name, user=user, **more)
        except OSError:
            log.exception("The mail %s to account %s was not taken", name, user.pk)
            taken = False
        if then is not None:
            then(taken)

    transaction.on_commit(leave)

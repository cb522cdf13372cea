"""The security log: one call writes a row (page of the Secretariat) and a line of the log `aksansi.security`.

Called by what happens (`core.people.security_signals`, the steps on accounts, exports); a call here decides nothing.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.access import Reader
from core.people import outlasting
from core.people.security_log import SecurityEvent, SecurityKind, SecurityOutcome
from core.people.users import User
from core.tools.client import address_of, agent_words

log = logging.getLogger("aksansi.security")
SHOWN_OF_TYPED = 3
# Done once it is told, whatever becomes of the request's write: a file is made, a mail has gone.
IRREVOCABLE = {
    SecurityKind.EXPORT,
    SecurityKind.PASSWORD_ASKED,
    SecurityKind.ADDRESS_ASKED,
    SecurityKind.MAILED_CODE_SENT,
}


def record(
    event: SecurityKind,
    *,
    request: HttpRequest | None,
    user: Reader | str | None = None,
    outcome: str = SecurityOutcome.OK,
    detail: str = "",
) -> SecurityEvent:
    """Write one event down and return it.

    `user`: who did it or tried to: an account, or the name that was typed; left out, whoever is signed in
    with `request`. What it was done to stands in `detail` (never a password, code or key). `request` is None
    in a command. `outcome`: "ok" or "refused".
    """
    if user is None:
        # Whoever is signed in, whoever's eyes the page is made for.
        user = getattr(request, "seen_by", None) or getattr(request, "user", None)
    account = user if isinstance(user, User) and user.pk else None
    row = SecurityEvent.objects.create(
        event=event,
        account=account,
        account_name=account_name(user),
        address=(address_of(request) or None) if request is not None else None,
        agent=agent_words(request) if request is not None else "",
        outcome=outcome,
        detail=_tidy(str(detail), 300),
    )
    if outcome == SecurityOutcome.REFUSED or event in IRREVOCABLE:
        outlasting.note([row])
    told = (row.event, row.outcome, row.account_name or "-", row.address or "-", row.detail)
    # What was typed may hold line breaks: a line of the log stays one line.
    log.info(
        "%s %s account=%s address=%s %s",
        *(word.encode("unicode_escape").decode("ascii") for word in told),
    )
    return row


def account_name(user: Reader | str | None) -> str:
    """Return the name an account has in the log; of what was typed for one the beginning, "" for nobody.

    Who is in a hurry types the password where the name belongs, and the log is read by others.
    """
    if isinstance(user, User):
        return user.username
    text = _tidy(user, SHOWN_OF_TYPED + 1) if isinstance(user, str) else ""
    return f"{text[:SHOWN_OF_TYPED]}…" if len(text) > SHOWN_OF_TYPED else text


def prune(*, today: dt.datetime | None = None) -> int:
    """Delete what is older than SECURITY_LOG_DAYS; return how many rows went."""
    oldest = (today or timezone.now()) - dt.timedelta(days=settings.SECURITY_LOG_DAYS)
    return SecurityEvent.objects.filter(at__lt=oldest).delete()[0]


def _tidy(text: str, most: int) -> str:
    """Return a text that every database takes, cut to its column."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:most]

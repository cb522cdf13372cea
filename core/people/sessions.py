"""The session store: whose a session is, how long it lasts, and ending it from elsewhere.

A session ends after SESSION_HOURS without a request and after SESSION_MAX_HOURS in any case. What the list of own
sessions shows stands in columns of the session's own row: no second table to keep in step, no query more.
Source: Django, "Extending database-backed session engines"; OWASP ASVS 5.0, 7.3 and 7.4.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from typing_extensions import override

from core.people.user_sessions import UserSession
from core.people.users import User
from core.tools.client import address_of, agent_words

WRITE_EVERY = (
    300  # seconds between two notes that a session is in use: pages do not write each time
)


class SessionStore(db.SessionStore):
    """Sessions in the database, with their user, beginning, last use, address and device in columns."""

    @classmethod
    @override
    def get_model_class(cls) -> Any:
        return UserSession

    @override
    def save(self, must_create: bool = False) -> None:
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if SESSION_KEY in data:
            now = int(time.time())
            data.setdefault("since", now)
            data.setdefault("seen", now)
        super().save(must_create)

    @override
    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.since, row.seen = _moment(data["since"]), _moment(data["seen"])
            row.address, row.device = data.get("address"), data.get("device", "")
        return row


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def begin(request: HttpRequest, before: dt.datetime | None) -> None:
    """Note at a sign-in from where and with what it was done, and when the account's sign-in before it was."""
    request.session["before"] = int(before.timestamp()) if before else None
    request.session["address"] = address_of(request) or None
    request.session["device"] = agent_words(request)[:60]


def signed_in_before(request: HttpRequest) -> dt.date | None:
    """Return the day of the sign-in before this session's, None where it is the account's first."""
    before = request.session.get("before")
    return timezone.localtime(_moment(before)).date() if before else None


def keep(request: HttpRequest) -> bool:
    """Note that a session is in use, at most every WRITE_EVERY; return False where it has lasted too long."""
    session, now = request.session, int(time.time())
    if now - session.get("since", now) > settings.SESSION_MAX_HOURS * 3600:
        return False
    if now - session.get("seen", now) >= WRITE_EVERY:
        session["seen"] = now
    return True


def of(user: User) -> Any:
    """Return the account's sessions that are alive, the last used first."""
    return UserSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen")


def prune() -> int:
    """Delete the sessions that are over; return how many rows went."""
    return UserSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def end_all() -> None:
    """End every session there is."""
    UserSession.objects.all().delete()


def end(user: User, *, but: str | None = None) -> int:
    """End every session of an account except the one with the key `but`; return how many ended."""
    keys = list(
        UserSession.objects.filter(user=user).exclude(pk=but or "").values_list("pk", flat=True)
    )
    for key in keys:
        SessionStore().delete(key)
    return len(keys)


def end_one(user: User, *, mark: str) -> bool:
    """End the session of the account that `mark_of` gave this mark; return whether there was one."""
    for session in of(user):
        if constant_time_compare(mark_of(session), mark):
            SessionStore().delete(session.pk)
            return True
    return False


def mark_of(session: UserSession) -> str:
    """Return a mark by which a page names a session: the key itself opens it and stays in the cookie."""
    return salted_hmac("core.people.sessions", session.pk, algorithm="sha256").hexdigest()[:32]


def kept_until(request: HttpRequest) -> int:
    """Return until when a device may keep a page, in ms since 1970: the session lasts no longer unused."""
    now = time.time()
    last = request.session.get("since", now) + settings.SESSION_MAX_HOURS * 3600
    return round(min(now + settings.SESSION_COOKIE_AGE, last) * 1000)

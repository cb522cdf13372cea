"""Reading from a streaming replica (REPLICA_URL): what officials read, and whatever takes long.

Who reads only and who asks for a report or a file is answered there, everybody else by the database that is
written to. Nobody is answered from before the own last write: its place in the log of the database travels in a
cookie, and a replica that has not come that far is not asked. One that is away or far behind is not asked either.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from aksansi.management.rooms import ROOMS
from aksansi.scale import REPLICA
from core.access import reads_only
from core.people.fair_share import is_heavy
from core.people.middleware import address_name

COOKIE = f"{settings.COOKIE_PREFIX}written"
LOOK_EVERY = 5.0  # seconds between two looks at how far behind it is
ENDED = "57014"  # PostgreSQL, appendix A: query_canceled, by `long_queries` among others
_PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
_SAFE = ("GET", "HEAD", "OPTIONS")

_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


class ReplicaRouter:
    """Sends the reads of rooms to the replica while `reading` says so; accounts, sessions and limits never."""

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return REPLICA if _reading.get() and model._meta.app_label in ROOMS else "default"

    def db_for_write(self, model: type[Model], **hints: object) -> str:
        return "default"

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool:
        return True  # two doors of one database

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db != REPLICA


def lag() -> float | None:
    """Return by how many seconds the replica is behind, 0 where it has everything; None where it does not answer.

    Raises DatabaseError where the database that is written to does not answer.
    """
    here = place()
    try:
        with connections[REPLICA].cursor() as cursor:
            for _moment in range(5):
                # What was written just now is under way: only who does not arrive is behind, by the age of
                # the last that did, which says nothing on a night without writes.
                cursor.execute(
                    "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn,"
                    " extract(epoch FROM now() - pg_last_xact_replay_timestamp())",
                    [here],
                )
                has_all, seconds = cursor.fetchone()
                if has_all:
                    return 0.0
                time.sleep(0.05)
    except (OperationalError, InterfaceError):
        connections[REPLICA].close()
        return None
    return None if seconds is None else float(seconds)


def place() -> str:
    """Return how far the log of the database that is written to has come ("0/16B3748"). Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        return str(cursor.fetchone()[0])


class _Follower:
    """What this process knows of the replica: whether it may be asked, looked at anew every LOOK_EVERY seconds."""

    def __init__(self) -> None:
        self.looked, self.is_near, self.lock = 0.0, False, threading.Lock()

    def has(self, written: str) -> bool:
        """Return whether the replica is near and has come as far as `written`, a place in the log."""
        with self.lock:
            due = time.monotonic() - self.looked >= LOOK_EVERY
            if due:
                self.looked = time.monotonic()
        if due:
            seconds = lag()
            self.is_near = seconds is not None and seconds <= settings.REPLICA_FAR_BEHIND
        if not self.is_near or not written:
            return self.is_near
        try:
            with connections[REPLICA].cursor() as cursor:
                cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
                return bool(cursor.fetchone()[0])
        except DatabaseError:
            self.leave()
            return False

    def leave(self) -> None:
        """Ask the replica no more until the next look."""
        connections[REPLICA].close()
        self.looked, self.is_near = time.monotonic(), False


_follower = _Follower()


class ReplicaMiddleware:
    """Lets a request read from the replica, and answers it from the other database where the replica fails in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DATABASE_ROUTERS:  # of which ours is the only one
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _reading.set(False)
        answer = self.get_response(request)
        # What the worker finished for somebody is that person's write too: its page tells of it.
        if request.method not in _SAFE or address_name(request).startswith("job"):
            # What was saved is not unsaid because the database went since.
            with suppress(DatabaseError):
                answer.set_cookie(
                    COOKIE,
                    place(),
                    max_age=3600,
                    secure=settings.SESSION_COOKIE_SECURE,
                    httponly=True,
                    samesite="Lax",
                )
        # A table is read while it is sent.
        answer._resource_closers.append(lambda: _reading.set(False))  # type: ignore[attr-defined]
        return answer

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        if request.method not in ("GET", "HEAD") or not request.user.is_authenticated:
            return
        if not reads_only(request.user) and not is_heavy(
            request, getattr(view, "view_class", None)
        ):
            return
        written = request.COOKIES.get(COOKIE, "")
        _reading.set(_follower.has(written if _PLACE.fullmatch(written) else ""))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not _reading.get() or not isinstance(error, OperationalError | InterfaceError):
            return None
        if getattr(error.__cause__, "pgcode", None) == ENDED:
            return None  # it took too long there, and would here
        _reading.set(False)
        _follower.leave()
        match = request.resolver_match
        assert match is not None
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer

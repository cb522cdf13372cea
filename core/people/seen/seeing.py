"""See as: the Secretariat opens the pages as another account would find them, and changes nothing.

The session stays whose it is: it only names the account whose eyes are borrowed, for an hour at most. Every request
asks again whether both accounts may: who left the Secretariat, or whom the Secretariat took in, ends it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import get_backends
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as __

from core.access import (
    Action,
    Reader,
    is_current,
    is_national,
    may,
    needs_second_factor,
    scope_of,
)
from core.people.middleware import address_name
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User

# Beginnings of the names of what nobody opens as another account: its keys and settings, what signs in by itself,
# and what a device keeps for it.
NEVER_AS_ANOTHER = (
    "account_",
    "admin:",
    "api",
    "core:mail-off",
    "core:me",
    "core:user-",
    "data-link",
    "link-create",
    "mfa_",
    "monitoring:field",
    "token",
)
KEY = "seen_as"
MOST_SECONDS = 3600
OWN = ("core:see-as-end", "account_logout")  # the ways out: done by whoever is signed in


def may_see_as(user: Reader, other: User) -> bool:
    """Return whether a user may see as another account: the Secretariat as anybody of a region, never as its own."""
    is_below = is_current(other) and scope_of(other) is not None and not is_national(other)
    return may(user, Action.ADMINISTER) and is_below and not needs_second_factor(other)


@transaction.atomic
def begin(request: HttpRequest, other: User, *, reason: str) -> None:
    """See as another account from the next request on. Raises PermissionDenied where that may not be."""
    user = request.user
    if not may_see_as(user, other):
        raise PermissionDenied
    request.session[KEY] = {"by": user.pk, "as": other.pk, "at": int(time.time())}
    told = f"{other.username}: {reason}" if reason else other.username
    record(SecurityKind.SEEN_AS, request=request, user=user, detail=told)


def end(request: HttpRequest) -> User | None:
    """See by one's own eyes again; return whose were borrowed, None for nobody's."""
    kept = request.session.pop(KEY, None)
    other = User.objects.filter(pk=kept["as"]).first() if kept else None
    if other is not None:
        record(SecurityKind.SEEN_AS_ENDED, request=request, detail=other.username)
    return other


def seen_by(request: HttpRequest) -> Reader:
    """Return who is signed in, whoever's eyes the pages are made for."""
    found: Reader = getattr(request, "seen_by", None) or request.user
    return found


class SeeAsMiddleware:
    """Makes pages for the account that is seen as.

    It comes behind whatever counts, limits or asks for keys, which goes by whoever is signed in, and before
    `SentOnceMiddleware`, which sends forms to their views by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.seen_as = self._seen_as(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        other: User | None = request.seen_as  # type: ignore[attr-defined]
        name = address_name(request)
        if other is None or name in OWN:
            return
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            raise PermissionDenied(
                __("You see as another account: nothing can be changed. End it first.")
            )
        if name.startswith(NEVER_AS_ANOTHER):
            raise PermissionDenied(
                __("You see as another account: its own account pages and keys stay closed.")
            )
        request.seen_by = request.user  # type: ignore[attr-defined]
        request.user = other

    def _seen_as(self, request: HttpRequest) -> User | None:
        kept = request.session.get(KEY) if request.user.is_authenticated else None
        if not kept:
            return None
        other = get_backends()[0].get_user(kept["as"])
        is_fresh = 0 <= time.time() - kept["at"] < MOST_SECONDS
        is_own = kept["by"] == request.user.pk
        if is_own and is_fresh and isinstance(other, User) and may_see_as(request.user, other):
            other.is_seen = True
            return other
        end(request)
        messages.info(request, __("You see by your own account again."))
        return None

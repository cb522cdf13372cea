"""Tokens are made, asked for and revoked here; what a request may do with one is the wall's as for its owner."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import is_current, needs_second_factor
from core.people import limits
from core.people.security import record
from core.people.security_log import SecurityEvent, SecurityKind, SecurityOutcome
from core.people.tokens.models import Token
from core.people.users import User
from core.tools.client import address_of
from core.tools.todo import Reason

PREFIX = "aks_"  # so that a key that was left lying somewhere is found by a search
LONGEST = dt.timedelta(days=366)
MOST = 50  # working ones of an account
WRITE_EVERY = dt.timedelta(minutes=5)  # between two notes that a token is in use
REQUESTS = limits.Rate("requests with a token", 600, limits.MINUTE)
WRONG = limits.Rate("wrong tokens from an address", 60, limits.MINUTE)


def digest_of(secret: str) -> str:
    """Return what is kept of a key: it is 256 random bits, which no slow hash makes harder to guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def make(
    *,
    user: User,
    kind: str,
    name: str,
    lists: list[str],
    expires_on: dt.date,
    query: str = "",
    request: HttpRequest | None = None,
) -> tuple[Token, str]:
    """Return a new token and its key, which is told this once. Raises ValidationError."""
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        last = {"day": (today + LONGEST).isoformat()}
        words = __("Choose a day from today to %(day)s: a token works for a year at most.") % last
        raise ValidationError({"expires_on": words})
    if Token.objects.filter(user=user).working(today).count() >= MOST:
        words = __("You have %(most)s tokens that work; revoke one first.") % {"most": MOST}
        raise ValidationError(Reason(words, reverse("tokens"), __("Open them")))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        user=user,
        kind=kind,
        name=name,
        lists=lists,
        query=query,
        expires_on=expires_on,
        digest=digest_of(secret),
    )
    token.full_clean()
    token.save()
    record(SecurityKind.TOKEN_MADE, request=request, user=user, detail=_told(token))
    return token, secret


def revoke(*, token: Token, by: User, request: HttpRequest | None = None) -> bool:
    """Let a token open nothing from now on; return whether it did until now."""
    rows = Token.objects.filter(pk=token.pk, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        return False
    record(SecurityKind.TOKEN_REVOKED, request=request, user=by, detail=_told(token))
    return True


def revoke_all(*, user: User) -> int:
    """Revoke every token of an account, as when it is closed; return how many worked."""
    return Token.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def find(secret: str, *, kind: str, request: HttpRequest) -> Token | None:
    """Return the token of a key, with its account, and count the request; None where it opens nothing (any more).

    Raises TooManyTries. A token made before its account got the role and regions it has now is worth nothing: whoever
    made it chose for the rights of before.
    """
    rows = Token.objects.select_related("user").filter(kind=kind, digest=digest_of(secret))
    token = rows.first()
    if token is None:
        limits.take((WRONG, limits.network_of(request)))
        return None
    if not _holds(token):
        _log_refusal(token, request)
        return None
    limits.take((REQUESTS, f"token {token.pk}"))
    limits.forget(REQUESTS, f"token {token.pk}")
    if _is_news(token) or token.last_address != address_of(request):
        _note(token, request)
    return token


def _holds(token: Token) -> bool:
    user = token.user
    if not token.works or not is_current(user):
        return False
    if user.rights_since is not None and user.rights_since > token.created_at:
        return False
    if not settings.SECOND_FACTOR_REQUIRED or not needs_second_factor(user):
        return True
    return User.objects.with_factor().filter(pk=user.pk, has_factor=True).exists()


def _log_refusal(token: Token, request: HttpRequest) -> None:
    """Write into the security log that a token opened nothing, once in a while: a program asks on and on."""
    since, detail = timezone.now() - WRITE_EVERY, _told(token)
    told = SecurityEvent.objects.filter(
        event=SecurityKind.TOKEN_REFUSED, account=token.user, at__gt=since, detail=detail
    )
    if not told.exists():
        record(
            SecurityKind.TOKEN_REFUSED,
            request=request,
            user=token.user,
            outcome=SecurityOutcome.REFUSED,
            detail=detail,
        )


def _is_news(token: Token) -> bool:
    return token.last_used_at is None or timezone.now() - token.last_used_at > WRITE_EVERY


def _note(token: Token, request: HttpRequest) -> None:
    Token.objects.filter(pk=token.pk).update(
        last_used_at=timezone.now(), last_address=address_of(request) or None
    )


def _told(token: Token) -> str:
    return f"{token.get_kind_display()}: {token.name} ({', '.join(token.lists)})"

"""What Django and allauth announce, written into the security log. No rule stands here; `ready()` connects it."""

from __future__ import annotations

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from core.people.security import record
from core.people.security_log import SecurityKind, SecurityOutcome
from core.people.users import User


def signed_in(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    # A session made without a request of a browser (a test, a command) is nobody's sign-in.
    if request is not None and getattr(request, "resolver_match", None) is not None:
        record(SecurityKind.SIGN_IN, request=request, user=user)


def sign_in_failed(
    *, credentials: dict[str, str], request: HttpRequest | None = None, **kwargs: object
) -> None:
    name = str(credentials.get("username") or credentials.get("email") or "")
    record(
        SecurityKind.SIGN_IN_FAILED,
        request=request,
        user=User.objects.known_as(name) or name,
        outcome=SecurityOutcome.REFUSED,
    )


def signed_out(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    if user is not None and getattr(request, "resolver_match", None) is not None:
        record(SecurityKind.SIGN_OUT, request=request, user=user)


def password_changed(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    record(SecurityKind.PASSWORD_CHANGED, request=request, user=user)


def password_reset(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    record(SecurityKind.PASSWORD_RESET, request=request, user=user)


def address_changed(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    record(SecurityKind.ADDRESS_CHANGED, request=request, user=user)


def factor_added(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    record(_kind(authenticator, SecurityKind.FACTOR_SET), request=request, user=user)


def factor_removed(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    if not _is_recovery(authenticator):
        record(SecurityKind.FACTOR_REMOVED, request=request, user=user)


def factor_renewed(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    record(_kind(authenticator, SecurityKind.FACTOR_SET), request=request, user=user)


def factor_used(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    if _is_recovery(authenticator):
        record(SecurityKind.RECOVERY_USED, request=request, user=user)


def factor_failed(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    record(SecurityKind.FACTOR_FAILED, request=request, user=user, outcome=SecurityOutcome.REFUSED)


def _is_recovery(authenticator: Authenticator) -> bool:
    return bool(authenticator.type == Authenticator.Type.RECOVERY_CODES)


def _kind(authenticator: Authenticator, usual: SecurityKind) -> SecurityKind:
    return SecurityKind.RECOVERY_MADE if _is_recovery(authenticator) else usual


RECEIVERS = (
    (auth.user_logged_in, signed_in),
    (auth.user_login_failed, sign_in_failed),
    (auth.user_logged_out, signed_out),
    (account.password_changed, password_changed),
    (account.password_set, password_changed),
    (account.password_reset, password_reset),
    (account.email_changed, address_changed),
    (mfa.authenticator_added, factor_added),
    (mfa.authenticator_removed, factor_removed),
    (mfa.authenticator_reset, factor_renewed),
    (mfa.authenticator_used, factor_used),
    (mfa.authentication_failed, factor_failed),
)


def connect() -> None:
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, dispatch_uid=f"security.{receiver.__name__}.{id(signal)}")

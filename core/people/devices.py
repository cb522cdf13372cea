"""Known devices: a browser in which an account signed in before has tries at its password of its own.

A cookie names the device and the accounts of a shared phone. It opens nothing; it only keeps others from locking
a person out. Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from core.people.users import User

COOKIE = f"{settings.COOKIE_PREFIX}aksansi_device"
SALT = "core.people.devices"
DAYS = 180
MOST = 5  # accounts of one device


def device_of(request: HttpRequest, account: User | None) -> str:
    """Return the number of the device if the account signed in on it with its present password, else ""."""
    if account is None:
        return ""
    number, marks = _read(request)
    known = marks.get(str(account.pk), "")
    return number if known and constant_time_compare(known, _mark(number, account)) else ""


class KnownDeviceMiddleware:
    """Hands the cookie to the browser in which somebody signed in just now (`request.signed_in`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        account = getattr(request, "signed_in", None)
        if account is not None:
            number, marks = _read(request)
            number = number or secrets.token_urlsafe(16)
            marks.pop(str(account.pk), None)
            kept = dict(list(marks.items())[-(MOST - 1) :])
            response.set_cookie(
                COOKIE,
                signing.dumps(
                    [number, {**kept, str(account.pk): _mark(number, account)}], salt=SALT
                ),
                max_age=DAYS * 86400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _read(request: HttpRequest) -> tuple[str, dict[str, str]]:
    try:
        number, marks = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86400
        )
        return str(number), dict(marks)
    except (signing.BadSignature, TypeError, ValueError):
        return "", {}


def _mark(number: str, account: User) -> str:
    """Bound to the password: a new one ends what was known."""
    text = f"{number} {account.pk} {account.password}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]

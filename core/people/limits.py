"""How often something may be tried. The numbers and their reasons: docs/security.md, decision "limits that hold".

A try is a row (`Attempt`): written first, then counted, so that tries at the same moment never pass together; a
refused one is taken back, so that a limit ends its time after the last try that counted, however often it is
knocked at meanwhile. No cache holds the counters: nothing others do makes room among them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import math
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.people import devices, outlasting
from core.people.security import account_name, record
from core.people.security_log import Attempt, SecurityEvent, SecurityKind, SecurityOutcome
from core.people.users import User
from core.tools.client import address_of
from core.tools.rows.values import value_class

MINUTE, QUARTER, HOUR, DAY = 60, 900, 3600, 86400


View = Callable[..., HttpResponseBase]


@value_class
class Rate:
    """At most `amount` tries in any stretch of `seconds`, for each subject by itself."""

    name: str
    amount: int
    seconds: int


# Wrong passwords. An account is known by user name and by address: both are one subject.
PASSWORD_HERE = Rate("password of an account from an address", 5, QUARTER)
PASSWORD_DEVICE = Rate("password of an account on a known device", 5, QUARTER)
PASSWORD_ADDRESS = Rate("passwords of any account from an address", 50, QUARTER)
# From so many in a day on, each address has few tries of its own, ever further apart: slower, and nobody's knocking
# uses up another address's.
PASSWORD_ACCOUNT = Rate("password of an account from anywhere", 50, DAY)
PASSWORD_GATES = tuple(
    Rate(f"password of an account under attack, {amount} in {seconds} s", amount, seconds)
    for amount, seconds in ((1, 30), (2, 5 * MINUTE), (3, HOUR), (6, DAY))
)
# Wrong codes of the second factor: whoever types one knows the password already.
CODE = Rate("code of an account", 5, QUARTER)
CODE_DAY = Rate("code of an account in a day", 20, DAY)
CODE_DEVICE = Rate("code of an account on a known device", 5, QUARTER)
CODE_DEVICE_DAY = Rate("code of an account on a known device in a day", 20, DAY)
# A right code opens once. It is right for three steps of thirty seconds (MFA_TOTP_TOLERANCE), not for one.
CODE_ONCE = Rate("the same code of an account", 1, 120)
# Mails with a link, by account: nobody's mailbox is filled.
RESET_MAIL = Rate("reset mail", 5, HOUR)
# Codes and links that somebody signed in asks for; a bucket of its own, or strangers' resets would use it up.
OWN_MAIL = Rate("mail asked for by an account", 10, HOUR)

# Lists taken along as a file: more than a person looks at, less than a program that empties the house.
TABLES = Rate("tables taken along by an account", 60, HOUR)

Ask = tuple[Rate, str]


class TooManyTries(Exception):
    """A limit is reached. `wait`: seconds until the next try counts."""

    def __init__(self, rate: Rate, wait: int) -> None:
        super().__init__(rate.name)
        self.rate, self.wait = rate, wait


def take(*asked: Ask) -> list[int]:
    """Count one try under each (rate, subject) and return the keys for `give_back`.

    Raises TooMany where one of them is used up, the one to wait for longest; then none of them counts the try.
    """
    now = timezone.now()
    rows = Attempt.objects.bulk_create(
        [Attempt(bucket=_bucket(rate, subject), at=now) for rate, subject in asked]
    )
    outlasting.note(rows)
    mine = [row.pk for row in rows]
    refusals = []
    for (rate, _subject), row in zip(asked, rows, strict=True):
        since = now - dt.timedelta(seconds=rate.seconds)
        others = Attempt.objects.filter(bucket=row.bucket, at__gt=since).exclude(pk=row.pk)
        last = others.order_by("-at").values_list("at", flat=True)[rate.amount - 1 : rate.amount]
        for at in last:
            refusals.append(TooManyTries(rate, max(1, math.ceil((at - since).total_seconds()))))
    if refusals:
        give_back(mine)
        raise max(refusals, key=lambda refusal: refusal.wait)
    return mine


def take_along(request: HttpRequest, *, told: str = "") -> None:
    """Count a file taken out of the house; with `told`, contact data or a whole list, it stands in the security log.

    Raises TooManyTries, which any page may let pass: it is answered with 429.
    """
    if getattr(request, "seen_by", None):
        raise PermissionDenied(__("You see as another account: no file can be taken along."))
    take((TABLES, _account(request)))
    if told:
        record(SecurityKind.EXPORT, request=request, detail=told)


def is_used_up(rate: Rate, subject: str) -> bool:
    """Return whether a rate has no try left for a subject, without counting one."""
    since = timezone.now() - dt.timedelta(seconds=rate.seconds)
    return (
        Attempt.objects.filter(bucket=_bucket(rate, subject), at__gt=since).count() >= rate.amount
    )


def give_back(keys: list[int]) -> None:
    """Let tries not have counted: they were right."""
    Attempt.objects.filter(pk__in=keys).delete()
    outlasting.forget(keys)


def forget(rate: Rate, subject: str) -> None:
    """Delete the tries of a subject that its rate counts no more: a program makes many in a day."""
    since = timezone.now() - dt.timedelta(seconds=rate.seconds)
    Attempt.objects.filter(bucket=_bucket(rate, subject), at__lt=since).delete()


def prune() -> int:
    """Delete the tries that no rate counts any more; return how many rows went."""
    return Attempt.objects.filter(at__lt=timezone.now() - dt.timedelta(seconds=DAY)).delete()[0]


def _bucket(rate: Rate, subject: str) -> str:
    # A digest: a name may have been typed that is a password, and it has any length.
    return hashlib.sha256(f"{rate.name}|{subject}".encode("utf-8", "replace")).hexdigest()


def network_of(request: HttpRequest) -> str:
    """Return the address a request came from; of IPv6 its /64, which is one connection."""
    address = address_of(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


# --- Passwords and codes ------------------------------------------------------------


def before_password(request: HttpRequest, *, account: User | None, name: str) -> list[int]:
    """Count a try at the password of an account, or of a name that is none; return the keys for `give_back`.

    Raises TooMany. On a device on which the account signed in before, others' tries do not count.
    Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
    """
    who = f"account {account.pk}" if account else f"name {name.casefold()}"
    device = devices.device_of(request, account)
    if device:
        asked: list[Ask] = [(PASSWORD_DEVICE, f"{who} {device}")]
    else:
        here = network_of(request)
        asked = [(PASSWORD_HERE, f"{who} {here}"), (PASSWORD_ADDRESS, here)]
        if is_used_up(PASSWORD_ACCOUNT, who):
            asked += [(rate, f"{who} {here}") for rate in PASSWORD_GATES]
    try:
        taken = take(*asked)
    except TooManyTries as refusal:
        _remember(request, account or name, refusal)
        raise
    if not device:
        taken += _count(PASSWORD_ACCOUNT, who)
    return taken


def before_code(request: HttpRequest, *, account: User) -> list[int]:
    """Count a try at the second factor; return the keys for `give_back`. Raises TooMany."""
    who = f"account {account.pk}"
    device = devices.device_of(request, account)
    rates = (CODE_DEVICE, CODE_DEVICE_DAY) if device else (CODE, CODE_DAY)
    try:
        return take(*((rate, f"{who} {device}") for rate in rates))
    except TooManyTries as refusal:
        _remember(request, account, refusal)
        raise


def _count(rate: Rate, subject: str) -> list[int]:
    row = Attempt.objects.create(bucket=_bucket(rate, subject), at=timezone.now())
    outlasting.note([row])
    return [row.pk]


def _remember(request: HttpRequest, who: User | str, refusal: TooManyTries) -> None:
    """Write a lock-out into the security log, once in its time."""
    since = timezone.now() - dt.timedelta(seconds=QUARTER)
    told = SecurityEvent.objects.filter(
        event=SecurityKind.LOCK_OUT,
        at__gt=since,
        detail=refusal.rate.name,
        address=address_of(request) or None,
    )
    if refusal.rate is not PASSWORD_ADDRESS:  # there each new name would make a line
        told = told.filter(account_name=account_name(who))
    if not told.exists():
        record(
            SecurityKind.LOCK_OUT,
            request=request,
            user=who,
            outcome=SecurityOutcome.REFUSED,
            detail=refusal.rate.name,
        )


# --- Pages ---------------------------------------------------------------------------


def _address(request: HttpRequest) -> str:
    # Never empty: requests that come without an address (a socket file) count together.
    return f"address {network_of(request)}"


def _account(request: HttpRequest) -> str:
    return f"account {request.user.pk}" if request.user.is_authenticated else ""


def _address_with_code(request: HttpRequest) -> str:
    """Opening the empty page is no try."""
    return _address(request) if request.GET.get("code") else ""


READING = ("GET", "HEAD")
# Pages by name: which methods count, by whom ("": not at all), how often. Right sign-ins of a training room behind one
# address stay below the first.
PAGES: dict[str, tuple[tuple[str, ...], Callable[[HttpRequest], str], Rate]] = {
    "account_login": (("POST",), _address, Rate("sign-in page", 60, MINUTE)),
    "mfa_authenticate": (("POST",), _address, Rate("second factor page", 60, MINUTE)),
    "account_reset_password": (("POST",), _address, Rate("reset page", 20, QUARTER)),
    "account_reset_password_from_key": (
        ("POST",),
        _address,
        Rate("new password page", 20, QUARTER),
    ),
    "mfa_prove_mailbox": (("POST",), _account, Rate("codes by mail", 20, HOUR)),
    "core:me-address": (("POST",), _account, Rate("change of address", 10, HOUR)),
    "account_change_password": (("POST",), _account, Rate("password change", 10, HOUR)),
    "account_reauthenticate": (("POST",), _account, Rate("password once more", 30, HOUR)),
    "mfa_reauthenticate": (("POST",), _account, Rate("code once more", 30, HOUR)),
    "verify": (READING, _address_with_code, Rate("verification page", 30, MINUTE)),
    "verify-code": (READING, _address, Rate("verification page", 30, MINUTE)),
}


class LimitsMiddleware:
    """Answers 429, with the time to wait, where a page of PAGES is asked too often; no answer takes a try back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with outlasting.outlasting():
            return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: View,
        args: object,
        kwargs: object,
    ) -> object:
        match = request.resolver_match
        found = PAGES.get(match.view_name) if match else None
        if found is None:
            return None
        methods, subject, rate = found
        if request.method not in methods or not (who := subject(request)):
            return None
        try:
            take((rate, who))
        except TooManyTries as refusal:
            _remember(request, request.user if request.user.is_authenticated else "", refusal)
            return too_many(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_many(request, error) if isinstance(error, TooManyTries) else None


def too_many(request: HttpRequest, refusal: TooManyTries) -> HttpResponse:
    """Return the page 429 with the real time to wait, in words and as Retry-After (seconds)."""
    match = request.resolver_match
    context = {
        "wait": wait_words(refusal.wait),
        "signs_in": bool(match and match.view_name.startswith(("account_", "mfa_"))),
    }
    answer = render(request, "429.html", context, status=429)
    answer.headers["Retry-After"] = str(refusal.wait)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def wait_words(seconds: int) -> str:
    """Return a time to wait in words, rounded up: "40 seconds", "15 minutes"."""
    if seconds < MINUTE:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = math.ceil(seconds / MINUTE)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}

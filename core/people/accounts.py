"""What is done with accounts: invite, extend, close, open again; their address and a lost second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, Reader, ScopedQuerySet, is_current, require
from core.people import limits, mailbox, mails, sessions
from core.people.security import record
from core.people.security_log import SecurityKind, SecurityOutcome
from core.people.tokens import services as tokens
from core.people.users import User
from core.tools.rows.history import request_now
from core.tools.todo import Reason


def invite(*, user: User, by: User, then: Callable[[bool], None] | None = None) -> None:
    """Send the mail with the link to choose a password (it holds PASSWORD_RESET_TIMEOUT), after the commit.

    `then` is told whether the mail server took it. Raises PermissionDenied; ValidationError for an account
    without address or out of use.
    """
    require(by, Action.ADMINISTER)
    if reason := why_not_invite(user):
        raise ValidationError(reason)

    def sent(taken: bool) -> None:
        if taken:
            _log(SecurityKind.ACCOUNT_INVITED, user, by)
        if then is not None:
            then(taken)

    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    mails.post("invitation", user=user, then=sent, by=by, url=password_url(user), days=days)


def why_not_invite(user: User) -> str:
    """Return why an account gets no invitation, with the way to change that; "" where it may be sent."""
    words, page, way = "", "", ""
    if not user.is_active:
        words, page, way = __("This account is closed."), "reopen", __("Reopen account")
    elif not user.email:
        words, page = __("This account has no e-mail address."), "edit"
        way = __("Write it")
    elif not is_current(user) and not user.is_demo:
        words, page = __("This account is no longer valid. Extend it first."), "extend"
        way = __("Set end date")
    return Reason(words, reverse(f"core:user-{page}", args=[user.pk]), way) if words else ""


def password_url(user: User) -> str:
    """Return the link on which the account chooses a password; it works once, for PASSWORD_RESET_TIMEOUT seconds."""
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=kwargs)


def ask_password(*, address: str, request: HttpRequest) -> None:
    """Send the link to whoever has the address, unless the account ended or got enough of them.

    All of it happens beside the answer, and so far as the mail with an unknown address, too: no time tells them apart.
    """
    mails.post_made(lambda: _password_letter(address, request))


def _password_letter(address: str, request: HttpRequest) -> EmailMessage | None:
    # The database may take more letters for the same than a mail server does.
    found = User.objects.filter(email__iexact=address)[:5]
    user = next((one for one in found if one.email.lower() == address), None)
    try:
        limits.take((limits.RESET_MAIL, f"account {user.pk}" if user else f"name {address}"))
    except limits.TooManyTries:
        return None
    outcome = SecurityOutcome.OK if user else SecurityOutcome.REFUSED
    record(SecurityKind.PASSWORD_ASKED, request=request, user=user or address, outcome=outcome)
    asks = user or User(pk=0, email=address)
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    letter = mails.written("reset", user=asks, url=password_url(asks), days=days)
    return letter if user and is_current(user) else None


def _locked(user: User) -> User:
    """Return the account as it is now, held until the end of the transaction."""
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


@transaction.atomic
def extend(*, user: User, by: User, until: dt.date) -> User:
    """Set the last day an account works. Raises PermissionDenied; ValidationError for a past day."""
    require(by, Action.ADMINISTER)
    if until < timezone.localdate():
        raise ValidationError(__("That day has passed."))
    user = _locked(user)
    user.valid_until = until
    user.save(update_fields=["valid_until"])
    _log(SecurityKind.ACCOUNT_EXTENDED, user, by, until.isoformat())
    mails.tell("account_open", user=user)
    return user


@transaction.atomic
def close(*, user: User, by: User, reason: str = "") -> User:
    """Take an account out of use and end its sessions.

    Raises PermissionDenied; ValidationError for the own account, so that one always remains.
    """
    require(by, Action.ADMINISTER)
    if user.pk == by.pk:
        raise ValidationError(__("You cannot close your own account."))
    user = _locked(user)
    user.is_active = False
    user._change_reason = reason  # type: ignore[attr-defined]
    user.save(update_fields=["is_active"])
    sessions.end(user)
    tokens.revoke_all(user=user)
    _log(SecurityKind.ACCOUNT_CLOSED, user, by)
    mails.tell("account_closed", user=user)
    return user


@transaction.atomic
def reopen(*, user: User, by: User, reason: str = "") -> User:
    """Put a closed account back into use, with the end date it had. Raises PermissionDenied."""
    require(by, Action.ADMINISTER)
    user = _locked(user)
    user.is_active = True
    user._change_reason = reason  # type: ignore[attr-defined]
    user.save(update_fields=["is_active"])
    _log(SecurityKind.ACCOUNT_REOPENED, user, by)
    if is_current(user):
        mails.tell("account_open", user=user)
    return user


@transaction.atomic
def end_with_term(*, users: Iterable[User], by: User, on: dt.date) -> int:
    """Let accounts end on the last day of a term of office, also a past one; return how many end earlier now.

    Raises PermissionDenied; ValidationError for the own account.
    """
    require(by, Action.ADMINISTER)
    ended = 0
    for user in map(_locked, users):
        if user.pk == by.pk:
            raise ValidationError(__("You cannot close your own account."))
        if user.valid_until is None or user.valid_until > on:
            user.valid_until = on
            user.save(update_fields=["valid_until"])
            _log(SecurityKind.ACCOUNT_EXTENDED, user, by, on.isoformat())
            mails.tell("account_open", user=user)
            ended += 1
    return ended


def keep_language(*, user: Reader, language: str) -> None:
    """Note in which language a person reads, for the mails."""
    User.objects.filter(pk=user.pk).update(language=language)


# --- The address -------------------------------------------------------------------


def ask_address(
    *, user: User, new: str, request: HttpRequest, then: Callable[[bool], None] | None = None
) -> None:
    """Send the link that puts a new address in place to that address, and a notice to the present one.

    An address that another account has gets a mail that says so, in the link's place; only who reads it learns
    that. `then` is told whether the mail server took it.
    """
    path = reverse("core:me-address-confirm", args=[mailbox.address_token(user, new)])
    link = {"url": settings.SITE_URL + path, "hours": mailbox.LINK_HOLDS // 3600}
    if holder := _others(user, new).first():
        mails.post("address_taken", user=holder, to=new, then=then)
    else:
        mails.post("address_confirm", user=user, to=new, then=then, **link)
    mails.tell("address_asked", user=user, request=request, new=new)
    record(SecurityKind.ADDRESS_ASKED, request=request, user=user, detail=new)


@transaction.atomic
def confirm_address(*, user: User, token: str, request: HttpRequest) -> User:
    """Put the address of a confirmation link in place of the present one, opened by the account that asked.

    Raises ValidationError where the link is worth nothing (any more) or somebody else has the address by now.
    """
    user = _locked(user)
    new = mailbox.read_address_token(token, user)
    if not new:
        raise ValidationError(__("This link does not work (any more). Ask for a new one."))
    _require_free(user, new)
    old, user.email = user.email, new
    user.save(update_fields=["email"])
    record(SecurityKind.ADDRESS_CHANGED, request=request, user=user, detail=f"{old} → {new}")
    tell_new_address(user=user, old=old, request=request)
    return user


def tell_new_address(*, user: User, old: str, request: HttpRequest | None = None) -> None:
    """Tell the old address and the new one that they changed places."""
    for place in dict.fromkeys((old, user.email)):
        mails.tell("address_changed", user=user, to=place, request=request, old=old, new=user.email)


def _others(user: User, address: str) -> ScopedQuerySet:
    return User.objects.filter(email__iexact=address).exclude(pk=user.pk)


def _require_free(user: User, new: str) -> None:
    if _others(user, new).exists():
        raise ValidationError({"email": __("Another account uses this e-mail address.")})


# --- The second factor ------------------------------------------------------------


@transaction.atomic
def reset_factor(*, user: User, by: User | None, reason: str) -> User:
    """Take the second factor off an account whose owner lost it, and end its sessions.

    `by` is another account of the Secretariat, or None for the command of the last resort. Raises
    PermissionDenied; ValidationError for the own account or one without a factor.
    """
    if by is not None:
        require(by, Action.ADMINISTER)
        if user.pk == by.pk:
            raise ValidationError(__("Another account of the Secretariat has to do this."))
    user = _locked(user)
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise ValidationError(__("This account has no second factor."))
    sessions.end(user)
    _log(SecurityKind.FACTOR_RESET, user, by, reason)
    mails.tell("factor_reset", user=user, by=by)
    return user


def remember(*, user: User, by: User, before: User | None = None) -> None:
    """Write into the security log that an account was made, or what of its rights was changed since `before`."""
    if before is None:
        told = f"{user.get_role_display()}, {_told(user, 'regions')}"
        _log(SecurityKind.ACCOUNT_MADE, user, by, told)
        return
    changed = [
        f"{name}: {_told(before, name)} → {_told(user, name)}"
        for name in ("username", "role", "regions", "email", "valid_until", "is_active")
        if getattr(before, name) != getattr(user, name)
    ]
    if changed:
        _log(SecurityKind.ACCOUNT_CHANGED, user, by, "; ".join(changed))


def _told(user: User, name: str) -> str:
    value = getattr(user, name)
    return str(" ".join(value) if isinstance(value, tuple) else value) or "-"


def _log(kind: SecurityKind, user: User, by: User | None, detail: str = "") -> None:
    told = f"{user.username}: {detail}" if detail else user.username
    record(kind, request=request_now(), user=by, detail=told)

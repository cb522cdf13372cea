"""What the Secretariat does with accounts: invite, extend, close, open again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from aksansi.history import request_now
from chapters.access import Action, is_current, require
from chapters.models import SecurityKind, User
from chapters.security import record


def invite(*, user: User, by: Any) -> None:
    """Send the mail with the link to choose a password (it holds PASSWORD_RESET_TIMEOUT).

    Raises PermissionDenied; ValidationError for an account without address or out of use; OSError
    where the mail server does not take it.
    """
    require(by, Action.ADMINISTER)
    if not user.email:
        raise ValidationError(__("This account has no e-mail address."))
    if not is_current(user) and user.is_active and not user.is_demo:
        raise ValidationError(__("This account is no longer valid. Extend it first."))
    if not user.is_active:
        raise ValidationError(__("This account is closed."))
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {
        "user": user,
        "by": by,
        "url": settings.SITE_URL + password_address(key),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "site": settings.SITE_URL,
    }
    with translation.override(settings.LANGUAGE_CODE):
        send_mail(
            subject=__("Your account in the AKSANSI system"),
            message=render_to_string("chapters/email/invitation.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=[user.email],
        )
    _log(SecurityKind.ACCOUNT_INVITED, user, by)


def password_address(key: str) -> str:
    uid, token = key.split("-", 1)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


@transaction.atomic
def extend(*, user: User, by: Any, until: dt.date) -> User:
    """Set the last day an account works. Raises PermissionDenied; ValidationError for a past day."""
    require(by, Action.ADMINISTER)
    if until < timezone.localdate():
        raise ValidationError(__("That day has passed."))
    user.valid_until = until
    user.save()
    _log(SecurityKind.ACCOUNT_EXTENDED, user, by, until.isoformat())
    return user


@transaction.atomic
def close(*, user: User, by: Any, reason: str = "") -> User:
    """Take an account out of use; its session ends with its next request.

    Raises PermissionDenied; ValidationError for the own account, so that one always remains.
    """
    require(by, Action.ADMINISTER)
    if user.pk == by.pk:
        raise ValidationError(__("You cannot close your own account."))
    user.is_active = False
    user._change_reason = reason  # type: ignore[attr-defined]
    user.save()
    _log(SecurityKind.ACCOUNT_CLOSED, user, by)
    return user


@transaction.atomic
def reopen(*, user: User, by: Any, reason: str = "") -> User:
    """Put a closed account back into use, with the end date it had. Raises PermissionDenied."""
    require(by, Action.ADMINISTER)
    user.is_active = True
    user._change_reason = reason  # type: ignore[attr-defined]
    user.save()
    _log(SecurityKind.ACCOUNT_REOPENED, user, by)
    return user


def remember(*, user: User, by: Any, before: User | None = None) -> None:
    """Write into the security log that an account was made, or what of its rights was changed since `before`."""
    if before is None:
        told = f"{user.get_role_display()}, {user.region_id or '-'}"
        _log(SecurityKind.ACCOUNT_MADE, user, by, told)
        return
    changed = [
        f"{name}: {getattr(before, name) or '-'} → {getattr(user, name) or '-'}"
        for name in ("username", "role", "region_id", "email", "valid_until", "is_active")
        if getattr(before, name) != getattr(user, name)
    ]
    if changed:
        _log(SecurityKind.ACCOUNT_CHANGED, user, by, "; ".join(changed))


def _log(kind: SecurityKind, user: User, by: Any, detail: str = "") -> None:
    told = f"{user.username}: {detail}" if detail else user.username
    record(kind, request=request_now(), user=by, detail=told)

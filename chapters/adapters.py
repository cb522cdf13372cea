"""allauth, closed: accounts are made by the Secretariat; guessing has limits of this house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aksansi.client import address_of
from chapters import limits
from chapters.models import SecurityKind, User
from chapters.security import record

# The same words for a wrong password, an unknown name and an account that has ended.
_REFUSED = _(
    "User name or password is wrong, or the account is no longer valid. If in doubt, ask the Secretariat."
)


def too_many_tries(refusal: limits.TooMany) -> ValidationError:
    return ValidationError(
        _("Too many attempts. Wait %(wait)s, then try again."),
        code="too_many_login_attempts",
        params={"wait": limits.wait_words(refusal.wait)},
    )


class ClosedAccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _REFUSED,
        "email_password_mismatch": _REFUSED,
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_client_ip(self, request: Any) -> str:
        return address_of(request)

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Return the account whose password is right and which is current, else None.

        Raises ValidationError, before the password is looked at, where there were too many tries.
        """
        name = str(credentials.get("username") or credentials.get("email") or "").strip()
        account = User.objects.known_as(name)
        try:
            taken = limits.before_password(request, account=account, name=name)
        except limits.TooMany as refusal:
            raise too_many_tries(refusal) from refusal
        user = authenticate(request, **credentials)
        if user is not None:
            limits.give_back(taken)
        return user

    def reauthenticate(self, user: Any, password: str) -> bool:
        right: bool = super().reauthenticate(user, password)
        if right:
            record(SecurityKind.IDENTITY_CONFIRMED, request=self.request, user=user)
        return right

    def login(self, request: Any, user: Any) -> None:
        super().login(request, user)
        request.signed_in = user

    def send_password_reset_mail(self, user: Any, email: str, context: Any) -> None:
        """Send the link unless the account got enough of them; the page says the same either way."""
        try:
            limits.take((limits.RESET_MAIL, f"account {user.pk}"))
        except limits.TooMany:
            return
        record(SecurityKind.PASSWORD_ASKED, request=self.request, user=user)
        super().send_password_reset_mail(user, email, context)

"""allauth, closed: accounts are made by the Secretariat, their address is `User.email` alone.

Guessing has limits of this house, and every mail is ours.
"""

from __future__ import annotations

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.people import devices, limits, mailbox, mails, sessions
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User
from core.tools.client import address_of

log = logging.getLogger(__name__)
HALF = "half_sign_in"  # in the session, between the password and the second factor

# The same words for a wrong password, an unknown name and an account that has ended.
_REFUSED = _(
    "User name or password is wrong, or the account is no longer valid. If in doubt, ask the Secretariat."
)
# What the library wants to tell the person, by its template, and the mail that tells it.
NOTICES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "factor_set",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes",
}


def too_many_tries(refusal: limits.TooManyTries) -> ValidationError:
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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials: object) -> object:
        """Return the account whose password is right and which is current, else None.

        Raises ValidationError, before the password is looked at, where there were too many tries.
        """
        name = str(credentials.get("username") or credentials.get("email") or "").strip()
        account = User.objects.known_as(name)
        try:
            taken = limits.before_password(request, account=account, name=name)
        except limits.TooManyTries as refusal:
            raise too_many_tries(refusal) from refusal
        user = authenticate(request, **credentials)
        if user is not None:
            limits.give_back(taken)
            request.session[HALF] = user.get_session_auth_hash()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        right: bool = super().reauthenticate(user, password)
        if right:
            self.request.session.cycle_key()
            record(SecurityKind.IDENTITY_CONFIRMED, request=self.request, user=user)
        return right

    def login(self, request: HttpRequest, user: User) -> None:
        # Half a sign-in ends with the password it was begun with, as whole ones do.
        begun_with = request.session.pop(HALF, None)
        if begun_with and not constant_time_compare(begun_with, user.get_session_auth_hash()):
            raise ImmediateHttpResponse(redirect("account_login"))
        # The first sign-in of all is no news, nor is one where the account was before.
        before = user.last_login
        is_strange = before is not None and not devices.device_of(request, user)
        super().login(request, user)
        request.signed_in = user  # type: ignore[attr-defined]
        sessions.begin(request, before)
        if is_strange:
            mails.tell("new_device", user=user, request=request)

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_reauthentication_methods(self, user: User) -> list[dict[str, object]]:
        """Return how the identity is confirmed: by the second factor where there is one, else by the password."""
        found = super().get_reauthentication_methods(user)
        factor = [method for method in found if method["id"] == "mfa_reauthenticate"]
        return factor or found

    # --- Mails -------------------------------------------------------------------

    def send_notification_mail(
        self, template_prefix: str, user: User, context: object = None, email: str | None = None
    ) -> None:
        """Tell the person what changed about the sign-in, and end the sessions that stood on what was before."""
        sessions.end(user, but=self.request.session.session_key)
        if template_prefix == "account/email/password_reset":
            mailbox.note_proof(self.request, user)
        mails.tell(NOTICES[template_prefix], user=user, request=self.request)

    def send_mail(self, template_prefix: str, email: str, context: object) -> None:
        """Send nothing: a mail of the library has neither our words nor our address."""
        log.error("The library wanted to send %s", template_prefix)

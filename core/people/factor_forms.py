"""allauth's forms of the second factor, with the limits of this house (`MFA_FORMS`)."""

from __future__ import annotations

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa

from core.people import limits
from core.people.adapters import too_many_tries
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User


class LimitedCode:
    """Counts a wrong code against the account, whatever form asks for it; one that was used is wrong."""

    user: User

    def clean_code(self) -> str:
        try:
            taken = limits.before_code(context.request, account=self.user)
        except limits.TooManyTries as refusal:
            raise too_many_tries(refusal) from refusal
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            limits.take((limits.CODE_ONCE, f"account {self.user.pk} {normalize_user_code(code)}"))
        except limits.TooManyTries as refusal:
            raise get_adapter().validation_error("incorrect_code") from refusal
        limits.give_back(taken)
        return code


class AuthenticateForm(LimitedCode, mfa.AuthenticateForm):
    pass


class ReauthenticateForm(LimitedCode, mfa.ReauthenticateForm):
    def save(self) -> None:
        super().save()
        context.request.session.cycle_key()
        record(SecurityKind.IDENTITY_CONFIRMED, request=context.request, user=self.user)

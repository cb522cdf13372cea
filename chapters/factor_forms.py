"""allauth's forms of the second factor, with the limits of this house (`MFA_FORMS`)."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as mfa

from chapters import limits
from chapters.adapters import too_many_tries


class LimitedCode:
    """Counts a wrong code against the account, whatever form asks for it."""

    user: Any

    def clean_code(self) -> str:
        try:
            taken = limits.before_code(context.request, account=self.user)
        except limits.TooMany as refusal:
            raise too_many_tries(refusal) from refusal
        code: str = super().clean_code()  # type: ignore[misc]
        limits.give_back(taken)
        return code


class AuthenticateForm(LimitedCode, mfa.AuthenticateForm):
    pass


class ReauthenticateForm(LimitedCode, mfa.ReauthenticateForm):
    def save(self) -> None:
        super().save()
        context.request.session.cycle_key()

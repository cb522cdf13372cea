"""allauth, closed: accounts are made by the Secretariat."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from aksansi.client import address_of
from chapters.models import SecurityKind
from chapters.security import record

# The same words for a wrong password, an unknown name and an account that has ended.
_REFUSED = _(
    "User name or password is wrong, or the account is no longer valid. If in doubt, ask the Secretariat."
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

    def send_password_reset_mail(self, user: Any, email: str, context: Any) -> None:
        record(SecurityKind.PASSWORD_ASKED, request=self.request, user=user)
        super().send_password_reset_mail(user, email, context)

"""Sign-in: only accounts that are current today."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from chapters.access import is_current
from chapters.models import User


class CurrentAccountBackend(AuthenticationBackend):
    """By user name or e-mail; inactive, expired and (outside a demonstration) demo accounts stay out."""

    def user_can_authenticate(self, user: Any) -> bool:
        return is_current(user)

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Forget whom a right password named: an account out of use answers like one that is not there."""

    def get_user(self, user_id: Any) -> Any:
        """Return the account, current or not, with what every page asks of it: its region and its factor.

        Whoever is no longer current is signed out by the middleware, with a word why.
        """
        rows = User.objects.select_related("region").with_factor()
        return rows.filter(pk=user_id).first()

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

    def get_user(self, user_id: Any) -> Any:
        """Return the account with its region loaded (every page names it), current or not.

        Whoever is no longer current is signed out by the middleware, with a word why.
        """
        return User.objects.select_related("region").filter(pk=user_id).first()

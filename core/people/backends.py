"""Sign-in: only accounts that are current today."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from core.access import Reader, is_current
from core.people.users import User


class CurrentAccountBackend(AuthenticationBackend):
    """By user name or e-mail; inactive, expired and (outside a demonstration) demo accounts stay out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the current account of this name and password, else None.

        Whatever the name is, one password is hashed: time does not tell which accounts exist or are valid.
        """
        password = credentials.get("password") or ""
        name = credentials.get("username") or credentials.get("email") or ""
        user = User.objects.known_as(str(name))
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Reader) -> bool:
        return is_current(user)

    def get_user(self, user_id: object) -> object:
        """Return the account, current or not, with what every page asks of it: its place and its factor.

        Whoever is no longer current is signed out by the middleware, with a word why.
        """
        rows = User.objects.with_place().with_factor()
        return rows.filter(pk=user_id).first()

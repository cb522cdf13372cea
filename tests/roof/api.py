"""A program that asks with a token."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from core.people.tokens import services
from core.people.tokens.models import EVERY_LIST, TokenKind
from core.people.users import User


def program(user: User, *, lists: list[str] | None = None, **extra: Any) -> Client:
    """Return a client that has no session, only a token of this account."""
    _token, secret = services.make(
        user=user,
        kind=TokenKind.API,
        name="Program",
        lists=lists or [EVERY_LIST],
        expires_on=timezone.localdate(),
        **extra,
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})

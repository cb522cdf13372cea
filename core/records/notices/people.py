"""Whom something of a region concerns."""

from __future__ import annotations

from core.access import scope_of
from core.people.users import User
from core.tools.rows.areas import in_scope


def officers_of(code: str | None, *, first: User | None = None) -> list[User]:
    """Return who keeps the records of this very region, and `first`, who handed the record in."""
    found = list(User.objects.officers().working().of_region(code)) if code else []
    return [*found, first] if first is not None and first not in found else found


def readers_of(code: str) -> list[User]:
    """Return the officials who see a region."""
    people = User.objects.officials().working().order_by("pk")
    return [user for user in people if in_scope(code, scope_of(user))]

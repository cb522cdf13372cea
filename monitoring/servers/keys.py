"""Passwords and keys of servers: encrypted under SECRET_KEY, so that a copy of the database opens none of them."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.people.factor_secrets import Box
from monitoring.models import ServerKey, SubmissionServer

_BOX = Box(b"monitoring.servers.keys")


@transaction.atomic
def keep(*, server: SubmissionServer, key: str) -> None:
    """Keep the key of a server in place of the one of before."""
    ServerKey.objects.update_or_create(server=server, defaults={"sealed": _BOX.seal(key)})


def key_of(server: SubmissionServer) -> str:
    """Return the key of a server. Raises ValidationError where there is none, or none of our keys opens it."""
    row = ServerKey.objects.filter(server=server).first()
    try:
        return _BOX.open(row.sealed) if row else ""
    except InvalidToken:
        raise ValidationError(
            __("The key of this server cannot be read any more. Enter it anew.")
        ) from None


def encrypt_anew() -> tuple[int, int]:
    """Encrypt under SECRET_KEY what only a key of before opens; return how many, and how many no key opens."""
    anew = closed = 0
    for pk in ServerKey.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = ServerKey.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                fresh = _BOX.anew(row.sealed)
            except InvalidToken:
                closed += 1
                continue
            if fresh:
                row.sealed = fresh
                row.save(update_fields=["sealed"])
                anew += 1
    return anew, closed

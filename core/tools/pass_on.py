"""A message about a record that a person passes on by telephone: words and the link; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.conf import settings

from core.tools.rows.values import value_class

WHATSAPP = "https://wa.me/?text="


@value_class
class Message:
    """`text` as it is copied or handed to the telephone's own sharing; `whatsapp`: the address that opens it there."""

    text: str

    @property
    def whatsapp(self) -> str:
        return WHATSAPP + quote(self.text)


def message_of(lines: Iterable[str], path: str) -> Message | None:
    """Return the message of a page at `path`; lines without words are left out, None where none has any."""
    told = [line for line in lines if line]
    return Message("\n".join([*told, f"{settings.SITE_URL}{path}"])) if told else None

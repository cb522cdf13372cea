"""Words for the next page: kept in a cookie of this host alone, as Django signs it; and those of what comes late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class FlashCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class FlashStorage(FallbackStorage):
    storage_classes = (FlashCookie, SessionStorage)


def tells(request: Any, *, sent: Any = "", failed: Any = "") -> Callable[[bool], None]:
    """Return what tells the person how a step ended that was made after the commit, such as a mail."""

    def tell(well: bool) -> None:
        messages.add_message(
            request, messages.SUCCESS if well else messages.WARNING, sent if well else failed
        )

    return tell

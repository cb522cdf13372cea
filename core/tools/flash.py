"""Where a word of success waits for the next page: in a cookie of this host alone, as Django signs it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class FlashCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class FlashStorage(FallbackStorage):
    storage_classes = (FlashCookie, SessionStorage)

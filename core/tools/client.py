"""Who asks: the address a request came from, and its browser in words."""

from __future__ import annotations

import functools
import ipaddress
import logging
from typing import Any

from django.conf import settings

log = logging.getLogger("aksansi.security")

# The first that stands in the User-Agent names it: Edge and Opera also call themselves Chrome, Chrome Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def address_of(request: Any) -> str:
    """Return the IP address a request came from; "" where it has none (a socket file, a command).

    With PROXY_COUNT proxies of our own in front, each has added the address it was spoken to from to
    X-Forwarded-For: the one so many from the end is the visitor's, all before it the visitor can invent. A
    header with fewer did not come through these proxies and counts for nothing. Source: MDN,
    "X-Forwarded-For", trusted proxy count.
    """
    peer = _clean(request.META.get("REMOTE_ADDR", ""))
    count = settings.PROXY_COUNT
    if not count:
        return peer
    told = [
        part for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    found = _clean(told[-count]) if len(told) >= count else ""
    if not found:
        _warn_once(count)
    return found or peer


def agent_words(request: Any) -> str:
    """Return browser and system of a request in a few words ("Chrome, Android"); "" for what is unknown."""
    text = request.META.get("HTTP_USER_AGENT", "")
    found = [
        next((name for mark, name in table if mark in text), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


def _clean(text: str) -> str:
    """Return an address without brackets, port and zone, "" for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


@functools.cache
def _warn_once(count: int) -> None:
    log.warning(
        "X-Forwarded-For does not name %s proxies (PROXY_COUNT): the address of the peer counts instead. "
        "Limits and the security log may see the proxy for everybody.",
        count,
    )

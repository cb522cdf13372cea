"""The one door to servers outside: https to public addresses, within limits; every failure is a sentence.

The name is resolved once and the connection goes to the address that was judged, so a name that changes meanwhile
leads nowhere else (OWASP: Server Side Request Forgery Prevention). Redirects are not followed.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from typing_extensions import override

from core.tools.rows.values import value_class

CONNECT_SECONDS, MOST_SECONDS = 10, 60  # of one request
MOST_BYTES = 20 * 1024 * 1024  # of one answer
TRIES, LONGEST_WAIT = 3, 30
_AGAIN = {429, 500, 502, 503, 504}

Json: TypeAlias = Any  # what a server sends: nobody vouches for it
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


class Unreachable(ValidationError):
    """The server gave no answer that can be used; the message says why and what to do."""


class Refused(Unreachable):
    """The server knows the request and refuses it; `status` as HTTP has it, `said` its own words."""

    def __init__(self, message: str, status: int, said: str = "") -> None:
        super().__init__(message)
        self.status, self.said = status, said


@value_class
class Spot:
    """Where a server stands: scheme, name, port, and the path before its own."""

    scheme: str
    host: str
    port: int
    path: str


def spot_of(address: str) -> Spot:
    """Return what an address names. Raises ValidationError where we would not go there, whatever it resolves to."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ValidationError(__("This is not an address of the web.")) from None
    host = parts.hostname or ""
    if not host or parts.scheme not in ("https", "http"):
        raise ValidationError(__("This is not an address of the web."))
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValidationError(__("Write the address alone, without account, question or sign #."))
    if parts.scheme == "http" and not _is_own_machine(host):
        raise ValidationError(__("Write the address with https: a password goes along."))
    return Spot(parts.scheme, host, port, parts.path.rstrip("/"))


def _is_own_machine(host: str) -> bool:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback and _is_own(found)


def _is_own(found: Address) -> bool:
    return any(found in ipaddress.ip_network(one) for one in settings.OWN_NETWORKS)


def _is_public(found: Address) -> bool:
    return found.is_global and not found.is_multicast


def _within(found: Address) -> list[Address]:
    """Return an address, and the one of the older net that it stands for (mapped, 6to4, RFC 6052)."""
    if not isinstance(found, ipaddress.IPv6Address):
        return [found]
    inner = found.ipv4_mapped or found.sixtofour
    if found in _TRANSLATED:
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if found.ipv4_mapped:
        return [found.ipv4_mapped]
    return [found, inner] if inner else [found]


def addresses_of(spot: Spot) -> list[Address]:
    """Return the addresses a name stands for, all of them allowed. Raises Unreachable."""
    try:
        rows = socket.getaddrinfo(spot.host, spot.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        words = __("The server %(host)s is not known. Check its address.")
        raise Unreachable(words % {"host": spot.host}) from None
    found = [ipaddress.ip_address(row[4][0]) for row in rows]
    if not all(_is_public(one) or _is_own(one) for address in found for one in _within(address)):
        raise Unreachable(
            __(
                "The server %(host)s stands in a network that is not public. Whoever runs this system allows it "
                "with OWN_NETWORKS."
            )
            % {"host": spot.host}
        )
    return found


class _Judged(http.client.HTTPConnection):
    """A connection to an address that was judged, under the name the server goes by."""

    def __init__(self, spot: Spot, address: Address, seconds: float) -> None:
        super().__init__(spot.host, spot.port, timeout=seconds)
        self.spot, self.judged = spot, address

    @override
    def connect(self) -> None:
        where = (str(self.judged), self.spot.port)
        self.sock = socket.create_connection(where, min(CONNECT_SECONDS, self.timeout or 1))
        self.sock.settimeout(self.timeout)
        if self.spot.scheme == "https":
            safe = ssl.create_default_context()
            self.sock = safe.wrap_socket(self.sock, server_hostname=self.spot.host)


def _hang_up(connection: http.client.HTTPConnection, over: threading.Event) -> None:
    over.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


@dataclass
class Door:
    """Asks one server. `secrets`: texts that no sentence ever holds."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    seconds: float = MOST_SECONDS
    most: int = MOST_BYTES
    pause = staticmethod(time.sleep)  # before asking again

    def get(self, path: str) -> Json:
        return self.ask("GET", path)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Json:
        """Return the JSON a server answers with, None for an empty answer. Raises Unreachable, Refused.

        What only read is asked again where the server is busy or the line broke; what writes, where it said it is busy.
        """
        spot = spot_of(self.address)
        for tries in range(1, TRIES + 1):
            try:
                status, told, content = self._once(spot, method, path, body, headers or {})
            except (OSError, http.client.HTTPException) as error:
                if tries == TRIES or method != "GET" or isinstance(error, ssl.SSLError):
                    raise Unreachable(self._why(error, spot.host)) from None
                self.pause(tries)
                continue
            if status not in _AGAIN or tries == TRIES or (method != "GET" and status != 429):
                return self._read(spot.host, status, content)
            self.pause(min(LONGEST_WAIT, _seconds(told, default=2**tries)))
        raise AssertionError

    def _once(
        self, spot: Spot, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, str, bytes]:
        connection = _Judged(spot, addresses_of(spot)[0], self.seconds)
        # Each piece may come in its time and the whole never: whatever is under way then ends.
        over = threading.Event()
        guard = threading.Timer(self.seconds, _hang_up, (connection, over))
        guard.daemon = True
        guard.start()
        try:
            sent = {"Accept": "application/json", **self.headers, **headers}
            connection.request(method, spot.path + path, body or None, sent)
            answer = connection.getresponse()
            content = b""
            while piece := answer.read1(65536):
                content += piece
                if len(content) > self.most:
                    words = __(
                        "The server %(host)s sends more than %(mb)s MB at once; it was not taken."
                    )
                    raise Unreachable(words % {"host": spot.host, "mb": self.most >> 20})
            if over.is_set():
                raise TimeoutError
            if answer.length:  # it said there is more
                raise http.client.IncompleteRead(b"")
            return answer.status, answer.headers.get("Retry-After", ""), content
        except (OSError, http.client.HTTPException, ValueError):
            if over.is_set():
                raise TimeoutError from None
            raise
        finally:
            guard.cancel()
            connection.close()

    def _why(self, error: Exception, host: str) -> str:
        if isinstance(error, ssl.SSLError):
            words = __(
                "The certificate of %(host)s is not valid; nothing was sent. Tell whoever runs it."
            )
        elif isinstance(error, TimeoutError):
            words = __("The server %(host)s takes too long to answer. Try again later.")
        elif isinstance(error, http.client.HTTPException):
            words = __("The answer of %(host)s broke off. Try again later.")
        else:
            words = __(
                "The server %(host)s cannot be reached. Check its address, or try again later."
            )
        return words % {"host": host}

    def _read(self, host: str, status: int, content: bytes) -> Json:
        if 200 <= status < 300:
            try:
                return json.loads(content) if content.strip() else None
            except (ValueError, RecursionError):
                raise Unreachable(
                    __(
                        "The answer of %(host)s is not what ODK Central or KoboToolbox sends. Check the address."
                    )
                    % {"host": host}
                ) from None
        sentences = {
            401: __(
                "The server %(host)s does not accept the account or its key. Enter the key anew."
            ),
            403: __("The account may not do this on %(host)s. Its rights there are too small."),
            404: __("The server %(host)s knows no such project or form. Check both."),
            429: __("The server %(host)s is asked too often. Try again later."),
        }
        if 300 <= status < 400:
            found = __(
                "The server %(host)s leads elsewhere; that is not followed. Enter its final address."
            )
        elif status >= 500:
            found = __("The server %(host)s has a fault of its own (%(status)s). Try again later.")
        else:
            found = sentences.get(status) or __("The server %(host)s refuses this (%(status)s).")
        said = self._said(content)
        words = found % {"host": host, "status": status}
        raise Refused(f"{words} {said}".strip(), status, said)

    def _said(self, content: bytes) -> str:
        """Return what a refusing server says itself, one short line, without anything secret."""
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            return ""
        text = next(
            (
                str(told[name])
                for name in ("message", "detail", "error")
                if isinstance(told, dict) and told.get(name)
            ),
            "",
        )
        for secret in filter(None, self.secrets):
            text = text.replace(secret, "…")
        text = " ".join(text.split())[:200]
        return f"“{text}”" if text else ""


def _seconds(told: str, *, default: float) -> float:
    return float(told) if told.isascii() and told.isdecimal() and len(told) < 6 else default

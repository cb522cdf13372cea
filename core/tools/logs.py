"""What the log says of requests."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import responses
from typing import Any

from typing_extensions import override

from core.tools.client import address_of

# What opens something to whoever reads the line: the key of a data link, of a calendar.
_KEYS = re.compile(r"(?<=/)(?:aks_[^/]+|[^/]+(?=\.ics$))")
REQUEST_ID = "aksansi.request_id"  # in META, where no header of a client comes
_number: ContextVar[str] = ContextVar("request number", default="")


def request_id() -> str:
    """Return the number of the request that is being answered; "" outside of one."""
    return _number.get()


@contextmanager
def numbered(number: str) -> Iterator[None]:
    """Give what is logged inside the number of a request."""
    token = _number.set(number)
    try:
        yield
    finally:
        _number.reset(token)


class Numbered(logging.Filter):
    """Write the number of the request on each line; "-" where there is none.

    Django tells of a refused request when all middlewares are through; the request itself still knows.
    """

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        told = getattr(getattr(record, "request", None), "META", {}).get(REQUEST_ID)
        record.request_id = request_id() or told or "-"
        return True


class Refusals(logging.Filter):
    """Tell a refused request (4xx) as one line: who, method, path, from where, how it was answered.

    It is an answer, not an error to be traced; and whoever feels along the wall gets 404, not 403. Source: OWASP
    ASVS 5.0, 16.3.2 and 16.3.3.
    """

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        status = getattr(record, "status_code", 0)
        if request is None or not 400 <= status < 500:
            return True
        error = record.exc_info[1] if record.exc_info else None
        kind = f" ({type(error).__name__})" if error is not None else ""
        user = getattr(request, "user", None)
        who = user.get_username() if user is not None and user.is_authenticated else "anonymous"
        path = _KEYS.sub("…", request.path)
        told = (who, request.method or "", path, address_of(request) or "-")
        record.msg = f"{responses.get(status, status)}{kind}: %s %s %s from %s"
        record.args = tuple(word.encode("unicode_escape").decode("ascii") for word in told)
        record.exc_info = record.exc_text = None
        return True

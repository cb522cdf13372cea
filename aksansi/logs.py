"""What the log says of requests."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any


class Refusals(logging.Filter):
    """Tell a refused request (403) as one line: who, method, path. It is an answer, not an error to be traced."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if request is None or getattr(record, "status_code", None) != HTTPStatus.FORBIDDEN:
            return True
        error = record.exc_info[1] if record.exc_info else None
        kind = f" ({type(error).__name__})" if error is not None else ""
        user = getattr(request, "user", None)
        who = user.get_username() if user is not None and user.is_authenticated else "anonymous"
        told = (who, request.method or "", request.path)
        record.msg = f"Forbidden{kind}: %s %s %s"
        record.args = tuple(word.encode("unicode_escape").decode("ascii") for word in told)
        record.exc_info = record.exc_text = None
        return True

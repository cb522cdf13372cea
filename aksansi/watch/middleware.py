"""Every request has a number, which its log lines, its answer and its fault share; slow ones are told."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from aksansi.watch import metrics
from core.tools import logs

log = logging.getLogger(__name__)
_NUMBER = re.compile(r"[\w-]{8,64}", re.ASCII)


class WatchMiddleware:
    """First of all, so that its time is the time of the whole answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.count = metrics.counter()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = _number_of(request)
        request.META[logs.REQUEST_ID] = number
        with logs.numbered(number):
            answer = self.get_response(request)
            seconds = time.perf_counter() - began
            answer["X-Request-ID"] = number
            if seconds >= settings.SLOW_SECONDS:
                log.warning("Slow: %.1f s %s %s", seconds, request.method, _name_of(request))
            if self.count:
                self.count(_name_of(request), request.method or "", answer.status_code, seconds)
        return answer


def _number_of(request: HttpRequest) -> str:
    """Return the number a proxy of ours gave, or a new one: nobody outside writes into our log."""
    told = request.headers.get("X-Request-ID", "") if settings.PROXY_COUNT else ""
    return told if _NUMBER.fullmatch(told) else uuid.uuid4().hex


def _name_of(request: HttpRequest) -> str:
    """Return the name of the page: addresses hold keys, names are few."""
    return (request.resolver_match.view_name if request.resolver_match else "") or "none"

"""Doors of the roof: language and error pages."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as __
from django.views.i18n import set_language as django_set_language

from aksansi.api.door import Problem, is_of_programs, refused
from core.people import accounts, unsent
from core.people.security import record
from core.people.security_log import SecurityKind, SecurityOutcome
from core.records.review import Locked
from core.tools import logs
from core.tools.files.full import is_full


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in the browser and, for mails, on the account."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        accounts.keep_language(user=request.user, language=chosen)
    return django_set_language(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form that was open too long or came from elsewhere; nothing was saved."""
    if unsent.typed(request):
        return unsent.hand_back(request, unsent.case_of(request))
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    """Say why a step is refused, show what was typed, and lead back to the record it was meant for."""
    if getattr(request, "user", None) and request.user.is_authenticated:
        record(
            SecurityKind.FORBIDDEN,
            request=request,
            outcome=SecurityOutcome.REFUSED,
            detail=f"{request.method} {request.path}",
        )
    request.refused = str(exception or "")  # type: ignore[attr-defined]
    context = {
        "exception": str(exception or ""),
        "is_locked": isinstance(exception, Locked),
        "way_out": next(iter(getattr(exception, "args", ())), None),
        "back": record_above(request.path),
        "typed": unsent.typed(request),
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    """Say that there is no such page for this reader; what was typed for it stays readable."""
    return render(request, "404.html", {"typed": unsent.typed(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours (500), that the database is away for the moment (503) or that the disk is full
    (507), and hand back what was typed. Asks neither database nor session.
    """
    error = sys.exc_info()[1]
    case = unsent.Case.DOWN if isinstance(error, OperationalError | InterfaceError) else None
    case = unsent.Case.FULL if is_full(error) else case
    status = {unsent.Case.DOWN: 503, unsent.Case.FULL: 507}.get(case, 500) if case else 500
    if is_of_programs(request):
        words = f"{__('Number of this request')}: {logs.request_id()}"
        return refused(Problem(status, words, **_later(case)))
    typed = _typed_if_readable(request)
    if case and (typed or _has_files(request)):
        return unsent.hand_back(request, case, status=status)
    told = {"case": case, "status": status, "typed": typed, "number": logs.request_id()}
    page = loader.render_to_string("500.html", told)
    answer = HttpResponse(page, content_type=unsent.HTML, status=status)
    for name, value in _later(case).items():
        answer[name.replace("_", "-")] = value
    return answer


def _later(case: unsent.Case | None) -> dict[str, str]:
    return {"Retry_After": unsent.RETRY_AFTER} if case else {}


def _has_files(request: HttpRequest) -> bool:
    try:
        return bool(request.FILES)
    except Exception:
        return False


def _typed_if_readable(request: HttpRequest) -> list[unsent.Typed]:
    try:
        return unsent.typed(request)
    except Exception:
        return []  # what broke may be the reading of the form itself


def record_above(path: str) -> str:
    """Return the address of the nearest record page above an address, "" where there is none."""
    while path.count("/") > 2:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            name = resolve(path).url_name or ""
        except Resolver404:
            continue
        if name.endswith("-detail"):
            return path
    return ""


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    """Say that a request cannot be read (400) or is too large (413); what was typed in it cannot be read either."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status = 413 if is_large else 400
    if is_of_programs(request):
        return refused(Problem(status, __("This request could not be understood")))
    return render(request, "400.html", {"is_large": is_large, "status": status}, status=status)

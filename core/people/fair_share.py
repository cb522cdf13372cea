"""No account holds all threads of the web workers: so many of its requests are under way at once, fewer of heavy ones.

The figures go with `deploy/aksansi-web.service`: a worker has more threads than one account may hold, so that
even where all its requests meet in one worker others are answered there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from core.people import unsent
from core.people.limits import network_of
from core.tools.turns import Busy, TooMany, Turns, turn_of_one

MOST = 6  # requests of one account under way at a time, over all web workers of the machine
MOST_HEAVY = 2  # of them such as take long (`is_heavy`)
MOST_AT_DOOR = (
    3  # forms from one address that nobody is signed in for: each sign-in hashes a password
)
WAIT = 3  # seconds after which the browser asks again by itself

_HEAVY = Turns(
    at_once=4, waiting=0, seconds=0
)  # of all accounts, in one worker: half of its threads
_DOOR = Turns(
    at_once=4, waiting=0, seconds=0
)  # of all addresses, in one worker: half of its threads


class FairShareMiddleware:
    """Answers 429 where an account has its share under way: a page comes by itself, a form is handed back.

    A share is held until the answer is written: a table that is read while it is sent holds it as long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as held:
            request.share = held  # type: ignore[attr-defined]
            answer = self.get_response(request)
            if answer.streaming:
                answer._resource_closers.append(held.pop_all().close)  # type: ignore[attr-defined]
            return answer

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        held: ExitStack = request.share  # type: ignore[attr-defined]
        if request.method == "POST" and not request.user.is_authenticated:
            try:
                held.enter_context(turn_of_one(f"door {network_of(request)}", most=MOST_AT_DOOR))
                held.enter_context(_DOOR.take())
            except (TooMany, Busy):
                return _busy(request, "door")
            return None
        if request.method == "POST" and asks_password(request):
            try:  # each hashes a password, as a sign-in does
                held.enter_context(turn_of_one(f"password {request.user.pk}", most=1))
                held.enter_context(_DOOR.take())
            except (TooMany, Busy):
                return _busy(request, "door")
        page = getattr(view, "view_class", None)
        is_open = not getattr(view, "login_required", True)
        if not request.user.is_authenticated or is_open or getattr(page, "is_light", False):
            return None
        try:
            held.enter_context(turn_of_one(f"pages {request.user.pk}", most=MOST))
            if is_heavy(request, page):
                held.enter_context(turn_of_one(f"heavy {request.user.pk}", most=MOST_HEAVY))
                held.enter_context(_HEAVY.take())
        except TooMany:
            return _refused(request)
        except Busy:
            return _refused(request, "others", unsent.Case.BUSY, status=503)
        return None


def asks_password(request: HttpRequest) -> bool:
    """Return whether a page of a signed-in account looks at its password."""
    match = request.resolver_match
    name = str(match.url_name) if match else ""
    return "password" in name or "reauthenticate" in name


def is_heavy(request: HttpRequest, page: object) -> bool:
    """Return whether an answer takes long: a page that says so (`Page.is_heavy`), a list as a file or to print."""
    match = request.resolver_match
    return (
        getattr(page, "is_heavy", False)
        or bool(request.GET.get("format"))
        or (match is not None and str(match.url_name).endswith("_export"))
        or (match is not None and match.app_name == "admin" and bool(request.GET.get("q")))
    )


def _refused(
    request: HttpRequest,
    case: str = "share",
    handed: unsent.Case = unsent.Case.SHARE,
    *,
    status: int = 429,
) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return _busy(request, case, again=WAIT, status=status)
    answer = unsent.hand_back(request, handed, status=status)
    answer["Retry-After"] = str(WAIT)
    return answer


def _busy(request: HttpRequest, case: str, *, again: int = 0, status: int = 429) -> HttpResponse:
    # Told at once: without the frame's questions to the database.
    context = {"case": case, "status": status, "again": again, "request": request}
    answer = HttpResponse(render_to_string("busy.html", context), status=status)
    answer["Retry-After"] = str(WAIT)
    return answer

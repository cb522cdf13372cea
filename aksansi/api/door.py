"""Who asks: a program with a token, or whoever is signed in; how often; and what is said where it is not answered."""

from __future__ import annotations

import json
from contextlib import ExitStack

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as __
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from typing_extensions import override

from core.people import limits
from core.people.fair_share import MOST, MOST_HEAVY
from core.people.middleware import in_language
from core.people.tokens import services as tokens
from core.people.tokens.models import Token, TokenKind
from core.people.users import User
from core.tools.turns import TooMany, Turns, turn_of_one

ROOT = "/api/v1/"
# Of all who ask, in one worker: programs never hold the threads that people wait for.
_TURNS = Turns(at_once=4, waiting=8, seconds=20)


class Problem(Exception):
    """Is answered as problem+json (RFC 9457) with a sentence for whoever wrote the program."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def answer_json(
    content: object, *, status: int = 200, kind: str = "application/json"
) -> HttpResponse:
    """Return an answer in JSON, in UTF-8 as it is."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type=kind)


def refused(problem: Problem) -> HttpResponse:
    """Return what a program is told that gets nothing."""
    told = {
        "type": "about:blank",
        "title": HttpResponse(status=problem.status).reason_phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    answer = answer_json(told, status=problem.status, kind="application/problem+json")
    for name, value in problem.headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def is_of_programs(request: HttpRequest) -> bool:
    """Return whether a program asks: it reads problem+json, never a page."""
    return request.path.startswith(ROOT)


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class Door(View):
    """Base of what machines read. Reads only: there is no other method, whoever asks.

    A token stands in the header Authorization; whoever is signed in in a browser needs none.
    """

    http_method_names = ["get", "head", "options"]
    token: Token | None = None
    place = ""

    @override
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        language = request.GET.get("lang", settings.LANGUAGE_CODE)
        known = language in dict(settings.LANGUAGES)
        with translation.override(language if known else settings.LANGUAGE_CODE):
            try:
                if not known:
                    told = {"name": "lang", "values": ", ".join(dict(settings.LANGUAGES))}
                    raise Problem(400, __("%(name)s must be one of: %(values)s.") % told)
                answer = self._let_in(request, *args, **kwargs)
            except Problem as problem:
                answer = refused(problem)
            except Http404:
                answer = refused(Problem(404, __("There is nothing at this address for you.")))
            except PermissionDenied:
                answer = refused(Problem(403, __("This is not for your account.")))
            except limits.TooManyTries as error:
                wait = str(error.wait)
                answer = refused(Problem(429, __("Too many requests."), Retry_After=wait))
            except TooMany:
                words = __("Your account has too many requests under way at once.")
                answer = refused(Problem(429, words, Retry_After="3"))
            answer["Content-Language"] = translation.get_language() or "id"
            answer["Cache-Control"] = "private, no-store"
            answer["Vary"] = "Authorization, Cookie"
            return in_language(answer)

    def _let_in(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "OPTIONS" or request.method is None:
            return super().dispatch(request, *args, **kwargs)
        if request.method.lower() not in self.http_method_names:
            return refused(
                Problem(405, __("This address is read only."), Allow="GET, HEAD, OPTIONS")
            )
        self.token = self.find_token(request, **kwargs)
        if self.token is not None:
            request.user = self.token.user
        elif not request.user.is_authenticated:
            words = __("Send a token that works: Authorization: Bearer aks_…")
            raise Problem(401, words, WWW_Authenticate='Bearer realm="AKSANSI"')
        else:
            limits.take((tokens.REQUESTS, f"account {request.user.pk}"))
        # Held until the answer is written (`FairShareMiddleware`).
        held: ExitStack = getattr(request, "share", None) or ExitStack()
        most = MOST_HEAVY if request.GET.get("format", "json") != "json" else MOST
        held.enter_context(turn_of_one(f"programs {request.user.pk}", most=most))
        held.enter_context(_TURNS.take())
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is answered: whoever the token is of, or is signed in. Raises PermissionDenied for nobody."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def find_token(self, request: HttpRequest, **kwargs: object) -> Token | None:
        """Return the token a request brings. Raises Problem for one that opens nothing."""
        kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        found = None
        if kind.casefold() == "bearer":
            found = tokens.find(secret.strip(), kind=TokenKind.API, request=request)
        if found is None:
            words = __("This token does not work (any more). Make a new one under My account.")
            raise Problem(401, words, WWW_Authenticate='Bearer error="invalid_token"')
        return found

    def require_opened(self, place: str) -> None:
        """Raise Problem where the token was not made for this list."""
        if self.token is not None and not self.token.opens(place):
            words = __("This token was not made for %(list)s.") % {"list": place}
            raise Problem(403, words)

"""A form sent twice writes once: its token is claimed before anything else, in the transaction of the write."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as __

from core.pages.base import Page, look_at_files
from core.people import unsent
from core.records.journal import Submission
from core.tools.turns import TooMany, turn_of_one

MOST_READ = 4 * 1024 * 1024
MOST_OF_ONE = 2  # forms of one account under way at a time, over all web workers of the machine
# A form kept on a phone waits for a line for weeks; nobody sends the one of half a year ago a second time.
KEPT_DAYS = 180
SAVED = "aksansi-saved"
SAVED_FOR = 24 * 3600  # seconds


class Refusal(HttpResponseRedirect):
    """Leads back to a page that says why nothing was saved: the form may be sent again as it is."""


class Failed(HttpResponse):
    """Raises the error of a view when it is rendered.

    Django hands errors of views and of rendering to the `process_exception` of every middleware, but not those
    raised in a `process_view`.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def render(self) -> NoReturn:
        raise self.error


class SentOnceMiddleware:
    """For every form that brings a `form_token` (template tag `form_token`), on a page that writes records.

    Of two sendings the second waits for the first. What leads on (a redirect) was saved: the other one is
    told so and led to the same place. Any other answer takes everything back, the claim too. Who waits
    holds a thread, so one account has two under way at most, with a token or without; the next gets its entries
    back at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        is_form = request.method == "POST" and request.user.is_authenticated
        if not is_form or not is_claimed(request, view):
            return None
        try:
            with turn_of_one(f"forms {request.user.pk}", most=MOST_OF_ONE):
                return self._told(request, view, args, kwargs)
        except TooMany:
            answer = unsent.hand_back(request, unsent.Case.SENDING, status=429)
            answer["Retry-After"] = "5"
            return answer

    def _told(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
        try:
            if (key := key_of(request)) is None:
                answer: HttpResponseBase = view(request, *args, **kwargs)
                return answer
            _prepare(request, view, args, kwargs)
            return self._once(request, key, view, args, kwargs)
        except Exception as error:
            return Failed(error)  # after the write was taken back

    def _once(
        self, request: HttpRequest, key: uuid.UUID, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase:
        digest = digest_of(request)
        with transaction.atomic():
            claim, is_first = Submission.claim(key=key, user=request.user, digest=digest)
            if not is_first and claim.digest == digest:
                words = __("This form was saved already; nothing was saved twice.")
                messages.info(request, words)
                again = redirect(claim.target_url)
                tell_saved(again, request.POST["form_token"])
                return again
            if not is_first and not edits(view):
                case = unsent.Case.SAVED_BEFORE
                request.saved_before = claim.target_url  # type: ignore[attr-defined]
                return unsent.hand_back(request, case, status=409, saved_url=claim.target_url)
            request.submission = claim  # type: ignore[attr-defined]
            answer: HttpResponseBase = view(request, *args, **kwargs)
            if isinstance(answer, HttpResponseRedirect) and not isinstance(answer, Refusal):
                claim.keep(target=answer.url, digest=digest)
                tell_saved(answer, request.POST["form_token"])
            else:
                transaction.set_rollback(True)
        return answer


def tell_saved(answer: HttpResponseBase, token: str) -> None:
    """Let the next page know which form was saved: the device drops what it kept of it (`static/js/drafts.js`)."""
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(SAVED, token, max_age=SAVED_FOR, secure=secure, samesite="Strict")


def _prepare(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
    """Do what takes time before anything is held."""
    kind = getattr(view, "view_class", None)
    if kind is None or not issubclass(kind, Page):
        look_at_files(request)
    elif request.FILES or kind.ahead is not Page.ahead:
        page = kind(**view.view_initkwargs)
        page.setup(request, *args, **kwargs)
        page.enter()
        page.prepare()


def prune(*, now: dt.datetime | None = None) -> int:
    """Delete the names of forms that were saved longer than KEPT_DAYS ago; return how many rows went."""
    oldest = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    return Submission.objects.filter(created_at__lt=oldest).delete()[0]


def is_claimed(request: HttpRequest, view: object) -> bool:
    """Return whether a page writes records (`Page.sent_once`, or the admin's form of a row).

    Nowhere else is a write to be guarded, and what is counted, used up or signed in there is never undone: whoever
    adds a token to a form must not get its answer without its traces.
    """
    match = request.resolver_match
    if match is not None and "admin" in match.app_names:
        return str(match.url_name).endswith(("_add", "_change"))
    return getattr(getattr(view, "view_class", None), "sent_once", False)


def edits(view: object) -> bool:
    """Return whether a view changes a record that is there: its form brings the row version it was opened with.

    Changed after saving and sent again (Back in the browser) it is an edit like any other.
    """
    return getattr(getattr(view, "view_class", None), "is_edit", False)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """Return what names this person's form at this address; None where nothing has to be claimed."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        token = uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None
    return uuid.uuid5(token, f"{request.user.pk} {request.path}")


def _content(file: Any) -> str:
    """Return a word for what is in a file; of a long one its beginning and its end are read."""
    file.seek(0)
    found = hashlib.sha256(file.read(MOST_READ))
    file.seek(max(0, file.size - MOST_READ))
    found.update(file.read(MOST_READ))
    file.seek(0)
    return found.hexdigest()


def digest_of(request: HttpRequest) -> str:
    """Return a word for what was typed and attached: the same form sent again has the same."""
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in unsent.NOT_TYPED
    )
    files = sorted(
        (name, str(file.name), file.size, _content(file))
        for name, many in request.FILES.lists()
        for file in many
    )
    return hashlib.sha256(repr((request.GET.urlencode(), typed, files)).encode()).hexdigest()

"""What holds on every request of a signed-in account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as __

from chapters import unsent
from chapters.access import is_current, needs_second_factor, reads_only

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Indonesian unless the reader chose otherwise; the browser's own wish does not count.

    Many phones in use here are set to English while their owners work in Indonesian.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "id")
            return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads whoever is not signed in to the sign-in; a form sent after the session ended is kept."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST":
            return unsent.hand_back(request, unsent.case_of(request))
        return super().handle_no_permission(request, view_func)


class CurrentAccountMiddleware:
    """Ends the session of an account that expired, and asks for the second factor where it is due."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            if not is_current(user):
                # From here on nobody is signed in: protected pages lead to the sign-in by themselves.
                logout(request)
                request.account_ended = True  # type: ignore[attr-defined]
                messages.error(
                    request,
                    __("Your account is no longer valid. Ask the Secretariat to extend it."),
                )
                return self.get_response(request)
            if self._lacks_second_factor(request):
                messages.warning(
                    request,
                    __("Accounts of the Secretariat need a second factor. Please set it up now."),
                )
                return redirect(reverse("mfa_activate_totp"))
        response = self.get_response(request)
        if user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or not needs_second_factor(request.user):
            return False
        if request.path.startswith(("/accounts/", settings.STATIC_URL, "/language/")):
            return False
        if request.session.get("second_factor") == request.user.pk:
            return False
        if is_mfa_enabled(request.user):
            request.session["second_factor"] = request.user.pk
            return False
        return True


class ReadOnlyAccountMiddleware:
    """A government account changes nothing, whatever address it is sent to (design §3).

    Only what concerns the own sign-in is exempt: signing out, the own password, the language.
    """

    EXEMPT = ("/accounts/", "/language/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if (
            request.method not in ("GET", "HEAD", "OPTIONS")
            and reads_only(request.user)
            and not request.path.startswith(self.EXEMPT)
        ):
            raise PermissionDenied(__("Your account reads only; it cannot change anything."))

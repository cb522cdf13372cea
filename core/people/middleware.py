"""What holds on every request of a signed-in account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import is_current, needs_second_factor, reads_only
from core.people import sessions, unsent
from core.tools import pdf
from core.tools.press import LayoutEnded, TooLong
from core.tools.turns import Busy, TooMany

Handler = Callable[[HttpRequest], HttpResponse]

# What an account writes about itself, whatever its role: the only writes of whoever reads only (design §3).
OWN_WRITES = frozenset(
    {
        "set-language",
        "job-detail",
        "job-paper",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_from_key",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_prove_mailbox",
        "core:me-address",
        "core:me-address-confirm",
        "core:me-calendar",
        "core:me-digest",
        "core:me-lists",
        "core:me-sessions",
        "core:mail-off",
        "link-create",
        "token-create",
        "tokens",
    }
)
# What opens before the second factor is set up, where the role needs one.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "core:mail-off",
        "set-language",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_activate_totp",
        "mfa_prove_mailbox",
    }
)


View = Callable[..., HttpResponseBase]


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
            return in_language(response)


R = TypeVar("R", bound=HttpResponseBase)


def in_language(response: R) -> R:
    """Return an answer that is made while it is sent (a table) so that all of it speaks the language of now."""
    if response.streaming and not isinstance(response, FileResponse):
        language = translation.get_language()
        parts = iter(response.streaming_content)  # type: ignore[attr-defined]

        def told() -> Iterator[bytes]:
            while True:
                with translation.override(language):
                    part = next(parts, None)
                if part is None:
                    return
                yield part

        response.streaming_content = told()  # type: ignore[attr-defined]
    return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads whoever is not signed in to the sign-in; a form sent after the session ended is kept."""

    @override
    def handle_no_permission(self, request: HttpRequest, view_func: View) -> Any:
        if request.method == "POST":
            return unsent.hand_back(request, unsent.case_of(request))
        return super().handle_no_permission(request, view_func)


class CurrentAccountMiddleware:
    """Ends sessions that are over, of an account or by their age; asks for the second factor where it is due."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not is_current(user):
            # From here on nobody is signed in: protected pages lead to the sign-in by themselves.
            logout(request)
            request.account_ended = True  # type: ignore[attr-defined]
            messages.error(
                request,
                __("Your account is no longer valid. Ask the Secretariat to extend it."),
            )
        elif user.is_authenticated and not sessions.keep(request):
            logout(request)
            messages.info(request, __("You were signed in for a long time. Please sign in again."))
        response = self.get_response(request)
        if user.is_authenticated:
            # Pages and downloads tell of persons; what may stay on a device says so itself (decision 12).
            response.headers.setdefault("Cache-Control", "private, no-store")
            if not request.user.is_authenticated:
                # Signed out: photos leave the browser too. Not "storage": unsent visits stay.
                response["Clear-Site-Data"] = '"cache"'
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: View,
        args: object,
        kwargs: object,
    ) -> HttpResponse | None:
        if not self._lacks_second_factor(request):
            return None
        messages.warning(
            request, __("Accounts of the Secretariat need a second factor. Please set it up now.")
        )
        return redirect(reverse("mfa_activate_totp"))

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        user = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not needs_second_factor(user):
            return False
        return address_name(request) not in BEFORE_SECOND_FACTOR and not getattr(
            user, "has_factor", False
        )


class PaperMiddleware:
    """Says for whom papers are laid out, and answers in words when there is no turn for one.

    What was typed into a form that makes a paper (archiving a report) is handed back.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = pdf.account.set(
            lambda: str(
                getattr(request, "seen_by", request.user).pk or request.META.get("REMOTE_ADDR", "")
            )
        )
        try:
            return self.get_response(request)
        finally:
            pdf.account.reset(before)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        case = _PAPER_CASES.get(type(error))
        if case is None:
            return None
        status = 429 if case == "yours" else 503
        if request.method == "POST" and case != "long":
            answer = unsent.hand_back(request, unsent.Case.BUSY, status=status)
        else:
            answer = render(request, "busy.html", {"case": case, "status": status}, status=status)
        answer["Retry-After"] = "30"
        return answer


# Why there is no paper now: others' papers, one's own, its length, or a process that was ended.
_PAPER_CASES: dict[type[Exception], str] = {
    Busy: "others",
    TooMany: "yours",
    TooLong: "long",
    LayoutEnded: "ended",
}


class ReadOnlyAccountMiddleware:
    """A government account changes nothing but what is its own, whatever address it is sent to (design §3)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: View,
        args: object,
        kwargs: object,
    ) -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or not reads_only(request.user):
            return
        if request.method != "POST" or address_name(request) not in OWN_WRITES:
            raise PermissionDenied(__("Your account reads only; it cannot change anything."))


def address_name(request: HttpRequest) -> str:
    """Return the name of the address asked for, "" where it has none."""
    return request.resolver_match.view_name if request.resolver_match else ""

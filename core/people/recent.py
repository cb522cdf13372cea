"""Whether whoever is signed in has just shown who it is: steps that give power over accounts ask for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __
from django.views.generic import View

P = TypeVar("P", bound=type[View])


def signed_in_recently(request: HttpRequest) -> bool:
    """Return whether a password or a second factor was given within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    allauth's own question leaves out a sign-in of a minute ago; here it counts.
    """
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0.0)
    return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def ask_again(next_url: str) -> SafeString:
    """Return the sentence for a form sent too late: nothing was saved, and where to confirm it is you."""
    place = f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: next_url})}"
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
        __(
            "Nothing was saved yet: your last sign-in is a while ago. Confirm in a new tab that it is you, "
            "then save here again; what you typed stays."
        ),
        place,
        __("Confirm now"),
    )


def asks_again(
    *,
    confirmed_at: str = "core:user-list",
    is_recent: Callable[[HttpRequest], bool] = signed_in_recently,
) -> Callable[[P], P]:
    """For pages that give power over accounts: the password or the second factor once more, unless just given.

    A form sent too late is shown again as typed. It is not set aside to be sent after the sign-in, as
    allauth would: whoever slipped a form in could wait for that. `is_recent`: what counts as just given;
    `confirmed_at`: name of the page to open after confirming in another tab.
    """

    def guard(page: P) -> P:
        get, post = page.get, page.post  # type: ignore[attr-defined]

        def asked_get(
            self: object, request: HttpRequest, *args: object, **kwargs: object
        ) -> object:
            if not is_recent(request):
                raise ReauthenticationRequired
            return get(self, request, *args, **kwargs)

        def asked_post(self: Any, request: HttpRequest, *args: object, **kwargs: object) -> object:
            if is_recent(request):
                return post(self, request, *args, **kwargs)
            messages.warning(request, ask_again(reverse(confirmed_at)))
            return self.form_invalid(self.get_form())

        page.get, page.post = wraps(get)(asked_get), wraps(post)(asked_post)  # type: ignore[attr-defined]
        return page

    return guard

"""Whether whoever is signed in has just shown who it is: steps that give power over accounts ask for it."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __


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


class AsksAgain:
    """For forms that give power over accounts: the password or the second factor once more, unless just given.

    A form sent too late is shown again as typed. It is not set aside to be sent after the sign-in, as
    allauth would: whoever slipped a form in could wait for that. `is_recent`: what counts as just given;
    `confirmed_at`: name of the page to open after confirming in another tab.
    """

    is_recent = staticmethod(signed_in_recently)
    confirmed_at = "core:user-list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_recent(request):
            raise ReauthenticationRequired
        return super().get(request, *args, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_recent(request):
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        messages.warning(request, ask_again(reverse(self.confirmed_at)))
        return self.form_invalid(self.get_form())  # type: ignore[attr-defined]

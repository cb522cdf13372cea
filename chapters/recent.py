"""Whether whoever is signed in has just shown who it is: steps that give power over accounts ask for it."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
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

"""A form that was not taken: what was typed is shown to be copied or sent again, never thrown away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django import forms
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.choices import flatten_choices
from django.utils.text import capfirst

from core.tools.rows.values import value_class

HTML = "text/html; charset=utf-8"
RETRY_AFTER = "30"  # seconds
# What a browser sends along that is not the person's.
NOT_TYPED = ("csrfmiddlewaretoken", "form_token", "form_base", "row_version")
# Forms of the sign-in hold passwords, which no page ever shows again; nor do those of the admin site.
_NEVER = "/accounts/"
_SECRET = "password"


@value_class
class Typed:
    """One entry as its form names it."""

    label: str
    value: str


def may_be_offered(request: HttpRequest) -> bool:
    """Return whether a form of this very site was sent: its token was right, or the browser names the site."""
    if getattr(request, "csrf_processing_done", False):
        return True
    return request.headers.get("origin") == f"{request.scheme}://{request.get_host()}"


def _entries(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what was sent, as sent; nothing of a form that holds a password or is not of this site."""
    if request.method != "POST" or request.path.startswith(_NEVER) or not may_be_offered(request):
        return
    if any(_SECRET in name for name in request.POST):
        return
    for name, values in request.POST.lists():
        for value in values:
            yield name, str(value)


def typed(request: HttpRequest) -> list[Typed]:
    """Return what the sender typed, to be read and copied; no database is asked."""
    fields = _fields(request)
    return [
        Typed(_label(name, fields.get(name)), _in_words(value, fields.get(name)))
        for name, value in _entries(request)
        if name not in NOT_TYPED and value.strip()
    ]


def _fields(request: HttpRequest) -> dict[str, object]:
    """Return the fields of the form that the address is known to take, by name."""
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return {}
    return getattr(getattr(view, "form_class", None), "base_fields", {})


def _label(name: str, field: object) -> str:
    return capfirst(str(getattr(field, "label", None) or name.replace("_", " ")))


def _in_words(value: str, field: object) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        return str(dict(flatten_choices(choices)).get(value, value))
    return value


class Case(StrEnum):
    """Why a form comes back; the page says it in words."""

    STALE = "stale"
    SIGNED_OUT = "signed_out"
    ACCOUNT_GONE = "account_gone"
    SAVED_BEFORE = "saved_before"
    DOWN = "down"
    FULL = "full"
    BUSY = "busy"
    SENDING = "sending"
    SHARE = "share"


def case_of(request: HttpRequest) -> Case:
    """Return why a form was not let through to its page: nobody is signed in, or it stood open too long."""
    if request.user.is_authenticated:
        return Case.STALE
    # The session of an account that was closed or deleted still names it; one that ended does not.
    gone = getattr(request, "account_ended", False) or SESSION_KEY in request.session
    return Case.ACCOUNT_GONE if gone else Case.SIGNED_OUT


def hand_back(
    request: HttpRequest, case: Case, *, status: int = 403, saved_url: str = ""
) -> HttpResponse:
    """Return the page that holds what was typed, to be sent again as it is; it asks no database.

    A form saved before, then changed and sent again, is offered as another one, under a new token.
    """
    fresh = str(uuid.uuid4()) if case is Case.SAVED_BEFORE else ""
    entries = [
        (name, fresh if fresh and name == "form_token" else value)
        for name, value in _entries(request)
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "case": case.value,
        "entries": entries,
        "typed": typed(request),
        "file_names": [upload.name for _field, files in request.FILES.lists() for upload in files],
        "target": request.get_full_path(),
        "saved_url": saved_url,
        "csrf_token": get_token(request),
    }
    page = loader.render_to_string("403_unsent.html", context)
    answer = HttpResponse(page, content_type=HTML, status=status)
    if case in (Case.DOWN, Case.FULL):
        answer["Retry-After"] = RETRY_AFTER
    answer["Cache-Control"] = "private, no-store"
    return answer

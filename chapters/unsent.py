"""A form that came too late: its entries are handed back to be sent again, not thrown away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

# Forms of the sign-in hold passwords, which no page ever shows again.
_NEVER = "/accounts/"


def may_be_offered(request: HttpRequest) -> bool:
    """Return whether the request came from a form of this very site, by the browser's own word."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("origin") == origin and not request.path.startswith(_NEVER)


def hand_back(request: HttpRequest) -> HttpResponse:
    """Return the page (403) that holds what was typed, with the way to sign in where that is due."""
    entries = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "entries": entries,
        "file_names": [upload.name for _field, files in request.FILES.lists() for upload in files],
        "target": request.get_full_path(),
        "sign_in_query": urlencode({"next": "/"}),
    }
    return render(request, "403_unsent.html", context, status=403)

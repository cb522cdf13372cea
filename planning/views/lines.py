"""What the doors to lines of planning share."""

from __future__ import annotations

from django.http import HttpRequest


def start_from_query(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return initial values a link may hand to a form (`?chapter=3&year=2018`); only numbers."""
    return {name: request.GET[name] for name in names if request.GET.get(name, "").isdecimal()}

"""What the API opens: the lists and records of the house, found by their own addresses; nothing is declared twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from core.pages import DetailPage, ListPage


@dataclass(frozen=True)
class Listed:
    """A list: `place` is its address without slashes around it, `name` that of the address (`ksm:facility-list`)."""

    place: str
    name: str
    page: type[ListPage]
    given: dict[str, object] = field(hash=False, compare=False)

    def open(self, request: HttpRequest) -> ListPage:
        """Return the list's own page for a request. Raises PermissionDenied where it is not this reader's."""
        page = self.page(**self.given)
        page.setup(request)
        page.enter()
        return page


def _patterns(
    resolver: URLResolver, route: str = "", space: str = ""
) -> Iterator[tuple[str, str, object]]:
    for entry in resolver.url_patterns:
        whole = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            yield from _patterns(entry, whole, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield whole, f"{space}{entry.name}", entry.callback


def _listed() -> Iterator[tuple[str, str, type[ListPage], object]]:
    for route, name, view in _patterns(get_resolver()):
        page = getattr(view, "view_class", None)
        if "<" not in route and isinstance(page, type) and issubclass(page, ListPage):
            yield route.strip("/"), name, page, view


@cache
def lists() -> dict[str, Listed]:
    """Return every list that programs read by its place, in the order of the addresses."""
    return {
        place: Listed(place, name, page, getattr(view, "view_initkwargs", {}))
        for place, name, page, view in _listed()
        if page.for_programs
    }


@cache
def record_places() -> dict[str, type[DetailPage]]:
    """Return the page of a record by the place below which its key stands: "ksm/facilities".

    A list that is not for programs keeps its records out too.
    """
    kept_out = {place for place, _name, page, _view in _listed() if not page.for_programs}
    found = {}
    for route, name, view in _patterns(get_resolver()):
        page = getattr(view, "view_class", None)
        place, _slash, key = route.rstrip("/").rpartition("/")
        if not isinstance(page, type) or not issubclass(page, DetailPage) or place in kept_out:
            continue
        if name.endswith("-detail") and "<" not in place and key[:1] == "<":
            found[place] = page
    return found


@cache
def records_alone() -> dict[str, type[DetailPage]]:
    """Return the records that no list of their own leads to; other records name their keys."""
    return {place: page for place, page in record_places().items() if place not in lists()}


def open_record(place: str, key: str, request: HttpRequest) -> DetailPage | None:
    """Return the page of a record for a request, None where there is no such address.

    Raises Http404 for what the reader does not see, PermissionDenied where the page is not theirs.
    """
    try:
        match = resolve(f"/{place}/{key}/")
    except Resolver404:
        return None
    view, kind = match.func, record_places().get(place)
    if kind is None or set(match.kwargs) != {"key"} or getattr(view, "view_class", None) != kind:
        return None
    page = kind(**getattr(view, "view_initkwargs", {}))
    page.setup(request, **match.kwargs)
    page.enter()
    return page

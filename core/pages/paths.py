"""The addresses of a model's pages."""

from __future__ import annotations

from django.db import models
from django.urls import URLPattern, path
from django.views.generic import View

from core.pages.actions import ArchivePage, FilePage, HistoryPage, NotePage, RestorePage, ReviewPage
from core.pages.base import url_noun


def record_paths(
    model: type[models.Model],
    nouns: str,
    *,
    list_page: type[View] | None = None,
    detail: type[View] | None = None,
    create: type[View] | None = None,
    edit: type[View] | None = None,
    key: str = "int",
    journal: bool = True,
    review: bool = False,
    archive: bool = True,
) -> list[URLPattern]:
    """Return the paths of a model: `<nouns>/`, `<nouns>/add/`, `<nouns>/<key>/` with edit, archive, restore,
    history, note, file and (where reviewed) review below it. `key` is the path converter.
    """
    noun = url_noun(model)
    one = f"{nouns}/<{key}:key>"
    pages: list[tuple[str, str, type[View] | None]] = [
        (f"{nouns}/", "list", list_page),
        (f"{nouns}/add/", "create", create),
        (f"{one}/", "detail", detail),
        (f"{one}/edit/", "edit", edit),
    ]
    found = [
        path(route, page.as_view(), name=f"{noun}-{name}") for route, name, page in pages if page
    ]
    common: list[tuple[str, type[View]]] = []
    if archive:
        common += [("archive", ArchivePage), ("restore", RestorePage)]
    if journal:
        common += [("history", HistoryPage), ("note", NotePage), ("file", FilePage)]
    if review:
        common += [("review", ReviewPage)]
    found += [
        path(f"{one}/{name}/", page.as_view(model=model), name=f"{noun}-{name}")
        for name, page in common
    ]
    return found

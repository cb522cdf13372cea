"""The addresses of a model's pages."""

from __future__ import annotations

from django.db import models
from django.urls import URLPattern, path
from django.views.generic import View

from core.pages.actions import ArchivePage, FilePage, HistoryPage, NotePage, RestorePage, ReviewPage
from core.pages.base import url_noun
from core.pages.beneath import ApproveManyPage
from core.pages.bulk import BulkPage
from core.pages.kept import FiltersPage
from core.pages.lists import ListPage


def list_paths(
    route: str,
    name: str,
    page: type[ListPage],
    *,
    archives: bool = False,
    review: type[ApproveManyPage] | None = None,
) -> list[URLPattern]:
    """Return the paths of a list: its own, `filters/` with what is kept of it for a person and, where rows can be
    changed many at once, `bulk/<kind>/`. `archives`: whether rows have a page to archive them. `review`: the page on
    which many are approved at once, at `approve/`.
    """
    found, stem = (
        [path(route, page.as_view(archives=archives), name=name)],
        name.removesuffix("-list"),
    )
    given = {"list_page": page, "list_name": name}
    found.append(path(f"{route}filters/", FiltersPage.as_view(**given), name=f"{stem}-filters"))
    if review:
        many_more = review.as_view(**given)
        found.append(path(f"{route}approve/", many_more, name=f"{stem}-approve"))
    if archives or page.bulk_fields:
        many = BulkPage.as_view(**given, archives=archives)
        found.append(path(f"{route}bulk/<slug:kind>/", many, name=f"{stem}-bulk"))
    return found


def record_paths(
    model: type[models.Model],
    nouns: str,
    *,
    list_page: type[ListPage] | None = None,
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
        (f"{nouns}/add/", "create", create),
        (f"{one}/", "detail", detail),
        (f"{one}/edit/", "edit", edit),
    ]
    found = [
        path(route, page.as_view(), name=f"{noun}-{name}") for route, name, page in pages if page
    ]
    if list_page is not None:
        archives = archive and any(f.name == "archived_at" for f in model._meta.concrete_fields)
        many = ApproveManyPage if review else None
        own = list_paths(f"{nouns}/", f"{noun}-list", list_page, archives=archives, review=many)
        found = [*own, *found]
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

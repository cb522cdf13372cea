"""What every page has, and pages about one object."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.views.generic import View


class Page(View):
    """What every page has: a title, the way back, and the answer to "may I?".

    `sent_once`: its forms write records; one sent twice is saved once (`core.pages.once`).
    """

    sent_once = True
    model: Any = None
    template_name = ""
    title: Any = ""
    room = ""
    request: HttpRequest

    def get_title(self) -> Any:
        return self.title

    def get_crumbs(self) -> list[tuple[Any, str]]:
        """Return (label, address) pairs from the room down to the parent of this page."""
        return []

    def render(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        title = context.pop("title", None) or self.get_title()
        room = self.room or (self.model._meta.app_label if getattr(self, "model", None) else "")
        base = {"title": title, "crumbs": self.get_crumbs(), "room": room, "page": self}
        return render(self.request, self.template_name, {**base, **context}, status=status)

    def rows(self) -> Any:
        """Return the rows of the model this user may see; the only way a page reads them."""
        manager: Any = self.model._default_manager
        return manager.visible_to(self.request.user)

    def address(self, name: str, *args: Any) -> str:
        """Return the address of a sibling page ("list", "edit" …) of the model, "" where there is none."""
        meta = self.model._meta
        try:
            return reverse(f"{meta.app_label}:{url_noun(self.model)}-{name}", args=args)
        except NoReverseMatch:
            return ""


def url_noun(model: type[models.Model]) -> str:
    """Return the word that names a model's pages in URL names: StatusRecord → "status-record"."""
    name = model.__name__
    return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


class ObjectPage(Page):
    """A page about one object, fetched from the visible rows: outside scope there is no such object."""

    def plan(self, rows: Any) -> Any:
        """Return the rows with what this page touches loaded; rooms extend it."""
        return rows

    def get_object(self) -> Any:
        field = getattr(self.model, "key_field", "pk")
        try:
            return self.plan(self.rows()).get(**{field: self.kwargs["key"]})
        except (self.model.DoesNotExist, ValueError, OverflowError) as error:
            raise Http404 from error

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> Any:
        return self.title or str(self.object)

    def list_crumb(self) -> list[tuple[Any, str]]:
        address = self.address("list")
        return [(capfirst(self.model._meta.verbose_name_plural), address)] if address else []

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return self.list_crumb()

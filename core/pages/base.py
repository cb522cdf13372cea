"""What every page has."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.views.generic import View
from typing_extensions import override

from core.access import Action, require
from core.people.users import SignedInRequest
from core.tools.files import uploads
from core.tools.formats import Words
from core.tools.turns import turn_of_one


def look_at_files(request: HttpRequest) -> None:
    """Look through what was uploaded, before anything is held; one document of an account at a time. Raises TooMany."""
    for file in request.FILES.values():
        if uploads.is_photo(file):
            uploads.look(file)
        else:
            with turn_of_one(f"documents {request.user.pk}", most=1):
                uploads.look(file)


class Page(View):
    """What every page has: a title, the way back, the answer to "may I?" and, where it has one, its form.

    `title` may name the object of the page: %(what)s. `select_related`: what to load with each row.
    `is_about_one`: the address names one row of the model, `object`. `only_for`: what whoever opens it must be
    allowed at all, whatever the object. `namespace`: of the model's pages, where they stand in a room above it.
    `above`: (label, URL name) of the pages that lead here, where it is not
    the list of the model. `parent_field`: the relation to the record this one stands under; the way back leads there.
    `is_heavy`: it takes long on the whole country; `is_light`: there are many on one page (`core.people.fair_share`).
    `sent_once`: its forms write records; one sent twice is saved once (`core.pages.once`).
    """

    sent_once = True
    is_heavy: ClassVar[bool] = False
    is_light: ClassVar[bool] = False
    is_about_one: ClassVar[bool] = False
    model: Any = None
    select_related: ClassVar[tuple[str, ...]] = ()
    parent_field: ClassVar[str] = ""
    form_class: ClassVar[Any] = None
    template_name = ""
    title: Any = ""
    room = ""
    namespace: ClassVar[str] = ""
    only_for: ClassVar[Action | None] = None
    above: ClassVar[tuple[tuple[Any, str], ...]] = ()
    success_url: ClassVar[str] = ""
    object: Any = None
    request: SignedInRequest

    @override
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.enter()
        if request.method == "POST":
            self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def enter(self) -> None:
        """Find what the page is about. Raises Http404, PermissionDenied or Locked where it is not this user's."""
        if self.only_for:
            require(self.request.user, self.only_for)
        if self.is_about_one:
            self.object = self.get_object()
        self.check()

    def prepare(self) -> None:
        """Make what goes ahead of a write, once: the page that holds nothing yet, or the one that writes."""
        if not hasattr(self.request, "ahead"):
            self.request.ahead = None
            self.request.ahead = self.ahead()

    def ahead(self) -> Any:
        """Return what takes seconds to make (a picture, a table read, a paper), kept as `request.ahead`.

        It is made before a transaction begins, which others would wait for; what it rests on is to be
        looked at again by whoever writes. Called by `core.pages.once` and `dispatch`.
        """
        look_at_files(self.request)

    def check(self) -> None:
        """Raise PermissionDenied or Locked where the page is not this user's to open."""

    # --- What it is about -----------------------------------------------------------

    def get_queryset(self) -> object:
        """Return the rows of the model this user may see; the only way a page reads them."""
        manager: Any = self.model._default_manager
        rows = manager.visible_to(self.request.user)
        return rows.select_related(*self.select_related) if self.select_related else rows

    def get_object(self) -> object:
        """Return the row the address names. Raises Http404: outside scope there is no such object."""
        field = getattr(self.model, "key_field", "pk")
        try:
            return self.get_queryset().get(**{field: self.kwargs["key"]})
        except (self.model.DoesNotExist, ValueError, OverflowError) as error:
            raise Http404 from error

    def address(self, name: str, *args: object) -> str:
        """Return the address of a sibling page ("list", "edit" …) of the model, "" where there is none."""
        return address_of(self.model, name, *args, namespace=self.namespace)

    # --- What it shows --------------------------------------------------------------

    def get_title(self) -> object:
        if not self.is_about_one:
            return self.title
        return self.title % {"what": self.object} if self.title else str(self.object)

    def crumbs_above(self) -> list[tuple[object, str]]:
        """Return the way to the object: its list, or the record it stands under with the list of those."""
        if self.above:
            return [(label, reverse(name)) for label, name in self.above]
        if not self.parent_field:
            return list_crumb(self.model, self.namespace)
        parent = getattr(self.object, self.parent_field)
        return [*list_crumb(type(parent)), (str(parent), parent.get_absolute_url())]

    def get_crumbs(self) -> list[tuple[Words, str]]:
        """Return (label, address) pairs from the room down to the parent of this page."""
        if not self.is_about_one:
            return self.crumbs_above() if self.above else []
        return [*self.crumbs_above(), (str(self.object), self.object.get_absolute_url())]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return {
            "title": self.get_title(),
            "crumbs": self.get_crumbs(),
            "room": self.room or (self.model._meta.app_label if self.model else ""),
            "page": self,
            **kwargs,
        }

    def render(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = self.get_context_data(**context)
        return render(self.request, self.template_name, context, status=status)

    # --- Its form -------------------------------------------------------------------

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {"user": self.request.user, "initial": self.get_initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        return kwargs

    def get_form_class(self) -> type[forms.BaseForm]:
        return self.form_class

    def get_form(self, **kwargs: object) -> Any:
        return self.get_form_class()(**{**self.get_form_kwargs(), **kwargs})

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        self.request.refused = form
        return self.render({"form": form}, 422)

    def get_success_url(self) -> str:
        """Return where a write leads: to `success_url` (a URL name), else to the object."""
        return reverse(self.success_url) if self.success_url else self.object.get_absolute_url()

    def done(self, message: object) -> HttpResponse:
        """Return the way on after a write, with what to tell the user."""
        messages.success(self.request, message)
        return HttpResponseRedirect(self.get_success_url())


def url_noun(model: type[models.Model]) -> str:
    """Return the word that names a model's pages in URL names: StatusRecord → "status-record"."""
    name = model.__name__
    return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


def address_of(model: type[models.Model], name: str, *args: object, namespace: str = "") -> str:
    """Return the address of a page ("list", "edit" …) of a model, "" where it has none."""
    try:
        return reverse(f"{namespace or model._meta.app_label}:{url_noun(model)}-{name}", args=args)
    except NoReverseMatch:
        return ""


def list_crumb(model: type[models.Model], namespace: str = "") -> list[tuple[Any, str]]:
    """Return the list of a model as a step of the way back; none where it has no list."""
    address = address_of(model, "list", namespace=namespace)
    return [(capfirst(model._meta.verbose_name_plural), address)] if address else []

"""Pages that write one record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.views.generic import View

from core.access import Action, recheck, require
from core.pages.base import ObjectPage, Page
from core.pages.scoped_forms import RecordForm
from core.records.review import hold, require_unlocked


class FormPage(Page):
    """A form that writes one record: GET shows it, a valid POST saves and leads on.

    The write and the re-check of scope share one transaction.
    """

    template_name = "pages/form.html"
    form_class: ClassVar[type[RecordForm]]
    object: Any = None
    parent: Any = None
    intro: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = {
            "user": self.request.user,
            "parent": self.parent,
            "instance": self.object,
        }
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        else:
            kwargs["initial"] = self.get_initial()
        return kwargs

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_cancel_url(self) -> str:
        if self.object is not None and self.object.pk:
            return self.object.get_absolute_url()
        return self.parent.get_absolute_url() if self.parent is not None else self.address("list")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def write(self, form: Any) -> Any:
        """Save the valid form and return the record; rooms call their service here."""
        return form.save()

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        return self.render(
            {
                "form": form,
                "cancel_url": self.get_cancel_url(),
                "intro": self.intro,
                "object": self.object,
            },
            status,
        )

    def sent_form(self) -> Any:
        """Return the form with what was sent."""
        return self.form_class(**self.get_form_kwargs())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(self.form_class(**self.get_form_kwargs()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user  # signed in, as every page asks for
        try:
            with transaction.atomic():
                self.lock_row()
                form = self.form_class(**self.get_form_kwargs())
                claim = getattr(request, "submission", None)
                if claim is not None:
                    form.own_version = claim.row_version
                if not form.is_valid():
                    return self.show(form, 422)
                self.object = self.write(form)
                recheck(user, self.object)
                target = self.get_success_url()
                if claim is not None:
                    claim.row_version = form.version_of_row()
        except ValidationError as error:
            form = self.form_class(**self.get_form_kwargs())
            form.is_valid()
            form.take_error(error)
            return self.show(form, 422)
        except IntegrityError:
            # Two at once: the other one won between our check and our write.
            form = self.form_class(**self.get_form_kwargs())
            if form.is_valid():
                form.add_error(
                    None, __("Somebody saved the same at this moment. Please check and save again.")
                )
            return self.show(form, 422)
        messages.success(request, self.get_message())
        return HttpResponseRedirect(target)

    def lock_row(self) -> None:
        """Hold what is written, and what it is reviewed with, until the end of the transaction. Raises Locked."""

    def get_message(self) -> str:
        return __("Saved: %(what)s.") % {"what": self.object}


class CreatePage(FormPage):
    """A new record, at the top of a list or under a parent (`parent_model`, found by `key`)."""

    parent_model: ClassVar[type[models.Model] | None] = None
    # Whether a parent that is handed in or approved takes no more lines.
    checks_lock: ClassVar[bool] = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.parent_model is not None:
            manager: Any = self.parent_model._default_manager
            field = getattr(self.parent_model, "key_field", "pk")
            self.parent = manager.visible_to(request.user).filter(**{field: kwargs["key"]}).first()
            if self.parent is None:
                raise Http404
            require(request.user, Action.ADD, self.parent)
            require_unlocked(self.parent)
        require(request.user, Action.ADD, self.model)
        return super().dispatch(request, *args, **kwargs)

    def lock_row(self) -> None:
        if self.parent is not None and self.checks_lock:
            for root in hold([self.parent]):
                require_unlocked(root)

    def get_title(self) -> Any:
        return self.title or capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name})

    def get_crumbs(self) -> list[tuple[Any, str]]:
        if self.parent is not None:
            return [(str(self.parent), self.parent.get_absolute_url())]
        address = self.address("list")
        return [(capfirst(self.model._meta.verbose_name_plural), address)] if address else []


class EditPage(FormPage, ObjectPage):
    """An existing record; refused with the reason where it is locked."""

    is_edit = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        require(request.user, Action.CHANGE, self.object)
        require_unlocked(self.object)
        return View.dispatch(self, request, *args, **kwargs)

    def lock_row(self) -> None:
        hold([self.object])
        manager: Any = self.model._default_manager
        manager.select_for_update(of=("self",)).get(pk=self.object.pk)
        self.object = self.get_object()
        require_unlocked(self.object)

    def get_title(self) -> Any:
        return self.title or __("Change: %(what)s") % {"what": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]

"""Pages that write one record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, recheck, require, rows_of
from core.pages.base import Page, list_crumb
from core.pages.form_layout import take_error
from core.pages.scoped_forms import RecordForm
from core.records.lost_update import version_of_row
from core.records.records import Record
from core.records.review import hold, require_unlocked, why_locked
from core.tools.formats import Words

AGAIN = "again"  # the button that saves and asks for another
NEXT = "next"  # the button that saves and goes on with the one that follows
MOST_LINES = 200  # of one record are gone through for the one that follows
AT_ONCE = _("Somebody saved the same at this moment. Please check and save again.")


class CreatePage(Page):
    """A new record, at the top of a list or under a parent (`parent_model`, found by `key`)."""

    template_name = "pages/form.html"
    form_class: ClassVar[type[RecordForm]]
    intro: Words = ""
    success_message: Words = _("Saved: %(what)s.")
    leads_to_parent: ClassVar[bool] = False
    parent_model: ClassVar[type[models.Model] | None] = None
    parent: Any = None
    # Whether a parent that is handed in or approved takes no more lines.
    checks_lock: ClassVar[bool] = True
    # Whether one can save and go on with another; None: under a parent, as its lines are many.
    repeats: ClassVar[bool | None] = None

    def get_parent(self) -> object:
        """Return the record the new one belongs to, None at the top of a list. Raises Http404."""
        if self.parent_model is None:
            return None
        manager: Any = self.parent_model._default_manager
        field = getattr(self.parent_model, "key_field", "pk")
        found = manager.visible_to(self.request.user).filter(**{field: self.kwargs["key"]}).first()
        if found is None:
            raise Http404
        return found

    @override
    def check(self) -> None:
        self.parent = self.get_parent()
        if self.parent is not None:
            require(self.request.user, Action.ADD, self.parent)
            self.check_parent()
        require(self.request.user, Action.ADD, self.model)

    def check_parent(self) -> None:
        """Raise Locked where the parent takes no more of these."""
        if self.checks_lock:
            require_unlocked(self.parent)

    def lock_row(self) -> None:
        """Hold what the new record is reviewed with until the end of the transaction. Raises Locked."""
        if self.parent is not None and self.checks_lock:
            for root in hold([self.parent]):
                require_unlocked(root)

    @override
    def get_title(self) -> object:
        return self.title or capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name})

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        if self.parent is not None:
            return [(str(self.parent), self.parent.get_absolute_url())]
        return list_crumb(self.model, self.namespace)

    def get_cancel_url(self) -> str:
        return self.parent.get_absolute_url() if self.parent is not None else self.address("list")

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return super().get_context_data(
            **{**record_context(self), "repeats": self.may_repeat, **kwargs}
        )

    @property
    def may_repeat(self) -> bool:
        return self.parent_model is not None if self.repeats is None else self.repeats

    @override
    def done(self, message: object) -> HttpResponse:
        """Return the way on: to what was saved, or (“save and add another”) to an empty form at the same address."""
        answer = super().done(message)
        if AGAIN in self.request.POST and self.may_repeat:
            answer["Location"] = self.request.get_full_path()
        return answer

    @override
    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "parent": self.parent, "instance": None}
        return without_start(kwargs)

    @override
    def get_success_url(self) -> str:
        return (self.parent if self.leads_to_parent else self.object).get_absolute_url()

    def form_valid(self, form: Any) -> HttpResponse:
        return after_save(self, form, form.save())

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({"form": self.get_form()})

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return write_record(self)


class EditPage(Page):
    """An existing record; refused with the reason where it is locked."""

    template_name = "pages/form.html"
    is_about_one = True
    is_edit = True
    title = _("Change: %(what)s")
    form_class: ClassVar[type[RecordForm]]
    intro: Words = ""
    success_message: Words = _("Saved: %(what)s.")

    @override
    def check(self) -> None:
        require(self.request.user, Action.CHANGE, self.object)
        require_unlocked(self.object, self.request.user)

    def lock_row(self) -> None:
        """Hold the record, and what it is reviewed with, until the end of the transaction. Raises Locked."""
        hold([self.object])
        manager: Any = self.model._default_manager
        manager.select_for_update(of=("self",)).only("pk").get(pk=self.object.pk)
        self.object = self.get_object()
        self.check()

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        shown = {**record_context(self), "next_url": self.next_url()}
        return super().get_context_data(**{**shown, **kwargs})

    def next_url(self) -> str:
        """Return the form of the record that follows under the same parent and can be changed; "" after the last."""
        parent = self.form_class.parent_field
        rows = rows_of(self.model).visible_to(self.request.user)
        if not parent or not isinstance(self.object, Record):
            return ""
        rows = rows.current().filter(**{parent: getattr(self.object, parent)})
        lines = list(rows.select_related(parent)[:MOST_LINES])
        places = [place for place, row in enumerate(lines, 1) if row.pk == self.object.pk]
        after = lines[places[0] :] if places else []
        found = next((row for row in after if not why_locked(row)), None)
        return self.address("edit", found.key) if found is not None else ""

    @override
    def done(self, message: object) -> HttpResponse:
        """Return the way on: to what was saved, or (“save, next”) to the form of the one that follows."""
        answer = super().done(message)
        if NEXT in self.request.POST and (url := self.next_url()):
            answer["Location"] = url
        return answer

    @override
    def get_form_kwargs(self) -> dict[str, Any]:
        return without_start({**super().get_form_kwargs(), "instance": self.object})

    def form_valid(self, form: Any) -> HttpResponse:
        return after_save(self, form, form.save())

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({"form": self.get_form()})

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return write_record(self)


RecordPage = CreatePage | EditPage


def record_context(page: RecordPage) -> dict[str, object]:
    return {"cancel_url": page.get_cancel_url(), "intro": page.intro, "object": page.object}


def without_start(kwargs: dict[str, object]) -> dict[str, object]:
    """Return the arguments of a record's form: what was sent is compared with the row, not with a proposal."""
    if "data" in kwargs:
        del kwargs["initial"]
    return kwargs


def after_save(page: RecordPage, form: RecordForm, record: models.Model) -> HttpResponse:
    """Return the way on after a form wrote a record: still inside the user's scope, and told what is unusual in it."""
    page.object = record
    if form.keeps_first_source:
        words = __(
            "The first source stays named; what you changed stands in the remarks under its own source. "
            "To put the source itself right, change it alone."
        )
        messages.info(page.request, words)
    for text in form.warnings():
        messages.warning(page.request, text)
    recheck(page.request.user, record)  # signed in, as every page asks for
    return page.done(page.success_message % {"what": record})


def write_record(page: RecordPage) -> HttpResponse:
    """Write what was sent and lead on, else show the form again (422). Write and re-check of scope are one."""
    claim = getattr(page.request, "submission", None)
    try:
        with transaction.atomic():
            page.lock_row()
            form = page.get_form()
            if claim is not None:
                form.own_version = claim.row_version
            if not form.is_valid():
                return page.form_invalid(form)
            answer = page.form_valid(form)
            if claim is not None:
                claim.row_version = version_of_row(form)
            return answer
    except ValidationError as error:
        form = page.get_form()
        form.is_valid()
        take_error(form, error)
    except IntegrityError:
        # Two at once: the other one won between our check and our write.
        form = page.get_form()
        if form.is_valid():
            form.add_error(None, AT_ONCE)
    return page.form_invalid(form)

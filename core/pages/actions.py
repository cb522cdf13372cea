"""Steps on one object: archive, restore, review, note, file; and its history."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, require
from core.pages.base import Page
from core.pages.form_layout import take_error
from core.pages.forms import AT_ONCE
from core.pages.journal_forms import FileForm, NoteForm
from core.pages.scoped_forms import ReasonForm
from core.records import opened, services
from core.records.lost_update import joins_others
from core.records.review import (
    RULES,
    Reviewed,
    ReviewMove,
    hold_row,
    require_unlocked,
    what_keeps_from,
)
from core.records.revisions import entries_since_approval
from core.records.steps import move
from core.records.timeline import timeline_of
from core.tools.formats import Words


class ActionPage(Page, ABC):
    """One step on one object: GET asks (with a remark, but for `remark = False`), POST does it in `form_valid`."""

    template_name = "pages/action.html"
    is_about_one = True
    action: ClassVar[Action] = Action.CHANGE
    form_class: ClassVar[Any] = ReasonForm
    remark: ClassVar[bool] = True
    label: Any = ""
    question: Any = ""
    submit_label: object = ""
    danger = False
    checks_lock = False

    @override
    def check(self) -> None:
        """Raise PermissionDenied or Locked where the step is not this user's to make."""
        require(self.request.user, self.action, self.object)
        if self.checks_lock:
            require_unlocked(self.object, self.request.user)

    @override
    def get_title(self) -> Words:
        return f"{self.label}: {self.object}" if self.label else super().get_title()

    @override
    def get_form(self, **kwargs: object) -> Any:
        """Return the form, bound or not with the same initial values: what is stored now is told from them."""
        form = super().get_form(**kwargs)
        if not self.remark:
            form.fields.pop("remark")
        return form

    def hindrances(self) -> list[str]:
        """Return why the step cannot be made now (`Reason`: with the way out); then the page has no button for it."""
        return []

    def get_cancel_url(self) -> str:
        """Return where whoever does not do it after all goes back to."""
        return str(self.object.get_absolute_url())

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        shown = {
            "object": self.object,
            "hindrances": self.hindrances(),
            "question": self.question,
            "submit_label": self.submit_label or self.label or self.get_title(),
            "danger": self.danger,
            "cancel_url": self.get_cancel_url(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    @abstractmethod
    def form_valid(self, form: Any) -> HttpResponse:
        """Do the step and return `done` with the message for the user. ValidationError is shown on the form."""

    def lock_row(self) -> None:
        """Hold what the form's stored values belong to, and read it and the right to the step again."""
        hold_row(self.object)
        self.object = self.get_object()
        self.check()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({"form": self.get_form()})

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        form: Any = None
        try:
            with transaction.atomic():
                if opened.NAME in request.POST:
                    self.lock_row()
                form = self.get_form()
                if joins_others(form) or not form.is_valid():
                    return self.form_invalid(form)
                return self.form_valid(form)
        except ValidationError as error:
            take_error(form, error)
        except IntegrityError:
            # Two at once: the other one won between our check and our write.
            form.add_error(None, AT_ONCE)
        return self.form_invalid(form)


class ArchivePage(ActionPage):
    title = _("Archive: %(what)s")
    submit_label = _("Archive")
    action = Action.ARCHIVE
    danger = True
    checks_lock = True

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        self.question = __(
            "It leaves the lists and reports. Nothing is deleted; the Secretariat can restore it."
        )
        if left := self._left():
            self.question = f"{self.question} {left}"
        return super().get_context_data(**kwargs)

    @override
    def hindrances(self) -> list[str]:
        against = services.against_archiving(type(self.object), [self.object])
        return [*against.values()]

    def _left(self) -> str:
        return self.object.left_by_archiving() if hasattr(self.object, "left_by_archiving") else ""

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        left = self._left()
        services.archive(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
        if left:
            messages.warning(self.request, left)
        return self.done(__("Archived: %(what)s.") % {"what": self.object})

    @override
    def get_success_url(self) -> str:
        return self.address("list") or self.object.get_absolute_url()


class RestorePage(ActionPage):
    title = _("Restore: %(what)s")
    action = Action.RESTORE

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.restore(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
        return self.done(__("Restored: %(what)s.") % {"what": self.object})


class ReviewPage(ActionPage):
    """One review move (`?move=submit` …) with its remark; refused moves say why on the page."""

    @override
    def check(self) -> None:
        wanted = self.request.GET.get("move") or self.request.POST.get("move") or ""
        if wanted not in ReviewMove.values:
            raise Http404
        self.move = ReviewMove(wanted)
        require(self.request.user, RULES[self.move].action, self.object)

    @override
    def get_title(self) -> Words:
        return f"{self.move.label}: {self.object}"

    @override
    def hindrances(self) -> list[str]:
        return what_keeps_from(self.object, self.move, self.request.user)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.submit_label = self.move.label
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.object = move(
            obj=self.object,
            move_=self.move,
            by=self.request.user,
            remark=form.cleaned_data["remark"],
        )
        return self.done(__("%(move)s: %(what)s.") % {"move": self.move.done, "what": self.object})


APPROVAL = "approval"


class HistoryPage(Page):
    """Everything that happened to a record; `?since=approval`: what was changed after it was agreed to, lines too."""

    template_name = "pages/history.html"
    is_about_one = True
    title = _("History: %(what)s")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        obj, personal = self.object, may(request.user, Action.SEE_CONTACTS)
        since = isinstance(obj, Reviewed) and request.GET.get("since") == APPROVAL
        if since:
            entries, more = (
                entries_since_approval(obj, reader=request.user, personal=personal),
                False,
            )
        else:
            entries, more = timeline_of(obj, reader=request.user, limit=200, personal=personal)
        return self.render(
            {"object": obj, "timeline": entries, "more_history": more, "since_approval": since}
        )


class NotePage(ActionPage):
    title = _("Note on %(what)s")
    submit_label = _("Save note")
    action = Action.ADD
    form_class = NoteForm

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.add_note(
            obj=self.object,
            by=self.request.user,
            text=form.cleaned_data["text"],
            kind=form.cleaned_data["kind"],
        )
        return self.done(__("Note saved."))


class FilePage(ActionPage):
    template_name = "pages/file.html"
    title = _("Add a photo or document to %(what)s")
    submit_label = _("Upload")
    action = Action.ADD
    form_class = FileForm

    @override
    def get_form(self, **kwargs: object) -> Any:
        form = super().get_form(**kwargs)
        if moments := getattr(self.object, "photo_moments", ()):
            form.fields["moment"].choices = [
                ("", "–"),
                *((one.value, one.label) for one in moments),
            ]
        else:
            form.fields.pop("moment")
        return form

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        kept = services.add_file(
            obj=self.object,
            by=self.request.user,
            upload=data["file"],
            title=data["title"],
            taken_on=data["taken_on"],
            moment=data.get("moment", ""),
        )
        return self.done(__("Kept: %(what)s.") % {"what": kept.title})

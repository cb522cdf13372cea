"""Steps on one object: archive, restore, review, note, file; and its history."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as __
from django.views.generic import View

from core.access import Action, may, require
from core.pages.base import ObjectPage
from core.pages.journal_forms import FileForm, NoteForm
from core.pages.scoped_forms import ReasonForm
from core.records import opened, services
from core.records.lost_update import joins_others
from core.records.review import RULES, Move, hold_row, move, require_unlocked, why_not_move
from core.records.timeline import timeline_of


class ActionPage(ObjectPage):
    """One step on one object: GET asks (with a remark), POST does it through `perform`."""

    template_name = "pages/action.html"
    action: ClassVar[Action] = Action.CHANGE
    form_class: ClassVar[Any] = ReasonForm
    question: Any = ""
    submit_label: Any = ""
    danger = False
    checks_lock = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        self.check()
        return View.dispatch(self, request, *args, **kwargs)

    def check(self) -> None:
        """Raise PermissionDenied or Locked where the step is not this user's to make."""
        require(self.request.user, self.action, self.object)
        if self.checks_lock:
            require_unlocked(self.object)

    def perform(self, form: Any) -> str:
        """Do the step; return the message for the user. ValidationError is shown on the form."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]

    def build_form(self, **kwargs: Any) -> Any:
        """Return the form, bound or not with the same initial values: what is stored now is told from them."""
        return self.form_class(user=self.request.user, **kwargs)

    def sent_form(self) -> Any:
        """Return the form with what was sent."""
        return self.build_form(data=self.request.POST, files=self.request.FILES)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        return self.render(
            {
                "form": form,
                "object": self.object,
                "question": self.question,
                "submit_label": self.submit_label or self.get_title(),
                "danger": self.danger,
                "cancel_url": self.object.get_absolute_url(),
            },
            status,
        )

    def lock_row(self) -> None:
        """Hold what the form's stored values belong to, and read it and the right to the step again."""
        hold_row(self.object)
        self.object = self.get_object()
        self.check()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(self.build_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form: Any = None
        try:
            with transaction.atomic():
                if opened.NAME in request.POST:
                    self.lock_row()
                form = self.sent_form()
                if joins_others(form) or not form.is_valid():
                    return self.show(form, 422)
                message = self.perform(form)
                target = self.get_success_url()
        except ValidationError as error:
            form.take_error(error)
            return self.show(form, 422)
        except IntegrityError:
            # Two at once: the other one won between our check and our write.
            form.add_error(
                None, __("Somebody saved the same at this moment. Please check and save again.")
            )
            return self.show(form, 422)
        messages.success(request, message)
        return HttpResponseRedirect(target)


class ArchivePage(ActionPage):
    action = Action.ARCHIVE
    danger = True
    checks_lock = True

    def get_title(self) -> Any:
        return __("Archive: %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.question = __(
            "It leaves the lists and reports. Nothing is deleted; the Secretariat can restore it."
        )
        if left := self._left():
            self.question = f"{self.question} {left}"
        self.submit_label = __("Archive")
        return super().show(form, status)

    def _left(self) -> str:
        return self.object.left_by_archiving() if hasattr(self.object, "left_by_archiving") else ""

    def perform(self, form: Any) -> str:
        left = self._left()
        services.archive(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
        if left:
            messages.warning(self.request, left)
        return __("Archived: %(what)s.") % {"what": self.object}

    def get_success_url(self) -> str:
        parent = self.object.get_absolute_url()
        return self.address("list") or parent


class RestorePage(ActionPage):
    action = Action.RESTORE

    def get_title(self) -> Any:
        return __("Restore: %(what)s") % {"what": self.object}

    def perform(self, form: Any) -> str:
        services.restore(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
        return __("Restored: %(what)s.") % {"what": self.object}


class ReviewPage(ActionPage):
    """One review move (`?move=submit` …) with its remark; refused moves say why on the page."""

    def check(self) -> None:
        wanted = self.request.GET.get("move") or self.request.POST.get("move") or ""
        if wanted not in Move.values:
            raise Http404
        self.move = Move(wanted)
        require(self.request.user, RULES[self.move].action, self.object)

    def get_title(self) -> Any:
        return f"{self.move.label}: {self.object}"

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.submit_label = self.move.label
        reason = why_not_move(self.object, self.move, self.request.user)
        if reason and not form.errors:
            form = self.build_form(data={"remark": ""})
            form.is_valid()
            form.add_error(None, reason)
        self.question = ""
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        self.object = move(
            obj=self.object,
            move_=self.move,
            by=self.request.user,
            remark=form.cleaned_data["remark"],
        )
        return __("%(move)s: %(what)s.") % {"move": self.move.done, "what": self.object}


class HistoryPage(ObjectPage):
    template_name = "pages/history.html"

    def get_title(self) -> Any:
        return __("History: %(what)s") % {"what": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        entries, more = timeline_of(
            self.object, limit=200, personal=may(self.request.user, Action.SEE_CONTACTS)
        )
        return self.render({"object": self.object, "timeline": entries, "more_history": more})


class NotePage(ActionPage):
    action = Action.ADD
    form_class = NoteForm

    def get_title(self) -> Any:
        return __("Note on %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.submit_label = __("Save note")
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        services.add_note(
            obj=self.object,
            by=self.request.user,
            text=form.cleaned_data["text"],
            kind=form.cleaned_data["kind"],
        )
        return __("Note saved.")


class FilePage(ActionPage):
    action = Action.ADD
    form_class = FileForm
    checks_lock = False

    def get_title(self) -> Any:
        return __("Add a photo or document to %(what)s") % {"what": self.object}

    def build_form(self, **kwargs: Any) -> Any:
        form = super().build_form(**kwargs)
        if not getattr(self.object, "has_before_and_after", False):
            form.fields.pop("moment")
        return form

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.submit_label = __("Upload")
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        kept = services.add_file(
            obj=self.object,
            by=self.request.user,
            upload=data["file"],
            title=data["title"],
            taken_on=data["taken_on"],
            moment=data.get("moment", ""),
        )
        return __("Kept: %(what)s.") % {"what": kept.title}

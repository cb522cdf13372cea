"""The doors: one class per page type (list, detail, form, action), each starting at `visible_to`.

A room declares what a page shows (columns, facts, form); sight, rights, locks, double posts, lost
updates, export and breadcrumbs are answered here once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.views.generic import View

from aksansi import exchange
from aksansi.tables import Column, Fact, Table, visible_columns
from chapters import services
from chapters.access import Action, ScopedQuerySet, may, recheck, require
from chapters.forms import FileForm, NoteForm
from chapters.models import Attachment, Submission
from chapters.review import Move, Reviewed, move, possible_moves, require_unlocked, why_locked, why_not_move
from chapters.scoped_forms import ReasonForm, RecordForm
from chapters.timeline import timeline_of

PER_PAGE = 25
RELATED_CAP = 10


class Page(View):
    """What every page has: a title, the way back, and the answer to "may I?"."""

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


class ListPage(Page):
    """A filtered, sorted, paged list; `?format=xlsx|csv` gives the same rows and columns as a file."""

    template_name = "pages/list.html"
    filterset_class: ClassVar[Any] = None
    columns: ClassVar[list[Column]] = []
    ordering: ClassVar[tuple[str, ...]] = ()
    lead: Any = ""
    empty: Any = ""

    def get_rows(self) -> Any:
        """Return the visible rows with what the columns touch already loaded; rooms extend it."""
        return self.rows()

    def get_columns(self) -> list[Column]:
        return visible_columns(self.columns, personal=may(self.request.user, Action.SEE_CONTACTS))

    def get_title(self) -> Any:
        return self.title or capfirst(self.model._meta.verbose_name_plural)

    def extra_context(self, rows: Any) -> dict[str, Any]:
        """Return what the room's own list template needs besides (e.g. summary figures of `rows`)."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = self.get_rows()
        shows_archived = bool(request.GET.get("archived")) and may(request.user, Action.RESTORE, self.model)
        if isinstance(rows, ScopedQuerySet) and _can_archive(self.model):
            rows = rows.archived() if shows_archived else rows.current()
        filterset = self.filterset_class(request.GET, queryset=rows, user=request.user) if self.filterset_class else None
        if filterset is not None:
            rows = filterset.qs
        columns = self.get_columns()
        order, sort = self._ordering(columns)
        if order:
            rows = rows.order_by(*order)
        if (fmt := request.GET.get("format")) in exchange.FORMATS:
            source = rows.iterator(chunk_size=1000) if isinstance(rows, models.QuerySet) else rows
            return exchange.file_response(fmt=fmt, title=str(self.get_title()), columns=columns, records=source)
        paginator = Paginator(rows, PER_PAGE)
        chunk = paginator.get_page(request.GET.get("page"))
        may_add = may(request.user, Action.ADD, self.model)
        return self.render(
            {
                "table": Table(columns, chunk.object_list, caption=self.get_title(), empty=self.empty),
                "columns_sort": sort,
                "chunk": chunk,
                "total": paginator.count,
                "filter": filterset,
                "chips": filterset.chips() if filterset is not None else [],
                "lead": self.lead,
                "add_url": self.address("create") if may_add else "",
                "add_label": capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name}),
                "shows_archived": shows_archived,
                "may_restore": may(request.user, Action.RESTORE, self.model) and _can_archive(self.model),
                **self.extra_context(rows),
            }
        )

    def _ordering(self, columns: list[Column]) -> tuple[tuple[str, ...], str]:
        wanted = self.request.GET.get("sort", "")
        for column in columns:
            if column.sort and wanted.lstrip("-") == column.name:
                keys = (column.sort,) if isinstance(column.sort, str) else column.sort
                if wanted.startswith("-"):
                    keys = tuple(k[1:] if k.startswith("-") else f"-{k}" for k in keys)
                return (*keys, "pk"), wanted
        return ((*self.ordering, "pk") if self.ordering else ()), ""


def _can_archive(model: type[models.Model]) -> bool:
    return any(f.name == "archived_at" for f in model._meta.concrete_fields) or model._meta.model_name in (
        "user",
        "region",
    )


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


class DetailPage(ObjectPage):
    """Facts, related rows (capped, with a link to all), files, timeline."""

    template_name = "pages/detail.html"

    def get_facts(self) -> list[Fact]:
        return []

    def get_tables(self) -> list[Table]:
        return []

    def get_actions(self) -> list[tuple[str, str]]:
        """Return further (label, address) pairs beside Edit; rooms extend it."""
        return []

    def extra_context(self) -> dict[str, Any]:
        return {}

    def related(
        self,
        title: Any,
        columns: Iterable[Column],
        rows: Any,
        *,
        more_url: str = "",
        add: str = "",
        empty: Any = "",
        cap: int = RELATED_CAP,
        add_label: Any = "",
    ) -> Table:
        """Return a related list of this page: at most `cap` rows, the true total, a link to all.

        `rows` must come from `visible_to`; `add` is an address shown only to those who may add.
        """
        shown = list(rows[: cap + 1])
        total = len(shown) if len(shown) <= cap else rows.count()
        personal = may(self.request.user, Action.SEE_CONTACTS)
        may_add = add and may(self.request.user, Action.ADD, self.object) and not why_locked(self.object)
        return Table(
            visible_columns(columns, personal=personal),
            shown[:cap],
            title=title,
            caption=title,
            total=total,
            more_url=more_url if total > cap else "",
            add_url=add if may_add else "",
            add_label=add_label,
            empty=empty or __("Nothing recorded yet."),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, obj = request.user, self.object
        personal = may(user, Action.SEE_CONTACTS)
        locked = why_locked(obj)
        may_change = may(user, Action.CHANGE, obj)
        has_history = hasattr(obj, "history")
        entries, more = timeline_of(obj, limit=8) if has_history else ([], False)
        files = Attachment.objects.of(obj).visible_to(user).filter(archived_at__isnull=True).order_by("-created_at")
        return self.render(
            {
                "object": obj,
                "facts": [fact for fact in self.get_facts() if personal or not fact.personal],
                "tables": self.get_tables(),
                "locked": locked,
                "may_change": may_change,
                "edit_url": self.address("edit", obj.key) if may_change and not locked else "",
                "archive_url": self.address("archive", obj.key)
                if may(user, Action.ARCHIVE, obj) and not locked and not getattr(obj, "archived_at", None)
                else "",
                "restore_url": self.address("restore", obj.key)
                if getattr(obj, "archived_at", None) and may(user, Action.RESTORE, obj)
                else "",
                "actions": self.get_actions(),
                "moves": review_buttons(obj, user, self.address("review", obj.key)) if isinstance(obj, Reviewed) else [],
                "timeline": entries,
                "history_url": self.address("history", obj.key) if has_history else "",
                "more_history": more,
                "note_url": self.address("note", obj.key) if may(user, Action.ADD, obj) else "",
                "file_url": self.address("file", obj.key) if may(user, Action.ADD, obj) else "",
                "files": list(files[:12]),
                **self.extra_context(),
            }
        )


def review_buttons(obj: Reviewed, user: Any, url: str) -> list[dict[str, Any]]:
    """Return the review moves as {label, url, move, reason}; `reason` says why one is not possible now."""
    return [
        {"label": m.label, "url": f"{url}?{urlencode({'move': m.value})}", "move": m.value, "reason": why_not_move(obj, m, user)}
        for m in possible_moves(obj, user)
    ]


class FormPage(Page):
    """A form that writes one record: GET shows it, a valid POST saves and leads on.

    The write, the re-check of scope and the token against double posts share one transaction.
    """

    template_name = "pages/form.html"
    form_class: ClassVar[type[RecordForm]]
    object: Any = None
    parent: Any = None
    intro: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = {"user": self.request.user, "parent": self.parent, "instance": self.object}
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
            {"form": form, "cancel_url": self.get_cancel_url(), "intro": self.intro, "object": self.object}, status
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(self.form_class(**self.get_form_kwargs()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                self.lock_row()
                form = self.form_class(**self.get_form_kwargs())
                if not form.is_valid():
                    return self.show(form, 422)
                token = form.cleaned_data.get("form_token")
                if token and (done := Submission.objects.filter(pk=token, user=request.user).first()):
                    messages.info(request, __("This form was saved already; nothing was saved twice."))
                    return redirect(done.target_url)
                self.object = self.write(form)
                recheck(request.user, self.object)
                target = self.get_success_url()
                if token:
                    Submission.objects.create(token=token, user=request.user, target_url=target[:300])
        except ValidationError as error:
            form = self.form_class(**self.get_form_kwargs())
            form.is_valid()
            form.add_error(None, error)
            return self.show(form, 422)
        except IntegrityError:
            # Two at once: the other one won between our check and our write.
            form = self.form_class(**self.get_form_kwargs())
            if form.is_valid():
                form.add_error(None, __("Somebody saved the same at this moment. Please check and save again."))
            return self.show(form, 422)
        messages.success(request, self.get_message())
        return HttpResponseRedirect(target)

    def lock_row(self) -> None:
        """Hold the row that is edited until the end of the transaction."""

    def get_message(self) -> str:
        return __("Saved: %(what)s.") % {"what": self.object}


class CreatePage(FormPage):
    """A new record, at the top of a list or under a parent (`parent_model`, found by `key`)."""

    parent_model: ClassVar[type[models.Model] | None] = None

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

    def get_title(self) -> Any:
        return self.title or capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name})

    def get_crumbs(self) -> list[tuple[Any, str]]:
        if self.parent is not None:
            return [(str(self.parent), self.parent.get_absolute_url())]
        address = self.address("list")
        return [(capfirst(self.model._meta.verbose_name_plural), address)] if address else []


class EditPage(FormPage, ObjectPage):
    """An existing record; refused with the reason where it is locked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        require(request.user, Action.CHANGE, self.object)
        require_unlocked(self.object)
        return View.dispatch(self, request, *args, **kwargs)

    def lock_row(self) -> None:
        manager: Any = self.model._default_manager
        manager.select_for_update(of=("self",)).get(pk=self.object.pk)
        self.object = self.get_object()
        require_unlocked(self.object)

    def get_title(self) -> Any:
        return self.title or __("Change: %(what)s") % {"what": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]


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
        return self.form_class(user=self.request.user, **kwargs)

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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(self.build_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.build_form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form, 422)
        try:
            with transaction.atomic():
                message = self.perform(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form, 422)
        messages.success(request, message)
        return HttpResponseRedirect(self.get_success_url())


class ArchivePage(ActionPage):
    action = Action.ARCHIVE
    danger = True
    checks_lock = True

    def get_title(self) -> Any:
        return __("Archive: %(what)s") % {"what": self.object}

    question = mark_safe("")

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.question = __("It leaves the lists and reports. Nothing is deleted; the Secretariat can restore it.")
        self.submit_label = __("Archive")
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        services.archive(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
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
        from chapters.review import RULES

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
            obj=self.object, move_=self.move, by=self.request.user, remark=form.cleaned_data["remark"]
        )
        return __("%(move)s: %(what)s.") % {"move": self.move.label, "what": self.object}


class HistoryPage(ObjectPage):
    template_name = "pages/history.html"

    def get_title(self) -> Any:
        return __("History: %(what)s") % {"what": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        entries, more = timeline_of(self.object, limit=200)
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
            obj=self.object, by=self.request.user, text=form.cleaned_data["text"], kind=form.cleaned_data["kind"]
        )
        return __("Note saved.")


class FilePage(ActionPage):
    action = Action.ADD
    form_class = FileForm
    checks_lock = False

    def get_title(self) -> Any:
        return __("Add a photo or document to %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.submit_label = __("Upload")
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        kept = services.add_file(
            obj=self.object, by=self.request.user, upload=data["file"], title=data["title"], taken_on=data["taken_on"]
        )
        return __("Kept: %(what)s.") % {"what": kept.title}


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
    found = [path(route, page.as_view(), name=f"{noun}-{name}") for route, name, page in pages if page]
    common: list[tuple[str, type[View]]] = []
    if archive:
        common += [("archive", ArchivePage), ("restore", RestorePage)]
    if journal:
        common += [("history", HistoryPage), ("note", NotePage), ("file", FilePage)]
    if review:
        common += [("review", ReviewPage)]
    found += [
        path(f"{one}/{name}/", page.as_view(model=model), name=f"{noun}-{name}")  # type: ignore[call-arg]
        for name, page in common
    ]
    return found


__all__ = [
    "ActionPage",
    "ArchivePage",
    "Column",
    "CreatePage",
    "DetailPage",
    "EditPage",
    "Fact",
    "FormPage",
    "ListPage",
    "ObjectPage",
    "Page",
    "PermissionDenied",
    "ReviewPage",
    "Table",
    "record_paths",
]

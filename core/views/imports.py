"""The import wizard: upload, columns, dry run, import, and the faulty rows back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, require
from core.importing import Kind, Sheet, all_sheets, jobs, sheet_class, template, walk
from core.importing.models import ImportJob, ImportState
from core.importing.named import sheet_of
from core.importing.reading import NAMES
from core.importing.rows import IS_NEW
from core.pages import ListPage, Page
from core.people import limits
from core.records.jobs import queue
from core.tools.files.xlsx import CONTENT_TYPE
from core.tools.formats import Words
from core.tools.tables import Column


def sheet_title(job: ImportJob) -> str:
    found = sheet_class(job.sheet)
    return str(found.title) if found else job.sheet


class ImportListPage(ListPage):
    for_programs = False
    only_for = Action.ADD
    model = ImportJob
    room = "chapters"
    template_name = "core/import_list.html"
    ordering = ("-created_at",)
    lead = _("Tables you uploaded, and what became of their rows.")
    empty = _("No table uploaded yet. Choose one above.")
    columns = [
        Column("file", _("File"), "original_name", link=True, note=sheet_title),
        Column("created_at", _("Uploaded at"), kind="moment", sort="created_at"),
        Column("state", _("State"), "state_badge", kind="badge"),
        Column("counts", _("Rows"), walk.told),
        Column("by", _("By"), lambda job: str(job.user)),
    ]
    select_related = ("user",)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        user: Any = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "sheets": [found(user) for found in all_sheets() if may(user, Action.ADD, found.model)],
        }


class SheetPage(Page):
    """A page about one sheet, named in the address."""

    only_for = Action.ADD
    room = "chapters"
    sheet: Sheet
    above = ((_("Imports"), "core:import-job-list"),)

    @override
    def enter(self) -> None:
        found = sheet_class(self.kwargs["sheet"])
        if found is None:
            raise Http404
        user: Any = self.request.user
        require(user, Action.ADD, found.model)
        self.sheet = found(user)
        super().enter()


class ImportStartPage(SheetPage):
    template_name = "core/import_start.html"
    is_heavy = True

    @override
    def get_title(self) -> Words:
        return __("Import: %(what)s") % {"what": self.sheet.title}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        from core.tools.files.spreadsheets import limits

        kept = {name: value for name, value in self.request.GET.lists()}
        query = urlencode(kept, doseq=True)
        address = reverse("core:import-template", args=[self.sheet.name])
        return super().get_context_data(
            **{
                "sheet": self.sheet,
                "limits": limits(),
                "needed": [c.title for c in self.sheet.needed()],
                "advice": self.sheet.advice(),
                "template_url": f"{address}?{query}" if query else address,
                "list_url": reverse(self.sheet.list_url),
                **kwargs,
            }
        )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self.render({})

    @override
    def ahead(self) -> Any:
        """Return the table that was read as an import that is not saved yet; what is wrong with it instead."""
        upload = self.request.FILES.get("file")
        if upload is None:
            return ValidationError(__("Choose a file first."))
        try:
            return jobs.start(user=self.request.user, sheet_name=self.sheet.name, upload=upload)
        except ValidationError as error:
            return error

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job = self.request.ahead
        if isinstance(job, ValidationError):
            return self.render({"error": " ".join(job.messages)}, 422)
        job.save()
        return redirect("core:import-job-columns", job.uuid)


class TemplateView(SheetPage):
    """The table to fill in, with the user's own rows as the list's filter narrows them."""

    is_heavy = True

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not self.sheet.has_template:
            raise Http404
        rows = self.sheet.rows()
        if self.sheet.filterset_class is not None:
            rows = self.sheet.filterset_class(request.GET, queryset=rows, user=request.user).qs
        name = f"{slugify(str(self.sheet.title))}-{timezone.localdate():%Y%m%d}.xlsx"
        limits.take_along(request, told=name)
        content: Any = template.write(self.sheet, rows)
        return FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class ImportPage(Page):
    """A page about one import; of others' imports only the Secretariat sees any, and only looks."""

    only_for = Action.ADD
    is_about_one = True
    model = ImportJob
    room = "chapters"

    @override
    def get_object(self) -> object:
        found = (
            self.get_queryset()
            .select_related("user", "work")
            .filter(uuid=self.kwargs["key"])
            .first()
        )
        if found is None or sheet_class(found.sheet) is None:
            raise Http404
        return found

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        job = self.object
        start = reverse("core:import-job-create", args=[job.sheet])
        return [(_("Imports"), reverse("core:import-job-list")), (sheet_title(job), start)]

    @property
    def is_own(self) -> bool:
        return self.object.user_id == self.request.user.pk

    def require_own(self) -> None:
        if not self.is_own:
            raise PermissionDenied(__("Only the person who uploaded this table can import it."))


class ImportJobPage(ImportPage):
    """Where an import stands: progress, what the dry run found, what was imported."""

    template_name = "core/import_detail.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job, work = self.object, self.object.work
        if job.state == ImportState.UPLOADED and not job.failure:
            return redirect("core:import-job-columns", job.uuid)
        wanted = request.GET.get("show", "")
        line = request.GET.get("line", "")
        counts = job.counts
        kinds = walk.kind_words()
        shown, asked = job.preview, ""
        if line.isdecimal() and job.state == ImportState.CHECKED and len(line) < 8:
            shown, asked = self._one(int(line)), line
        lines = [
            {**one, "word": kinds[one["kind"]], "tone": _TONES[one["kind"]]}
            for one in shown
            if asked or not wanted or one["kind"] == wanted
        ]
        said = {(one["column"], one["key"]) for one in job.told if one["is_fault"]}
        for one in lines:
            for reason in one["reasons"]:
                reason["is_said"] = (reason["column"], reason.get("key")) in said
        sheet = sheet_of(job.sheet, job.user)
        good = counts.get("new", 0) + counts.get("changed", 0)
        answer = self.render(
            {
                "job": job,
                "lines": lines,
                "wanted": wanted,
                "asked": line,
                "unused": [
                    one["header"] for one in job.columns if one["header"] and not one["means"]
                ],
                "guessed": [one for one in job.columns if one["is_guess"]],
                "stats": [
                    {"kind": kind, "value": counts.get(kind, 0), "label": word}
                    for kind, word in kinds.items()
                ],
                "good": good,
                "work": work,
                "progress": queue.progress(work) if work else "",
                "is_own": self.is_own,
                "waits_in_vain": work is not None and queue.waits_in_vain(work),
                "agrees": job.read_back
                == {kind: job.written.get(kind, 0) for kind in ("new", "changed")},
                "sheet": sheet,
                "list_url": reverse(sheet.list_url),
            }
        )
        if request.headers.get("HX-Request") and not job.is_running:
            # Title, steps and state stand outside the part that is looked at again and again.
            answer["HX-Refresh"] = "true"
        return answer

    def _one(self, line: int) -> list[dict[str, Any]]:
        """Return one line of the file as it is understood, whatever the first fifty are; [] for none."""
        try:
            return walk.line_of(self.object, line)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return []

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.require_own()
        work = self.object.work
        if "resume" in request.POST and work is not None:
            queue.run_in_request(work)
        elif "cancel" in request.POST and work is not None:
            queue.cancel(work)
        elif "settle" in request.POST:
            self._settle()
        else:
            self._confirm()
        return redirect(self.object)

    def _settle(self) -> None:
        """Check anew with what the user says of names that may be known ones."""
        job, post = self.object, self.request.POST
        said = dict(job.words.get(NAMES, {}))
        for number, (name, known) in enumerate(job.asked.items()):
            answer = post.get(f"name-{number}", "")
            if answer == IS_NEW or answer in dict(known):
                said[name] = answer
        mapping = {int(number): name for number, name in job.mapping.items()}
        try:
            jobs.check(
                job=job, mapping=mapping, words={**job.words, NAMES: said}, readings=job.readings
            )
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))

    def _confirm(self) -> None:
        try:
            if not jobs.confirm(job=self.object, by=self.request.user):
                messages.info(
                    self.request,
                    __("This import was started before; nothing is imported twice."),
                )
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))


_TONES = {Kind.NEW: "good", Kind.CHANGED: "info", Kind.SAME: "none", Kind.FAULTY: "bad"}


class ImportOfJob(Page):
    """Leads from a job in the list of jobs to the import it walks."""

    only_for = Action.ADD
    model = ImportJob

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        found = self.get_queryset().filter(work__uuid=kwargs["key"]).first()
        if found is None:
            raise Http404
        return redirect(found)


class ImportErrorsView(ImportPage):
    """The rows that did not go in, with the user's own columns and the reasons."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job = self.object
        if not job.errors_file:
            raise Http404
        try:
            content = job.errors_file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        stem = re.sub(r"\.\w{1,5}$", "", job.original_name)[:80]
        name = __("to-correct") + f"-{slugify(stem) or 'import'}.xlsx"
        answer = FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

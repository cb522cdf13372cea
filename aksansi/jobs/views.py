"""Doors of long and timed work: the list, one job with its steps, its result, and asking for a long paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.jobs.filters import JobFilter
from aksansi.jobs.jobs import (
    build_clocks,
    how_long,
    kind_note,
    result_words,
    state_badge,
    what,
)
from core.access import is_national
from core.pages import ListPage, Page
from core.pages.long_papers import ask_for
from core.people import limits
from core.records.jobs import kinds, queue, tidying, timed
from core.records.jobs.models import OPEN, Job, JobState, Worker
from core.tools.tables import Column


class JobListPage(ListPage):
    for_programs = False
    model = Job
    room = "jobs"
    title = _("Jobs")
    template_name = "aksansi/jobs.html"
    filterset_class = JobFilter
    ordering = ("-created_at",)
    lead = _("Long work you asked for, how far it is, and what came of it.")
    empty = _("No long work was asked for yet.")
    columns = [
        Column("what", _("What"), what, link=True, note=kind_note),
        Column("state", _("State"), state_badge, kind="badge", note=queue.progress),
        Column("created_at", _("Asked at"), kind="moment", sort="created_at"),
        Column("how_long", _("How long"), how_long),
        Column("said", _("Result"), result_words),
    ]
    by = Column(
        "owner", _("By"), lambda job: str(job.owner) if job.owner else __("the system (timed)")
    )

    @override
    def all_columns(self) -> list[Column]:
        return [*self.columns, self.by] if is_national(self.request.user) else self.columns

    select_related = ("owner",)
    may_create = False

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        is_running = Worker.alive().exists()
        waits = not is_running and self.get_queryset().filter(state__in=OPEN).exists()
        found: dict[str, Any] = {"nobody_works": waits}
        if is_national(self.request.user):
            found |= {
                "clocks": build_clocks(),
                "workers": sorted(Worker.recent()[:10], key=lambda worker: not worker.is_alive),
                "shows_system": True,
                "nobody_works": not is_running,
            }
        return super().get_context_data(**{**kwargs, **found})

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Do timed work now: the Secretariat's."""
        kind = request.POST.get("timed", "")
        if not is_national(request.user) or timed.rhythm_of(kind) is None:
            raise Http404
        job = timed.put_now(kind)
        queue.run_in_request(job)
        return redirect(job)


class JobObject(Page):
    """For pages about one job of the reader's; the Secretariat sees everybody's."""

    is_about_one = True
    model = Job
    room = "jobs"
    select_related = ("owner", "worker")
    above = ((_("Jobs"), "job-list"),)

    @override
    def get_title(self) -> Any:
        return what(self.object)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return self.crumbs_above()


class JobPage(JobObject):
    template_name = "aksansi/job.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job: Job = self.object
        kind = kinds.kind_of(job)
        own_page = kind.address(job) if kind is not None and kind.address is not None else ""
        vain = queue.waits_in_vain(job)
        answer = self.render(
            {
                "job": job,
                "badge": state_badge(job),
                "kind": kind_note(job),
                "how_long": how_long(job),
                "progress": queue.progress(job),
                "waits_in_vain": vain,
                "may_run_now": vain and queue.is_short(job),
                "may_retry": job.state in (JobState.FAILED, JobState.CANCELLED) and not own_page,
                "own_page": own_page,
                "may_note": job.state == JobState.FAILED
                and job.noted_at is None
                and job.owner_id == request.user.pk,
                "missed": timed.was_missed(job),
            }
        )
        if request.headers.get("HX-Request") and not job.is_open:
            answer["HX-Refresh"] = "true"
        return answer

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job: Job = self.object
        kind = kinds.kind_of(job)
        if "cancel" in request.POST:
            if queue.cancel(job):
                messages.success(request, __("It ends at its next step; what is done stays done."))
        elif "noted" in request.POST and job.owner_id == request.user.pk:
            tidying.note(job)
        elif "now" in request.POST:
            if queue.is_short(job):
                queue.run_in_request(job)
        elif "retry" in request.POST:
            has_own_page = kind is not None and kind.address is not None
            if not has_own_page and queue.retry(job, by=request.user):
                messages.success(request, __("In line again; what was finished is not done again."))
        return redirect(job)


class JobResultView(JobObject):
    """The file a job has made, for a week."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job: Job = self.object
        if not job.has_result:
            raise Http404
        try:
            content = job.result.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        limits.take_along(request, told=f"{what(job)}: {queue.result_name(job)}")
        if job.noted_at is None and job.owner_id == request.user.pk:
            tidying.note(job)
        answer = FileResponse(
            content,
            as_attachment=True,
            filename=queue.result_name(job),
            content_type=job.result_type,
        )
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class JobPaperPage(Page):
    """Asks for a long paper. It writes no record: an account that reads only may do it too."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("job-list")

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        address = request.POST.get("address", "")
        try:
            job = ask_for(address, request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("job-list")
        queue.hand_over(job)
        return redirect(job)

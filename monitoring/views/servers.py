"""Servers of submissions: kept by the Secretariat, asked by a job."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.records.jobs import queue
from core.records.jobs.models import Job
from core.tools.tables import Badge, Column, Fact, Table
from monitoring.filters import SubmissionServerFilter
from monitoring.models import SubmissionServer
from monitoring.servers import pulling, pushing
from monitoring.servers.forms import PullForm, PushForm, ServerForm

_TONES = {"done": "good", "failed": "bad", "running": "info", "waiting": "part"}


class SubmissionServerListPage(ListPage):
    only_for = Action.ADMINISTER
    for_programs = False
    model = SubmissionServer
    filterset_class = SubmissionServerFilter
    ordering = ("title",)
    lead = _("Servers of ODK Central or KoboToolbox that filled-in forms are fetched from.")
    empty = _(
        "No server yet. Submissions can also come in as a file, from the page of the instrument."
    )
    columns = [
        Column("title", _("Name"), link=True, sort="title"),
        Column("kind", _("Kind"), "get_kind_display", note="host"),
        Column("instrument", _("Instrument"), "instrument"),
        Column("pulled_at", _("Fetched last"), kind="moment", sort="pulled_at"),
        Column("is_timed", _("Every night"), lambda row: __("yes") if row.is_timed else __("no")),
    ]
    select_related = ("instrument",)


class SubmissionServerDetailPage(DetailPage):
    only_for = Action.ADMINISTER
    model = SubmissionServer
    select_related = ("instrument", "region", "round", "owner")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Address"), row.address),
            Fact(_("Number of the project"), str(row.project) if row.project else ""),
            Fact(_("Form on the server"), row.form),
            Fact(_("Account"), row.account),
            Fact(_("Password or key"), __("kept encrypted, never shown")),
            Fact(_("Instrument"), row.instrument, url=row.instrument.get_absolute_url()),
            Fact(_("Region"), row.region.short_name if row.region else __("whole country")),
            Fact(_("Monitoring round"), row.round or __("by its targets")),
            Fact(_("Every night"), __("yes") if row.is_timed else __("no")),
            Fact(_("In the name of"), row.owner or ""),
            Fact(_("Fetched last"), row.pulled_at, "moment"),
        ]

    @override
    def get_tables(self) -> list[Table]:
        kinds = [pulling.KIND.name, pushing.KIND.name]
        jobs = Job.objects.visible_to(self.request.user).filter(kind__in=kinds)
        return [
            self.related(
                __("What was asked of it"),
                [
                    Column(
                        "created_at",
                        _("Asked at"),
                        kind="moment",
                        url=lambda job: job.get_absolute_url(),
                    ),
                    Column("kind", _("What"), _kind),
                    Column("state", _("State"), _state, kind="badge"),
                    Column("said", _("Result"), lambda job: job.failure or job.said),
                ],
                jobs.filter(args__server=self.object.pk).order_by("-created_at", "-pk"),
            )
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        def link(label: str, page: str) -> tuple[str, str]:
            return label, reverse(f"monitoring:submission-server-{page}", args=[self.object.pk])

        return [link(__("Fetch submissions"), "pull"), link(__("Put the form there"), "push")]


def _kind(job: Job) -> str:
    return str((pulling.KIND if job.kind == pulling.KIND.name else pushing.KIND).label)


def _state(job: Job) -> Badge:
    return Badge(job.get_state_display(), _TONES.get(job.state, "none"))


class SubmissionServerCreatePage(CreatePage):
    only_for = Action.ADMINISTER
    model = SubmissionServer
    form_class = ServerForm


class SubmissionServerEditPage(EditPage):
    only_for = Action.ADMINISTER
    model = SubmissionServer
    form_class = ServerForm


class SubmissionServerPullPage(ActionPage):
    """Puts a job in line and leads to it."""

    action = only_for = Action.ADMINISTER
    model = SubmissionServer
    form_class = PullForm
    title = _("Fetch submissions: %(what)s")
    submit_label = _("Fetch submissions")
    question = _(
        "What is new or corrected on the server comes in as drafts, which the chapters look at and hand in. What was "
        "rejected there is not taken, or archived where it was taken before. What people changed here stays."
    )

    @override
    def form_valid(self, form: PullForm) -> HttpResponse:
        anew = form.cleaned_data["anew"]
        return _lead_to(pulling.ask(server=self.object, by=self.request.user, anew=anew))


class SubmissionServerPushPage(ActionPage):
    """Puts a job in line and leads to it."""

    action = only_for = Action.ADMINISTER
    model = SubmissionServer
    form_class = PushForm
    title = _("Put the form there: %(what)s")
    submit_label = _("Put the form there")
    select_related = ("instrument",)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.question = __(
            "%(instrument)s becomes the published form “%(form)s” on %(host)s; phones get it when they ask for "
            "blank forms."
        ) % {
            "instrument": self.object.instrument,
            "form": self.object.form,
            "host": self.object.host,
        }
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: PushForm) -> HttpResponse:
        return _lead_to(pushing.ask(server=self.object, by=self.request.user))


def _lead_to(job: Job) -> HttpResponse:
    transaction.on_commit(lambda: queue.hand_over(job))
    return redirect(job)

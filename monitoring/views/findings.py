"""Findings: who must act, closed with what was done, verified by another person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.pages.lists import Deed
from core.pages.scoped_forms import ReopenForm
from core.people.users import User
from core.records.review import Locked
from core.tools import formats, partial_dates
from core.tools.tables import Badge, Column, Fact
from monitoring import forms, services
from monitoring.filters import FindingFilter
from monitoring.models import Finding, Responsible, Severity
from monitoring.querysets import SEVERITY_RANK
from monitoring.reports import is_monitored
from monitoring.reports.alike import days_words

OFFICES_SHOWN = 12
SEVERITY_TONES = {Severity.HIGH: "bad", Severity.MEDIUM: "part", Severity.LOW: "none"}


def severity_badge(row: Finding) -> Badge:
    return Badge(row.get_severity_display(), SEVERITY_TONES[Severity(row.severity)])


def status_badge(row: Finding) -> Badge:
    if row.needs_verification:
        return Badge(__("Closed, waiting to be verified"), "info")
    if not row.is_open:
        return Badge(__("Verified") if row.verified_by_id else __("Closed"), "good")
    if row.is_lapsed:
        return Badge(__("Facility closed"), "none")
    if row.is_overdue(timezone.localdate()):
        return Badge(__("Overdue"), "bad")
    return Badge(row.state.label, "part")


def proposal_note(row: Finding) -> str:
    """Return the word that a later visit found it mended; closing stays a person's step."""
    return __("closure proposed") if row.is_open and row.closure_proposed_by_id else ""


def proposal_facts(row: Finding) -> list[Fact]:
    """Return the visit whose answer was good again, where the finding is still open."""
    visit = row.closure_proposed_by
    if visit is None or not row.is_open:
        return []
    note = __("Its answer was good again. Close the finding when the work is done.")
    return [Fact(_("Closure proposed by"), visit, note=note, url=visit.get_absolute_url())]


FINDING_SHORT = [
    Column("title", _("Finding"), link=True),
    Column("severity", _("Severity"), severity_badge),
    Column("responsible", _("Responsible"), "responsible_words"),
    Column("status", _("Status"), status_badge),
]


def _late_words(count: int, is_known: bool) -> str:
    if not is_known:
        return __("nobody has monitored here yet, as far as recorded")
    return __("%(n)s overdue") % {"n": formats.number(count)} if count else ""


def open_by_owner(rows: Any, *, region: str, user: User) -> dict[str, object]:
    """Return how many are open and overdue per level (`stats`) and per office (`by_office`), each number
    leading to its list; a dash where nobody has monitored. Three queries at most.
    """
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    counted = (
        rows.open()
        .order_by()
        .values("responsible", "office", "office__name", "office__short_name")
        .annotate(open=Count("pk"), overdue=late)
    )
    levels = {who: [0, 0] for who in Responsible.values}
    offices = []
    for row in counted:
        levels[row["responsible"]][0] += row["open"]
        levels[row["responsible"]][1] += row["overdue"]
        if row["office"]:
            offices.append(row)
    is_known = any(total for total, _late in levels.values()) or is_monitored(
        user=user, code=region
    )
    offices.sort(key=lambda row: (-row["overdue"], -row["open"], row["office__name"]))
    address, keep = reverse("monitoring:finding-list"), {"region": region} if region else {}

    def link(**narrow: object) -> str:
        return f"{address}?{urlencode({**keep, 'status': 'open', **narrow})}"

    waited_for = [who for who in Responsible if levels[who.value][0]]
    return {
        "stats": [
            {
                "value": formats.number(levels[who.value][0]) if is_known else formats.DASH,
                "label": who.label,
                "note": _late_words(levels[who.value][1], is_known),
                "tone": "bad" if levels[who.value][1] else "",
                "url": link(responsible=who.value),
            }
            for who in waited_for or Responsible
        ],
        "by_office": [
            {
                "label": row["office__short_name"] or row["office__name"],
                "open": row["open"],
                "overdue": row["overdue"],
                "url": link(office=row["office"]),
            }
            for row in offices[:OFFICES_SHOWN]
        ],
        "offices_left_out": len(offices[OFFICES_SHOWN:]),
    }


def finding_steps(row: Finding, user: User) -> list[tuple[str, str]]:
    """Return what brings a finding on, as (word, address): closing it, or verifying what another person closed."""
    if not may(user, Action.CHANGE, row) or row.is_archived:
        return []
    if row.is_open:
        return [(__("Close"), reverse("monitoring:finding-close", args=[row.pk]))]
    if row.verified_by_id or row.closed_by_id == user.pk:
        return []
    return [(__("Verify the finding"), reverse("monitoring:finding-verify", args=[row.pk]))]


class FindingListPage(ListPage):
    model = Finding
    template_name = "monitoring/findings.html"
    filterset_class = FindingFilter
    ordering = (SEVERITY_RANK, "due_on")  # type: ignore[assignment]
    lead = _("What was found wrong, who must act, and whether it was done.")
    empty = _("No finding is recorded yet.")
    columns = [
        Column(
            "title", _("Finding"), link=True, note=lambda row: row.facility and row.facility.name
        ),
        Column("region", _("Region"), "region.short_name", sort="region__name"),
        Column("severity", _("Severity"), severity_badge),
        Column("responsible", _("Responsible"), "responsible_words", sort="responsible"),
        Column("due_on", _("Due"), kind="date", sort="due_on"),
        Column("status", _("Status"), status_badge, note=proposal_note),
        Column("number", pgettext_lazy("of a finding", "Number"), "numbered", hidden=True),
        Column("person", _("Person in charge"), hidden=True),
        Column("reply", _("Reply of the government"), "get_reply_display", hidden=True),
        Column("aspect", _("Aspect"), "get_aspect_display", hidden=True),
        Column("opened_on", _("Found on"), "found_on", kind="partial", hidden=True),
        Column("action_required", _("Action required"), hidden=True),
        Column("action_taken", _("What was done"), hidden=True),
        Column("closed_on", _("Closed on"), kind="date", hidden=True),
    ]
    select_related = ("region", "facility", "office", "visit__facility")

    @override
    def get_deed(self, row: Finding) -> Deed | None:
        return next(iter(finding_steps(row, self.request.user)), None)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        wide = self.request.GET.copy()
        for name in ("status", "responsible", "office"):
            wide.pop(name, None)
        found = self.filterset_class(
            wide, queryset=self.get_queryset().current(), user=self.request.user
        ).qs
        return {
            **super().get_context_data(**kwargs),
            **open_by_owner(
                found, region=self.request.GET.get("region", ""), user=self.request.user
            ),
        }


class FindingDetailPage(DetailPage):
    model = Finding
    select_related = (
        "region",
        "facility",
        "visit__facility",
        "closure_proposed_by__facility",
        "office",
        "closed_by",
        "verified_by",
    )

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        facility, visit = row.facility, row.visit
        return [
            Fact(pgettext_lazy("of a finding", "Number"), row.numbered),
            Fact(
                _("Status"),
                status_badge(row),
                note=days_words(row.days_open(timezone.localdate())),
            ),
            Fact(_("Severity"), severity_badge(row)),
            Fact(_("Region"), row.region.short_name, url=row.region.get_absolute_url()),
            Fact(_("Facility"), facility, url=facility.get_absolute_url() if facility else ""),
            Fact(_("Monitoring visit"), visit, url=visit.get_absolute_url() if visit else ""),
            *proposal_facts(row),
            Fact(_("Aspect"), row.get_aspect_display()),
            Fact(_("Description"), row.description),
            Fact(_("Responsible"), row.responsible_words),
            Fact(_("Person in charge"), row.person),
            Fact(_("Action required"), row.action_required),
            Fact(_("Work began on"), row.started_on, "partial"),
            Fact(
                _("Reply of the government"),
                row.get_reply_display(),
                note=" · ".join(
                    filter(None, (partial_dates.display(row.replied_on), row.reply_letter))
                ),
            ),
            Fact(_("Found on"), row.found_on, "partial"),
            Fact(_("Due"), row.due_on, "date"),
            Fact(_("What was done"), row.action_taken),
            Fact(_("Closed on"), row.closed_on, "date", note=row.closed_by or ""),
            Fact(_("Verified on"), row.verified_on, "date", note=row.verified_by or ""),
        ]

    @override
    def pass_on(self) -> list[str]:
        row = self.object
        if not row.is_open:
            return []
        due = f"{__('Due')}: {formats.day(row.due_on)}" if row.due_on else ""
        action = f"{__('Action required')}: {row.action_required}" if row.action_required else ""
        return [
            __("Finding %(number)s: %(title)s") % {"number": row.numbered, "title": row.title},
            ", ".join(filter(None, (str(row.facility or ""), row.region.short_name))),
            f"{__('Responsible')}: {row.responsible_words}",
            action,
            due,
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        again = reverse("monitoring:finding-reopen", args=[row.pk])
        steps = finding_steps(row, self.request.user)
        if may(self.request.user, Action.CHANGE, row) and not (row.is_open or row.is_archived):
            steps.append((__("Open again"), again))
        return steps


class FindingCreatePage(CreatePage):
    model = Finding
    form_class = forms.FindingForm
    repeats = True

    @override
    def get_initial(self) -> dict[str, object]:
        wanted = self.request.GET
        given = {name: wanted[name] for name in ("facility", "visit") if wanted.get(name)}
        return {"opened_on": timezone.localdate(), **given}


class FindingEditPage(EditPage):
    model = Finding
    form_class = forms.FindingForm

    @override
    def check(self) -> None:
        super().check()
        if reason := self.object.why_closed():
            raise Locked(reason)


class FindingClosePage(ActionPage):
    model = Finding
    checks_lock = True
    form_class = forms.CloseForm
    label = _("Close")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        services.close_finding(
            finding=self.object,
            by=self.request.user,
            on=data["closed_on"],
            action_taken=data["action_taken"],
        )
        return self.done(__("Closed: %(what)s.") % {"what": self.object})


class FindingVerifyPage(ActionPage):
    model = Finding
    checks_lock = True
    form_class = forms.VerifyForm
    label = _("Verify the finding")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.verify_finding(
            finding=self.object, by=self.request.user, on=form.cleaned_data["verified_on"]
        )
        return self.done(__("Verified: %(what)s.") % {"what": self.object})


class FindingReopenPage(ActionPage):
    model = Finding
    checks_lock = True
    form_class = ReopenForm
    label = _("Open again")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.reopen_finding(
            finding=self.object, by=self.request.user, reason=form.cleaned_data["remark"]
        )
        return self.done(__("Open again: %(what)s.") % {"what": self.object})

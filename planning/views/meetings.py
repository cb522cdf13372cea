"""The planning meeting: its list and page, its minutes and how it is closed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from core.people.users import User
from core.records.review import Locked, hold_row
from core.tools import formats, pdf
from core.tools.tables import Badge, Column, Fact, Table
from planning import services
from planning.filters import ReviewMeetingFilter
from planning.forms import ReviewMeetingForm
from planning.models import AnnualPlan, ReviewMeeting
from planning.reports.meeting import build_minutes
from planning.views.meeting_steps import RELATED, step_links


def state_of(row: ReviewMeeting) -> Badge:
    return Badge(_("Minutes closed"), "good") if row.closed_at else Badge(_("Under way"), "part")


class ReviewMeetingListPage(ListPage):
    model = ReviewMeeting
    filterset_class = ReviewMeetingFilter
    ordering = ("-held_on",)
    lead = _(
        "Achievements first, then the plan, then advice and agreement: the meeting step by step."
    )
    empty = _("No planning meeting yet. It is begun on the page of an annual plan.")
    columns = [
        Column("held_on", _("Held on"), link=True, sort="held_on"),
        Column("chapter", _("Chapter"), value="plan.chapter.region.short_name", sort="plan__chapter__region__code"),
        Column("year", _("Plan of"), value=lambda row: str(row.plan.year), sort="plan__year"),
        Column("place", _("Venue")),
        Column("state", _("Status"), value=state_of, kind="badge"),
    ]  # fmt: skip

    select_related = (RELATED,)


class ReviewMeetingDetailPage(DetailPage):
    model = ReviewMeeting
    template_name = "planning/meeting_detail.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related(RELATED, "closed_by")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Plan"), row.plan, url=row.plan.get_absolute_url()),
            Fact(_("Held on"), row.held_on),
            Fact(_("Venue"), row.place),
            Fact(_("Who took part"), row.present),
            Fact(_("Minutes closed at"), row.closed_at, "moment", note=row.closed_by or ""),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        found = [(__("Minutes"), reverse("planning:meeting-minutes", args=[row.pk]))]
        if may(self.request.user, Action.CHANGE, row) and not row.why_closed():
            found.append(
                (__("Close the minutes"), reverse("planning:meeting-close", args=[row.pk]))
            )
        return found

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        steps = step_links(self.request.user, self.object)
        first = next((row for row in steps if not row["is_done"]), steps[0])
        found = {"steps": steps, "next_step": first, "why_closed": self.object.why_closed()}
        # Closed minutes stay as they are.
        closed = {"edit_url": "", "archive_url": ""} if found["why_closed"] else {}
        return {**super().get_context_data(**kwargs), **found, **closed}


class ReviewMeetingCreatePage(CreatePage):
    """A meeting is held on a plan whatever its lock: it is what leads to the agreement."""

    model = ReviewMeeting
    form_class = ReviewMeetingForm
    checks_lock = False

    @override
    def get_parent(self) -> models.Model:
        rows = AnnualPlan.objects.visible_to(self.request.user).with_chapter()
        return get_object_or_404(rows, pk=self.kwargs["key"])

    @override
    def check_parent(self) -> None:
        if self.parent.archived_at:
            raise Locked(__("This belongs to an archived record."))


class ReviewMeetingEditPage(EditPage):
    model = ReviewMeeting
    form_class = ReviewMeetingForm

    select_related = (RELATED,)

    @override
    def check(self) -> None:
        super().check()
        if reason := self.object.why_closed():
            raise Locked(reason)


def minutes_context(meeting: ReviewMeeting, user: User, *, is_final: bool) -> dict[str, object]:
    """Return what the minutes show, the same for page, PDF, Word file and the kept file."""
    region = meeting.plan.chapter.region
    parts = build_minutes(user=user, meeting=meeting)
    return {
        "meeting": meeting,
        "parts": parts,
        "inner": "planning/minutes_body.html",
        "paper": {
            "title": __("Minutes of the planning meeting"),
            "subtitle": f"AKSANSI Daerah {region.short_name} – {meeting.plan.year}",
            "subject": __("Minutes of the planning meeting"),
            "letterhead": {"name": "AKSANSI", "unit": f"AKSANSI Daerah {region.short_name}"},
            "as_of": formats.day(meeting.closed_at or meeting.held_on),
            "draft": "" if is_final else __("DRAFT"),
            "is_example": meeting.is_example or any(i.is_example for p in parts for i in p.items),
        },
    }


class MinutesPage(Page):
    is_about_one = True
    model = ReviewMeeting
    template_name = "pages/report.html"

    select_related = (RELATED,)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with translation.override("id"):
            final = self.object.closed_at is not None
            body = minutes_context(self.object, self.request.user, is_final=final)
        key = [self.object.pk]
        return self.render(
            {
                **body,
                "object": self.object,
                "pdf_url": reverse("planning:meeting-minutes-pdf", args=key),
                "word_url": reverse("planning:meeting-minutes-docx", args=key),
            }
        )


@pdf.in_turn(holds="the minutes of one meeting")
class MinutesPaperView(MinutesPage):
    as_word = False

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        region = self.object.plan.chapter.region.short_name
        name = f"notula-{region}-{self.object.held_on:%Y-%m-%d}"
        final = self.object.closed_at is not None
        with translation.override("id"):
            context = minutes_context(self.object, self.request.user, is_final=final)
            return pdf.answer("pdf/document.html", context, filename=name, as_word=self.as_word)


class MeetingClosePage(ActionPage):
    """Closing keeps the minutes as a file; steps that are not done refuse it in words."""

    model = ReviewMeeting
    paper_holds = "the minutes of one meeting"
    submit_label = _("Close the minutes")
    question = _("The minutes are kept as a PDF on this meeting; nothing can be noted any more.")
    title = _("Close the minutes: %(what)s")
    remark = False

    select_related = (RELATED,)

    @override
    def hindrances(self) -> list[str]:
        return self.object.why_not_close()

    def _minutes(self) -> str:
        """Return the final minutes as they are to be laid out."""
        with translation.override("id"):
            context = minutes_context(self.object, self.request.user, is_final=True)
            return render_to_string("pdf/document.html", context)

    @override
    def ahead(self) -> tuple[str, bytes] | None:
        """Return the minutes and their paper; None while a step is not done."""
        if self.object.open_steps() or self.object.why_closed():
            return None  # said by the service
        minutes = self._minutes()
        return minutes, pdf.write(minutes)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        minutes, content = self.request.ahead or ("", b"")
        with transaction.atomic():
            hold_row(self.object)
            if minutes and minutes != self._minutes():
                raise ValidationError(
                    __("The minutes changed while their paper was being made. Send the form again.")
                )
            self.object = services.close_meeting(
                meeting=self.object, by=self.request.user, pdf=content
            )
        return self.done(__("Minutes closed and kept."))


def meetings_table(page: Any, plan: AnnualPlan) -> Table:
    """Return the meetings on a plan, for the plan's page."""
    rows = ReviewMeeting.objects.visible_to(page.request.user).current().filter(plan=plan)
    found: Table = page.related(
        _("Planning meetings"),
        [
            Column("held_on", _("Held on"), link=True),
            Column("place", _("Venue")),
            Column("state", _("Status"), value=state_of, kind="badge"),
        ],
        rows,
        empty=__("No planning meeting yet."),
    )
    if may(page.request.user, Action.ADD, plan) and not plan.archived_at:
        found.add_url = reverse("planning:review-meeting-create", args=[plan.pk])
        found.add_label = __("Begin a planning meeting")
    return found

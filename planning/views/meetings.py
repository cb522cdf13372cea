"""The planning meeting: its list and page, one page per step, the projector, the minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, require
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from core.pages.scoped_forms import take_error
from core.people.users import User
from core.records.lost_update import joins_others
from core.records.review import Locked, hold_row, possible_moves, what_keeps_from
from core.tools import formats, pdf
from core.tools.formats import Words
from core.tools.tables import Badge, Column, Fact, Table
from planning import services
from planning.filters import ReviewMeetingFilter
from planning.forms import MeetingAdviceForm, ReviewMeetingForm, StepForm
from planning.models import Activity, AnnualPlan, MeetingNote, ReviewMeeting, Step
from planning.reports.meeting import build_minutes, build_step, progress_of

RELATED = "plan__chapter__region"


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


def step_links(user: User, meeting: ReviewMeeting) -> list[dict[str, Any]]:
    """Return the seven steps with their addresses and whether they are done."""
    return [
        {
            "step": step,
            "number": number,
            "label": step.label,
            "is_done": is_done,
            "has_note": has_note,
            "url": reverse("planning:meeting-step", args=[meeting.pk, step.value]),
            "big_url": reverse("planning:meeting-projector", args=[meeting.pk, step.value]),
        }
        for number, (step, is_done, has_note) in enumerate(
            progress_of(user=user, meeting=meeting), start=1
        )
    ]


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


class StepPage(Page):
    """One step: what it looks at, its notes, and in the advice step the advice itself."""

    is_about_one = True
    model = ReviewMeeting
    template_name = "planning/meeting_step.html"

    select_related = (RELATED,)

    @override
    def check(self) -> None:
        if self.kwargs["step"] not in Step.values:
            raise Http404

    @override
    def get_title(self) -> Words:
        return Step(self.kwargs["step"]).label

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        user, meeting, step = self.request.user, self.object, Step(self.kwargs["step"])
        part = build_step(user=user, meeting=meeting, step=step)
        steps = step_links(user, meeting)
        place = part.number - 1
        closed = meeting.why_closed()
        moves = []
        if step == Step.AGREE:
            review = reverse("planning:annual-plan-review", args=[meeting.plan_id])
            moves = [
                {"label": m.label, "url": f"{review}?move={m.value}", "move": m.value,
                 "reasons": what_keeps_from(meeting.plan, m, user)}
                for m in possible_moves(meeting.plan, user)
            ]  # fmt: skip
        return super().get_context_data(
            **{
                "object": meeting,
                "part": part,
                "steps": steps,
                "before": steps[place - 1] if place else None,
                "after_step": steps[place + 1] if place + 1 < len(steps) else None,
                "big_url": steps[place]["big_url"],
                "form": kwargs.get("form") or self.step_form(),
                "why_closed": closed,
                "may_note": may(user, Action.CHANGE, meeting) and not closed,
                "may_advise": step == Step.ADVICE and may(user, Action.ADVISE, meeting.plan) and not closed,
                "advice_form": MeetingAdviceForm(user=user),
                "advice_on": self.request.POST.get("advise", ""),
                "moves": moves,
                **self.more(part),
                **kwargs,
            }
        )  # fmt: skip

    def more(self, part: object) -> dict[str, object]:
        return {}

    def step_form(self, **kwargs: Any) -> StepForm:
        notes = MeetingNote.objects.visible_to(self.request.user)
        note = notes.filter(meeting=self.object, step=self.kwargs["step"]).first() or MeetingNote()
        initial = {"text": note.text, "is_done": note.is_done}
        return StepForm(user=self.request.user, initial=initial, **kwargs)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({})

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        if "advise" in request.POST:
            return self.advise()
        require(request.user, Action.CHANGE, self.object)
        form: Any = None
        try:
            with transaction.atomic():
                self.object = hold_row(self.object)
                form = self.step_form(data=request.POST)
                if joins_others(form) or not form.is_valid():
                    return self.form_invalid(form)
                services.note_step(
                    meeting=self.object,
                    by=self.request.user,
                    step=kwargs["step"],
                    **form.cleaned_data,
                )
        except ValidationError as error:
            take_error(form, error)
            return self.form_invalid(form)
        messages.success(request, __("Notes saved."))
        return HttpResponseRedirect(self.onward())

    def onward(self) -> str:
        """A step that is done leads to the next one; the last to the meeting."""
        steps = step_links(self.request.user, self.object)
        place = [row["step"] for row in steps].index(Step(self.kwargs["step"]))
        if not steps[place]["is_done"]:
            return self.request.path
        return steps[place + 1]["url"] if place + 1 < len(steps) else self.object.get_absolute_url()

    def advise(self) -> HttpResponseBase:
        user, key = self.request.user, self.request.POST["advise"]
        rows = Activity.objects.visible_to(user).current().filter(plan=self.object.plan_id)
        line = (
            rows.filter(pk=key).select_related(RELATED).first()
            if key.isdecimal() and len(key) < 16
            else None
        )
        if line is None:
            raise Http404
        form = MeetingAdviceForm(user=user, data=self.request.POST)
        require(user, Action.ADVISE, line)
        if reason := self.object.why_closed():
            form.add_error(None, reason)
        if not form.is_valid():
            return self.render({"advice_form": form}, 422)
        services.advise(line=line, by=user, text=form.cleaned_data["text"])
        messages.success(self.request, __("Advice saved. The chapter sees it among its tasks."))
        return HttpResponseRedirect(self.request.get_full_path())  # same thing, same place


class ProjectorPage(StepPage):
    """Meeting mode: one thing per page in large type; links lead on, arrow keys only make it quicker."""

    template_name = "planning/meeting_projector.html"

    @override
    def more(self, part: Any) -> dict[str, object]:
        typed = self.request.GET.get("item", "1")
        count = max(1, len(part.items))
        number = min(max(1, int(typed)), count) if typed.isdecimal() and len(typed) < 6 else 1
        places = list(Step)
        here = places.index(part.step)
        back, onward = "", ""
        if number > 1:
            back = self._to(part.step, number - 1)
        elif here:
            back = self._to(places[here - 1], None)
        if number < count:
            onward = self._to(part.step, number + 1)
        elif here + 1 < len(places):
            onward = self._to(places[here + 1], 1)
        return {
            "item": part.items[number - 1] if part.items else None,
            "item_number": number,
            "item_count": len(part.items),
            "back_url": back,
            "next_url": onward,
            "plain_url": reverse("planning:meeting-step", args=[self.object.pk, part.step.value]),
        }  # fmt: skip

    def _to(self, step: Step, item: int | None) -> str:
        """Return the address of one thing; None: the last of the step."""
        return reverse(
            "planning:meeting-projector",
            args=[self.object.pk, step.value],
            query={"item": 99999 if item is None else item},
        )


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

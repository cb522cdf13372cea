"""The steps of a planning meeting: one page per step, and the projector."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, may, require
from core.pages import Page
from core.pages.form_layout import take_error
from core.people.users import User
from core.records.lost_update import joins_others
from core.records.review import hold_row, possible_moves, what_keeps_from
from core.tools.formats import Words
from planning import services
from planning.forms import MeetingAdviceForm, StepForm
from planning.models import Activity, MeetingNote, ReviewMeeting, Step
from planning.reports.meeting import build_step, progress_of

RELATED = "plan__chapter__region"


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

    def step_form(self, data: QueryDict | None = None) -> StepForm:
        notes = MeetingNote.objects.visible_to(self.request.user)
        note = notes.filter(meeting=self.object, step=self.kwargs["step"]).first() or MeetingNote()
        initial = {"text": note.text, "is_done": note.is_done}
        return StepForm(user=self.request.user, initial=initial, data=data)

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

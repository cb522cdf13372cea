"""Who was there: a row, a pasted list, the counts of a day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action
from core.pages import ActionPage, CreatePage, EditPage
from events import forms, services
from events.models import Attendance, AttendeeCategory, Event, EventDay


class AttendanceCreatePage(CreatePage):
    parent_model = Event
    model = Attendance
    form_class = forms.AttendanceForm


class AttendanceEditPage(EditPage):
    model = Attendance
    form_class = forms.AttendanceForm


class AttendancePastePage(ActionPage):
    """Paste, look at what was read, then save: the list stays in the form until it is right."""

    model = Event
    action = Action.ADD
    checks_lock = True
    form_class = forms.PasteForm
    template_name = "events/paste.html"
    title = _("Paste an attendance list")

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "event": self.object}

    @override
    def post(self, request: Any, *args: object, **kwargs: object) -> Any:
        if "save" in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        return self.render({"form": form}, 200 if form.is_valid() else 422)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        form = kwargs["form"]
        reading = getattr(form, "reading", None) if form.is_bound and form.is_valid() else None
        self.preview = (
            [(person, AttendeeCategory(person.category).label) for person in reading.people]
            if reading
            else []
        )
        self.left_out = reading.left_out if reading else ()
        self.submit_label = __("Read the list again") if self.preview else __("Read the list")
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        added, met = services.add_people(
            event=self.object,
            day=form.cleaned_data["day"],
            people=form.reading.people,
            by=self.request.user,
        )
        message = ngettext("%(n)s person added.", "%(n)s people added.", added) % {"n": added}
        if met:
            message += " " + ngettext(
                "%(n)s was on the list already.", "%(n)s were on the list already.", met
            ) % {"n": met}
        return self.done(message)


class AttendanceCountsPage(ActionPage):
    """The counts per category of one day, or of the whole event, on one short form."""

    model = Event
    action = Action.CHANGE
    checks_lock = True
    form_class = forms.CountsForm
    template_name = "events/counts.html"
    title = _("Count attendance")
    submit_label = _("Save")

    @override
    def check(self) -> None:
        super().check()
        wanted = self.request.GET.get("day", "")
        days = list(
            EventDay.objects.visible_to(self.request.user).current().filter(event=self.object)
        )
        self.days = days
        self.day = next((day for day in days if str(day.pk) == wanted), None)
        if wanted and self.day is None:
            raise Http404

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        rows = Attendance.objects.visible_to(self.request.user).current()
        known = services.counted_in(rows.filter(event=self.object, day=self.day))
        return {**super().get_form_kwargs(), "known": known}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.set_counts(
            event=self.object,
            day=self.day,
            counts=form.counts,
            rough_counts=form.rough_counts,
            by=self.request.user,
        )
        return self.done(__("Saved: %(what)s.") % {"what": __("Count attendance")})

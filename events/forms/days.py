"""Forms of a day of an event, its sessions and points of its agenda."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.pages.scoped_forms import RecordForm
from core.tools.partial_dates import first_day
from core.tools.written.lines import MOST_LINES, UnreadableLines
from events import lines, services
from events.forms.base import UnderEventForm, multiline
from events.models import AgendaPoint, EventDay, Session, SessionAspect


class EventDayForm(UnderEventForm):
    """A day with its programme and its guests, all on one page."""

    source_fields = ()

    programme = forms.CharField(
        label=pgettext_lazy("of a day", "Programme"),
        required=False,
        max_length=12_000,
        widget=multiline(8),
        help_text=_(
            "One item per line, with its time if known and the speaker after “@”: "
            "“08.30–10.00 Opening @ Head of DPUPKP”. Aspects are read from the title."
        ),
    )
    guests = forms.CharField(
        label=_("Invited on this day"),
        required=False,
        max_length=8_000,
        widget=multiline(5),
        help_text=_("One per line, with the number if known: “Perwakilan kapanewon (12)”."),
    )

    class Meta:
        model = EventDay
        fields = ("date", "title", "venue")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["date"].initial = self._next_date()
            return
        rows = self.instance.sessions.filter(archived_at__isnull=True).order_by("number", "pk")
        self.fields["programme"].initial = "\n".join(
            lines.session_line(
                lines.SessionLine(row.title, row.speaker, row.starts_at, row.ends_at)
            )
            for row in rows
        )
        self.fields["guests"].initial = "\n".join(
            lines.guest_line(lines.GuestLine(row.institution, row.invited))
            for row in services.guests_of(self.instance)
        )

    @override
    def rows_beside(self) -> list[QuerySet]:
        day = self.instance
        return [day.sessions.all(), day.attendances.filter(name="")]

    def _next_date(self) -> dt.date | None:
        """Return the first of the event's dates that has no day yet."""
        event = self.instance.event
        first = first_day(event.starts_on) if len(event.starts_on) == 10 else None
        last = first_day(event.ends_on) if len(event.ends_on) == 10 else first
        if first is None or last is None:
            return None
        taken = set(event.days.filter(archived_at__isnull=True).values_list("date", flat=True))
        span = range(min((last - first).days, 60) + 1)
        return next((d for n in span if (d := first + dt.timedelta(days=n)) not in taken), None)

    def clean_programme(self) -> list[lines.SessionLine]:
        try:
            found = lines.sessions(self.cleaned_data["programme"])
        except UnreadableLines as error:
            raise forms.ValidationError(
                _("Not understood: %(lines)s. A line needs a title and ends after it begins."),
                params={"lines": error},
            ) from None
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
        for row in found:
            if len(row.title) > 250 or len(row.speaker) > 200:
                raise forms.ValidationError(
                    _("“%(text)s…” is too long: a title may have 250 characters, a speaker 200."),
                    params={"text": row.title[:60]},
                )
        return found

    def clean_guests(self) -> list[lines.GuestLine]:
        found = lines.guests(self.cleaned_data["guests"])
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
        if any(len(row.who) > 250 for row in found):
            raise forms.ValidationError(_("A line may have 250 characters."))
        return found

    @override
    def save(self, commit: bool = True) -> EventDay:
        day = super().save(commit)
        services.set_programme(day=day, lines=self.cleaned_data["programme"])
        self.kept_guests = services.set_guests(day=day, lines=self.cleaned_data["guests"])
        return day


class SessionForm(RecordForm):
    parent_field = "day"
    source_fields = ()

    aspects = forms.MultipleChoiceField(
        label=_("Aspects"),
        required=False,
        choices=[one for one in SessionAspect.choices if one[0] != SessionAspect.GENERAL],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The aspects the session is about; none for a general one."),
    )

    class Meta:
        model = Session
        fields = ("number", "starts_at", "ends_at", "title", "speaker", "aspects", "notes")
        widgets = {
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "ends_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "notes": multiline(3),
        }


class AgendaPointForm(UnderEventForm):
    source_fields = ()

    class Meta:
        model = AgendaPoint
        fields = ("number", "kind", "title", "discussion", "decision", "with_whom")
        widgets = {"discussion": multiline(4), "decision": multiline(3)}

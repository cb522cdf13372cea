"""Forms of an event, its institutions, days, sessions and agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chapters.models import Region
from chapters.scoped_forms import RecordForm
from events import services
from events.forms.base import SOURCE, UnderEventForm, multiline, places
from events.models import AgendaPoint, Event, EventDay, EventOffice, Session


class EventForm(RecordForm):
    purposes = forms.CharField(
        label=_("Purposes"),
        required=False,
        max_length=6000,
        widget=multiline(4),
        help_text=_("One per line, in their order."),
    )
    participating = forms.ModelMultipleChoiceField(
        label=_("Participating regions"),
        queryset=Region.objects.regencies(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Besides the host. They see this event too."),
    )

    sections = [
        (
            _("What and when"),
            ["title", "kind", "state", "region", "starts_on", "ends_on", "venue", "participating"],
        ),
        (
            _("Content"),
            ["purposes", "description", "participants", "outcome", "follow_up"],
        ),
    ]

    class Meta:
        model = Event
        fields = (
            "title",
            "kind",
            "state",
            "region",
            "starts_on",
            "ends_on",
            "venue",
            "description",
            "participants",
            "outcome",
            "follow_up",
            *SOURCE,
        )
        widgets = {
            "description": multiline(5),
            "participants": multiline(3),
            "outcome": multiline(4),
            "follow_up": multiline(3),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]
        self.fields["participating"].queryset = places(self.user)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["purposes"].initial = "\n".join(
                self.instance.purposes.filter(archived_at__isnull=True).values_list(
                    "text", flat=True
                )
            )
            self.fields["participating"].initial = list(
                self.instance.participations.filter(archived_at__isnull=True).values_list(
                    "region", flat=True
                )
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        long = [
            line for line in cleaned.get("purposes", "").splitlines() if len(line.strip()) > 1000
        ]
        if long:
            self.add_error("purposes", _("A purpose may have 1,000 characters."))
        return cleaned

    def save(self, commit: bool = True) -> Event:
        event = super().save(commit)
        services.set_purposes(event=event, texts=self.cleaned_data["purposes"].splitlines())
        field = self.fields["participating"]
        services.set_regions(
            event=event,
            chosen=self.cleaned_data["participating"],
            choosable=field.queryset.values_list("code", flat=True),  # type: ignore[attr-defined]
        )
        return event


class EventOfficeForm(UnderEventForm):
    source_fields = ()

    class Meta:
        model = EventOffice
        fields = ("role", "office", "name")


class EventDayForm(UnderEventForm):
    source_fields = ()

    class Meta:
        model = EventDay
        fields = ("date", "title", "venue")


class SessionForm(RecordForm):
    parent_field = "day"
    source_fields = ()

    class Meta:
        model = Session
        fields = ("number", "starts_at", "ends_at", "title", "speaker", "aspect", "notes")
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

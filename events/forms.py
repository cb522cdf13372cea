"""Forms of the room, one per task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.models import Region
from chapters.scoped_forms import DayField, PlainForm, RecordForm
from events import services
from events.models import (
    Attendance,
    Commitment,
    Event,
    EventDay,
    EventOffice,
    GroupResult,
    Session,
    SessionAspect,
)

SOURCE = ("source", "source_url", "as_of", "is_example")
PLACES = ("provinsi", "kabupaten", "kota")


def multiline(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def places(user: Any) -> Any:
    return Region.objects.visible_to(user).current().filter(kind__in=PLACES)


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


class _UnderEvent(RecordForm):
    """A row of an event; its day, where it has one, is a day of that event."""

    parent_field = "event"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "day" in self.fields:
            days = self.fields["day"].queryset  # type: ignore[attr-defined]
            self.fields["day"].queryset = days.filter(event=self.instance.event_id)  # type: ignore[attr-defined]


class EventOfficeForm(_UnderEvent):
    source_fields = ()

    class Meta:
        model = EventOffice
        fields = ("role", "office", "name")


class EventDayForm(_UnderEvent):
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


class AttendanceForm(_UnderEvent):
    sections = [
        (_("Who"), ["day", "category", "institution", "institutions"]),
        (_("How many"), ["invited", "women", "men", "unspecified"]),
        (_("By name"), ["name", "position"]),
    ]

    class Meta:
        model = Attendance
        fields = (
            "day",
            "category",
            "institution",
            "institutions",
            "invited",
            "women",
            "men",
            "unspecified",
            "name",
            "position",
            *SOURCE,
        )


class GroupResultForm(_UnderEvent):
    class Meta:
        model = GroupResult
        fields = ("day", "group", "topic", "members", "spectrum", "reason", *SOURCE)
        widgets = {"members": multiline(2), "reason": multiline(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {}
        if self.instance.pk:
            known = dict(
                self.instance.aspect_results.filter(archived_at__isnull=True).values_list(
                    "aspect", "text"
                )
            )
        for aspect in SessionAspect:
            self.fields[f"aspect_{aspect.value}"] = forms.CharField(
                label=_("Result: %(aspect)s") % {"aspect": aspect.label},
                required=False,
                max_length=3000,
                widget=multiline(2),
                initial=known.get(aspect.value, ""),
            )

    def save(self, commit: bool = True) -> GroupResult:
        result = super().save(commit)
        services.set_aspect_results(
            result=result,
            texts={a: self.cleaned_data[f"aspect_{a}"] for a in SessionAspect.values},
        )
        return result


class CommitmentForm(_UnderEvent):
    class Meta:
        model = Commitment
        fields = ("kind", "text", "owner", "owner_text", "due_on", *SOURCE)
        widgets = {"text": multiline(3)}


class DoneForm(PlainForm):
    """The day a commitment was fulfilled and what shows it."""

    done_on = DayField(label=_("Done on"))
    proof = forms.CharField(
        label=_("Proof"),
        max_length=2000,
        widget=multiline(3),
        help_text=_("Document, photo or decision that shows it; attach it to the record too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate()


class ReopenForm(PlainForm):
    remark = forms.CharField(label=_("Reason"), max_length=100, widget=multiline(2))

"""Forms of the room, one per task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, roles_with
from core.land.regions import Region
from core.pages.fields import DayField, LocalNumber, RoughDayField
from core.pages.scoped_forms import PlainForm, RecordForm
from ksm.models import Facility
from monitoring import asked, services
from monitoring.models import (
    Finding,
    Instrument,
    OfficeDuty,
    Result,
    Round,
    RoundTarget,
    Sample,
    SamplePoint,
    Visit,
)

SOURCE = ("source", "source_url", "as_of", "is_example")
PLACES = ("provinsi", "kabupaten", "kota")


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def offer_published(form: RecordForm) -> None:
    """Let only versions open for use be chosen; the one a record has stays."""
    field: Any = form.fields["instrument"]
    chosen = Q(pk=form.instance.instrument_id) if form.instance.pk else Q(pk=None)
    field.queryset = field.queryset.filter(Q(published_at__isnull=False) | chosen)


class RoundForm(RecordForm):
    class Meta:
        model = Round
        fields = ("name", "kind", "region", "instrument", "starts_on", "ends_on", "note", *SOURCE)
        widgets = {"note": _text(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_published(self)


class RoundTargetForm(RecordForm):
    class Meta:
        model = RoundTarget
        fields = ("planned_on", "team", "assignee", "state", "reason", *SOURCE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Whoever only reads can never go; the one who was chosen stays.
        field: Any = self.fields["assignee"]
        going = Q(role__in=roles_with(Action.ADD)) | Q(pk=self.instance.assignee_id)
        field.queryset = field.queryset.filter(going)


class VisitForm(RecordForm):
    asked = asked.VISIT
    sections = [
        (_("Where and when"), ["facility", "round", "instrument", "visited_on"]),
        (_("Who"), ["team", "respondent", "women", "men"]),
        (_("What was seen"), ["narrative"]),
    ]

    class Meta:
        model = Visit
        fields = (
            "facility",
            "round",
            "instrument",
            "visited_on",
            "team",
            "respondent",
            "women",
            "men",
            "narrative",
            *SOURCE,
        )
        widgets = {"narrative": _text(5)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_published(self)
        instrument = self.fields["instrument"]
        instrument.required = False
        instrument.help_text = _("Empty: that of the round.")
        if self.instance.pk and self.instance.answers.current().exists():
            # Answers belong to their questions and tell of their facility; with some written, both stay.
            for name, kept in (("facility", Facility), ("instrument", Instrument)):
                field: Any = self.fields[name]
                field.disabled = True
                # As it is, even if archived meanwhile.
                chosen = getattr(self.instance, f"{name}_id")
                field.queryset = kept.objects.visible_to(self.user).filter(pk=chosen)

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("instrument"):
            if cleaned.get("round"):
                cleaned["instrument"] = cleaned["round"].instrument
            elif "round" in cleaned:
                self.add_error("instrument", _("Choose a round or an instrument."))
        return cleaned


class HeadForm(PlainForm):
    """The head of a visit in part, as a device sends it: `b<name>` says what the device began from."""

    visited_on = RoughDayField(label=_("Visited on"))
    team = forms.CharField(label=_("Team"), max_length=250, required=False)
    respondent = forms.CharField(label=_("Respondent"), max_length=150, required=False)
    women = forms.IntegerField(
        label=_("Women present"), min_value=0, max_value=9999, required=False
    )
    men = forms.IntegerField(label=_("Men present"), min_value=0, max_value=9999, required=False)
    narrative = forms.CharField(
        label=_("What was seen"), max_length=6000, required=False, widget=_text(4)
    )

    def __init__(self, *args: object, wanted: Iterable[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = list(self.fields if wanted is None else wanted)
        for name in set(self.fields) - set(self.wanted):
            del self.fields[name]
        for name in ("team", "respondent"):
            if name in self.fields:
                self.fields[name].help_text = Visit._meta.get_field(name).help_text  # type: ignore[union-attr]

    def good(self) -> dict[str, Any]:
        """Return what reads well."""
        return {name: self.cleaned_data[name] for name in self.wanted if name in self.cleaned_data}

    def bases(self) -> dict[str, str]:
        return {name: self.data[f"b{name}"] for name in self.wanted if f"b{name}" in self.data}


class RegionOfFacilityForm(RecordForm):
    """A record of a region; choosing a facility settles the region."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].required = False
        self.fields["region"].help_text = _("Empty: that of the facility.")

    @override
    def clean(self) -> dict[str, Any]:
        facility = self.cleaned_data.get("facility")
        if facility and not self.cleaned_data.get("region"):
            self.cleaned_data["region"] = facility.region
        return super().clean()


class FindingForm(RegionOfFacilityForm):
    asked = asked.FINDING
    sections = [
        (_("What"), ["title", "description", "facility", "region", "visit", "aspect", "severity"]),
        (
            _("Who must act"),
            [
                "responsible",
                "office",
                "person",
                "action_required",
                "opened_on",
                "due_on",
            ],
        ),
        (
            _("How it goes on"),
            ["started_on", "reply", "replied_on", "reply_letter"],
        ),
    ]

    class Meta:
        model = Finding
        fields = (
            "title",
            "description",
            "facility",
            "region",
            "visit",
            "aspect",
            "severity",
            "responsible",
            "office",
            "person",
            "action_required",
            "opened_on",
            "due_on",
            "started_on",
            "reply",
            "replied_on",
            "reply_letter",
            *SOURCE,
        )
        widgets = {"description": _text(4), "action_required": _text(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["office"].help_text = _("Empty: as the rules of the region say.")

    @override
    def clean(self) -> dict[str, Any]:
        if reason := self.instance.why_closed():
            raise forms.ValidationError(reason)
        cleaned = super().clean()
        wanted = ("region", "aspect", "severity", "responsible")
        if not self.instance.pk and not cleaned.get("office") and all(map(cleaned.get, wanted)):
            asked = Finding(**{name: cleaned[name] for name in wanted})
            cleaned["office"] = services.office_for(asked)
        return cleaned


class OfficeDutyForm(RecordForm):
    class Meta:
        model = OfficeDuty
        fields = ("region", "responsible", "aspect", "severity", "office", *SOURCE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        places = Region.objects.visible_to(self.user).current().filter(kind__in=PLACES)
        self.fields["region"].queryset = places  # type: ignore[attr-defined]


class CloseForm(PlainForm):
    closed_on = DayField(label=_("Closed on"))
    action_taken = forms.CharField(label=_("What was done"), max_length=2000, widget=_text(4))

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = timezone.localdate


class VerifyForm(PlainForm):
    verified_on = DayField(label=_("Seen on"))

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verified_on"].initial = timezone.localdate


class SampleForm(RegionOfFacilityForm):
    asked = asked.SAMPLE
    sections = [
        (
            _("Where and when"),
            ["facility", "place", "region", "point", "point_name", "taken_on", "visit"],
        ),
        (
            _("Laboratory"),
            ["laboratory", "laboratory_text", "is_accredited", "sampler", "paid_by"],
        ),
    ]

    class Meta:
        model = Sample
        fields = (
            "facility",
            "place",
            "region",
            "point",
            "point_name",
            "taken_on",
            "visit",
            "laboratory",
            "laboratory_text",
            "is_accredited",
            "sampler",
            "paid_by",
            *SOURCE,
        )


class ResultForm(RecordForm):
    parent_field = "sample"
    source_fields = ()

    class Meta:
        model = Result
        fields = ("parameter", "comparator", "value", "unit", "stated", "stated_by", "method")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        value = self.fields["value"]
        if self.instance.sample.point == SamplePoint.REMOVAL and isinstance(value, LocalNumber):
            value.unit = "%"

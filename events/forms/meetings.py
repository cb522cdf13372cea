"""Forms of an event, its institutions, days, sessions and agenda."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.importing import RegionCell
from core.land.regions import Region
from core.pages.scoped_forms import RecordForm
from core.records.asked import sure_field
from core.records.told import named
from core.tools.written.lines import MOST_NAMED, split
from events import asked, lines, services
from events.forms.base import SOURCE, UnderEventForm, multiline, places
from events.models import Event, EventOffice, OfficeRole
from events.offices import known_offices
from events.telling import PARTNERSHIP

BY_LINES = {
    "organisers": OfficeRole.ORGANISER,
    "hosts": OfficeRole.HOST,
    "speakers": OfficeRole.SPEAKER,
}


def _institutions(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=multiline(3), help_text=hint
    )


class EventForm(RecordForm):
    """An event with what stands on its invitation; lines instead of a page for each institution."""

    asked = asked.EVENT
    sure = sure_field()
    purposes = forms.CharField(
        label=_("Purposes"),
        required=False,
        max_length=6000,
        widget=multiline(4),
        help_text=_("One per line, in their order."),
    )
    organisers = _institutions(
        _("Organisers"), _("One per line. An office of the register is linked by its name.")
    )
    hosts = _institutions(pgettext_lazy("of an event", "Host"))
    speakers = _institutions(_("Speakers"), _("Institutions, one per line."))
    participating = forms.CharField(
        label=_("Participating regions"),
        required=False,
        max_length=10_000,
        widget=multiline(4),
        help_text=_(
            "Besides the host; they see this event too. Write or paste: “Kab. Blitar, Kota Mojokerto”."
        ),
    )

    sections = [
        (
            _("What and when"),
            [
                "title",
                "kind",
                "state",
                "sure",
                "region",
                "partnership",
                "starts_on",
                "ends_on",
                "venue",
            ],
        ),
        (_("Who"), ["organisers", "hosts", "speakers", "participants", "participating"]),
        (_("Content"), ["description", "purposes", "outcome", "follow_up"]),
    ]

    class Meta:
        model = Event
        fields = (
            "title",
            "kind",
            "state",
            "region",
            "partnership",
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

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]
        self._offer_partnerships()
        if not self.instance.pk:
            return
        event = self.instance
        self.fields["purposes"].initial = "\n".join(
            event.purposes.filter(archived_at__isnull=True).values_list("text", flat=True)
        )
        shown = event.offices.filter(archived_at__isnull=True).select_related("office")
        offices = list(shown.order_by("pk"))
        for name, role in BY_LINES.items():
            self.fields[name].initial = "\n".join(o.words for o in offices if o.role == role)
        taking_part = event.participations.filter(archived_at__isnull=True)
        chosen = places(self.user).filter(pk__in=taking_part.values("region"))
        self.fields["participating"].initial = "\n".join(region.short_name for region in chosen)

    def _offer_partnerships(self) -> None:
        """Offer the cooperation the writer sees; one out of sight stays as it is."""
        offered, field = named(self.user, PARTNERSHIP), self.fields["partnership"]
        kept = self.instance.partnership
        if not offered or (kept is not None and kept not in offered):
            del self.fields["partnership"]
            return
        self.fields["partnership"] = forms.TypedChoiceField(
            label=field.label,
            help_text=field.help_text,
            required=False,
            coerce=uuid.UUID,
            empty_value=None,
            choices=[("", "---------"), *((str(key), one.words) for key, one in offered.items())],
        )

    @override
    def rows_beside(self) -> list[Any]:
        event = self.instance
        return [event.purposes.all(), event.offices.all(), event.participations.all()]

    def clean_purposes(self) -> list[str]:
        texts = [text for _number, text in split(self.cleaned_data["purposes"])]
        if any(len(text) > 1000 for text in texts):
            raise forms.ValidationError(_("A purpose may have 1,000 characters."))
        return texts

    def clean_participating(self) -> list[Region]:
        return self._regions(lines.names(self.cleaned_data["participating"]))

    def _regions(self, names: list[str]) -> list[Region]:
        if not names:
            return []
        cell, codes, wrong = RegionCell(with_provinces=True), [], []
        cell.prepare(self.user)
        # “Kab. Sleman dan Kota Surakarta” are two, Pangkajene dan Kepulauan is one.
        parts = [
            part
            for name in names
            for part in ([name] if cell.is_name(name) else lines.joined(name))
        ]
        for name in parts:
            try:
                codes.append(cell.code(name))
            except forms.ValidationError as error:
                wrong += error.messages
        if wrong:
            raise forms.ValidationError(" ".join(wrong[:MOST_NAMED]))
        return list(places(self.user).filter(pk__in=codes))

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for name in BY_LINES:
            names = lines.whole_lines(cleaned.get(name) or "")
            if any(len(one) > 200 for one in names):
                self.add_error(name, _("A name may have 200 characters; write one per line."))
            cleaned[name] = names
        return cleaned

    @override
    def save(self, commit: bool = True) -> Event:
        event = super().save(commit)
        services.set_purposes(event=event, texts=self.cleaned_data["purposes"])
        known = known_offices(self.user)
        for name, role in BY_LINES.items():
            services.set_offices(event=event, role=role, names=self.cleaned_data[name], known=known)
        services.set_regions(
            event=event,
            chosen=self.cleaned_data["participating"],
            choosable=places(self.user).values_list("code", flat=True),
        )
        services.add_days(event=event)
        return event


class EventOfficeForm(UnderEventForm):
    source_fields = ()

    class Meta:
        model = EventOffice
        fields = ("role", "office", "name")

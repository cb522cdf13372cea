"""Forms of what was promised: one promise, many as lines, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm
from core.tools import formats
from core.tools.written.lines import MOST_LINES, UnreadableLines, split
from events import lines, services
from events.forms.base import SOURCE, UnderEventForm, multiline, places
from events.models import Commitment, CommitmentKind, Fate


class CommitmentForm(UnderEventForm):
    is_region_safe = True  # the choices hold the event's own regions only
    signatories = forms.CharField(
        label=_("Signatories"),
        required=False,
        max_length=4000,
        widget=multiline(3),
        help_text=_("One per line: “position, institution”, e.g. “Kepala Dinas, DPUPKP”."),
    )

    class Meta:
        model = Commitment
        fields = (
            "kind",
            "text",
            "owner",
            "owner_text",
            "support",
            "region",
            "due_on",
            "rhythm",
            "recurs_until",
            "checked_on",
            "signatories",
            *SOURCE,
        )
        widgets = {"text": multiline(3)}

    sections = [
        (_("What was agreed"), ["kind", "text", "region"]),
        (
            _("Who and when"),
            [
                "owner",
                "owner_text",
                "support",
                "due_on",
                "rhythm",
                "recurs_until",
                "checked_on",
                "signatories",
            ],
        ),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance.event
        codes = set(
            event.participations.filter(archived_at__isnull=True).values_list("region", flat=True)
        ) | {event.region_id}
        regions = places(self.user).filter(pk__in=codes - {None})
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        self.fields["region"].initial = None
        self.fields["region"].empty_label = _("every region of the event")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["signatories"].initial = "\n".join(
                str(row) for row in self.instance.signatories.filter(archived_at__isnull=True)
            )

    @override
    def save(self, commit: bool = True) -> Commitment:
        row = super().save(commit)
        services.set_signatories(
            commitment=row, lines=self.cleaned_data["signatories"].splitlines()
        )
        return row


class PromisesForm(PlainForm):
    """What was agreed, as it stands on the flip chart: one line each; `lines_by_kind` once valid."""

    follow_up = forms.CharField(
        label=_("Follow-up plan (RTL)"),
        required=False,
        max_length=12_000,
        widget=multiline(6),
        help_text=_(
            "One per line; who is responsible and by when after “@”: "
            "“Draw up the desludging plan @ AKSANSI Daerah @ 31 March 2022”, or “@ every month”."
        ),
    )
    joint = forms.CharField(
        label=_("Joint commitment"), required=False, max_length=12_000, widget=multiline(4)
    )
    signatories = forms.CharField(
        label=_("Signatories of the joint commitment"),
        required=False,
        max_length=4000,
        widget=multiline(3),
        help_text=_("One per line: “position, institution”, e.g. “Kepala Dinas, DPUPKP”."),
    )

    sections = [(_("What was agreed"), ["follow_up", "joint", "signatories"])]

    def _read(self, name: str) -> list[lines.PromiseLine]:
        try:
            found = lines.promises(self.cleaned_data[name])
        except UnreadableLines as error:
            raise forms.ValidationError(
                _("Not understood: %(lines)s. Write “what @ who @ full date”."),
                params={"lines": error},
            ) from None
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
        if any(len(row.text) > 2000 or len(row.owner) > 200 for row in found):
            raise forms.ValidationError(_("A line is too long."))
        return found

    def clean_follow_up(self) -> list[lines.PromiseLine]:
        return self._read("follow_up")

    def clean_joint(self) -> list[lines.PromiseLine]:
        return self._read("joint")

    def clean_signatories(self) -> list[str]:
        found = [line for _n, line in split(self.cleaned_data["signatories"])]
        for line in found:
            position, comma, institution = (part.strip() for part in line.partition(","))
            if len(institution if comma else position) > 200 or (comma and len(position) > 150):
                raise forms.ValidationError(_("A line is too long."))
        return found

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("follow_up") or cleaned.get("joint")):
            self.add_error("follow_up", _("Write at least one line."))
        if cleaned.get("signatories") and not cleaned.get("joint") and "joint" not in self.errors:
            self.add_error("joint", _("Write what they signed."))
        return cleaned

    @property
    def lines_by_kind(self) -> dict[str, list[lines.PromiseLine]]:
        return {
            CommitmentKind.FOLLOW_UP.value: self.cleaned_data["follow_up"],
            CommitmentKind.COMMITMENT.value: self.cleaned_data["joint"],
        }


class DoneForm(PlainForm):
    """The day a commitment was fulfilled and what shows it."""

    done_on = DayField(label=_("Done on"))
    proof = forms.CharField(
        label=_("Proof"),
        max_length=2000,
        widget=multiline(3),
        help_text=_("Document, photo or decision that shows it; attach it to the record too."),
    )

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate


class TimeForm(PlainForm):
    """What became of one time of a commitment that comes again."""

    due = forms.ChoiceField(label=_("Due"))
    fate = forms.ChoiceField(label=_("What became of it"), choices=Fate.choices)
    on = DayField(
        label=_("Kept or looked at on"),
        required=False,
        help_text=_("Empty where it is not known."),
    )
    proof = forms.CharField(
        label=_("Proof or reason"),
        required=False,
        max_length=2000,
        widget=multiline(3),
        help_text=_("What shows that it was kept, or why it was not."),
    )

    def __init__(self, *args: object, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        open_ones = commitment.times.filter(archived_at__isnull=True, fate=Fate.UNKNOWN)
        days = {*commitment.waiting(today), *open_ones.values_list("due_on", flat=True)}
        if commitment.due_on and not commitment.has_ended:
            days.add(commitment.due_on)  # kept before its day
        newest_first = sorted(days, reverse=True)
        choices = [(day.isoformat(), formats.day(day)) for day in newest_first]
        self.fields["due"].choices = choices  # type: ignore[attr-defined]
        self.fields["due"].initial = min(days).isoformat() if days else ""
        self.fields["on"].initial = today

    def clean_due(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["due"])

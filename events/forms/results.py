"""Forms of what came of it: group results, who does what, promises and their end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.scoped_forms import DayField, PlainForm
from events import services
from events.forms.base import SOURCE, UnderEventForm, multiline, places
from events.models import Commitment, Duty, GroupResult, Part, Party, RoleShare, SessionAspect


class GroupResultForm(UnderEventForm):
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


class RolesForm(PlainForm):
    """The role matrix: for each duty one party in charge and any that support it."""

    def __init__(self, *args: Any, result: GroupResult, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = RoleShare.objects.visible_to(self.user).current().filter(group_result=result)
        parts: dict[str, dict[str, str]] = {}
        for duty, party, part in known.values_list("duty", "party", "part"):
            parts.setdefault(duty, {})[party] = part
        self.sections = []  # type: ignore[misc]
        for duty in Duty:
            shares = parts.get(duty.value, {})
            lead, support = f"{duty.value}-lead", f"{duty.value}-support"
            self.fields[lead] = forms.ChoiceField(
                label=_("In charge"),
                required=False,
                choices=[("", _("not discussed")), *Party.choices],
                initial=next((p for p, part in shares.items() if part == Part.LEAD), ""),
            )
            self.fields[support] = forms.MultipleChoiceField(
                label=_("Supported by"),
                required=False,
                choices=Party.choices,
                widget=forms.CheckboxSelectMultiple,
                initial=[p for p, part in shares.items() if part == Part.SUPPORT],
            )
            self.sections.append((duty.label, [lead, support]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for duty in Duty.values:
            if cleaned.get(f"{duty}-lead") in cleaned.get(f"{duty}-support", []):
                self.add_error(
                    f"{duty}-support", _("Who is in charge is not named as support too.")
                )
        return cleaned

    @property
    def shares(self) -> dict[tuple[str, str], str]:
        """The matrix as {(duty, party): part}."""
        found: dict[tuple[str, str], str] = {}
        for duty in Duty.values:
            for party in self.cleaned_data[f"{duty}-support"]:
                found[duty, party] = Part.SUPPORT
            if lead := self.cleaned_data[f"{duty}-lead"]:
                found[duty, lead] = Part.LEAD
        return found


class CommitmentForm(UnderEventForm):
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
            "signatories",
            *SOURCE,
        )
        widgets = {"text": multiline(3)}

    sections = [
        (_("What was agreed"), ["kind", "text", "region"]),
        (_("Who and when"), ["owner", "owner_text", "support", "due_on", "signatories"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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

    def _may_write_in(self, region: Any) -> bool:
        return True  # the choices hold the event's own regions only

    def save(self, commit: bool = True) -> Commitment:
        row = super().save(commit)
        services.set_signatories(
            commitment=row, lines=self.cleaned_data["signatories"].splitlines()
        )
        return row


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

"""Forms of what came of it: group results, and who does what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from events import services
from events.forms.base import SOURCE, UnderEventForm, multiline
from events.models import Bearer, BearerPart, Duty, GroupResult, RoleShare, SessionAspect


class GroupResultForm(UnderEventForm):
    class Meta:
        model = GroupResult
        fields = ("day", "group", "topic", "members", "spectrum", "reason", *SOURCE)
        widgets = {"members": multiline(2), "reason": multiline(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
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

    @override
    def save(self, commit: bool = True) -> GroupResult:
        result = super().save(commit)
        services.set_aspect_results(
            result=result,
            texts={a: self.cleaned_data[f"aspect_{a}"] for a in SessionAspect.values},
        )
        return result


class RolesForm(PlainForm):
    """The role matrix: for each duty one party in charge and any that support it."""

    def __init__(self, *args: object, result: GroupResult, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = RoleShare.objects.visible_to(self.user).current().filter(group_result=result)
        parts: dict[str, dict[str, str]] = {}
        for duty, party, part in known.values_list("duty", "party", "part"):
            parts.setdefault(duty, {})[party] = part
        for duty in Duty:
            shares = parts.get(duty.value, {})
            lead, support = f"{duty.value}-lead", f"{duty.value}-support"
            self.fields[lead] = forms.ChoiceField(
                label=_("In charge"),
                required=False,
                choices=[("", _("not discussed")), *Bearer.choices],
                widget=forms.Select(attrs={"class": "form-select"}),
                initial=next((p for p, part in shares.items() if part == BearerPart.LEAD), ""),
            )
            self.fields[support] = forms.MultipleChoiceField(
                label=_("Supported by"),
                required=False,
                choices=Bearer.choices,
                widget=forms.CheckboxSelectMultiple,
                initial=[p for p, part in shares.items() if part == BearerPart.SUPPORT],
            )
            for name in (lead, support):
                self.fields[name].heading = duty.label  # type: ignore[attr-defined]

    def duties(self) -> list[tuple[str, Any, Any, str]]:
        """Return (duty, its bound fields, who supports it so far in words) in the order of the matrix."""
        found = []
        for duty in Duty:
            lead, support = self[f"{duty.value}-lead"], self[f"{duty.value}-support"]
            chosen = set(support.value() or ())
            words = ", ".join(str(party.label) for party in Bearer if party.value in chosen)
            found.append((str(duty.label), lead, support, words))
        return found

    @override
    def clean(self) -> dict[str, object]:
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
                found[duty, party] = BearerPart.SUPPORT
            if lead := self.cleaned_data[f"{duty}-lead"]:
                found[duty, lead] = BearerPart.LEAD
        return found

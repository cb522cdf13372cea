"""Blockers raised and resolved, contacts recorded."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.forms.partnerships import NEXT_STEP, check_date, check_next_step
from agreements.models import Blocker, Contact, Resolution
from core.pages.scoped_forms import PlainForm, RecordForm
from core.tools.partial_dates import PartialDateFormField


class BlockerForm(RecordForm):
    """A new or changed blocker; it is resolved by its own step."""

    parent_field = "partnership"

    class Meta:
        model = Blocker
        fields = (
            "reason",
            "raised_on",
            "office",
            "note",
            "action_taken",
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("note", "action_taken")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        office = self.fields["office"]
        assert isinstance(office, forms.ModelChoiceField)
        region = self.instance.partnership.region_id
        office.queryset = office.queryset.filter(  # type: ignore[union-attr]
            Q(region__isnull=True) | Q(region__in=(region, region.split(".")[0]))
        )
        office.empty_label = _("No single office")

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # "Open already" can only be checked where the end, which this form lacks, is looked at too.
        return super()._get_validation_exclusions() - {"resolved_on"}

    @override
    def save(self, commit: bool = True) -> Blocker:
        if self.instance.pk is None:
            return services.raise_blocker(blocker=self.instance, by=self.user)
        return super().save(commit)


class ResolveForm(PlainForm):
    """When and how a blocker was resolved, and what worked."""

    on = PartialDateFormField(label=_("Resolved on"), max_length=40)
    resolution = forms.ChoiceField(label=_("How it was resolved"), choices=Resolution.choices)
    text = forms.CharField(
        label=_("What worked"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a sentence or two, so that others can try the same."),
    )
    action_taken = forms.CharField(
        label=_("Action taken"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was tried so far."),
    )


class ContactForm(RecordForm):
    """A contact; its next step becomes the partnership's."""

    parent_field = "partnership"
    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("Contact"), ["kind", "held_on", "people", "outcome", "outcome_text"]),
        (_("Next step"), NEXT_STEP),
    ]

    class Meta:
        model = Contact
        fields = (
            "kind",
            "held_on",
            "people",
            "outcome",
            "outcome_text",
            *NEXT_STEP,
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("people", "outcome_text")}
        help_texts = {
            "outcome": _(
                "What the other side let you know. A letter from AKSANSI is not an answer: choose "
                "“No reply” until one comes."
            )
        }

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        check_next_step(self, required=False)
        check_date(self, "held_on")
        return cleaned

    @override
    def save(self, commit: bool = True) -> Contact:
        if self.instance.pk is None:
            return services.record_contact(contact=self.instance, by=self.user)
        return super().save(commit)

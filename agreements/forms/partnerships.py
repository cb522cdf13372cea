"""A new partnership with its first stage, and the facts of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import asked, pipeline, services
from agreements.models import Partnership, PartnershipOffice, Stage
from chapters.models import Office
from core.pages.scoped_forms import RecordForm, offer_provinces
from core.tools import partial_dates
from core.tools.partial_dates import PartialDateFormField

NEXT_STEP = ["next_step", "next_step_owner", "next_step_due"]
INCOMPLETE = _("A next step needs all three: what, who and until when.")


def check_next_step(form: Any, *, required: bool) -> None:
    """Add an error to each missing part of the next step, unless all three may be empty and are."""
    cleaned = form.cleaned_data
    given = [name for name in NEXT_STEP if cleaned.get(name)]
    if not required and not given:
        return
    for name in NEXT_STEP:
        if not cleaned.get(name) and name not in form.errors:
            form.add_error(
                name, __("Required while the cooperation is under way.") if required else INCOMPLETE
            )


def check_date(form: Any, name: str = "entered_on") -> None:
    """Add an error where the partial date is missing with neither "as of" nor source, or lies in the future."""
    cleaned = form.cleaned_data
    if name not in cleaned:
        return
    first = partial_dates.first_day(cleaned[name])
    if first is None and not (cleaned.get("as_of") or cleaned.get("source")):
        form.add_error(
            name,
            __("Give the date; if it is not known, give “as of” or the source that states it."),
        )
    elif partial_dates.in_future(first):
        form.add_error(name, __("This date is in the future."))


def evidence_field() -> forms.CharField:
    return forms.CharField(
        label=_("Evidence"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Letter, minutes, attendance list, number of the document."),
    )


def by_whom_field() -> forms.CharField:
    return forms.CharField(
        label=_("By whom"),
        required=False,
        max_length=200,
        help_text=_("Position or office, no private names."),
    )


def only_known() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Known only from an old document; nobody follows it up"),
        required=False,
        help_text=_("Then no next step is asked for, and nothing is ever due."),
    )


class PartnershipForm(RecordForm):
    """The facts of a partnership; region and stage have their own ways."""

    asked = asked.PARTNERSHIP
    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("Partnership"), ["counterpart", "subject", "description"]),
        (_("Next step"), ["only_known", *NEXT_STEP]),
    ]
    only_known = only_known()

    class Meta:
        model = Partnership
        fields = (
            "counterpart",
            "subject",
            "description",
            *NEXT_STEP,
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["only_known"].initial = not self.instance.followed_up

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # One per region and counterpart: the region counts even where the form does not show it.
        return super()._get_validation_exclusions() - {"region"}

    def owes_next_step(self) -> bool:
        """Return whether the next step may not be left out: the cooperation is followed up and under way."""
        if self.cleaned_data.get("only_known"):
            return False
        return not pipeline.STAGES[services.present_entry(self.instance).stage_id].closes

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        owed = self.owes_next_step()
        check_next_step(self, required=owed)
        self.instance.followed_up = owed or bool(cleaned.get("next_step"))
        return cleaned


class OpenPartnershipForm(PartnershipForm):
    """A new partnership: where it stands now and what comes next."""

    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("Partnership"), ["region", "counterpart", "subject", "description"]),
        (_("Where it stands"), ["stage", "entered_on", "evidence", "by_whom", "reason"]),
        (_("Next step"), ["only_known", *NEXT_STEP]),
    ]

    stage = forms.ModelChoiceField(
        label=_("Stage"), queryset=Stage.objects.steps(), empty_label=None
    )
    entered_on = PartialDateFormField(
        label=_("Entered on"),
        required=False,
        max_length=40,
        help_text=_("A year or a month is enough; empty only where it is not known."),
    )
    evidence = evidence_field()
    by_whom = by_whom_field()
    reason = forms.CharField(
        label=_("What is known of the earlier stages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the record begins after the audience."),
    )

    class Meta(PartnershipForm.Meta):
        fields = ("region", *PartnershipForm.Meta.fields)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_provinces(self)

    @override
    def owes_next_step(self) -> bool:
        stage = self.cleaned_data.get("stage")
        return not self.cleaned_data.get("only_known") and not (
            stage and pipeline.STAGES[stage.pk].closes
        )

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_date(self)
        stage = cleaned.get("stage")
        if stage:
            rule = pipeline.may_move(None, stage.pk)
            if rule.needs_reason and not cleaned.get("reason"):
                self.add_error(
                    "reason",
                    __("Earlier stages are passed over: say in “reason” what is known of them."),
                )
        return cleaned

    @override
    def save(self, commit: bool = True) -> Partnership:
        data = self.cleaned_data
        return services.open_partnership(
            partnership=self.instance,
            stage=data["stage"].pk,
            by=self.user,
            told=services.Stay(
                entered_on=data["entered_on"],
                evidence=data["evidence"],
                by_whom=data["by_whom"],
                reason=data["reason"],
                as_of=data["as_of"],
            ),
        )


class PartnershipOfficeForm(RecordForm):
    parent_field = "partnership"

    class Meta:
        model = PartnershipOffice
        fields = ("office", "role", "source", "source_url", "as_of", "is_example")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        region = self.instance.partnership.region_id
        here = Q(region=None) | Q(region__code__startswith=region) | Q(region=region[:2])
        offices = Office.objects.visible_to(self.user).current()
        self.fields["office"].queryset = offices.filter(here)  # type: ignore[attr-defined]

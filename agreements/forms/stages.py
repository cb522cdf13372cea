"""The move to another stage, and the stages a partnership passed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import pipeline, services
from agreements.forms.partnerships import (
    NEXT_STEP,
    by_whom_field,
    check_date,
    check_next_step,
    evidence_field,
    only_known,
)
from agreements.models import Partnership, Party, Stage, StageEntry
from agreements.pipeline import Move
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm
from core.tools.partial_dates import PartialDateFormField

ONWARD = (Move.FORWARD, Move.RESUME)  # what is proposed first


class MoveForm(PlainForm):
    """To which stage, since when, on what evidence; and what comes next."""

    stage = forms.ChoiceField(label=_("Move to"))
    entered_on = PartialDateFormField(
        label=_("Since"),
        required=False,
        max_length=40,
        help_text=_("The day it happened, which may be long ago; a month or a year is enough."),
    )
    as_of = PartialDateFormField(
        label=_("As of"),
        required=False,
        max_length=40,
        help_text=_("Only where the day is not known: when it was already so."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed where stages are skipped, and to go back, hold, stop or take up again."
        ),
    )
    evidence = evidence_field()
    by_whom = by_whom_field()
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_owner = forms.ChoiceField(
        label=_("Who does it"), required=False, choices=[("", "—"), *Party.choices]
    )
    next_step_due = DayField(label=_("Due"), required=False)
    only_known = only_known()
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("Stage"), ["stage", "entered_on", "as_of", "reason", "evidence", "by_whom"]),
        (_("Next step"), ["only_known", *NEXT_STEP]),
    ]

    def __init__(self, *args: object, partnership: Partnership, **kwargs: Any) -> None:
        self.present = present = services.present_entry(partnership)
        kwargs["initial"] = {
            "expected": present.pk,
            "only_known": not partnership.followed_up,
            "next_step": partnership.next_step,
            "next_step_owner": partnership.next_step_owner,
            "next_step_due": partnership.next_step_due,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        rules = services.possible_moves(partnership)
        labels = {stage.pk: stage.label for stage in Stage.objects.visible_to(self.user)}
        choices = [
            (code, f"{labels.get(code, code)} – {rule.move.label}")
            for code, rule in rules.items()
            if rule.move
        ]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]
        onward = [code for code, rule in rules.items() if rule.move in ONWARD]
        self.fields["stage"].initial = onward[0] if onward else choices[0][0]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("expected") not in (None, self.present.pk):
            # What was chosen belongs to the stage that was seen; "no valid choice" would tell nobody why.
            self.errors.pop("stage", None)
            raise ValidationError(services.moved_meanwhile(self.present))
        check_date(self)
        stage: str = cleaned.get("stage") or ""
        owed = bool(stage) and not cleaned.get("only_known")
        check_next_step(self, required=owed and not pipeline.STAGES[stage].closes)
        return cleaned


class EarlierStageForm(RecordForm):
    """A stage passed before the present one, learned from a document afterwards."""

    parent_field = "partnership"

    class Meta:
        model = StageEntry
        fields = (
            "stage",
            "entered_on",
            "left_on",
            "evidence",
            "by_whom",
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {"evidence": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.instance.is_open, self.instance.move = False, Move.EARLIER
        self.fields["stage"].queryset = Stage.objects.steps()  # type: ignore[attr-defined]

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # Its number is given by the service.
        return super()._get_validation_exclusions() | {"sequence"}

    @override
    def save(self, commit: bool = True) -> StageEntry:
        return services.add_earlier_stage(entry=self.instance, by=self.user)


class StageEntryForm(RecordForm):
    """Corrects the dates and the evidence of a stage; the stage itself is moved, not edited."""

    class Meta:
        model = StageEntry
        fields = (
            "entered_on",
            "left_on",
            "evidence",
            "by_whom",
            "reason",
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("evidence", "reason")}

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_open and cleaned.get("left_on"):
            raise ValidationError({"left_on": _("The present stage has not been left.")})
        if (
            self.instance.move in pipeline.NEEDS_REASON
            and not (cleaned.get("reason") or "").strip()
        ):
            self.add_error("reason", _("This move needs a reason."))
        return cleaned

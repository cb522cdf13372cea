"""Forms of what was reached in a year, and of the strategies of a region."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import RecordForm
from core.records.review import why_locked
from planning import asked, services
from planning.forms.plans import SOURCE, ChapterRecordForm
from planning.models import (
    Achievement,
    AnnualReport,
    Indicator,
    StrategyEdition,
    StrategyProcess,
    UpdateReason,
)


class AnnualReportStartForm(ChapterRecordForm):
    """Begin a year's account, or come back to the one there is (there is one per chapter and year)."""

    propose = forms.BooleanField(
        label=_("Copy the activities of the year's plan with their progress"),
        required=False,
        initial=True,
    )

    class Meta:
        model = AnnualReport
        fields = ("chapter", "year", "propose", *SOURCE)

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # "One per year" is left out: an existing report is no fault here but the answer.
        return super()._get_validation_exclusions() | {"archived_at"}

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        chapter, year = cleaned.get("chapter"), cleaned.get("year")
        if chapter and year:
            mine = AnnualReport.objects.visible_to(self.user).current()
            there = mine.filter(chapter=chapter, year=year).first()
            if there and (reason := why_locked(there)):
                raise ValidationError(reason)
        return cleaned

    @override
    def save(self, commit: bool = True) -> AnnualReport:
        data = self.cleaned_data
        facts = {name: data[name] for name in SOURCE if name in data}
        return services.start_annual_report(
            chapter=data["chapter"],
            year=data["year"],
            by=self.user,
            propose=data["propose"],
            **facts,
        )


class AnnualReportForm(ChapterRecordForm):
    fixed_fields = ("chapter", "year")

    class Meta:
        model = AnnualReport
        fields = ("chapter", "year", "summary", "obstacles", "recommendations", *SOURCE)
        widgets = {
            name: forms.Textarea(attrs={"rows": 6})
            for name in ("summary", "obstacles", "recommendations")
        }


class AchievementForm(RecordForm):
    """Short on purpose: an indicator and a figure are enough; the story can follow."""

    asked = asked.ACHIEVEMENT
    parent_field = "annual_report"
    rough_note = "source"
    sections = [
        (_("What was reached"), ["indicator", "name", "realised", "target", "unit", "last_year"]),
        (_("Why"), ["cause", "obstacle", "solution"]),
        (_("More"), ["field", "lower_is_better"]),
    ]

    class Meta:
        model = Achievement
        fields = (
            "indicator", "name", "realised", "target", "unit", "last_year", "cause", "obstacle", "solution",
            "field", "lower_is_better", *SOURCE,
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("cause", "obstacle", "solution")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.visible_to(self.user).current()  # type: ignore[attr-defined]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not cleaned.get("indicator") and cleaned.get("name") and not cleaned.get("unit"):
            self.add_error("unit", _("Give the unit of your own indicator."))
        return cleaned

    @override
    def save(self, commit: bool = True) -> Achievement:
        return services.keep_achievement(line=self.instance, by=self.user)


class StrategyEditionForm(RecordForm):
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for the update"),
        choices=UpdateReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sections = [
        (
            _("Document"),
            ["region", "title", "year", "period_from", "period_to", "working_group", "reasons"],
        ),
        (
            _("Approval"),
            [
                "status",
                "consulted_on",
                "approved_by",
                "approval_number",
                "approved_on",
                "valid_until",
            ],
        ),
    ]

    class Meta:
        model = StrategyEdition
        fields = (
            "region", "title", "year", "period_from", "period_to", "working_group", "reasons", "status",
            "consulted_on", "approved_by", "approval_number", "approved_on", "valid_until", *SOURCE,
        )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["region"]

    @override
    def save(self, commit: bool = True) -> StrategyEdition:
        if self.instance.pk is None:
            return services.start_strategy(edition=self.instance, by=self.user)
        return super().save(commit)


class StrategyProcessForm(RecordForm):
    source_fields = ()

    class Meta:
        model = StrategyProcess
        fields = ("started_on", "ended_on", "output", "evidence")
        widgets = {"output": forms.Textarea(attrs={"rows": 4})}

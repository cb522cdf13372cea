"""Forms of what a chapter wants: dream, goals, the year's plan with its lines, and progress."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter
from core.access import works_in_region
from core.pages.scoped_forms import RecordForm
from core.records.asked import sure_field
from core.records.listed import listed_choice
from core.records.money import STATED_FUNDS
from planning import asked, services
from planning.models import Activity, ActivityBudget, AnnualPlan, Goal, Progress, Vision
from planning.national.forms import offer_codes

SOURCE = ("source", "source_url", "as_of", "is_example")


class ChapterRecordForm(RecordForm):
    """Base of forms of what belongs to a chapter: chosen once from the own ones, fixed afterwards."""

    fixed_fields: ClassVar[tuple[str, ...]] = ("chapter",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for name in self.fixed_fields:
                self.fields.pop(name, None)
            return
        field = self.fields["chapter"]
        choices = Chapter.objects.visible_to(self.user).current().select_related("region")
        field.queryset = choices.order_by("region")  # type: ignore[attr-defined]
        if works_in_region(self.user):
            only = list(choices[:2])
            if len(only) == 1:
                # Nothing to choose, so nothing to get wrong.
                field.initial = only[0].pk
                field.empty_label = None  # type: ignore[attr-defined]


class VisionForm(ChapterRecordForm):
    class Meta:
        model = Vision
        fields = ("chapter", "text", "set_on", *SOURCE)
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    @override
    def save(self, commit: bool = True) -> Vision:
        if self.instance.pk is None:
            return services.set_vision(vision=self.instance, by=self.user)
        return super().save(commit)


class GoalForm(ChapterRecordForm):
    rough_note = "source"
    sections = [
        (_("Goal"), ["chapter", "title", "field", "from_year", "to_year"]),
        (_("How it is measured"), ["indicator", "target", "unit", "order"]),
    ]

    class Meta:
        model = Goal
        fields = (
            "chapter", "title", "field", "from_year", "to_year", "indicator", "target", "unit", "order", *SOURCE,
        )  # fmt: skip


class AnnualPlanForm(ChapterRecordForm):
    fixed_fields = ("chapter", "year")

    class Meta:
        model = AnnualPlan
        fields = ("chapter", "year", "summary", *SOURCE)
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}


class ActivityForm(RecordForm):
    """A line of the plan; a new one may bring its first source of money with it."""

    asked = asked.ACTIVITY
    sure = sure_field()
    parent_field = "plan"
    rough_note = "source"
    sections = [
        (
            _("What"),
            ["field", "title", "purpose", "target_group", "goal", "sure", "programme", "sipd_code"],
        ),
        (_("How much"), ["indicator", "target", "unit"]),
        (_("When and who"), ["month_from", "month_to", "place", "in_charge", "partners", "order"]),
        (_("Money"), ["fund", "amount"]),
    ]
    fund = listed_choice(STATED_FUNDS, label=_("Source of money"), required=False)
    amount = forms.IntegerField(
        label=_("Amount (Rp)"),
        min_value=0,
        max_value=10**15,
        required=False,
        help_text=_("Further sources can be added later on the page of the activity."),
    )

    class Meta:
        model = Activity
        fields = (
            "field", "title", "purpose", "target_group", "goal", "programme", "sipd_code", "indicator", "target",
            "unit", "month_from", "month_to", "place", "in_charge", "partners", "order", *SOURCE,
        )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        goal = self.fields["goal"]
        goal.queryset = goal.queryset.filter(chapter=self.instance.plan.chapter_id)  # type: ignore[attr-defined]
        programme = self.fields["programme"]
        programme.queryset = (  # type: ignore[attr-defined]
            programme.queryset.filter(edition__region=self.instance.plan.chapter.region_id)  # type: ignore[attr-defined]
            .filter(edition__archived_at__isnull=True)
            .select_related("edition")
        )
        row = self.instance
        offer_codes(self.fields["sipd_code"], row.title, row.purpose, row.indicator)
        if self.instance.pk is not None:
            del self.fields["fund"], self.fields["amount"]
            if self.instance.plan.is_approved:
                # An agreed target changes by its own step, which asks why.
                del self.fields["target"], self.fields["unit"]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("amount") is not None and not cleaned.get("fund") and "fund" in self.fields:
            self.add_error("fund", _("Say where the money comes from."))
        return cleaned

    @override
    def save(self, commit: bool = True) -> Activity:
        with transaction.atomic():
            activity = super().save(commit)
            fund, amount = self.cleaned_data.get("fund"), self.cleaned_data.get("amount")
            if fund and amount is not None:
                ActivityBudget.objects.create(
                    activity=activity, fund=fund, amount=amount, is_example=activity.is_example
                )
        return activity


class ActivityBudgetForm(RecordForm):
    parent_field = "activity"
    rough_note = "source"

    class Meta:
        model = ActivityBudget
        fields = ("fund", "amount", *SOURCE)


class ProgressForm(RecordForm):
    sure = sure_field()
    parent_field = "activity"
    rough_note = "evidence"
    source_fields = ()
    sections = [
        (_("What was done"), ["date", "sure", "volume", "completes", "evidence"]),
        (_("Money"), ["cost", "fund"]),
        (_("What stood in the way"), ["obstacle", "follow_up"]),
        (_("Source"), ["source", "source_url", "is_example"]),
    ]

    class Meta:
        model = Progress
        fields = (
            "date", "volume", "completes", "evidence", "cost", "fund", "obstacle", "follow_up",
            "source", "source_url", "is_example",
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("evidence", "obstacle", "follow_up")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance.activity.unit
        if unit:
            self.fields["volume"].label = _("Volume (%(unit)s)") % {"unit": unit}

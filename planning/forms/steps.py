"""Forms of single steps of the year: change a target, carry over, keep a promise, note a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm
from core.tools.formats import number
from planning import services
from planning.forms.plans import SOURCE, ChapterRecordForm
from planning.models import Activity, ChangeReason, CheckIn, Indicator, ReviewMeeting, Status


class TargetChangeForm(PlainForm):
    rough_note = "explanation"
    target = forms.DecimalField(label=_("New target"), min_value=0, max_digits=14, decimal_places=2)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        choices=ChangeReason.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what applies; several are possible."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the report to the regional government."),
    )


class CarryForm(PlainForm):
    """One choice and one reason per activity of the plan before; `rows` are loaded `with_figures()`."""

    suggests = True

    def __init__(self, *args: object, rows: Iterable[Any] = (), **kwargs: object) -> None:
        self.rows = list(rows)
        extra: dict[str, forms.Field] = {}
        for row in self.rows:
            finished = row.status in (Status.DONE, Status.CANCELLED)
            choices = [("", _("Do not take")), ("copy", _("Take anew, with the same target"))]
            if not finished:
                choices.append(("carry", _("Carry over what is unfinished")))
            extra[f"take_{row.pk}"] = forms.ChoiceField(
                label=row.title,
                help_text=_told(row),
                choices=choices,
                required=False,
                initial="" if finished else "carry",
                widget=forms.RadioSelect,
            )
            if not finished:
                extra[f"reason_{row.pk}"] = forms.CharField(
                    label=_("Why it was not finished: %(activity)s") % {"activity": row.title},
                    max_length=500,
                    required=False,
                    initial=row.stop_reason,
                )
        super().__init__(*args, extra=extra, **kwargs)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            name = f"reason_{row.pk}"
            if cleaned.get(f"take_{row.pk}") == "carry" and not cleaned.get(name, "").strip():
                self.add_error(name, _("Say why it was not finished."))
        return cleaned

    def chosen(self) -> list[services.Take]:
        """Return what was chosen, for `services.carry_lines`."""
        data = self.cleaned_data
        return [
            services.Take(row.pk, how == "carry", data.get(f"reason_{row.pk}", ""))
            for row in self.rows
            if (how := data.get(f"take_{row.pk}"))
        ]


def _told(row: Any) -> str:
    """Return how far the activity came: "Selesai · 33 dari 35 lokasi"."""
    status = str(Status(row.status).label)
    if row.target is None:
        return status
    words = __("%(done)s of %(target)s %(unit)s") % {
        "done": number(row.realised), "target": number(row.target), "unit": row.unit,
    }  # fmt: skip
    return f"{status} · {words}"


class CheckInForm(ChapterRecordForm):
    sections = [
        (
            _("What was checked"),
            ["chapter", "activity", "checked_on", "means", "found", "is_released"],
        ),
        (_("What the chapter promised"), ["promise", "promise_due"]),
    ]

    class Meta:
        model = CheckIn
        fields = (
            "chapter", "activity", "checked_on", "means", "found", "is_released", "promise", "promise_due",
            "is_example",
        )  # fmt: skip
        widgets = {"found": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        activity: Any = self.fields["activity"]
        rows = Activity.objects.visible_to(self.user).current().select_related("plan")
        rows = rows.filter(plan__archived_at__isnull=True)
        if self.instance.pk:
            rows = rows.filter(plan__chapter=self.instance.chapter_id)
        activity.queryset = rows.order_by("-plan__year", "title")

    @override
    def save(self, commit: bool = True) -> CheckIn:
        if self.instance.pk is None:
            return services.record_check_in(check_in=self.instance, by=self.user)
        return super().save(commit)


class PromiseKeptForm(PlainForm):
    on = DayField(label=_("Kept on"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewMeetingForm(RecordForm):
    parent_field = "plan"

    class Meta:
        model = ReviewMeeting
        fields = ("held_on", "place", "present", *SOURCE)
        widgets = {"present": forms.Textarea(attrs={"rows": 5})}


class StepForm(PlainForm):
    text = forms.CharField(
        label=_("Notes for the minutes"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    is_done = forms.BooleanField(label=_("This step is done"), required=False)


class MeetingAdviceForm(PlainForm):
    text = forms.CharField(
        label=_("Advice"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class IndicatorTargetsForm(PlainForm):
    """A target for each shared indicator, empty where the plan sets none; `indicators` in their order."""

    def __init__(self, *args: object, indicators: Iterable[Indicator] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in indicators:
            self.fields[f"i{row.pk}"] = forms.DecimalField(
                label=f"{row} ({row.unit})",
                min_value=0,
                max_digits=14,
                decimal_places=2,
                required=False,
            )

    def targets(self) -> dict[int, Decimal | None]:
        """Return what was typed, by indicator."""
        return {
            int(name[1:]): value for name, value in self.cleaned_data.items() if name[:1] == "i"
        }


class CountedForm(PlainForm):
    """Which counted figures go into the account; `choices` are (indicator code, words)."""

    suggests = True

    codes = forms.MultipleChoiceField(
        label=_("Figures"), choices=[], widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: object, choices: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = list(choices)  # type: ignore[attr-defined]

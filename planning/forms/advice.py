"""Short forms of single steps: advise, answer, stop an activity, note the delivery of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm
from core.tools import formats
from planning.models import Advice, AdviceAnswer, Stop


class AdviceForm(PlainForm):
    text = forms.CharField(
        label=_("Advice"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The chapter answers whether it accepts it, and why not."),
    )
    is_released = forms.BooleanField(
        label=_("Also for the regional government"),
        required=False,
        help_text=_("Otherwise it stays between the Secretariat and the chapter."),
    )


class ReleaseForm(PlainForm):
    """What of the advice to one chapter its regional government reads too; the newest first."""

    released = forms.MultipleChoiceField(
        label=_("Also for the regional government"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked stays between the Secretariat and the chapter."),
    )

    def __init__(self, *args: object, advice: Sequence[Advice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["released"]
        field.choices = [(row.pk, self._words(row)) for row in advice]  # type: ignore[attr-defined]
        field.initial = [row.pk for row in advice if row.is_released]

    @staticmethod
    def _words(row: Advice) -> str:
        """Return "5 May 2018 · Training: Ask for … – Accepted"."""
        answer = row.get_answer_display() if row.answer else _("Not answered yet")
        day = formats.day(timezone.localtime(row.created_at).date())
        return f"{day} · {row.line}: {row.text} – {answer}"

    def clean_released(self) -> set[int]:
        return {int(key) for key in self.cleaned_data["released"]}


class AdviceAnswerForm(PlainForm):
    answer = forms.ChoiceField(
        label=_("Answer"), choices=AdviceAnswer.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason or what was changed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == AdviceAnswer.DECLINED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give the reason."))
        return cleaned


class StopForm(PlainForm):
    state = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[("", _("It goes on"))] + list(Stop.choices),  # noqa: RUF005 (lazy labels stay lazy)
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give the reason."))
        return cleaned


class DeliveryForm(PlainForm):
    sent_on = DayField(label=_("Sent on"), required=False)
    received_on = DayField(label=_("Received on"), required=False)
    received_by = forms.CharField(
        label=_("Received by (position)"),
        max_length=150,
        required=False,
        help_text=_("The post, not the person's name."),
    )

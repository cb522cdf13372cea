"""Forms of many lines at once: a plan's activities, advice on all its lines, all answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from core.records.listed import listed_choice
from core.records.money import STATED_FUNDS
from core.tools import formats
from core.tools.written.lines import MOST_LINES, UnreadableLines, in_one
from planning import lines
from planning.models import Achievement, Activity, Advice, AdviceAnswer, AnnualPlan
from planning.models.choices import FIELDS


class ActivityLinesForm(PlainForm):
    """A plan's activities, one per line; `rows` holds the facts of each and its money once the form is valid."""

    suggests = True

    text = forms.CharField(
        label=_("Activities"),
        max_length=12_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One per line; target, months, who is in charge and money after “@” or as copied from a table: "
            "“Operator training @ 12 KPP @ March–May @ treasurer @ Rp5.000.000”."
        ),
    )
    field = listed_choice(
        FIELDS,
        label=_("Field"),
        help_text=_("A line such as “Financial:” heads those below it."),
    )
    fund = listed_choice(
        STATED_FUNDS,
        label=_("Source of money"),
        required=False,
        help_text=_("For lines that name an amount."),
    )

    def __init__(self, *args: object, plan: AnnualPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.rows: list[tuple[dict[str, object], int | None]] = []

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "text" not in cleaned or "field" not in cleaned:
            return cleaned
        heads = {str(label).lower(): value for value, label in FIELDS.choices}
        try:
            found = lines.activities(cleaned["text"], fields=heads)
        except UnreadableLines as error:
            words = __("Not understood: %(lines)s. Write “activity @ target @ months @ who”.")
            self.add_error("text", words % {"lines": error})
            return cleaned
        if len(found) > MOST_LINES:
            self.add_error("text", __("At most %(n)s lines.") % {"n": MOST_LINES})
        elif not found:
            self.add_error("text", __("Write at least one activity."))
        else:
            self._take(found, cleaned)
        return cleaned

    def _take(self, found: list[lines.ActivityLine], cleaned: dict[str, object]) -> None:
        wrong: list[tuple[int, str]] = []
        for line in found:
            facts = {
                "field": line.field or cleaned["field"], "title": line.title, "target": line.target,
                "unit": line.unit, "month_from": line.month_from, "month_to": line.month_to,
                "in_charge": line.in_charge,
            }  # fmt: skip
            try:
                Activity(plan=self.plan, **facts).full_clean(exclude=["plan"])
            except ValidationError as error:
                wrong.append((line.number, " ".join(error.messages)))
            self.rows.append((facts, line.amount))
        if wrong:
            self.add_error("text", in_one(wrong))
        if any(line.amount is not None for line in found) and not cleaned.get("fund"):
            self.add_error("fund", _("Say where the money comes from."))


class AdviseLinesForm(PlainForm):
    """A field for advice beside each line of a plan or report; what stays empty gives none."""

    suggests = True

    def __init__(
        self,
        *args: object,
        rows: Iterable[tuple[Activity | Achievement, str]] = (),
        **kwargs: object,
    ) -> None:
        self.rows = list(rows)
        extra: dict[str, forms.Field] = {
            f"advice_{row.pk}": forms.CharField(
                label=str(row),
                help_text=told,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            for row, told in self.rows
        }
        extra["is_released"] = forms.BooleanField(
            label=_("Also for the regional government"),
            required=False,
            help_text=_("Otherwise it stays between the Secretariat and the chapter."),
        )
        super().__init__(*args, extra=extra, **kwargs)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.errors and not self.given():
            raise ValidationError(__("Write advice on at least one line."))
        return cleaned

    def given(self) -> list[tuple[Activity | Achievement, str]]:
        """Return (line, advice) of the lines that get some."""
        data = self.cleaned_data
        return [(row, text) for row, _told in self.rows if (text := data.get(f"advice_{row.pk}"))]


class AnswerLinesForm(PlainForm):
    """An answer and its reason for each piece of advice; what stays unanswered waits."""

    suggests = True

    def __init__(self, *args: object, rows: Iterable[Advice] = (), **kwargs: object) -> None:
        self.rows = list(rows)
        extra: dict[str, forms.Field] = {}
        for row in self.rows:
            extra[f"answer_{row.pk}"] = forms.ChoiceField(
                label=f"{row.line}: {row.text}",
                help_text=f"{row.given_by or ''} · {formats.day(row.created_at)}".strip(" ·"),
                choices=AdviceAnswer.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            extra[f"reason_{row.pk}"] = forms.CharField(
                label=__("Reason or what was changed: %(line)s") % {"line": row.line},
                max_length=2000,
                required=False,
            )
        super().__init__(*args, extra=extra, **kwargs)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for row in self.rows:
            answer, reason = cleaned.get(f"answer_{row.pk}"), cleaned.get(f"reason_{row.pk}")
            if answer == AdviceAnswer.DECLINED and not reason:
                self.add_error(f"reason_{row.pk}", _("Please give the reason."))
            elif reason and not answer:
                self.add_error(f"answer_{row.pk}", _("Choose whether the advice is accepted."))
        if not self.errors and not self.given():
            raise ValidationError(__("Answer at least one piece of advice."))
        return cleaned

    def given(self) -> list[tuple[Advice, str, str]]:
        """Return (advice, answer, reason) of those that were answered."""
        data = self.cleaned_data
        return [
            (row, answer, data.get(f"reason_{row.pk}", ""))
            for row in self.rows
            if (answer := data.get(f"answer_{row.pk}"))
        ]

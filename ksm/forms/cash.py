"""The form of a month of a group's cash book, and the one of the fee calculator."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from ksm.forms.base import RegistryForm
from ksm.models import CashMonth
from ksm.models.cash import EXPENSE, INCOME
from ksm.money.calculator import FeeSheet

SOURCE = ["source", "source_url", "as_of", "is_example"]
END = ["balance", "reserve", "arrears", "billed", "payers"]


class CashMonthForm(RegistryForm):
    """Little is required: what the book says, in the order of the book."""

    parent_field = "group"
    rough_note = "remark"
    sections = [
        ("", ["month"]),
        (_("Income"), [*INCOME, "income_total"]),
        (_("Expense"), [*EXPENSE, "expense_total"]),
        (_("At the end of the month"), [*END, "remark"]),
    ]

    class Meta:
        model = CashMonth
        fields = [
            "month", *INCOME, "income_total", *EXPENSE, "expense_total", *END, "remark", *SOURCE,
        ]  # fmt: skip

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        amounts = (*INCOME, "income_total", *EXPENSE, "expense_total", *END)
        if all(cleaned.get(name) is None for name in amounts) and not self.errors:
            self.add_error(None, _("Give at least one amount; 0 where there was none."))
        return cleaned


def next_month(last: str | None) -> str:
    """Return the month after the last one recorded, at most this one; with none recorded the past month."""
    today = timezone.localdate()
    if last is None or len(last) != 7:
        return (today.replace(day=1) - dt.timedelta(days=1)).isoformat()[:7]
    year, month = int(last[:4]), int(last[5:])
    return min(f"{year + month // 12}-{month % 12 + 1:02d}", today.isoformat()[:7])


class FeeForm(PlainForm):
    """What the meeting reckons with; opened with what is recorded."""

    suggests = True

    tariff = forms.IntegerField(
        label=_("Fee per connection and month (Rp)"), min_value=0, required=False
    )
    connections = forms.IntegerField(
        label=_("Active connections (SR)"), min_value=0, required=False
    )
    payers = forms.IntegerField(label=_("Of them pay"), min_value=0, required=False)
    pay = forms.IntegerField(
        label=_("Pay of the operator a month (Rp)"), min_value=0, required=False
    )
    running = forms.IntegerField(
        label=_("Running cost a month (Rp)"),
        min_value=0,
        required=False,
        help_text=_("Electricity, supplies, small repairs, meetings, dues."),
    )
    reserve = forms.IntegerField(
        label=_("To be saved for desludging a month (Rp)"), min_value=0, required=False,
        help_text=_("Cost of one emptying over the months until the next."),
    )  # fmt: skip

    @property
    def sheet(self) -> FeeSheet:
        """What was typed, else what the form began with."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return FeeSheet(**{name: values.get(name) for name in self.fields})

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        payers, connections = cleaned.get("payers"), cleaned.get("connections")
        if payers is not None and connections is not None and payers > connections:
            self.add_error("payers", _("More pay than are connected. Check both."))
        return cleaned

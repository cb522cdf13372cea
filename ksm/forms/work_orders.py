"""What a work order says besides its facilities."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.pages.scoped_forms import PlainForm


class WorkOrderForm(PlainForm):
    """Sent by GET: an order is printed, not stored."""

    details: ClassVar[tuple[str, ...]] = (
        "number",
        "day",
        "provider",
        "destination",
        "ordered_by",
        "remark",
    )
    sections = [
        (_("Order"), ["number", "day", "ordered_by", "provider", "destination", "remark"]),
        (_("Facilities"), ["facilities"]),
    ]
    number = forms.CharField(
        label=pgettext_lazy("of a letter", "Number"),
        max_length=80,
        required=False,
        help_text=_("Empty: a line to write on."),
    )
    day = forms.DateField(label=_("Date"), initial=timezone.localdate)
    ordered_by = forms.CharField(
        label=_("Ordered by"), max_length=120, required=False, help_text=_("Office or chapter.")
    )
    provider = forms.CharField(label=_("Provider"), max_length=120, required=False)
    destination = forms.CharField(
        label=_("Destination"),
        max_length=120,
        required=False,
        help_text=_("The septage plant (IPLT)."),
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    facilities = forms.MultipleChoiceField(
        label=_("Facilities"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one facility.")},
    )

    def __init__(self, *args: object, facilities: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["facilities"]
        field.choices = [
            (row.code, f"{row.code} · {row.name}" + (f" ({row.area})" if row.area else ""))
            for row in facilities
        ]
        field.initial = [row.code for row in facilities]

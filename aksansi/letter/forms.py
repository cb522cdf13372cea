"""The form that turns an approved report into a letter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm


class ArchiveReportForm(PlainForm):
    suggests = True

    number = forms.CharField(
        label=_("Letter number"),
        max_length=80,
        required=False,
        help_text=_("Empty: the next running number of this region and year."),
    )
    letter_date = DayField(label=_("Letter date"))
    addressee = forms.CharField(
        label=_("Addressee"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

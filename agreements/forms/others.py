"""The form of a regulation or agreement of others."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import RegionalPaper
from core.pages.scoped_forms import RecordForm, offer_provinces


class RegionalPaperForm(RecordForm):
    sections = [
        (_("Document"), ["region", "kind", "number", "title", "parties", "subject"]),
        (_("Time"), ["signed_on", "valid_from", "valid_to"]),
    ]

    class Meta:
        model = RegionalPaper
        fields = (
            "region", "kind", "number", "title", "parties", "subject", "signed_on", "valid_from", "valid_to",
            "source", "source_url", "as_of", "is_example",
        )  # fmt: skip
        widgets = {"subject": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_provinces(self)

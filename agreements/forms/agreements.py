"""Agreements, their signing and their budget lines."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import asked, services
from agreements.models import Agreement, AgreementKind, BudgetLine, PaperState
from core.pages.fields import RoughDayField, RoughEndField
from core.pages.scoped_forms import PlainForm, RecordForm
from core.tools.partial_dates import PartialDateFormField


class AgreementForm(RecordForm):
    asked = asked.AGREEMENT
    parent_field = "partnership"
    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("Agreement"), ["kind", "parent", "renews", "title", "scope", "legal_basis"]),
        (_("Of an addendum"), ["amends", "changes"]),
        (
            _("State"),
            ["paper", "handed_over_on", "signed_on", "cancelled_on", "starts_on", "ends_on"],
        ),
        (
            _("Signing"),
            [
                "number_ours",
                "number_theirs",
                "place",
                "signatory_ours",
                "signatory_theirs",
                "remarks",
            ],
        ),
    ]

    class Meta:
        model = Agreement
        fields = (
            "kind",
            "parent",
            "renews",
            "amends",
            "changes",
            "title",
            "scope",
            "legal_basis",
            "paper",
            "handed_over_on",
            "signed_on",
            "cancelled_on",
            "starts_on",
            "ends_on",
            "number_ours",
            "number_theirs",
            "place",
            "signatory_ours",
            "signatory_theirs",
            "remarks",
            "source",
            "source_url",
            "as_of",
            "is_example",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("scope", "remarks", "changes")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        parents: Any = self.fields["parent"]
        parents.queryset = (
            parents.queryset.filter(partnership=self.instance.partnership_id)
            .exclude(pk=self.instance.pk)
            .exclude(kind=AgreementKind.ADDENDUM)
        )
        parents.empty_label = _("Nothing")
        older: Any = self.fields["renews"]
        older.queryset = older.queryset.filter(
            partnership=self.instance.partnership_id,
            paper__in=(PaperState.SIGNED, PaperState.CANCELLED),
        ).exclude(pk=self.instance.pk)
        older.empty_label = _("Nothing")

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("kind") == AgreementKind.ADDENDUM and not cleaned.get("amends"):
            self.add_error("amends", _("Say what the addendum changes."))
        return cleaned


class SignForm(PlainForm):
    """The facts of signing, as they stand on the paper."""

    signed_on = PartialDateFormField(label=_("Signed on"), max_length=40)
    place = forms.CharField(label=_("Place of signing"), required=False, max_length=150)
    number_ours = forms.CharField(label=_("Number of AKSANSI"), required=False, max_length=100)
    number_theirs = forms.CharField(
        label=_("Number of the counterpart"), required=False, max_length=100
    )
    signatory_ours = forms.CharField(
        label=_("Signed for AKSANSI"),
        required=False,
        max_length=200,
        help_text=_("The position at the time of signing, as text; no private name needed."),
    )
    signatory_theirs = forms.CharField(
        label=_("Signed for the counterpart"),
        required=False,
        max_length=200,
        help_text=_(
            "The position at the time of signing, as text; it stays when the holder changes."
        ),
    )
    starts_on = RoughDayField(label=_("In force from"), required=False)
    ends_on = RoughEndField(label=_("In force until"), required=False)
    advance = forms.BooleanField(
        label=_("Also move the cooperation to the stage this agreement stands for"),
        required=False,
        initial=True,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where stages are skipped."),
    )

    FACTS = (
        "signed_on",
        "place",
        "number_ours",
        "number_theirs",
        "signatory_ours",
        "signatory_theirs",
        "starts_on",
        "ends_on",
    )

    def __init__(self, *args: object, agreement: Agreement, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(agreement, name) for name in self.FACTS} | {
            "advance": True
        }
        super().__init__(*args, **kwargs)
        if agreement.kind == AgreementKind.ADDENDUM:
            del self.fields["advance"], self.fields["reason"]

    def sign(self, agreement: Agreement) -> Agreement:
        """Sign by the service. Raises ValidationError."""
        data = self.cleaned_data
        return services.sign_agreement(
            agreement=agreement,
            by=self.user,
            reason=data.get("reason", ""),
            advance=data.get("advance", False),
            **{name: data[name] for name in self.FACTS},
        )


class BudgetLineForm(RecordForm):
    parent_field = "agreement"

    class Meta:
        model = BudgetLine
        fields = (
            "year",
            "funding",
            "kind",
            "amount",
            "share_percent",
            "note",
            "source",
            "source_url",
            "as_of",
            "is_example",
        )


SIGNABLE = (PaperState.DRAFT, PaperState.HANDED_OVER)

"""The Secretariat's legal bases and clause templates, and which file is the signed one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements import services
from agreements.models import Agreement, Clause, ClauseTemplate, LegalBasis
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm
from core.people.users import User
from core.records.journal import Attachment


class LegalBasisForm(RecordForm):
    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (
            _("Rule"),
            ["short_name", "title", "subject", "valid_from", "valid_to", "replaced_by"],
        ),
        (_("For us"), ["meaning", "to_check", "is_cited", "is_checked"]),
    ]

    class Meta:
        model = LegalBasis
        fields = (
            "short_name",
            "title",
            "subject",
            "valid_from",
            "valid_to",
            "replaced_by",
            "meaning",
            "to_check",
            "is_cited",
            "is_checked",
            "source",
            "source_url",
            "as_of",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("meaning", "to_check")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        later: Any = self.fields["replaced_by"]
        later.queryset = later.queryset.exclude(pk=self.instance.pk)


class ClauseTemplateForm(RecordForm):
    class Meta:
        model = ClauseTemplate
        fields = (
            "kind",
            "valid_from",
            "heading",
            "opening",
            "closing",
            "source",
            "source_url",
            "as_of",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("opening", "closing")}


class ClauseForm(RecordForm):
    parent_field = "template"

    class Meta:
        model = Clause
        fields = ("number", "heading", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}


class NewVersionForm(PlainForm):
    valid_from = DayField(label=_("Used from"))


class SignedFileForm(PlainForm):
    """Which of the agreement's files is the signed one."""

    file = forms.ModelChoiceField(
        label=_("Signed version"),
        queryset=Attachment.objects.none(),
        required=False,
        empty_label=_("None of them yet"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, agreement: Agreement, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        files: Any = self.fields["file"]
        files.queryset = services.versions_of(agreement, by=user)
        files.label_from_instance = lambda file: file.title
        files.initial = agreement.signed_file_id

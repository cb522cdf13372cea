"""Forms of the ground floor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aksansi import uploads
from chapters.models import BoardSeat, Chapter, NoteKind, Office, Official, Region, User
from chapters.scoped_forms import DayField, PlainForm, RecordForm


class NoteForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class FileForm(PlainForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Photo (JPEG, PNG, WebP), PDF, Word or Excel. The place data of photos are removed."),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    taken_on = DayField(label=_("Taken or dated on"), required=False)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        uploads.check(upload, size=upload.size)
        upload.seek(0)
        return upload


class ChapterForm(RecordForm):
    class Meta:
        model = Chapter
        fields = (
            "region", "status", "formed_on", "election_method", "decree", "address", "description",
            "source", "source_url", "as_of", "is_example",
        )


class BoardSeatForm(RecordForm):
    parent_field = "chapter"

    class Meta:
        model = BoardSeat
        fields = (
            "role", "field", "person", "office", "group_name", "phone", "term_from", "term_to",
            "source", "source_url", "as_of", "is_example",
        )


class OfficeForm(RecordForm):
    class Meta:
        model = Office
        fields = (
            "name", "short_name", "kind", "region", "successor_of", "valid_from", "valid_to", "address",
            "source", "source_url", "as_of", "is_example",
        )


class OfficialForm(RecordForm):
    parent_field = "office"

    class Meta:
        model = Official
        fields = (
            "position", "name", "phone", "email", "handles_sanitation", "started_on", "ended_on",
            "source", "source_url", "as_of", "is_example",
        )


class SuccessionForm(PlainForm):
    """The end of a term: since when, and who follows (blank: the post is vacant)."""

    on = DayField(label=_("Last day in post"))
    position = forms.CharField(label=_("Position of the successor"), max_length=150, required=False)
    name = forms.CharField(label=_("Name of the successor"), max_length=150, required=False)


class RegionForm(forms.ModelForm):
    class Meta:
        model = Region
        fields = ("code", "name", "kind", "parent", "aliases", "capital", "latitude", "longitude", "reference_decree", "valid_from", "valid_to")


class AccountForm(RecordForm):
    """An account as the Secretariat keeps it; a new one gets its password by the reset mail."""

    source_fields = ()

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "role", "region", "office", "position", "valid_until", "is_active", "wants_digest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        region = self.fields["region"]
        region.queryset = Region.objects.visible_to(self.user).filter(kind__in=("provinsi", "kabupaten", "kota"))  # type: ignore[attr-defined]
        region.required = False

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)


class DigestForm(PlainForm):
    """What a person chooses for the own account."""

    wants_digest = forms.BooleanField(label=_("Send me my tasks by e-mail once a week"), required=False)



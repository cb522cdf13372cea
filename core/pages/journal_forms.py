from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm
from core.records.journal import NoteKind
from core.tools.files import uploads


class NoteForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SeveralFiles(forms.FileInput):
    """One file to choose; by `static/js/several.js` several, the camera first, each sent as a form of its own."""

    template_name = "components/several_files.html"


class FileForm(PlainForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Photo (JPEG, PNG, WebP), PDF, Word or Excel. The place data of photos are removed."
        ),
        widget=SeveralFiles(attrs={"accept": uploads.ACCEPTED}),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    taken_on = DayField(label=_("Taken or dated on"), required=False)
    moment = forms.ChoiceField(label=_("The photo shows"), required=False)

    def clean_file(self) -> uploads.CheckedFile:
        return uploads.check(self.cleaned_data["file"])

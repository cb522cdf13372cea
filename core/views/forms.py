from __future__ import annotations

import re

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region, RegionKind
from core.pages.fields import CoordinateField
from core.pages.scoped_forms import PlainForm, RecordForm, offer_provinces
from core.records.notices import kinds
from core.records.notices.models import MailText, NoticeState, ReminderRule


class RegionForm(RecordForm):
    """A region as the Secretariat keeps it; the code decides what it is part of."""

    source_fields = ()
    guarded = ("aliases",)
    sections = [
        (_("Region"), ["code", "name", "kind", "capital", "spellings"]),
        (_("Place"), ["latitude", "longitude"]),
        (_("Validity"), ["reference_decree", "valid_from", "valid_to", "successor"]),
    ]
    spellings = forms.CharField(
        label=_("Other spellings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line; the search finds the region by each of them."),
    )

    class Meta:
        model = Region
        fields = (
            "code",
            "name",
            "kind",
            "capital",
            "latitude",
            "longitude",
            "reference_decree",
            "valid_from",
            "valid_to",
            "successor",
        )
        field_classes = {"latitude": CoordinateField, "longitude": CoordinateField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_provinces(self, "successor")
        self.is_new = self.instance._state.adding
        self.fields["code"].disabled = not self.is_new
        self.fields["spellings"].initial = "\n".join(self.instance.aliases)

    def clean_spellings(self) -> list[str]:
        lines = re.split(r"[\n\r]+", self.cleaned_data["spellings"])
        return list(dict.fromkeys(line.strip()[:80] for line in lines if line.strip()))

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        code, kind = cleaned.get("code"), cleaned.get("kind")
        if code and kind and kind not in RegionKind.of_level(code.count(".") + 1):
            self.add_error("kind", _("A code of this length belongs to another kind of region."))
        if code and "." in code:
            above = Region.objects.visible_to(self.user).in_codes([code.rpartition(".")[0]]).first()
            if above is None:
                self.add_error("code", _("The region it would be part of does not exist."))
            self.instance.parent = above
        return cleaned

    @override
    def save(self, commit: bool = True) -> Region:
        self.instance.aliases = self.cleaned_data["spellings"]
        return super().save(commit)


class MailTextForm(RecordForm):
    """The wording of a kind of mail; shown as it leaves, and kept only where it is another than the system's."""

    source_fields = ()

    class Meta:
        model = MailText
        fields = ("subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        kind = kinds.KINDS.get(self.instance.kind)
        self.fields["body"].help_text = _("Names that are filled in: %(names)s.") % {
            "names": kinds.names_told()
        }
        with translation.override("id"):
            for name in ("subject", "body"):
                self.fields[name].widget.attrs["placeholder"] = str(getattr(kind, name, ""))


class ReminderRuleForm(RecordForm):
    source_fields = ()

    class Meta:
        model = ReminderRule
        fields = ("what", "days_before")


class NoticeForm(PlainForm):
    """What becomes of a mail that may not have arrived."""

    what = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            (NoticeState.BY_HAND, _("I told the person myself")),
            (NoticeState.WAITING, _("Send it again")),
        ],
        widget=forms.RadioSelect,
    )

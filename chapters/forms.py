"""Forms of the ground floor."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aksansi import uploads
from chapters.access import is_national
from chapters.models import (
    Affiliation,
    BoardSeat,
    Chapter,
    Moment,
    NoteKind,
    Office,
    Official,
    Region,
    RegionKind,
    User,
)
from chapters.scoped_forms import DayField, PlainForm, RecordForm

SOURCES = ("source", "source_url", "as_of", "is_example")


class NoteForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FileForm(PlainForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Photo (JPEG, PNG, WebP), PDF, Word or Excel. The place data of photos are removed."
        ),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    taken_on = DayField(label=_("Taken or dated on"), required=False)
    moment = forms.ChoiceField(
        label=_("The photo shows"), choices=[("", "–"), *Moment.choices], required=False
    )

    def clean_file(self) -> uploads.CheckedFile:
        return uploads.check(self.cleaned_data["file"])


def offer_provinces(form: Any) -> None:
    """Let a form's region also be a province; most records belong to a kabupaten or kota only."""
    field = form.fields["region"]
    field.queryset = Region.objects.visible_to(form.user).current().down_to_regencies()


class ChapterForm(RecordForm):
    sections = [
        (_("Chapter"), ["region", "status", "address", "description"]),
        (_("Formation"), ["formed_on", "election_method", "decree"]),
    ]

    class Meta:
        model = Chapter
        fields = (
            "region",
            "status",
            "formed_on",
            "election_method",
            "decree",
            "address",
            "description",
            *SOURCES,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_provinces(self)


class BoardSeatForm(RecordForm):
    parent_field = "chapter"
    sections = [
        (_("Seat"), ["role", "field"]),
        (_("Holder (leave empty for a vacant seat)"), ["person", "group_name", "office", "phone"]),
        (_("Term"), ["term_from", "term_to"]),
    ]

    class Meta:
        model = BoardSeat
        fields = (
            "role",
            "field",
            "person",
            "office",
            "group_name",
            "phone",
            "term_from",
            "term_to",
            *SOURCES,
        )


class OfficeForm(RecordForm):
    sections = [
        (_("Office"), ["name", "short_name", "kind", "region", "address"]),
        (_("Before and after"), ["successor_of", "valid_from", "valid_to"]),
    ]

    class Meta:
        model = Office
        fields = (
            "name",
            "short_name",
            "kind",
            "region",
            "successor_of",
            "valid_from",
            "valid_to",
            "address",
            *SOURCES,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_provinces(self)
        self.fields["region"].required = not is_national(self.user)
        if self.instance.pk:
            before = self.fields["successor_of"]
            before.queryset = before.queryset.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


class OfficialForm(RecordForm):
    parent_field = "office"
    sections = [
        (_("Post"), ["position", "name", "handles_sanitation", "started_on", "ended_on"]),
        (_("Contact"), ["phone", "email"]),
    ]

    class Meta:
        model = Official
        fields = (
            "position",
            "name",
            "phone",
            "email",
            "handles_sanitation",
            "started_on",
            "ended_on",
            *SOURCES,
        )


class SuccessionForm(PlainForm):
    """The end of a term: since when, and who follows (nobody: the post is vacant)."""

    on = DayField(
        label=_("Day of the change"),
        help_text=_("The term ends on this day; the successor's begins on it."),
    )
    has_successor = forms.BooleanField(
        label=_("A successor has taken over"),
        required=False,
        help_text=_("Leave unticked while the post is vacant."),
    )
    name = forms.CharField(label=_("Name of the successor"), max_length=150, required=False)
    position = forms.CharField(
        label=_("Position of the successor"),
        max_length=150,
        required=False,
        help_text=_("Only where the post has a new name."),
    )
    accounts = forms.ModelMultipleChoiceField(
        label=_("Accounts that end on this day"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked are those of this very post; the others belong to the same office."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") or cleaned.get("position"):
            cleaned["has_successor"] = True
        return cleaned


class AffiliationForm(RecordForm):
    """Office and post of an account's person; both may be empty."""

    source_fields = ()

    class Meta:
        model = Affiliation
        fields = ("office", "official")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        official: Any = self.fields["official"]
        official.queryset = official.queryset.select_related("office")

    def _get_validation_exclusions(self) -> set[str]:
        # Both empty is no row; the constraint is the table's.
        return super()._get_validation_exclusions() | {"office"}


class RegionForm(RecordForm):
    """A region as the Secretariat keeps it; the code decides what it is part of."""

    source_fields = ()
    guarded = ("aliases",)
    sections = [
        (_("Region"), ["code", "name", "kind", "capital", "spellings"]),
        (_("Place"), ["latitude", "longitude"]),
        (_("Validity"), ["reference_decree", "valid_from", "valid_to"]),
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
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding
        self.fields["code"].disabled = not self.is_new
        self.fields["spellings"].initial = "\n".join(self.instance.aliases)

    def clean_spellings(self) -> list[str]:
        lines = re.split(r"[\n\r]+", self.cleaned_data["spellings"])
        return list(dict.fromkeys(line.strip()[:80] for line in lines if line.strip()))

    def clean(self) -> dict[str, Any]:
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

    def save(self, commit: bool = True) -> Region:
        self.instance.aliases = self.cleaned_data["spellings"]
        return super().save(commit)

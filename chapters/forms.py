"""Forms of the ground floor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Affiliation, BoardSeat, Chapter, Office, Official
from core.access import is_national
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm, offer_provinces
from core.people.users import User

SOURCES = ("source", "source_url", "as_of", "is_example")


class ChapterForm(RecordForm):
    sections = [
        (_("Chapter"), ["region", "status", "address", "description"]),
        (_("Formation"), ["formed_on", "election_method", "decree", "dissolved_on"]),
    ]

    class Meta:
        model = Chapter
        fields = (
            "region",
            "status",
            "formed_on",
            "election_method",
            "decree",
            "dissolved_on",
            "address",
            "description",
            *SOURCES,
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
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

    def __init__(self, *args: object, **kwargs: object) -> None:
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

    suggests = True

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

    @override
    def clean(self) -> dict[str, object]:
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

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        official: Any = self.fields["official"]
        official.queryset = official.queryset.select_related("office")

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # Both empty is no row; the constraint is the table's.
        return super()._get_validation_exclusions() | {"office"}

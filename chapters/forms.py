"""Forms of the ground floor."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters import services
from chapters.models import Affiliation, BoardSeat, Chapter, Office, Official, SeatRole
from chapters.seat_lines import SeatOfLine, seats
from core.access import is_national
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm, offer_provinces
from core.people.users import User
from core.records.asked import ask_of, sure_field
from core.tools.partial_dates import PartialDateFormField
from core.tools.written.lines import MOST_LINES, UnreadableLines, in_one

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
    sure = sure_field()
    sections = [
        (_("Seat"), ["role", "field", "sure"]),
        (
            _("Holder (leave empty for a vacant seat)"),
            ["person", "group_name", "office", "phone", "chosen_by"],
        ),
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
            "chosen_by",
            "term_from",
            "term_to",
            *SOURCES,
        )


class SeatLinesForm(PlainForm):
    """A chapter's board, one seat per line; `rows` holds the facts of each once the form is valid."""

    suggests = True

    text = forms.CharField(
        label=_("Board"),
        max_length=8000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "One seat per line, as written in the decree: “Ketua: Budi (KSM Maju)”, “Sekretaris: Siti”, “Bidang "
            "Teknis: Joko”; “Bendahara: lowong” where nobody holds it. Rows copied from a table are understood too."
        ),
    )
    term_from = PartialDateFormField(label=_("Term from"), max_length=40, required=False)
    term_to = PartialDateFormField(label=_("Term to"), max_length=40, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("E.g. the decree.")
    )
    as_of = PartialDateFormField(label=_("As of"), max_length=40, required=False)
    sure = sure_field()
    # What was said yes to, for the history.
    confirmed = ""

    def __init__(self, *args: object, chapter: Chapter, **kwargs: object) -> None:
        super().__init__(*args, extra=None, **kwargs)
        self.chapter = chapter
        self.rows: list[dict[str, object]] = []

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "text" not in cleaned:
            return cleaned
        try:
            found = seats(cleaned["text"])
        except UnreadableLines as error:
            words = __("Not understood: %(lines)s. Write “seat: name”.")
            self.add_error("text", words % {"lines": error})
            return cleaned
        if len(found) > MOST_LINES:
            self.add_error("text", __("At most %(n)s lines.") % {"n": MOST_LINES})
        elif not found:
            self.add_error("text", __("Write at least one seat."))
        else:
            self._take(found, cleaned)
        if not self.errors:
            self.confirmed = ask_of(self, self._doubts())
        return cleaned

    def _doubts(self) -> list[str]:
        """Return what looks wrong in the lines: a chair beside one that is recorded, or beside one above it."""
        rows = services.unmet(self.chapter, self.rows)
        chairs = [row for row in rows if row.role == SeatRole.CHAIR and not row.is_vacant]
        found = [words for row in chairs for words in row.doubts().values()]
        beside = [one.words_beside() for one in chairs[:1] if any(map(one.is_beside, chairs[1:]))]
        return [*dict.fromkeys([*found, *beside])]

    def _take(self, found: list[SeatOfLine], cleaned: dict[str, object]) -> None:
        stated = {
            name: cleaned.get(name) or "" for name in ("term_from", "term_to", "source", "as_of")
        }
        wrong: list[tuple[int, str]] = []
        for line in found:
            told = {"role": line.role, "field": line.field, "person": line.person}
            facts = {**told, "group_name": line.group_name, **stated}
            try:
                BoardSeat(chapter=self.chapter, **facts).clean_fields(exclude=["chapter"])
            except ValidationError as error:
                wrong.append((line.number, " ".join(error.messages)))
            self.rows.append(facts)
        if wrong:
            self.add_error("text", in_one(wrong))


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
        official = self.fields["official"]
        assert isinstance(official, forms.ModelChoiceField)
        official.queryset = official.queryset.select_related("office")  # type: ignore[union-attr]

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # Both empty is no row; the constraint is the table's.
        return super()._get_validation_exclusions() | {"office"}

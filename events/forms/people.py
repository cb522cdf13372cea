"""Forms of attendance: a row, a pasted list, the counts of a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from core.tools.written.lines import in_one
from events import paste
from events.forms.base import SOURCE, UnderEventForm, multiline
from events.models import Attendance, AttendeeCategory, EventDay
from ksm.forms.base import RoughIntegerField

NUMBERS = ("invited", "women", "men", "unspecified")


class AttendanceForm(UnderEventForm):
    sections = [
        (_("Who"), ["day", "category", "institution", "institutions"]),
        (_("How many"), ["invited", "women", "men", "unspecified", "is_estimate"]),
        (_("By name"), ["name", "position"]),
    ]

    class Meta:
        model = Attendance
        fields = (
            "day",
            "category",
            "institution",
            "institutions",
            "invited",
            "women",
            "men",
            "unspecified",
            "is_estimate",
            "name",
            "position",
            *SOURCE,
        )
        field_classes = dict.fromkeys(NUMBERS, RoughIntegerField)


class DayForm(PlainForm):
    """What is said of one day of an event, or of the whole of it."""

    day = forms.ModelChoiceField(
        label=_("Day"),
        queryset=EventDay.objects.none(),
        required=False,
        empty_label=_("whole event"),
    )

    def __init__(self, *args: object, event: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = EventDay.objects.visible_to(self.user).current()
        self.fields["day"].queryset = days.filter(event=event)  # type: ignore[attr-defined]


class PasteForm(DayForm):
    """A list as it was copied; `reading` holds its people once the form is valid."""

    text = forms.CharField(
        label=_("List"),
        max_length=paste.MOST_LETTERS,
        strip=False,
        widget=multiline(10),
        help_text=_(
            "Copy the rows from a spreadsheet or a chat: one person per line, e.g. “Sri, KSM Melati, ketua, P”."
        ),
    )
    category = forms.ChoiceField(
        label=_("Category where the list does not tell it"),
        choices=AttendeeCategory.choices,
        initial=AttendeeCategory.GROUP,
    )

    reading: paste.Reading

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if "text" not in cleaned or "category" not in cleaned:
            return cleaned
        try:
            self.reading = paste.read(cleaned["text"], category=cleaned["category"])
        except ValueError:
            self.add_error(
                "text",
                _("At most %(n)s lines at once; paste the list in parts.")
                % {"n": paste.MOST_LINES},
            )
            return cleaned
        if not self.reading.people:
            self.add_error("text", _("No name was found in these lines."))
        words = __("“%(text)s” has %(length)s characters; at most %(most)s fit.")
        wrong = []
        for person in self.reading.people:
            for name in ("name", "institution", "position"):
                column: Any = Attendance._meta.get_field(name)
                if len(said := getattr(person, name)) > (most := column.max_length):
                    told = {"text": f"{said[:40]}…", "length": len(said), "most": most}
                    wrong.append((person.line, words % told))
        if wrong:
            self.add_error("text", in_one(wrong))
        return cleaned


class CountsForm(PlainForm):
    """How many of each category were invited and came; one short row per category."""

    keeps_rough = True

    def __init__(self, *args: object, known: dict[str, Any], **kwargs: object) -> None:
        self.known, extra = known, {}
        meta = Attendance._meta
        for category in AttendeeCategory:
            for name in NUMBERS:
                column: Any = meta.get_field(name)
                row = known.get(category.value)
                extra[f"{category.value}-{name}"] = field = forms.IntegerField(
                    label=column.verbose_name,
                    required=False,
                    min_value=0,
                    max_value=100_000,
                    initial=getattr(row, name, None),
                )
                field.heading = category.label  # type: ignore[attr-defined]
        super().__init__(*args, extra=extra, **kwargs)

    def expected(self) -> list[tuple[str, str, list[Any]]]:
        """Return the rows of categories that were invited or counted: what a form shows first."""
        return [row for code, *row in self._rows() if code in self.known]  # type: ignore[misc]

    def others(self) -> list[tuple[str, str, list[Any]]]:
        return [row for code, *row in self._rows() if code not in self.known]  # type: ignore[misc]

    def _rows(self) -> list[tuple[str, str, str, list[Any]]]:
        """Return (code, category, whom the list names, its four bound fields) in order."""
        return [
            (
                category.value,
                str(category.label),
                getattr(self.known.get(category.value), "institution", ""),
                [self[f"{category.value}-{name}"] for name in NUMBERS],
            )
            for category in AttendeeCategory
        ]

    @property
    def counts(self) -> dict[str, dict[str, int | None]]:
        return {
            category: {name: self.cleaned_data[f"{category}-{name}"] for name in NUMBERS}
            for category in AttendeeCategory.values
        }

    @property
    def rough_counts(self) -> set[str]:
        """Return the categories with a number marked as rough."""
        return {name.rpartition("-")[0] for name in self.rough_words}

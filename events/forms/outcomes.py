"""Forms that take what many lines say: the results of all groups, the points of an agenda."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.pages.scoped_forms import PlainForm
from core.tools.formats import Words
from core.tools.written.lines import MOST_LINES, UnreadableLines, in_one
from events import blocks
from events.forms.base import multiline
from events.forms.people import DayForm
from events.models import AgendaPoint, AspectResult, Event, GroupResult, SessionAspect, Spectrum


def _lines(label: Words, hint: Words) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=30_000, strip=False, widget=multiline(12), help_text=hint
    )


class GroupResultsForm(DayForm):
    """What all groups presented; `rows` holds (facts, aspect → result) of each once the form is valid."""

    suggests = True

    text = _lines(
        _("Group results"),
        _(
            "A line for each group: “Group 1 @ topic @ members @ model 3”. Beneath it its results: "
            "“Technical: …”, “Reason: …”. A cell of a copied table serves as “@” too."
        ),
    )

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, event=event, **kwargs)
        self.event = event
        self.rows: list[tuple[dict[str, object], dict[str, str]]] = []

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        aspects = {
            words.lower(): value
            for value, label in SessionAspect.choices
            for words in (str(label), value.replace("_", " "))
        }
        models = {
            str(label).partition(" – ")[2].lower(): number for number, label in Spectrum.choices
        }
        try:
            found = blocks.groups(text, aspects=aspects, models=models)
        except UnreadableLines as error:
            words = __(
                "Not understood: %(lines)s. Write each group once: “group @ topic @ members @ model 3”."
            )
            raise ValidationError(words % {"lines": error}) from None
        _counted(found, __("Write at least one group."))
        wrong = []
        for block in found:
            facts: dict[str, object] = {
                "group": block.group,
                "spectrum": block.model,
                **block.facts,
            }
            row = GroupResult(event=self.event, **facts)
            results = [
                AspectResult(group_result=row, aspect=aspect, text=said)
                for aspect, said in block.aspects.items()
            ]
            wrong += _refused(block.number, row, *results)
            self.rows.append((facts, block.aspects))
        if wrong:
            raise ValidationError(in_one(wrong))
        return text


class AgendaLinesForm(PlainForm):
    """The points of an agenda; `rows` holds the facts of each once the form is valid."""

    suggests = True

    text = _lines(
        _("Agenda and decisions"),
        _(
            "A line for each point; beneath it “Discussion: …”, “Decision: …”, “With: …”. "
            "“Audience: …” and “Working group: …” say the kind of the point."
        ),
    )

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, extra=None, **kwargs)
        self.event = event
        self.rows: list[dict[str, str]] = []

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            found = blocks.points(text)
        except UnreadableLines as error:
            words = __("Not understood: %(lines)s. Write “point”, beneath it “Decision: …”.")
            raise ValidationError(words % {"lines": error}) from None
        _counted(found, __("Write at least one point."))
        wrong = []
        for number, facts in found:
            wrong += _refused(number, AgendaPoint(event=self.event, **facts))
            self.rows.append(facts)
        if wrong:
            raise ValidationError(in_one(wrong))
        return text


def _counted(found: Sequence[object], none: str) -> None:
    if not found:
        raise ValidationError(none)
    if len(found) > MOST_LINES:
        raise ValidationError(__("At most %(n)s lines.") % {"n": MOST_LINES})


def _refused(number: int, *rows: Model) -> list[tuple[int, str]]:
    """Return (line, reason) of each row whose facts do not fit their columns."""
    found = []
    for row in rows:
        try:
            row.clean_fields(exclude=["event", "group_result"])
        except ValidationError as error:
            found.append((number, " ".join(error.messages)))
    return found

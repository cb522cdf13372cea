"""Forms of the instrument editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.scoped_forms import PlainForm, RecordForm
from monitoring.models import Aspect, CrossCheck, Instrument, Option, Question


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InstrumentForm(RecordForm):
    class Meta:
        model = Instrument
        fields = (
            "code",
            "edition",
            "title_id",
            "title_en",
            "description",
            "is_proposal",
            "weakest_caps",
            "source",
            "source_url",
            "as_of",
        )
        widgets = {"description": _text(3)}


class VersionForm(PlainForm):
    edition = forms.CharField(
        label=_("Name of the new version"), max_length=40, help_text=_("E.g. 2027, or “usulan 3”.")
    )


class AspectForm(RecordForm):
    parent_field = "instrument"
    source_fields = ()

    class Meta:
        model = Aspect
        fields = ("code", "label_id", "label_en", "weight")


class QuestionForm(RecordForm):
    parent_field = "aspect"
    source_fields = ()
    sections = [
        (_("The question"), ["code", "label_id", "label_en", "help_id", "help_en"]),
        (_("The answer"), ["kind", "unit", "minimum", "maximum", "weight", "records"]),
        (_("When it is asked, and from what"), ["show_if", "formula"]),
        (_("What it shows"), ["practice", "done_if"]),
    ]

    class Meta:
        model = Question
        fields = (
            "code",
            "label_id",
            "label_en",
            "help_id",
            "help_en",
            "kind",
            "unit",
            "minimum",
            "maximum",
            "weight",
            "records",
            "show_if",
            "formula",
            "practice",
            "done_if",
        )
        widgets = {"help_id": _text(2), "help_en": _text(2)}


class OptionForm(RecordForm):
    parent_field = "question"
    source_fields = ()
    sections = [
        (
            _("The option"),
            ["value", "label_id", "label_en", "score", "at_least", "above", "cap", "recorded"],
        ),
        (_("What to do"), ["advice_id", "advice_en"]),
        (_("Finding"), ["opens_finding", "severity", "responsible", "due_days"]),
    ]

    class Meta:
        model = Option
        fields = (
            "value",
            "label_id",
            "label_en",
            "score",
            "at_least",
            "above",
            "cap",
            "recorded",
            "advice_id",
            "advice_en",
            "opens_finding",
            "severity",
            "responsible",
            "due_days",
        )


class CrossCheckForm(RecordForm):
    parent_field = "instrument"
    source_fields = ()
    sections = [
        (_("What contradicts"), ["code", "applies_if", "left", "relation", "right", "margin"]),
        (_("What is said then"), ["label_id", "label_en"]),
    ]

    class Meta:
        model = CrossCheck
        fields = (
            "code",
            "applies_if",
            "left",
            "relation",
            "right",
            "margin",
            "label_id",
            "label_en",
        )
        labels = {"label_id": _("Sentence (Indonesian)"), "label_en": _("Sentence (English)")}
        help_texts = {
            "label_id": _("{kiri} and {kanan} stand for both sides; codes in braces for answers.")
        }


class PlaceForm(PlainForm):
    """Where a part goes among its siblings."""

    after = forms.ChoiceField(label=_("Put it"), required=False)

    def __init__(self, *args: object, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["after"]
        field.choices = [
            ("", _("first")),
            *((str(row.pk), _("after: %(what)s") % {"what": row}) for row in rows),
        ]


class UploadForm(PlainForm):
    file = forms.FileField(label=_("XLSForm (.xlsx)"), help_text=_("At most 5 MB."))
    edition = forms.CharField(
        label=_("Name of the new version"),
        max_length=40,
        required=False,
        help_text=_("Empty: as the file says."),
    )

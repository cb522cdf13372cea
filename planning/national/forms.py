"""Forms of what national systems ask for, and the choice of a code on a record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.scoped_forms import RecordForm
from planning.national.codes import SipdCode, SipdCodeQuerySet, SipdEdition
from planning.national.fields import fields_of
from planning.national.maps import FormColumn, NationalForm
from planning.national.suggest import grouped

SOURCE = ("source", "source_url", "as_of")


class SipdEditionForm(RecordForm):
    class Meta:
        model = SipdEdition
        fields = ("title", "valid_from", "valid_to", "remark", *SOURCE)


class SipdCodeForm(RecordForm):
    class Meta:
        model = SipdCode
        fields = ("edition", "code", "name", "indicator", "unit", *SOURCE)


class NationalFormForm(RecordForm):
    class Meta:
        model = NationalForm
        fields = (
            "title", "dataset", "definition", "measure", "unit", "producer", "frequency", "licence", "valid_from",
            *SOURCE,
        )  # fmt: skip
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}


class FormColumnForm(RecordForm):
    """Our field is one of the form's data; one that is known no more stays shown, and is refused when saved."""

    parent_field = "form"
    source_fields = ()

    class Meta:
        model = FormColumn
        fields = ("column", "field", "order")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = [
            (one.name, f"{one.name}: {one.label}") for one in fields_of(self.instance.form.dataset)
        ]
        lost = self.instance.field if self.instance.field not in dict(known) else ""
        choices = [("", "---------"), *([(lost, lost)] if lost else []), *known]
        self.fields["field"].widget = forms.Select(choices=choices)


def offer_codes(field: forms.Field, *words: str) -> None:
    """Let a form's field of codes show what the words suggest first, then all by edition; nothing is chosen.

    One query. A list too long to show is typed and stays as it is.
    """
    if not isinstance(field, forms.ModelChoiceField) or not isinstance(field.widget, forms.Select):
        return
    assert isinstance(field.queryset, SipdCodeQuerySet)
    codes = list(field.queryset.to_choose())
    choices = grouped(" ".join(words), codes, _("Suggested by its words"))
    field.widget.choices = [("", field.empty_label), *choices]

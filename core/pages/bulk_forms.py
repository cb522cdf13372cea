"""The form of a change of many rows: a field left alone changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from core.people.users import User
from core.tools.partial_dates import PartialDateFormField
from core.tools.rows.values import value_class
from core.tools.tables import show

UNCHANGED = _("– leave as it is –")
CLEAR = "clear-"


@value_class
class BulkField:
    """A thing a list changes for many rows that is not a plain column of them.

    `field` makes the form field; `apply(rows, value, by, stamp)` writes it with history in a constant
    number of queries and returns the rows it changed something for.
    """

    name: str
    field: Callable[[], forms.Field]
    apply: Callable[[list[Any], Any, Any, uuid.UUID], Iterable[Any]]


class BulkForm(PlainForm):
    """What to change: a field left alone changes nothing; a tick empties what may be empty."""

    remark = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        max_length=300,
        help_text=_("Stands in the history of every row."),
    )
    specs: dict[str, Any] = {}

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.specs:
            if self.cleaned_data.get(f"{CLEAR}{name}") and self._is_filled(name):
                self.add_error(name, __("Either a new value or empty, not both."))
        if self.specs and not any(map(self._asks, self.specs)) and not self.errors:
            raise ValidationError(_("Choose at least one thing to change."), code="nothing")
        return cleaned

    def _is_filled(self, name: str) -> bool:
        return self.cleaned_data.get(name) not in ("", None)

    def _asks(self, name: str) -> bool:
        return self._is_filled(name) or bool(self.cleaned_data.get(f"{CLEAR}{name}"))

    def changes(self) -> tuple[dict[str, Any], list[Any]]:
        """Return the new column values, and the steps that write elsewhere."""
        values, steps = {}, []
        for name, spec in self.specs.items():
            if not self._asks(name):
                continue
            value = self.cleaned_data.get(name)
            if isinstance(spec, BulkField):
                steps.append(_step(spec, value))
            elif self.cleaned_data.get(f"{CLEAR}{name}"):
                values[name] = None if spec.null else ""
            else:
                values[name] = value == "yes" if isinstance(spec, models.BooleanField) else value  # type: ignore[assignment]
        return values, steps

    def words(self) -> list[tuple[str, str]]:
        """Return (label, new value) of everything that is to change."""
        found = []
        for name in self.specs:
            if not self._asks(name):
                continue
            value: Any = self.cleaned_data.get(name)
            if self.cleaned_data.get(f"{CLEAR}{name}"):
                value = __("empty")
            else:
                value = dict(getattr(self.fields[name], "choices", ()) or ()).get(value, value)
            kind = "partial" if isinstance(self.fields[name], PartialDateFormField) else "text"
            found.append((str(self.fields[name].label), show(value, kind)))
        return found


def _step(spec: BulkField, value: Any) -> Callable[..., Iterable[Any]]:
    return lambda rows, by, stamp: spec.apply(rows, value, by, stamp)


def bulk_form(model: Any, bulk_fields: Any, user: User, data: Any = None) -> BulkForm:
    """Return the form over the fields a list lets be changed for many rows."""
    attributes: dict[str, Any] = {}
    specs: dict[str, Any] = {}
    for one in bulk_fields:
        if isinstance(one, BulkField):
            attributes[one.name], specs[one.name] = one.field(), one
            continue
        field = model._meta.get_field(one)
        attributes[one], specs[one] = _form_field(field), field
        if field.blank and not isinstance(field, models.BooleanField):
            attributes[f"{CLEAR}{one}"] = forms.BooleanField(
                label=__("Empty it: %(what)s") % {"what": field.verbose_name}, required=False
            )
    attributes["specs"] = specs
    made = type("ListBulkForm", (BulkForm,), attributes)
    form = made(data, user=user) if data is not None else made(user=user)
    form.order_fields([*[name for name in attributes if name != "specs"], "remark"])
    return form


def _form_field(field: Any) -> forms.Field:
    label = capfirst(field.verbose_name)
    if isinstance(field, models.BooleanField):
        choices = [("", UNCHANGED), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if field.choices:
        choices = [("", UNCHANGED), *[pair for pair in field.flatchoices if pair[0] != ""]]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    made = field.formfield(required=False, initial=None)
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = UNCHANGED
    return made

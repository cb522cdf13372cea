"""How a form is laid out, and what it refuses above its fields."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.records.asked import ConfirmField


class Sectioned(Protocol):
    """What the layout asks of a form: `PlainForm` and `RecordForm` say it by class attributes."""

    sections: ClassVar[list[tuple[object, list[str]]]]
    source_fields: ClassVar[tuple[str, ...]]
    open_sections: ClassVar[int]
    fields: dict[str, forms.Field]


class Section(Fieldset):
    """Fields under a legend that prints as it is; crispy's own reads a legend as template code.

    `is_folded`: shut, with how many are filled in, unless one of them is required or was refused.
    """

    is_folded = False

    def render(
        self,
        form: forms.BaseForm,
        context: Any,
        template_pack: str = "bootstrap5",
        **kwargs: object,
    ) -> str:
        bound = [form[name] for name in self.fields if name in form.fields]
        return render_to_string(
            self.get_template_name(template_pack),
            {
                "fieldset": self,
                "legend": self.legend,
                "is_folded": self.is_folded and not any(one.field.required for one in bound),
                "has_errors": any(one.errors for one in bound),
                "filled": sum(one.value() not in (None, "", [], False) for one in bound),
                "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
            },
        )


def layout_of(form: Sectioned) -> FormHelper:
    """Return the layout: sections as fieldsets, whatever no section names, and the source at the end."""
    named = [name for _title, names in form.sections for name in names]
    source = [name for name in form.source_fields if name in form.fields]
    if set(source) & set(named):
        source = []
    rest = [name for name in form.fields if name not in (*named, *source)]
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout()
    parts = [*form.sections, ("", rest), *([(_("Source"), source)] if source else [])]
    for at, (title, names) in enumerate(parts):
        shown = [name for name in names if name in form.fields]
        section = Section(title, *shown)
        section.is_folded = 0 < form.open_sections <= at
        helper.layout.fields += [section] if title else shown
    return helper


def take_error(form: forms.BaseForm, error: ValidationError) -> None:
    """Add what a service refused; errors of fields the form does not show go to its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def errors_of(form: forms.BaseForm) -> list[tuple[str, str, object]]:
    """Return (field id, label, message) of every error for the summary above the form."""
    found: list[tuple[str, str, object]] = []
    for name, messages in form.errors.items():
        bound = None if name == NON_FIELD_ERRORS else form[name]
        # A group of choices has no id of its own: its first choice takes the focus.
        field_id = (bound.id_for_label or f"{bound.auto_id}_0") if bound else ""
        says_all = bound is None or isinstance(bound.field, ConfirmField)
        label = "" if bound is None or says_all else str(bound.label)
        found += [(field_id, label, message) for message in messages]
    return found

"""What a form showed when it was opened: a short word for each stored entry, sent along and compared under the lock.

Edit pages know by the row's version *that* somebody saved meanwhile; a step, a matrix or lines beside a record
have no one row whose version would tell it. So the page sends along what it showed, and the form can say of each
field whether others changed it, and whether the sender did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as __

from core.tools import formats

NAME = "form_base"


def fields_of(form: forms.BaseForm) -> list[str]:
    """Return the fields with stored values, but for columns of a record whose version leads to what changed."""
    if getattr(form, "suggests", False):
        return []
    instance, columns = getattr(form, "instance", None), set()
    if instance is not None:
        if instance._state.adding:
            return []
        version = form.fields.get("row_version")
        if version is not None and str(version.initial).isdecimal():
            columns = {one.name for one in instance._meta.concrete_fields}
    return [
        name
        for name, field in form.fields.items()
        if name not in columns
        and not (field.disabled or field.widget.is_hidden or isinstance(field, forms.FileField))
        and (instance is not None or _is_stored(form, name, field))
    ]


def _is_stored(form: forms.BaseForm, name: str, field: forms.Field) -> bool:
    """A default of the form's class is a suggestion, and so is what is reckoned anew each time."""
    if name in form.initial:
        return not callable(form.initial[name])
    declared = type(form).base_fields.get(name)  # type: ignore[attr-defined]
    return declared is None or (
        not callable(field.initial) and field.initial is not declared.initial
    )


def base_of(form: forms.BaseForm) -> str:
    """Return what goes along with a form: for each field of `fields_of` a word for what is stored; "" without any."""
    return urlencode({name: _word(shown(form, name)) for name in fields_of(form)})


def changes(form: forms.BaseForm) -> dict[str, bool]:
    """Return the fields whose stored value is no longer the one the sender saw: whether the sender changed it too.

    What both made the same of is none, nor is anything where no word came along. A field the page did not
    show yet was seen as empty.
    """
    if not form.data.get(NAME):
        return {}
    base, found = dict(parse_qsl(form.data[NAME])), {}
    for name in fields_of(form):
        was, typed = base.get(name, _word([])), _word(sent(form, name))
        if _word(shown(form, name)) not in (was, typed) and _differs(form, name):
            found[name] = typed != was
    return found


def _differs(form: forms.BaseForm, name: str) -> bool:
    """Two ways of writing one date or number are no difference."""
    return bool(form.fields[name].has_changed(form[name].initial, form[name].data))


def shown(form: forms.BaseForm, name: str) -> list[str]:
    """Return what a browser would send for the stored value of a field, left as it is shown."""
    bound, field = form[name], form.fields[name]
    value = field.prepare_value(bound.initial)
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    return _as_list(field.widget.format_value(value))


def sent(form: forms.BaseForm, name: str) -> list[str]:
    """Return what was sent for a field."""
    widget = form.fields[name].widget
    value = widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    return _as_list(value)


def put(form: forms.BaseForm, name: str) -> None:
    """Set what was sent for a field to what is stored; `form.data` is a copy that may be written to."""
    values, key = shown(form, name), form.add_prefix(name)
    assert isinstance(form.data, QueryDict)
    if values:
        form.data.setlist(key, values)
    else:
        form.data.pop(key, None)


def now_stored(form: forms.BaseForm, name: str) -> str:
    """Return the sentence that names the stored value beside what was typed."""
    values, field = shown(form, name), form.fields[name]
    if isinstance(field.widget, forms.CheckboxInput):
        values = [__("yes") if values else __("no")]
    elif isinstance(field, forms.ModelChoiceField):
        if isinstance(field.widget, forms.widgets.ChoiceWidget):
            rows: Any = field.queryset
            values = [field.label_from_instance(row) for row in rows.filter(pk__in=values)]
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        pairs: Any = flatten_choices(choices)
        named = {str(key): str(label) for key, label in pairs}
        values = [named.get(value, value) for value in values]
    words = "; ".join(line for value in values for line in value.splitlines() if line.strip())
    return __("Now stored: %(value)s.") % {"value": words or formats.DASH}


def labels(form: forms.BaseForm, names: Iterable[str]) -> str:
    """Return the labels of fields, each once; `heading` of a field names the row of a matrix it stands in."""
    found = []
    for name in names:
        field = form.fields[name]
        heading = getattr(field, "heading", "")
        found.append(f"{heading} – {field.label}" if heading else str(form[name].label))
    return ", ".join(dict.fromkeys(found))


def _as_list(value: object) -> list[str]:
    many = sorted(map(str, value)) if isinstance(value, list | tuple | set) else [value]
    texts = ("" if one is None else str(one).replace("\r\n", "\n").strip() for one in many)
    return [text for text in texts if text]


def _word(values: list[str]) -> str:
    return hashlib.sha256("\x1f".join(values).encode("utf-8", "replace")).hexdigest()[:12]

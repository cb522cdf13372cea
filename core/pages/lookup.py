"""A choice among thousands: typed as a code or a name and looked up on the server, no list, no JavaScript."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

# A list longer than this is heavy to send and of no use to read: all 514 kabupaten and kota still are one.
MOST_CHOICES = 600
SHOWN = 6
CODES = ("code", "username")
NAMES = ("name", "short_name", "title", "subject")


def words(obj: Model) -> str:
    """Return what to type for exactly this record: its code, else its name and number."""
    for name in CODES:
        if code := getattr(obj, name, ""):
            return str(code)
    return f"{obj} #{obj.pk}"


def described(obj: Model) -> str:
    """Return the record as a candidate: what to type, and its name where that is a code."""
    typed = words(obj)
    return typed if str(obj) in typed else f"{typed} ({obj})"


class LookupField(forms.ModelChoiceField):
    """One record by its code, its exact name, or the number after "#"; candidates in the error."""

    widget = forms.TextInput
    default_error_messages = {
        "unknown": _("“%(typed)s” was not found. Write the code or the exact name."),
        "several": _("“%(typed)s” is not exact. Write one of these: %(candidates)s."),
    }

    @override
    def prepare_value(self, value: Any) -> object:
        if isinstance(value, str) and not value.isdecimal():
            return value
        if not isinstance(value, Model):
            found = self._rows().filter(pk=value).first() if value else None
            if found is None:
                return value
            value = found
        return words(value)

    @override
    def to_python(self, value: object) -> Any:
        if isinstance(value, int):  # the key itself: of a field that shows, and is not typed in
            return self._rows().filter(pk=value).first()
        typed = str(value).strip().replace("\x00", "")[:200] if value not in (None, "") else ""
        if not typed:
            return None
        for found, is_exact in self._tried(typed):
            rows = list(found.order_by("pk")[: SHOWN + 1])
            if is_exact and len(rows) == 1:
                return rows[0]
            if rows:
                raise self._several(typed, rows)
        raise ValidationError(
            self.error_messages["unknown"], code="invalid_choice", params={"typed": typed}
        )

    @override
    def validate(self, value: object) -> None:
        forms.Field.validate(self, value)

    @override
    def has_changed(self, initial: object, data: object) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

    def _rows(self) -> QuerySet[Any]:
        assert self.queryset is not None
        return self.queryset.all()

    def _tried(self, typed: str) -> list[tuple[QuerySet[Any], bool]]:
        """Return the rows to try in turn, and whether one found is meant: by number, by code, by name; by
        a part of either only to name the candidates.
        """
        rows = self._rows()
        tried = []
        if number := re.search(r"#(\d{1,18})$", typed):
            tried.append((rows.filter(pk=number.group(1)), True))
        elif typed.isdecimal() and not self._columns(CODES):
            tried.append((rows.filter(pk=typed[:18]), True))
        for columns, how in ((CODES, "iexact"), (NAMES, "iexact"), (CODES + NAMES, "icontains")):
            wanted = Q()
            for name in self._columns(columns):
                wanted |= Q(**{f"{name}__{how}": typed})
            if wanted:
                tried.append((rows.filter(wanted), how == "iexact"))
        return tried

    def _columns(self, names: tuple[str, ...]) -> list[str]:
        meta = self._rows().model._meta
        found = []
        for name in names:
            try:
                meta.get_field(name)
            except FieldDoesNotExist:
                continue
            found.append(name)
        return found

    def _several(self, typed: str, rows: list[Any]) -> ValidationError:
        candidates = "; ".join(described(row) for row in rows[:SHOWN])
        if len(rows) > SHOWN:
            candidates += " …"
        return ValidationError(
            self.error_messages["several"],
            code="several",
            params={"typed": typed, "candidates": candidates},
        )


def as_lookup(field: forms.ModelChoiceField) -> forms.ModelChoiceField:
    """Return the field as a text to look up where its choices are too many to list."""
    if (
        isinstance(field, (forms.ModelMultipleChoiceField, LookupField))
        or type(field.widget) is not forms.Select
        or field.queryset is None
        or not field.queryset.order_by()[MOST_CHOICES : MOST_CHOICES + 1].exists()
    ):
        return field
    hint = _("Write the code or the exact name; if it is not exact, you are shown the candidates.")
    found = LookupField(
        queryset=field.queryset,
        required=field.required,
        label=field.label,
        help_text=f"{field.help_text} {hint}" if field.help_text else hint,
        initial=field.initial,
        disabled=field.disabled,
    )
    found.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
    return found

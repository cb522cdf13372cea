"""Columns of records and fields of forms that hold a code of a kept list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from typing_extensions import override

from core.records.listed.words import MOST_LETTERS, KeptList
from core.tools.formats import Words

KEPT = "kept"  # where a form's field names its list


def listed_choice(
    kept: KeptList, *, label: Words, required: bool = True, help_text: Words = ""
) -> forms.ChoiceField:
    """Return a form's field of a kept list, for forms that make no single record."""
    field = forms.ChoiceField(
        choices=lambda: [("", "---------"), *kept.choices], label=label, required=required, help_text=help_text,
    )  # fmt: skip
    setattr(field, KEPT, kept)
    return field


def leave_out_retired(field: Any, own: object) -> None:
    """Let a form's field of a kept list offer only what is in use, and the record's own."""
    kept: KeptList | None = getattr(field, KEPT, None)
    if kept and (gone := kept.retired - {own}):
        field.choices = [pair for pair in field.choices if pair[0] not in gone]


class ListedField(models.CharField):
    """A column that holds a code of a kept list."""

    def __init__(self, *args: Any, kept: KeptList | None = None, **options: Any) -> None:
        self.kept = kept
        if kept:
            options["choices"] = kept.pairs
        super().__init__(*args, **{"max_length": MOST_LETTERS, **options})

    @override
    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Return a plain column: which words there are is no matter of the tables."""
        name, _path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, "django.db.models.CharField", args, options

    @override
    def formfield(self, **options: Any) -> Any:
        made = super().formfield(**options)
        setattr(made, KEPT, self.kept)
        return made

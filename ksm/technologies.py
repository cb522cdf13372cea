"""The column of treatment units: a list of `Technology` codes that reads as words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from ksm.choices import Technology


class TechnologyList(list[str]):
    """Codes in the order the water passes them; as text their labels, joined by commas."""

    @override
    def __str__(self) -> str:
        labels = dict(Technology.choices) if self else {}
        return ", ".join(str(labels.get(code, code)) for code in self)


class TechnologiesField(models.JSONField):
    """A JSON list of `Technology` codes; blank is the empty list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update({"default": list, "blank": True})
        super().__init__(*args, **kwargs)

    @override
    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["default"], kwargs["blank"]
        return name, path, args, kwargs

    @override
    def from_db_value(self, value: Any, expression: Any, connection: Any) -> object:
        return TechnologyList(super().from_db_value(value, expression, connection) or ())

    @override
    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or any(code not in Technology.values for code in value):
            raise ValidationError(_("This list names a treatment unit that does not exist."))

    @override
    def formfield(self, **kwargs: object) -> Any:
        return forms.MultipleChoiceField(
            choices=Technology.choices,
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

"""Where an account's rows lie: a few provinces, kabupaten and kota, kept as a set of codes in one column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from typing_extensions import override

from core.land.regions import Region
from core.tools.rows.areas import Reach, outermost

# "34.04 35.07": provinces, kabupaten and kota only, nothing else.
FORM = r"^(\d{2}(\.\d{2})?( \d{2}(\.\d{2})?)*)?$"


class ReachChoice(forms.ModelMultipleChoiceField):
    """Regions to tick; its value are their codes, none of them within another."""

    @override
    def clean(self, value: object) -> Reach:  # type: ignore[override]
        return outermost(region.pk for region in super().clean(value))

    @override
    def label_from_instance(self, obj: Region) -> str:
        return obj.short_name


class ReachField(models.CharField):
    """Codes of regions as a sorted tuple, none within another; () for none.

    One column and not rows of a table of its own: the wall asks it at every request, a check of the database
    ties it to the role, and the account's history keeps it (decision 16).
    """

    # What is set and read, for the type checker.
    _pyi_private_set_type: Iterable[str]  # type: ignore[assignment]
    _pyi_private_get_type: Reach  # type: ignore[assignment]

    def from_db_value(self, value: str | None, *args: object) -> Reach:
        return tuple((value or "").split())

    @override
    def to_python(self, value: str | Iterable[str] | None) -> Reach:
        return outermost(value.split() if isinstance(value, str) else value or ())

    @override
    def get_prep_value(self, value: Any) -> object:
        return value if isinstance(value, str) else " ".join(outermost(value or ()))

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Reach:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    @override
    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    @override
    def formfield(self, *args: object, **kwargs: object) -> forms.Field:
        return ReachChoice(
            queryset=Region.objects.down_to_regencies(),
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )


def touches(path: str, scope: Reach) -> Q:
    """Return the condition "a code of the reach at `path` lies in a scope" other than EVERYWHERE."""
    condition = Q(pk__in=[])
    for area in scope:
        condition |= Q(**{f"{path}__startswith": area}) | Q(**{f"{path}__contains": f" {area}"})
    return condition


def names(path: str, code: str) -> Q:
    """Return the condition "the reach at `path` names this very code"."""
    return Q(**{f"{path}__regex": rf"(^| ){code.replace('.', '[.]')}( |$)"})

"""A day of which a paper names only the month or the year: kept as a day, told as what is known of it.

A beginning is kept as the first day it can mean, an end as the last, so both compare and count as days do.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools import partial_dates


class KnownTo(models.TextChoices):
    """How much of a date is known, where it is not the day."""

    MONTH = "bulan", _("only the month")
    YEAR = "tahun", _("only the year")


class RoughDay(dt.date):
    """A day that stands for a month or a year; `known_to` says for which of the two ("": it is the day itself)."""

    known_to = ""

    @classmethod
    def of(cls, day: dt.date, known_to: str) -> Self:
        found = cls(day.year, day.month, day.day)
        found.known_to = known_to
        return found

    @override
    def __reduce__(self) -> Any:
        return RoughDay.of, (dt.date(self.year, self.month, self.day), self.known_to)

    @property
    def partial(self) -> str:
        return partial_of(self, self.known_to)


def rough_day(iso: str, *, is_end: bool = False) -> RoughDay:
    """Return the first day of a partial date ("2014-05", "2014"), of an end the last, with how much of it is known."""
    known_to = {4: KnownTo.YEAR.value, 7: KnownTo.MONTH.value}.get(len(iso), "")
    day = partial_dates.last_day(iso) if is_end else partial_dates.first_day(iso)
    assert day is not None
    return RoughDay.of(day, known_to)


def partial_of(day: dt.date, known_to: str) -> str:
    """Return the partial date of a day and how much of it is known: "2014-05-01" known to the month: "2014-05"."""
    return day.isoformat()[: {KnownTo.YEAR: 4, KnownTo.MONTH: 7}.get(known_to, 10)]  # type: ignore[call-overload]


class RoughAttribute(DeferredAttribute):
    """Reads a day together with the column that says how much of it is known, and sets both."""

    field: RoughDateField

    @override
    def __get__(self, instance: object, cls: object = None) -> object:
        day = super().__get__(instance, cls)  # type: ignore[arg-type]
        if instance is None or not isinstance(day, dt.date) or isinstance(day, RoughDay):
            return day
        known_to = getattr(instance, self.field.known, "")
        return RoughDay.of(day, known_to) if known_to else day

    def __set__(self, instance: object, value: object) -> None:
        instance.__dict__[self.field.attname] = value
        if self.field.known in instance.__dict__:  # not yet while the record is being made
            instance.__dict__[self.field.known] = getattr(value, "known_to", "")


class RoughDateFormField(forms.DateField):
    """What a `RoughDateField` asks a form for; pages put their own field in its place, which reads words."""


class RoughEndFormField(RoughDateFormField):
    """The same of a `RoughEndField`."""


class RoughDateField(models.DateField):  # type: ignore[type-arg]
    """A date of which only the month or the year may be known: “2018”, kept as its first day.

    How much is known stands in a column of its own, `<name>_known`, declared after it (`known_beside`).
    """

    descriptor_class = RoughAttribute
    form_class: type[forms.DateField] = RoughDateFormField
    is_end = False

    @property
    def known(self) -> str:
        return f"{self.name}_known"

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        day = getattr(model_instance, self.attname)
        if isinstance(day, RoughDay):  # before its column is written, which was declared after it
            setattr(model_instance, self.known, day.known_to)
        return super().pre_save(model_instance, add)


class RoughEndField(RoughDateField):
    """The end of something: “2018” is kept as its last day."""

    form_class = RoughEndFormField
    is_end = True


def known_beside() -> models.CharField[str, str]:
    """Return the column `<name>_known` of a rough date; it is filled from the date, and in no form."""
    return models.CharField(
        _("date known"), max_length=5, choices=KnownTo.choices, blank=True, editable=False
    )

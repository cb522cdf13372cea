"""What filters of the registry are made of: years of partial dates, bands of counts, gaps."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any

import django_filters as df
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.filters import SearchFilter
from ksm.codes import understood

YEAR = RegexValidator(r"^[0-9]{4}\Z", _("Write a year with four digits, e.g. 2018."))
YES_NO = [("yes", _("Yes")), ("no", _("No"))]

# No stage or status anybody states: what counts as built, as formed.
STANDS = "berdiri"


class PartialYearFilter(df.CharFilter):
    """A year, compared with the beginning of a partial date."""

    def __init__(self, path: str, **kwargs: object) -> None:
        self.path = path
        super().__init__(validators=[YEAR], **kwargs)
        self.extra["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}
        )

    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(**{f"{self.path}__startswith": value}) if value else qs


class CodeSearch(SearchFilter):
    """Free text that finds a facility's code without its zeros or points, too."""

    @override
    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, understood(value or "") or value)


class SinceFilter(PartialYearFilter):
    """A year from which on a partial date lies."""

    @override
    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(**{f"{self.path}__gte": value}) if value else qs


class UntilFilter(PartialYearFilter):
    """A year up to whose end a partial date lies; what has no date is not in it."""

    @override
    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        return qs.filter(**{f"{self.path}__lte": f"{value}-12-31"}).exclude(**{self.path: ""})


class BandFilter(df.ChoiceFilter):
    """A count in bands; "none" where it is not known."""

    BANDS = (("1-24", 0, 24), ("25-49", 25, 49), ("50-99", 50, 99), ("100-", 100, None))

    def __init__(self, path: str, **kwargs: object) -> None:
        self.path = path
        words = [
            (key, f"≥ {low}" if high is None else f"{low}–{high}") for key, low, high in self.BANDS
        ]
        kwargs.setdefault("choices", [*words, ("none", _("Not known"))])
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        if value == "none":
            return qs.filter(**{f"{self.path}__isnull": True})
        for key, low, high in self.BANDS:
            if key == value:
                qs = qs.filter(**{f"{self.path}__gte": low})
                return qs if high is None else qs.filter(**{f"{self.path}__lte": high})
        return qs


def lacks(path: str) -> Q:
    return Q(**{path: ""})


def any_of(conditions: Iterable[Q]) -> Q:
    """Return the condition that holds where one of these does."""
    return functools.reduce(operator.or_, conditions)

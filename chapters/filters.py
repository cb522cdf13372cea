"""Filters of lists: choices inside the wall, bad input shown not raised, chips to take each off."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import django_filters as df
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.access import Role, ScopedQuerySet, prefix_q, scope_of
from chapters.models import (
    Chapter,
    ChapterStatus,
    Office,
    OfficeKind,
    Outcome,
    Region,
    SecurityEvent,
    SecurityKind,
    User,
    search_key,
)
from chapters.scoped_forms import DayField


class ScopedFilterSet(df.FilterSet):
    """Base of all filters; every model choice is narrowed by `visible_to(user)`."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, item in list(self.filters.items()):
            queryset = item.extra.get("queryset")
            if isinstance(queryset, ScopedQuerySet):
                # Model choice filters read their own attribute, not `extra`.
                item.queryset = item.extra["queryset"] = queryset.visible_to(user)
            if isinstance(item, RegionFilter):
                scope = scope_of(user)
                if scope and "." in scope:
                    del self.filters[name]

    @property
    def qs(self) -> Any:
        """Return the narrowed rows; none with bad input: all rows would be changed or taken along for a slip."""
        if not hasattr(self, "_qs"):
            rows = self.queryset.all()
            if self.is_bound:
                rows = self._nothing(rows) if self.errors else self.filter_queryset(rows)
            self._qs = rows
        return self._qs

    @staticmethod
    def _nothing(rows: Any) -> Any:
        return rows.filter(pk__in=[]) if isinstance(rows, models.QuerySet) else []

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    def chips(self) -> list[dict[str, str]]:
        """Return the active filters as {label, value, url}; `url` is the list without that one."""
        found = []
        for name, item in self.filters.items():
            value = self.data.get(name) if self.data else None
            if not value or name not in getattr(self.form, "cleaned_data", {}):
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            rest.pop("key", None)
            if not rest:
                rest["all"] = "1"  # nothing left: not the filter the reader usually begins with
            cleaned = self.form.cleaned_data[name]
            if cleaned in (None, "", []):
                continue
            choices = (
                dict(getattr(self.form.fields[name], "choices", ()) or ())
                if not isinstance(cleaned, models.Model)
                else {}
            )
            found.append(
                {
                    "label": str(item.label),
                    "value": str(choices.get(value, cleaned)),
                    "url": f"?{rest.urlencode()}",
                }
            )
        return found


class RegionFilter(df.ModelChoiceFilter):
    """Kabupaten, kota or a whole province; left out for users who have one region only."""

    def __init__(self, *args: Any, path: str = "region", **kwargs: Any) -> None:
        self.path = path
        kwargs.setdefault("label", _("Region"))
        kwargs.setdefault("empty_label", _("All regions"))
        kwargs.setdefault(
            "queryset", Region.objects.filter(kind__in=("provinsi", "kabupaten", "kota"))
        )
        super().__init__(*args, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(prefix_q(self.path, value.pk)) if value else qs


MOST_WORDS = 8
_BREAK = re.compile(r"\s+(?=\S\S)")


def holds_words(text: str, paths: Iterable[str]) -> models.Q:
    """Return the condition that each word of a text stands in one of some text columns, in any order.

    A single letter or digit belongs to the word before it: “RT 3” is one word. Columns named `search_text` hold
    search keys, where the text may also stand as a whole.
    """
    paths = list(paths)

    def stands(word: str) -> models.Q:
        condition = models.Q(pk__in=[])
        for path in paths:
            needle = search_key(word) if path.endswith("search_text") else word
            if needle:
                condition |= models.Q(**{f"{path}__icontains": needle})
        return condition

    words = models.Q()
    for word in _BREAK.split(text.strip())[:MOST_WORDS]:
        words &= stands(word)
    whole = models.Q(pk__in=[])
    for path in paths:
        if path.endswith("search_text") and (key := search_key(text)):
            whole |= models.Q(**{f"{path}__icontains": key})
    return words | whole


class SearchFilter(df.CharFilter):
    """Free text over given columns, word by word and case-blind; `paths` are ORM lookups of text columns."""

    def __init__(self, *paths: str, **kwargs: Any) -> None:
        self.paths = paths
        kwargs.setdefault("label", _("Search"))
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        value = (value or "").strip()[:100].replace("\x00", "")
        if not value:
            return qs
        return qs.filter(holds_words(value, self.paths))


LEVELS = [("district", _("Districts")), ("village", _("Villages"))]


class RegionListFilter(ScopedFilterSet):
    q = df.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = df.ChoiceFilter(
        label=_("Kind"),
        choices=[
            ("provinsi", _("Province")),
            ("kabupaten", _("Regency (kabupaten)")),
            ("kota", _("City (kota)")),
        ],
        empty_label=_("All kinds"),
    )
    province = df.ModelChoiceFilter(
        label=_("Province"),
        queryset=Region.objects.provinces(),
        method="in_province",
        empty_label=_("All provinces"),
    )
    level = df.ChoiceFilter(
        label=_("Level"),
        choices=LEVELS,
        empty_label=_("Provinces, regencies and cities"),
        method="at_level",
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def search(self, qs: Any, name: str, value: str) -> Any:
        return qs.search(value[:100])

    def at_level(self, qs: Any, name: str, value: str) -> Any:
        return qs.districts() if value == "district" else qs.villages()

    def in_province(self, qs: Any, name: str, value: Region) -> Any:
        return qs.in_region(value.code)


class ChapterFilter(ScopedFilterSet):
    q = SearchFilter("region__search_text", "region__name")
    region = RegionFilter()
    status = df.ChoiceFilter(
        label=_("Status"), choices=ChapterStatus.choices, empty_label=_("All statuses")
    )

    class Meta:
        model = Chapter
        fields: list[str] = []


class OfficeFilter(ScopedFilterSet):
    q = SearchFilter("name", "short_name")
    region = RegionFilter()
    kind = df.ChoiceFilter(label=_("Kind"), choices=OfficeKind.choices, empty_label=_("All kinds"))
    existing = df.BooleanFilter(
        label=_("Only offices that exist today"),
        method="only_existing",
        widget=forms.CheckboxInput,
    )

    def only_existing(self, qs: Any, name: str, value: bool) -> Any:
        return qs.existing() if value else qs

    class Meta:
        model = Office
        fields: list[str] = []


class UserFilter(ScopedFilterSet):
    q = SearchFilter("username", "first_name", "last_name", "email")
    region = RegionFilter()
    role = df.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All roles"))
    validity = df.ChoiceFilter(
        label=_("Validity"),
        choices=[
            ("soon", _("Ends within 30 days")),
            ("ended", _("Has ended")),
            ("open", _("Without end date")),
        ],
        empty_label=_("Any"),
        method="by_validity",
    )

    def by_validity(self, qs: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "soon":
            return qs.ending_within(30, today=today)
        if value == "ended":
            return qs.filter(valid_until__lt=today)
        return qs.filter(valid_until__isnull=True)

    class Meta:
        model = User
        fields: list[str] = []


class DayFilter(df.DateFilter):
    """A day, typed the way every form takes it."""

    field_class = DayField


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


class SecurityFilter(ScopedFilterSet):
    q = SearchFilter("account_name", "detail", "address", label=_("Account, address or detail"))
    event = df.ChoiceFilter(
        label=_("Occurrence"), choices=SecurityKind.choices, empty_label=_("All occurrences")
    )
    outcome = df.ChoiceFilter(
        label=_("Outcome"), choices=Outcome.choices, empty_label=_("All outcomes")
    )
    since = DayFilter(label=_("From"), method="from_day")
    until = DayFilter(label=_("Until"), method="until_day")

    def from_day(self, qs: Any, name: str, value: dt.date) -> Any:
        return qs.filter(at__gte=_midnight(value))

    def until_day(self, qs: Any, name: str, value: dt.date) -> Any:
        return qs.filter(at__lt=_midnight(value) + dt.timedelta(days=1))

    class Meta:
        model = SecurityEvent
        fields: list[str] = []

"""Filters of lists: choices inside the wall, bad input shown not raised, chips to take each off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

import django_filters as df
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet, only_region
from core.land.borders import codes_before
from core.land.regions import Region, search_key
from core.tools.formats import Words
from core.tools.partial_dates import PartialDateFormField
from core.tools.rows.areas import prefix_q


class ScopedFilterSet(df.FilterSet):
    """Base of all filters; every model choice is narrowed by `visible_to(user)`."""

    def __init__(self, *args: object, user: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, item in list(self.filters.items()):
            queryset = item.extra.get("queryset")
            if isinstance(queryset, ScopedQuerySet):
                # Model choice filters read their own attribute, not `extra`.
                item.queryset = item.extra["queryset"] = queryset.visible_to(user)
            if isinstance(item, RegionFilter) and only_region(user):
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
    def _nothing(rows: ScopedQuerySet) -> object:
        return rows.filter(pk__in=[]) if isinstance(rows, models.QuerySet) else []

    def filter_queryset(self, queryset: ScopedQuerySet) -> ScopedQuerySet:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def is_open(self) -> bool:
        """Return whether the fields are shown at once: asked for, or one of them has to be corrected."""
        return bool("drawer" in self.data or self.errors)

    def sent(self) -> list[tuple[str, str]]:
        """Return name and value of what narrows the rows besides the search, as the address gave it."""
        return [
            (name, value)
            for name, values in self.data.lists()
            if name in self.filters and name != "q"
            for value in values
            if value
        ]

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
            rest.pop("drawer", None)
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


class AsOfFilter(df.Filter):
    """The day looked at (`core.tools.rows.moment`); what it means for the rows the list or its other filters say."""

    field_class = PartialDateFormField

    def __init__(self, **kwargs: object) -> None:
        super().__init__(label=_("As of"), max_length=40, **kwargs)

    def filter(self, qs: object, value: str) -> object:
        return qs


class RegionFilter(df.ModelChoiceFilter):
    """Kabupaten, kota or a whole province; left out for users who have one region only."""

    def __init__(self, *args: object, path: str = "region", **kwargs: object) -> None:
        self.path = path
        kwargs.setdefault("label", _("Region"))
        kwargs.setdefault("empty_label", _("All regions"))
        kwargs.setdefault(
            "queryset", Region.objects.filter(kind__in=("provinsi", "kabupaten", "kota"))
        )
        super().__init__(*args, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        # By the borders of before, where the list has that switch (`BordersFilter`).
        old = "borders" in self.parent.filters and (self.parent.data or {}).get("borders")
        codes = codes_before(value.pk) if old else (value.pk,)
        return qs.filter(reduce(or_, (prefix_q(self.path, code) for code in codes)))


class BordersFilter(df.BooleanFilter):
    """Lets the chosen region be told by its borders before it was divided; `RegionFilter` narrows by it."""

    def __init__(self) -> None:
        super().__init__(label=_("Borders before the division"), widget=forms.HiddenInput)

    def filter(self, qs: ScopedQuerySet, value: bool) -> ScopedQuerySet:
        return qs


class OwnFilter(df.BooleanFilter):
    """Leaves out what lies below the chosen region: a province's own, without its kabupaten and kota."""

    def __init__(self, *, path: str = "region", **kwargs: object) -> None:
        self.path = path
        super().__init__(label=_("Only the region itself"), widget=forms.HiddenInput, **kwargs)

    def filter(self, qs: ScopedQuerySet, value: bool) -> ScopedQuerySet:
        region = self.parent.form.cleaned_data.get("region") if value else None
        return qs.filter(**{self.path: region}) if region else qs


ALL = _("All")


class _Asked:
    """Pairs of a choice that are asked for anew each time."""

    def __init__(self, pairs: Callable[[], Sequence[object]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[object]:
        return iter(self.pairs())

    def __len__(self) -> int:
        return len(self.pairs())


class ChoiceFilter(df.ChoiceFilter):
    """One of some words: a class of choices, or (value, word) pairs, or what returns them; `all`: none of them."""

    def __init__(
        self, label: Words, choices: type[models.Choices] | Iterable[object] | Callable[[], Sequence[object]],
        *, all: Words = ALL, **kwargs: object,
    ) -> None:  # fmt: skip
        pairs = getattr(choices, "choices", choices)
        pairs = _Asked(pairs) if callable(pairs) else pairs
        super().__init__(label=label, choices=pairs, empty_label=all, **kwargs)


MOST_WORDS = 8


_BREAK = re.compile(r"\s+(?=\S\S)")


MOST_SEARCHED = 100  # letters


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

    def __init__(self, *paths: str, **kwargs: object) -> None:
        self.paths = paths
        kwargs.setdefault("label", _("Search"))
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={
                    "type": "search",
                    "autocomplete": "off",
                    "placeholder": _("Search this list"),
                }
            ),
        )
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        value = (value or "").strip()[:MOST_SEARCHED].replace("\x00", "")
        if not value:
            return qs
        return qs.filter(holds_words(value, self.paths))

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, ChapterStatus, Office, OfficeKind
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter


class ChapterFilter(ScopedFilterSet):
    q = SearchFilter("region__search_text", "region__name")
    region = RegionFilter()
    status = ChoiceFilter(_("Status"), ChapterStatus, all=_("All statuses"))

    class Meta:
        model = Chapter
        fields: list[str] = []


class OfficeFilter(ScopedFilterSet):
    q = SearchFilter("name", "short_name")
    region = RegionFilter()
    kind = ChoiceFilter(_("Kind"), OfficeKind, all=_("All kinds"))
    existing = df.BooleanFilter(
        label=_("Only offices that exist today"),
        method="only_existing",
        widget=forms.CheckboxInput,
    )

    def only_existing(self, qs: Any, name: str, value: bool) -> object:
        return qs.existing() if value else qs

    class Meta:
        model = Office
        fields: list[str] = []

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, ChapterStatus, Office, OfficeKind
from chapters.models.chapters import ChapterQuerySet
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter


class ChapterFilter(ScopedFilterSet):
    q = SearchFilter("region__search_text", "region__name")
    region = RegionFilter()
    status = ChoiceFilter(
        _("Status"),
        [*ChapterStatus.choices, ("working", _("Working: active or dormant"))],
        all=_("All statuses"),
        method="by_status",
    )
    told = ChoiceFilter(
        _("Known for"), [("fresh", _("A day of the last two years"))], method="by_told"
    )

    class Meta:
        model = Chapter
        fields: list[str] = []

    def by_status(self, qs: ChapterQuerySet, name: str, value: str) -> ChapterQuerySet:
        return qs.working() if value == "working" else qs.filter(status=value)

    def by_told(self, qs: ChapterQuerySet, name: str, value: str) -> ChapterQuerySet:
        return qs.fresh(timezone.localdate())


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

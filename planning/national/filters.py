"""Filters of the lists of national codes and forms."""

from __future__ import annotations

import django_filters as df
from django.utils.translation import gettext_lazy as _

from core.pages.filters import ScopedFilterSet, SearchFilter
from planning.national.codes import SipdCode, SipdEdition


class SipdCodeFilter(ScopedFilterSet):
    q = SearchFilter("code", "name", "indicator")
    edition = df.ModelChoiceFilter(
        label=_("Edition"), queryset=SipdEdition.objects.current(), empty_label=_("All editions")
    )

    class Meta:
        model = SipdCode
        fields: list[str] = []

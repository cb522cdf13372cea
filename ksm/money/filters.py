"""What lists of tariffs and of months of cash books can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.filters import Choice, RegionFilter, ScopedFilterSet, SearchFilter
from ksm.choices import TariffKind, TariffUnit
from ksm.filter_parts import SinceFilter, UntilFilter
from ksm.models import CashMonth, Tariff


def _of(path: str, label: Any, number: type[df.Filter] = df.NumberFilter) -> df.Filter:
    """Return the filter "about this one"; links set it, nobody types it."""
    return number(field_name=path, label=label, widget=forms.HiddenInput)


class AboutFilter(ScopedFilterSet):
    """Base: rows about one facility, group, chapter or office."""

    region = RegionFilter()
    facility = _of("facility__code", _("Facility"), df.CharFilter)
    group = _of("group", _("Group"))
    chapter = _of("chapter", _("Chapter"))
    office = _of("office", _("Office"))


class TariffFilter(AboutFilter):
    q = SearchFilter("customer", "set_by", "regulation", "remark", "facility__name", "group__name")
    kind = Choice(_("Kind"), TariffKind, all=_("All kinds"))
    unit = Choice(_("Unit"), TariffUnit)
    valid = df.BooleanFilter(
        label=_("Only what holds today"), method="only_valid", widget=forms.CheckboxInput
    )

    class Meta:
        model = Tariff
        fields: list[str] = []

    def only_valid(self, qs: Any, name: str, value: bool) -> Any:
        return qs.holding() if value else qs


class CashMonthFilter(ScopedFilterSet):
    q = SearchFilter("group__name", "group__village", "remark")
    region = RegionFilter(path="group__region")
    group = _of("group", _("Group"))
    since = SinceFilter("month", label=_("Since"))
    until = UntilFilter("month", label=_("Until"))

    class Meta:
        model = CashMonth
        fields: list[str] = []

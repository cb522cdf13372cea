"""What lists of tariffs and of months of cash books can be narrowed by."""

from __future__ import annotations

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from core.tools.formats import Words
from ksm.choices import TariffKind, TariffUnit
from ksm.filters.parts import PartialYearFilter, SinceFilter, UntilFilter
from ksm.models import CashMonth, DatedFact, Tariff
from ksm.models.figures import DatedFactQuerySet, FactTopic
from ksm.models.tariffs import TariffQuerySet


def _of(path: str, label: Words, number: type[df.Filter] = df.NumberFilter) -> df.Filter:
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
    kind = ChoiceFilter(_("Kind"), TariffKind, all=_("All kinds"))
    unit = ChoiceFilter(_("Unit"), TariffUnit)
    valid = df.BooleanFilter(
        label=_("Only what holds today"), method="only_valid", widget=forms.CheckboxInput
    )

    class Meta:
        model = Tariff
        fields: list[str] = []

    def only_valid(self, qs: TariffQuerySet, name: str, value: bool) -> TariffQuerySet:
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


class _YearOf(PartialYearFilter):
    @override
    def filter(self, qs: DatedFactQuerySet, value: str) -> DatedFactQuerySet:
        return qs.in_year(int(value)) if value else qs


class DatedFactFilter(AboutFilter):
    q = SearchFilter("subject", "area", "source", "source_url", "facility__name", "group__name")
    topic = ChoiceFilter(_("Topic"), FactTopic, all=_("All topics"))
    year = _YearOf("as_of", label=_("Year"))

    class Meta:
        model = DatedFact
        fields: list[str] = []

"""The filters of the desludging schedule: those of the facility list, and when and where."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import django_filters as df
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from ksm.choices import FacilityType
from ksm.desludging.schedule import (
    OVERDUE,
    SOON,
    UNRECORDED,
    YEAR,
    due_when,
    month_label,
    months_from,
    with_area,
)
from ksm.models import Facility

NO_AREA = "-"


class ScheduleFilter(ScopedFilterSet):
    q = SearchFilter("name", "code", "village", "district", "hamlet", "desludging_route")
    when = df.ChoiceFilter(label=_("Due"), empty_label=_("At any time"), method="by_when")
    area = df.CharFilter(
        label=_("Route or district"), max_length=80, method="by_area", help_text=_("Exact name.")
    )
    region = RegionFilter()
    type = ChoiceFilter(_("Type"), FacilityType, all=_("All types"), field_name="facility_type")

    class Meta:
        model = Facility
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        months = {f"{day:%Y-%m}": month_label(day) for day in months_from(timezone.localdate())}
        with suppress(TypeError, ValueError):
            asked = dt.date.fromisoformat(f"{(self.data or {}).get('when')}-01")
            months.setdefault(f"{asked:%Y-%m}", month_label(asked))
        self.filters["when"].extra["choices"] = [
            (OVERDUE, _("Past due")),
            (UNRECORDED, _("No emptying recorded, reckoned date passed")),
            (SOON, _("Within 90 days")),
            (YEAR, _("Next twelve months")),
            *months.items(),
        ]

    def by_when(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return qs.filter(due_when(value, today=timezone.localdate()))

    def by_area(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        value = value.strip().replace("\x00", "")
        return with_area(qs).filter(area__iexact="" if value == NO_AREA else value)

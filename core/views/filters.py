from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters as df
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Role
from core.land.regions import Region
from core.pages.filters import RegionFilter, ScopedFilterSet, SearchFilter
from core.pages.scoped_forms import DayField
from core.people.security_log import SecurityEvent, SecurityKind, SecurityOutcome
from core.people.users import User

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


class UserFilter(ScopedFilterSet):
    q = SearchFilter("username", "first_name", "last_name", "email")
    region = RegionFilter(method="in_region")
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

    def in_region(self, qs: Any, name: str, value: Region) -> Any:
        return qs.in_region(value.code)

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
        label=_("Outcome"), choices=SecurityOutcome.choices, empty_label=_("All outcomes")
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

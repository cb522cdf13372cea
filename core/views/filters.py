from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters as df
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Role, ScopedQuerySet
from core.land.regions import Region
from core.pages.fields import DayField
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from core.people.security_log import SecurityEvent, SecurityKind, SecurityOutcome
from core.people.users import User
from core.records.notices.kinds import KINDS
from core.records.notices.models import Notice, NoticeQuerySet, NoticeState

LEVELS = [("district", _("Districts")), ("village", _("Villages"))]


class RegionListFilter(ScopedFilterSet):
    q = df.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Search this list")}
        ),
    )
    kind = ChoiceFilter(
        _("Kind"),
        [
            ("provinsi", _("Province")),
            ("kabupaten", _("Regency (kabupaten)")),
            ("kota", _("City (kota)")),
        ],
        all=_("All kinds"),
    )
    province = df.ModelChoiceFilter(
        label=_("Province"),
        queryset=Region.objects.provinces(),
        method="in_province",
        empty_label=_("All provinces"),
    )
    level = ChoiceFilter(
        _("Level"), LEVELS, all=_("Provinces, regencies and cities"), method="at_level"
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def search(self, qs: Any, name: str, value: str) -> object:
        return qs.search(value[:100])

    def at_level(self, qs: Any, name: str, value: str) -> object:
        return qs.districts() if value == "district" else qs.villages()

    def in_province(self, qs: ScopedQuerySet, name: str, value: Region) -> ScopedQuerySet:
        return qs.in_region(value.code)


class UserFilter(ScopedFilterSet):
    q = SearchFilter("username", "first_name", "last_name", "email")
    region = RegionFilter(method="in_region")
    role = ChoiceFilter(_("Role"), Role, all=_("All roles"))
    validity = ChoiceFilter(
        _("Validity"),
        [
            ("soon", _("Ends within 30 days")),
            ("ended", _("Has ended")),
            ("open", _("Without end date")),
        ],
        all=_("Any"),
        method="by_validity",
    )

    def in_region(self, qs: ScopedQuerySet, name: str, value: Region) -> object:
        return qs.in_region(value.code)

    def by_validity(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
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
    event = ChoiceFilter(_("Occurrence"), SecurityKind, all=_("All occurrences"))
    outcome = ChoiceFilter(_("Outcome"), SecurityOutcome, all=_("All outcomes"))
    since = DayFilter(label=_("From"), method="from_day")
    until = DayFilter(label=_("Until"), method="until_day")

    def from_day(self, qs: ScopedQuerySet, name: str, value: dt.date) -> object:
        return qs.filter(at__gte=_midnight(value))

    def until_day(self, qs: ScopedQuerySet, name: str, value: dt.date) -> object:
        return qs.filter(at__lt=_midnight(value) + dt.timedelta(days=1))

    class Meta:
        model = SecurityEvent
        fields: list[str] = []


class NoticeFilter(ScopedFilterSet):
    q = SearchFilter("line", "recipient__username", "recipient__email", label=_("What or whom"))
    state = ChoiceFilter(
        _("Status"),
        [("unsure", _("May not have arrived")), *NoticeState.choices],
        all=_("All"),
        method="by_state",
    )
    kind = ChoiceFilter(
        _("Mail"), [(kind.name, kind.label) for kind in KINDS.values()], all=_("All")
    )

    def by_state(self, qs: NoticeQuerySet, name: str, value: str) -> NoticeQuerySet:
        return qs.unsure() if value == "unsure" else qs.filter(state=value)

    class Meta:
        model = Notice
        fields: list[str] = []

"""Changes of the officials in charge of sanitation (mutasi), and what they ask of us; derived, never stored.

A change is followed up when the counterpart answered after it, or when it was named as a blocker (B2).
Source: "Pergantian / Mutasi jabatan dari pengampu program sanitasi SKPD", aksansi.org/?p=495; products §4 item 9.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Q
from django.urls import reverse

from agreements.models import Blocker, Contact, Partnership
from chapters.models import Official
from core.people.users import User
from core.tools.rows.values import value_class

LOOK_BACK_DAYS = 365
"""A change longer ago than this is history."""
AUDIENCE_WITHIN_DAYS = 14
"""The successor is visited within two weeks of the change (products §4 item 9)."""
REASON = "B2_OFFICIAL_TURNOVER"
PERSON, STRUCTURE = "B2A_PERSON_MOVED", "B2B_OFFICE_RESTRUCTURED"


@value_class
class Turnover:
    """One official who left, and one cooperation it touches. `followed_on`: partial date of the first
    answer or of B2 after the change, "" while nothing happened.
    """

    official: Official
    partnership: Partnership
    left_on: dt.date
    followed_on: str

    @property
    def audience_by(self) -> dt.date:
        return self.left_on + dt.timedelta(days=AUDIENCE_WITHIN_DAYS)

    @property
    def url(self) -> str:
        return reverse("agreements:turnover", args=[self.partnership.pk, self.official.pk])

    def get_absolute_url(self) -> str:
        return self.url

    @property
    def is_example(self) -> bool:
        return self.partnership.is_example


def turnovers(
    *, user: User, at: dt.date, official: int | None = None, partnership: int | None = None
) -> list[Turnover]:
    """Return the changes of the last year in regions with a cooperation under way, newest first. 3 queries.

    `official` and `partnership` narrow to one of each, however long ago.
    """
    left = Official.objects.visible_to(user).current().filter(office__region__isnull=False)
    if official is not None:
        left = left.filter(pk=official, ended_on__isnull=False)
    else:
        since = at - dt.timedelta(days=LOOK_BACK_DAYS)
        left = left.filter(handles_sanitation=True, ended_on__gte=since, ended_on__lte=at)
    officials = list(left.select_related("office__region", "successor").order_by("-ended_on", "pk"))
    if not officials:
        return []
    rows = Partnership.objects.visible_to(user).current()
    rows = rows.filter(region__in={person.office.region_id for person in officials})
    if partnership is not None:
        rows = rows.filter(pk=partnership)
    by_region: dict[str, list[Partnership]] = defaultdict(list)
    for row in (
        rows.with_standing().prefetch_related(None).under_way().order_by("counterpart", "pk")
    ):
        by_region[row.region_id].append(row)
    touched = [row.pk for found in by_region.values() for row in found]
    answers = _answers(touched)
    return [
        Turnover(
            person,
            row,
            person.ended_on,
            next((day for day in answers[row.pk] if day >= person.ended_on.isoformat()), ""),
        )
        for person in officials
        if person.ended_on is not None
        for row in by_region[person.office.region_id or ""]
    ]


def _answers(partnerships: list[int]) -> dict[int, list[str]]:
    """Return, per partnership, the days of answered contacts and of B2 raised, oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    contacts = Contact.objects.current().filter(partnership__in=partnerships, held_on__gt="")
    named = Blocker.objects.current().filter(
        Q(reason=REASON) | Q(reason__parent=REASON), partnership__in=partnerships
    )
    for key, day in (
        contacts.answered()
        .order_by()
        .values_list("partnership_id", "held_on")
        .union(named.order_by().values_list("partnership_id", "raised_on"), all=True)
    ):
        found[key].append(day)
    return defaultdict(list, {key: sorted(days) for key, days in found.items()})

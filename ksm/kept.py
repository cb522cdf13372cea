"""Counts of regions for pages of the country: kept where nothing changed since, counted anew wherever something did.

No second truth: PostgreSQL's triggers write a region down in the very transaction that changes what is counted of it
(`TouchedCounts`), so that whoever sees the change sees the mark. A region with a mark, or counted on another day, is
counted from its facts. `refresh` counts those anew and keeps that: the worker does it every few seconds,
`manage.py kept_counts` at once. Without it pages are slower, never wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from core.tools.rows.areas import EVERYWHERE, Reach, scope_q
from core.tools.rows.values import value_class
from ksm.models import Facility, Group, KeptCounts, TouchedCounts

LOCK = 0x6B73616E  # one refresh at a time
Told: TypeAlias = list[int]
# The condition "in these regions", for a path to a region.
Inside: TypeAlias = Callable[[str], Q]


@value_class
class Counted:
    """One count: its name, and how it is counted of regions as they stand on a day, by their codes.

    A region of which nothing is told counts as `[]`. It rests on nothing but what the triggers watch
    (`ksm.migrations._counts` and that of the room above).
    """

    name: str
    count: Callable[[Inside, dt.date], dict[str, Told]]


_KNOWN: list[Counted] = []


def register(counted: Counted) -> Counted:
    """Make a count known, at the start: `refresh` counts all that are."""
    _KNOWN.append(counted)
    return counted


def read(counted: Counted, *, reach: Reach, day: dt.date) -> dict[str, Told]:
    """Return what is told of each region within some areas by its code; two queries where all is kept.

    The marks are read before what is kept: what is written and refreshed between the two is newer, never older.
    """
    if not _keeps():
        return counted.count(_within(reach), day)
    own = reduce(
        or_, (Q(region=one) | Q(region__startswith=f"{one}.") for one in reach), Q(pk=None)
    )
    own = Q() if reach == EVERYWHERE else own
    stale = set(TouchedCounts.objects.filter(own).order_by().values_list("region", flat=True))
    found: dict[str, Told] = {}
    kept = KeptCounts.objects.filter(own).order_by()
    for region, at, told in kept.values_list("region", "day", f"told__{counted.name}"):
        if region in stale or at != day or told is None:
            stale.add(region)
        elif told:
            found[region] = told
    return found | counted.count(_among(stale), day) if stale else found


def total(told: dict[str, Told]) -> Told:
    """Return the sums of what is told of several regions; [] of none."""
    return [sum(column) for column in zip(*told.values(), strict=True)]


def touch_all() -> None:
    """Mark every region that has a facility or a group, so that `refresh` counts them all anew."""
    rows = [
        model.objects.order_by().values_list("region", flat=True) for model in (Facility, Group)
    ]
    kept = KeptCounts.objects.order_by().values_list("region", flat=True)
    codes = sorted(filter(None, rows[0].union(rows[1], kept)))
    TouchedCounts.objects.bulk_create(TouchedCounts(region=code) for code in codes)


def refresh() -> int:
    """Count anew what was touched, what is of another day, what lacks a count; return how many regions."""
    day = timezone.localdate()
    names = [counted.name for counted in _KNOWN]
    old = KeptCounts.objects.exclude(day=day, told__has_keys=names)
    if not _keeps() or not (TouchedCounts.objects.exists() or old.exists()):
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # The marks before the facts: what comes in between is marked once more.
        touched = dict(TouchedCounts.objects.values_list("pk", "region"))
        codes = sorted({*touched.values(), *old.values_list("region", flat=True)})
        found = {one.name: one.count(_among(codes), day) for one in _KNOWN}
        rows = [
            KeptCounts(
                region=code, day=day, told={name: found[name].get(code, []) for name in names}
            )
            for code in codes
        ]
        KeptCounts.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["region"], update_fields=["day", "told"]
        )
        TouchedCounts.objects.filter(pk__in=touched).delete()
    return len(codes)


def _keeps() -> bool:
    return connection.vendor == "postgresql"


def _within(reach: Reach) -> Inside:
    if reach == EVERYWHERE:
        return lambda path: Q()
    return lambda path: scope_q(path, reach) if reach else Q(pk__in=[])


def _among(codes: Collection[str]) -> Inside:
    return lambda path: Q(**{f"{path}__in": sorted(codes)})

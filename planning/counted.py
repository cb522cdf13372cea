"""Figures of the shared indicators that the system's own records already tell, so that nobody types them again.

Each names what was counted and where the records stand. What the records do not tell in full is left to
the chapter: complaints, emptying on time, effluent tests by sample.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as __

from core.land.regions import Region
from core.people.users import User
from core.records.money import FundSource
from core.records.review import State
from core.tools.rows.values import value_class
from events.models import EventKind
from events.reports import build_events
from ksm.choices import ON_SITE, WITH_PIPES, Condition, system_of
from ksm.models import Facility, Operation
from ksm.reports import Registry, build_registry
from ksm.reports.figures import Added
from monitoring.models import Visit
from planning.models import Progress


@value_class
class Counted:
    """One figure for the indicator `code`. `how` says what was counted; `url` leads to the records."""

    code: str
    value: Decimal
    how: str
    url: str


def count_indicators(
    *, user: User, region: Region, year: int, today: dt.date
) -> dict[str, Counted]:
    """Return what the records tell of a region's year, by indicator code; at most 19 queries.

    A figure nobody recorded is left out: unknown is not 0.
    """
    at = min(dt.date(year, 12, 31), today)
    found = [
        *_registry(build_registry(user=user, region=region, at=at, brief=True)),
        *_condition(user, region, at),
        *_systems(user, region, at),
        *_visits(user, region, year, at),
        *_people(user, region, year),
        *_money(user, region, year),
    ]
    return {row.code: row for row in found}


def _facilities(region: Region, **query: str) -> str:
    return reverse("ksm:facility-list", query={"region": region.code, **query})


def _registry(registry: Registry) -> list[Counted]:
    place = reverse("ksm:facility-list", query={"region": registry.region_code})
    total = registry.facilities_total
    if not total:
        return []
    found = [
        Counted(
            "unit-terdata", Decimal(total), __("facilities that stood at the year's end"), place
        )
    ]
    working = registry.working
    if working.known:
        share = Decimal(100 * working.wholly) / working.known
        how = __(
            "%(working)s of %(known)s facilities in operation whose function is known; %(partly)s more work partly"
        ) % {"working": working.wholly, "known": working.known, "partly": working.partly}
        found.append(
            Counted("unit-berfungsi", share.quantize(Decimal("0.1"), ROUND_HALF_UP), how, place)
        )
    figures: list[tuple[str, Added]] = [
        ("sr-aktif", registry.sr.used), ("kk-terlayani", registry.kk.used),
        ("jiwa-terlayani", registry.jiwa.used),
    ]  # fmt: skip
    for code, figure in figures:
        if figure.value is not None:
            how = __("sum of %(known)s of %(total)s facilities that state it") % {
                "known": figure.known, "total": figure.total,
            }  # fmt: skip
            found.append(Counted(code, Decimal(figure.value), how, place))
    return found


def _condition(user: User, region: Region, at: dt.date) -> list[Counted]:
    rows = Facility.objects.visible_to(user).in_region(region.code).existing(at)
    known = rows.with_latest_status(at).filter(latest_condition__isnull=False)  # type: ignore[misc]
    states = dict(known.order_by().values_list("latest_condition").annotate(n=Count("pk")))  # type: ignore[misc]
    if not states:
        return []
    how = __("of %(known)s facilities whose condition is known") % {"known": sum(states.values())}
    heavy = Decimal(states.get(Condition.HEAVY, 0))
    return [Counted("sarana-rusak", heavy, how, _facilities(region))]


def _systems(user: User, region: Region, at: dt.date) -> list[Counted]:
    """Return the households (KK) served by each system, as the minimum service standard asks of a region."""
    standing = Facility.objects.visible_to(user).in_region(region.code).existing(at)
    rows = standing.with_makeup(at).with_latest_status(at)
    served: dict[str, list[int]] = defaultdict(list)
    for facility_type, kk in rows.order_by().values_list("type_at", "latest_kk").iterator(2000):  # type: ignore[misc]
        if kk is not None:
            served[system_of(facility_type)].append(kk)
    return [
        Counted(
            code,
            Decimal(sum(served[system])),
            __("sum of %(n)s facilities of that system that state it") % {"n": len(served[system])},
            _facilities(region),
        )
        for code, system in (("spm-spald-t", WITH_PIPES), ("spm-spald-s", ON_SITE))
        if served[system]
    ]


def _visits(user: User, region: Region, year: int, at: dt.date) -> list[Counted]:
    """Return the groups that ran, on the day of the visit, what was visited; approved visits only."""
    visits = (
        Visit.objects.visible_to(user)
        .in_region(region.code)
        .current()
        .filter(visited_on__year=year, visited_on__lte=at, state=State.APPROVED)
        .filter(facility__archived_at__isnull=True)
    )
    days = list(visits.order_by().values_list("facility", "visited_on"))
    seen = {facility for facility, _day in days}
    runs = Operation.objects.visible_to(user).current().filter(facility__in=seen)
    by_facility: dict[int, list[Operation]] = defaultdict(list)
    for run in runs.order_by("-started_on", "-pk"):
        by_facility[run.facility_id].append(run)
    ran = (
        next((run.group_id for run in by_facility[facility] if run.runs_at(day)), None)
        for facility, day in days
    )
    groups = {group for group in ran if group is not None}
    if not groups:
        return []
    how = __(
        "groups that ran the %(n)s facilities visited in the year, on the day of the visit"
    ) % {"n": len(seen)}
    place = reverse("monitoring:visit-list", query={"region": region.code, "year": year})
    return [Counted("ksm-dibina", Decimal(len(groups)), how, place)]


def _people(user: User, region: Region, year: int) -> list[Counted]:
    training = str(EventKind.TRAINING.label)
    held = [
        row.people
        for row in build_events(user=user, region=region, year=year).events
        if row.is_host and row.kind == training
    ]
    known = [people.at_least for people in held if people.at_least is not None]
    if not known:
        return []
    how = __("people at %(n)s trainings held here that state their number") % {"n": len(known)}
    if any(people.per_day for people in held):
        how = __(
            "%(how)s; at least, since a list per day without names does not tell who came twice"
        ) % {"how": how}
    query = {"region": region.code, "year": year, "kind": EventKind.TRAINING.value}
    place = reverse("events:event-list", query=query)
    return [Counted("peserta-pelatihan", Decimal(sum(known)), how, place)]


def _money(user: User, region: Region, year: int) -> list[Counted]:
    rows = (
        Progress.objects.visible_to(user)
        .current()
        .filter(
            activity__plan__year=year,
            activity__plan__chapter__region=region,
            activity__archived_at__isnull=True,
            activity__plan__archived_at__isnull=True,
        )
    )
    spent = rows.exclude(fund__in=("", FundSource.AKSANSI)).aggregate(x=Sum("cost"))["x"]
    if spent is None:
        return []
    how = __("spending of the year's activities from other sources than AKSANSI cash")
    place = reverse("planning:activity-list", query={"region": region.code, "year": year})
    return [Counted("dana-dimobilisasi", Decimal(spent), how, place)]

"""Sums of approved visits: kept where nothing changed since, read from the facts wherever something did.

No second truth: PostgreSQL's triggers (migration 0017) write a region down in the very transaction that changes
what its sums rest on, so that whoever sees the change sees the mark. A marked region is read from its facts; what is
kept is used for the others, in the largest pieces without a mark. `refresh` counts the marked anew: the worker
does it every few seconds, `manage.py recap_sums` at once. Without a refresh pages are slower, never wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from core.access import ScopedQuerySet, reach_within
from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools.rows.areas import in_scope, within
from core.tools.rows.values import value_class
from ksm.choices import LifeStage
from ksm.models import Facility
from monitoring.models import Instrument, KeptSums, Round, TouchedRegion, Visit, VisitScore
from monitoring.recap.sums import Sums, count_facts
from monitoring.recap.visits import Scope, counted
from monitoring.scoring import facts as score_facts

COUNTRY, PROVINCE, REGION = 0, 1, 2  # levels
COLUMNS = ("approved", "latest", "told", "figures")
LOCK = 0x7265636170  # "recap": one refresh at a time


@value_class
class Cover:
    """What the regions of a reader are put together of: pieces that are kept, and visits to be read. None: not any.

    `is_one`: a single piece that is kept.
    """

    kept: Q | None
    visits: ScopedQuerySet | None
    is_one: bool = False


def _keeps() -> bool:
    return connection.vendor == "postgresql"


def _in_force() -> QuerySet[TouchedRegion]:
    return TouchedRegion.objects.filter(Q(since=None) | Q(since__lte=timezone.localdate()))


def cover(*, user: User, region: Region | None) -> Cover:
    """Return what is kept and what is not of the regions a user may see within one (None: all). One query.

    The marks are read before what is kept: what is written and refreshed between the two is newer, never older.
    """
    visits = Visit.objects.visible_to(user)
    if not _keeps():
        return Cover(None, visits.in_region(region.pk) if region else visits)
    areas = reach_within(user, region.pk if region else "")
    touched = {
        code for code in _in_force().values_list("region", flat=True) if in_scope(code, areas)
    }
    kept = Q(pk__in=[])
    for area in areas:
        kept |= _pieces(area, [code for code in touched if within(code, area)])
    if touched:
        return Cover(kept, visits.filter(facility__region__in=touched))
    return Cover(kept, None, is_one=len(areas) == 1)


def _pieces(area: str, touched: Collection[str]) -> Q:
    """Return the condition of the largest pieces of an area that hold no touched region."""
    if not touched:
        return Q(area=area)
    provinces = {code[:2] for code in touched}
    whole = Q(level=PROVINCE) & ~Q(area__in=provinces) if not area else Q(pk__in=[])
    parts = Q()
    for province in provinces:
        parts |= Q(area__startswith=f"{province}.")
    return whole | Q(parts, level=REGION, area__startswith=area) & ~Q(area__in=touched)


def read_sums(*, user: User, scope: Scope, instrument: Instrument) -> Sums:
    """Return the sums of what the user may see; `instrument`: the scope's, with its questions. Eight queries."""
    found = cover(user=user, region=scope.region)
    total = Sums()
    if found.kept is not None:
        rows = KeptSums.objects.filter(found.kept, instrument=instrument, round=scope.round)
        columns = ("told",) if found.is_one else ("told", "figures")
        for told in rows.order_by().values_list(*columns):
            piece = Sums.from_json(*told)
            if found.is_one:
                return piece
            total.add(piece)
    if found.visits is not None:
        rows = counted(found.visits, scope.round)
        for sums in count_facts(rows, instrument, scope.round).values():
            total.add(sums)
    return total


def instruments_used(*, user: User, region: Region | None) -> list[Instrument]:
    """Return the instruments of approved visits, that of most visits first, of as many the newer. Four queries."""
    found = cover(user=user, region=region)
    used: dict[int, tuple[int, dt.date]] = {}
    rows: list[tuple[int, int, dt.date]] = []
    if found.kept is not None:
        kept = KeptSums.objects.filter(found.kept, round=None, approved__gt=0).order_by()
        rows += kept.values_list("instrument").annotate(Sum("approved"), Max("latest"))
    if found.visits is not None:
        own = counted(found.visits).order_by().values_list("instrument")
        rows += own.annotate(Count("pk"), Max("visited_on"))
    for key, n, latest in rows:
        before = used.get(key, (0, dt.date.min))
        used[key] = before[0] + n, max(before[1], latest)
    instruments = Instrument.objects.filter(pk__in=used)
    return sorted(instruments, key=lambda row: (*used[row.pk], row.pk), reverse=True)


# --- Keeping -------------------------------------------------------------------------

Key = tuple[int, int | None]  # instrument and round


def touch_all() -> None:
    """Mark every region that has a facility, so that `refresh` counts them all anew."""
    codes = Facility.objects.order_by().values_list("region", flat=True).distinct()
    kept = KeptSums.objects.filter(level=REGION).order_by().values_list("area", flat=True)
    TouchedRegion.objects.bulk_create(
        TouchedRegion(region=code) for code in sorted({*codes, *kept})
    )


def refresh() -> int:
    """Count anew whatever was touched, a province at a time; return how many regions that were."""
    if not _keeps() or not _in_force().exists():
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # The day and the marks before the facts: what comes in between is marked once more.
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        touched = dict(_in_force().values_list("pk", "region"))
        codes = sorted(set(touched.values()))
        overtaken = Q(pk__in=touched) | Q(region__in=codes, since__isnull=False)
        TouchedRegion.objects.filter(overtaken).delete()
        TouchedRegion.objects.bulk_create(
            TouchedRegion(region=code, since=tomorrow) for code in _changing_by_themselves(codes)
        )
        changed: set[Key] = set()
        for province, own in groupby(codes, key=lambda code: code[:2]):
            regions = list(own)
            known = KeptSums.objects.filter(level=REGION, area__in=regions)
            keys = _keep(known, _count_regions(regions))
            _add_up(PROVINCE, province, keys)
            changed |= keys
        _add_up(COUNTRY, "", changed)
    return len(codes)


def _count_regions(codes: Collection[str]) -> list[KeptSums]:
    """Return the sums of regions, each by every instrument and round that has visits in it."""
    rows = Visit.objects.filter(facility__region__in=codes)
    approved = rows.current().filter(state=State.APPROVED).order_by()
    scored = VisitScore.objects.filter(visit__in=approved).order_by()
    pairs = {*approved.values_list("instrument", "round").distinct()}
    pairs |= {*scored.values_list("instrument", "visit__round").distinct()}
    rounds = Round.objects.in_bulk({key for _instrument, key in pairs if key})
    entered: dict[tuple[str, int], tuple[int, dt.date]] = {}
    by = counted(rows).order_by().values_list("facility__region", "instrument")
    for area, key, n, latest in by.annotate(Count("pk"), Max("visited_on")):
        entered[area, key] = n, latest
    found = []
    for key in sorted({instrument for instrument, _round in pairs}):
        instrument = score_facts.load(key)
        own = {round_ for one, round_ in pairs if one == key and round_}
        for of in (None, *(rounds[round_] for round_ in sorted(own))):
            sums = count_facts(counted(rows, of), instrument, of, by_region=True)
            for area, one in sums.items():
                n, latest = (0, None) if of else entered.get((area, key), (0, None))
                found.append(
                    KeptSums(
                        area=area,
                        level=REGION,
                        instrument_id=key,
                        round=of,
                        approved=n,
                        latest=latest,
                        told=one.as_json(),
                        figures=one.figures_as_json(),
                    )
                )
    return found


def _add_up(level: int, area: str, keys: Iterable[Key]) -> None:
    """Write the sums of a province or the country out of what is kept of its parts."""
    within = f"{area}." if area else ""
    for instrument, round_ in keys:
        by = {"instrument": instrument, "round": round_}
        total, approved, latest = Sums(), 0, None
        parts = KeptSums.objects.filter(level=level + 1, area__startswith=within, **by)
        for part in parts.iterator(chunk_size=20):
            total.add(Sums.from_json(part.told, part.figures))
            approved += part.approved
            latest = max(filter(None, (latest, part.latest)), default=None)
        row = KeptSums(area=area, level=level, instrument_id=instrument, round_id=round_)
        row.approved, row.latest = approved, latest
        row.told, row.figures = total.as_json(), total.figures_as_json()
        is_there = bool(total.visited or approved)
        known = KeptSums.objects.filter(level=level, area=area, **by)
        _keep(known, [row] if is_there else [])


def _keep(known: QuerySet[KeptSums], rows: Iterable[KeptSums]) -> set[Key]:
    """Put rows in the place of those known; return the instruments and rounds of what was another before."""

    def at(row: KeptSums) -> tuple[str, int, int | None]:
        return row.area, row.instrument_id, row.round_id

    before = {at(row): row for row in known}
    changed = []
    for row in rows:
        old = before.pop(at(row), None)
        if old is not None:
            if all(getattr(old, name) == getattr(row, name) for name in COLUMNS):
                continue
            row.pk = old.pk
        changed.append(row)
    KeptSums.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    KeptSums.objects.bulk_create(row for row in changed if row.pk is None)
    KeptSums.objects.bulk_update([row for row in changed if row.pk], COLUMNS, batch_size=50)
    return {(row.instrument_id, row.round_id) for row in (*changed, *before.values())}


def _changing_by_themselves(codes: Collection[str]) -> set[str]:
    """Return the regions in which a coming day may change which facilities stand."""
    today = timezone.localdate()
    iso, rows = today.isoformat(), Facility.objects.filter(region__in=codes)
    ends = Q(stage=LifeStage.CLOSED, closed_on__gte=str(today.year))
    begins = Q(built_on__gt=iso) | Q(commissioned_on__gt=iso)
    seen = Q(status_records__observed_on__gt=iso) | Q(desludgings__done_on__gt=iso)
    coming = rows.filter(ends | begins | Q(seen, stage=LifeStage.UNKNOWN))
    return set(coming.order_by().values_list("region", flat=True))

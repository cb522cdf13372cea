"""Where the facilities of a region lie, as far as a map of many regions tells it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import cycle
from typing import NamedTuple

from django.db.models import Avg, Count, F, Max, Min, Q
from django.utils import timezone

from core.access import ScopedQuerySet
from core.tools.rows.areas import Reach
from ksm import kept
from ksm.models import Facility

# Outside the box around the region's villages, or of a region of which no box is known: not outside.
OUTSIDE = (
    Q(latitude__lt=F("region__south"))
    | Q(latitude__gt=F("region__north"))
    | Q(longitude__lt=F("region__west"))
    | Q(longitude__gt=F("region__east"))
)


class Spot(NamedTuple):
    """How many facilities a region has, how many are placed, how many of these outside of it; the middle of the
    points, and how far they reach from it, in hundredths of a degree.
    """

    every: int = 0
    placed: int = 0
    outside: int = 0
    south: int = 0
    east: int = 0
    reach: int = 0


def spots_of(rows: ScopedQuerySet) -> dict[str, Spot]:
    """Return the spot of each region that has any of the facilities, by its code."""
    found = (
        rows.order_by()
        .values_list("region")
        .annotate(
            Count("pk"),
            Count("latitude"),
            *(make(way) for make in (Avg, Min, Max) for way in ("latitude", "longitude")),
            outside=Count("pk", filter=OUTSIDE),
        )
    )
    return {
        code: Spot(every, placed, outside, *_reach(*degrees))
        for code, every, placed, *degrees, outside in found
    }


def _reach(*degrees: float | Decimal | None) -> tuple[int, ...]:
    """Return middle and reach of points, in hundredths, from their middles, least and greatest degrees."""
    if None in degrees:
        return ()
    south, east, *edges = (round(one * 100) for one in degrees if one is not None)
    return south, east, max(abs(edge - middle) for edge, middle in zip(edges, cycle((south, east))))


def _count(inside: kept.Inside, day: dt.date) -> dict[str, kept.Told]:
    spots = spots_of(Facility.objects.filter(inside("region")).current())
    return {code: list(spot) for code, spot in spots.items()}


COUNTED = kept.register(kept.Counted("points", _count))


def spots_within(reach: Reach) -> dict[str, Spot]:
    """Return the spots of the regions of some areas, of all their facilities."""
    told = kept.read(COUNTED, reach=reach, day=timezone.localdate())
    return {code: Spot(*numbers) for code, numbers in told.items()}

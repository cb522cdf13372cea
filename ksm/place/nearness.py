"""Distances on the ground. Pure."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

EARTH_M = 6_371_008.8  # mean radius (IUGG)
DEGREE_M = math.pi * EARTH_M / 180


class Box(NamedTuple):
    """Degrees that hold every point within a distance of a place."""

    south: Decimal
    north: Decimal
    west: Decimal
    east: Decimal


def distance_m(
    lat: Decimal | float, lon: Decimal | float, lat2: Decimal | float, lon2: Decimal | float
) -> float:
    """Return the great-circle distance of two positions in metres (haversine)."""
    a, b = math.radians(lat), math.radians(lat2)
    half_lat, half_lon = (b - a) / 2, math.radians(float(lon2) - float(lon)) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, chord)))


def box(lat: Decimal, lon: Decimal, metres: float) -> Box:
    """Return the box around a place; what lies within `metres` lies inside, its corners do not."""
    up = metres / DEGREE_M * 1.001
    aside = up / math.cos(math.radians(min(85.0, abs(float(lat)) + up)))
    places = Decimal("0.000001")
    high, wide = (Decimal(value).quantize(places) + places for value in (up, aside))
    return Box(lat - high, lat + high, lon - wide, lon + wide)

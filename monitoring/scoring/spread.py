"""Median and mean of values counted by how often they occur. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from core.tools.rows.values import value_class

Times = Mapping[Decimal, int]


@value_class
class Spread:
    """`n` known values; without any, the other figures are None: missing is not zero."""

    n: int = 0
    median: Decimal | None = None
    mean: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None


def spread(times: Times) -> Spread:
    """Return the figures of values and their numbers; of an even n the middle of the middle two."""
    ordered = sorted((value, count) for value, count in times.items() if count > 0)
    n = sum(count for _value, count in ordered)
    if not n:
        return Spread()
    total = sum((value * count for value, count in ordered), Decimal(0))
    return Spread(n, _median(ordered, n), total / n, ordered[0][0], ordered[-1][0])


def _median(ordered: list[tuple[Decimal, int]], n: int) -> Decimal:
    def at(place: int) -> Decimal:
        for value, count in ordered:
            if place < count:
                return value
            place -= count
        raise AssertionError("the place lies within n")

    return (at((n - 1) // 2) + at(n // 2)) / 2

"""Rows of the room in and out: the sheets of the import wizard."""

from planning.resources import catalogue, horizons, national, strategies, years

__all__ = ["catalogue", "horizons", "national", "strategies", "years"]

"""Rows of the room in and out: the sheets of the import wizard."""

from planning.resources import advice, catalogue, horizons, national, proposals, strategies, years

__all__ = ["advice", "catalogue", "horizons", "national", "proposals", "strategies", "years"]

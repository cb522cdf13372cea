"""Figures of the registry as of a day; pages, region overview and report read the same ones."""

from ksm.reports.figures import (
    ANNEX_ROWS,
    Added,
    DesludgingFigures,
    FacilityRow,
    RegionRegistry,
    Registry,
    Served,
    Slice,
    Working,
    WorksFigures,
)
from ksm.reports.gaps import Completeness, completeness_by_region
from ksm.reports.regions import (
    Recorded,
    groups_by_region,
    recorded_by_region,
    registry_by_region,
)
from ksm.reports.registry import build_registry

__all__ = [
    "ANNEX_ROWS",
    "Added",
    "Completeness",
    "DesludgingFigures",
    "FacilityRow",
    "Recorded",
    "RegionRegistry",
    "Registry",
    "Served",
    "Slice",
    "Working",
    "WorksFigures",
    "build_registry",
    "completeness_by_region",
    "groups_by_region",
    "recorded_by_region",
    "registry_by_region",
]

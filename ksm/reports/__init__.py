"""Figures of the registry as of a day; pages, region overview and report read the same ones."""

from .figures import (
    DesludgingFigures,
    FacilityRow,
    Figure,
    RegionRegistry,
    Registry,
    Slice,
    WorksFigures,
)
from .regions import registry_by_region
from .registry import build_registry

__all__ = [
    "DesludgingFigures",
    "FacilityRow",
    "Figure",
    "RegionRegistry",
    "Registry",
    "Slice",
    "WorksFigures",
    "build_registry",
    "registry_by_region",
]

"""Rows of the registry in and out: sheets for the import wizard, resources for the admin."""

from .admin import FacilityResource, GroupResource
from .facilities import FacilitySheet
from .groups import GroupSheet

__all__ = ["FacilityResource", "FacilitySheet", "GroupResource", "GroupSheet"]

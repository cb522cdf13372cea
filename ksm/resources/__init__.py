"""Rows of the registry in and out: sheets for the import wizard, resources for the admin."""

from .admin import FacilityResource, GroupResource
from .children import DesludgingSheet, OperationSheet, StatusRecordSheet, WorksSheet
from .facilities import FacilitySheet
from .groups import GroupSheet

__all__ = [
    "DesludgingSheet",
    "FacilityResource",
    "FacilitySheet",
    "GroupResource",
    "GroupSheet",
    "OperationSheet",
    "StatusRecordSheet",
    "WorksSheet",
]

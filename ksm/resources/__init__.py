"""Rows of the registry in and out: sheets for the import wizard, resources for the admin."""

from ksm.resources.admin import FacilityResource, GroupResource
from ksm.resources.children import DesludgingSheet, OperationSheet, StatusRecordSheet, WorksSheet
from ksm.resources.facilities import FacilitySheet
from ksm.resources.groups import GroupSheet

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

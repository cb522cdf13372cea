"""Rows of the registry in and out: the sheets of the import wizard."""

from ksm.resources.cash import CashMonthSheet, MemberDuesSheet
from ksm.resources.children import DesludgingSheet, OperationSheet, StatusRecordSheet, WorksSheet
from ksm.resources.costs import WorksCostSheet
from ksm.resources.facilities import FacilitySheet
from ksm.resources.figures import DatedFactSheet
from ksm.resources.funding import FundingSheet, ProgrammeSheet
from ksm.resources.groups import GroupSheet
from ksm.resources.tariffs import TariffSheet

__all__ = [
    "CashMonthSheet",
    "DatedFactSheet",
    "DesludgingSheet",
    "FacilitySheet",
    "FundingSheet",
    "GroupSheet",
    "MemberDuesSheet",
    "OperationSheet",
    "ProgrammeSheet",
    "StatusRecordSheet",
    "TariffSheet",
    "WorksCostSheet",
    "WorksSheet",
]

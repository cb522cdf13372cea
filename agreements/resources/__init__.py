"""Rows of the room in and out: the sheets of the import wizard."""

from agreements.resources.others import RegionalPaperSheet
from agreements.resources.papers import AgreementSheet, BlockerSheet, ContactSheet
from agreements.resources.partners import BudgetLineSheet, PartnershipOfficeSheet
from agreements.resources.quiet import QuietPeriodSheet
from agreements.resources.stages import StageEntrySheet

__all__ = [
    "AgreementSheet",
    "BlockerSheet",
    "BudgetLineSheet",
    "ContactSheet",
    "PartnershipOfficeSheet",
    "QuietPeriodSheet",
    "RegionalPaperSheet",
    "StageEntrySheet",
]

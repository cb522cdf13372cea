"""Cooperation with regional governments: who stands where, since when, and why."""

from agreements.models.agreements import Agreement
from agreements.models.budget import BudgetLine
from agreements.models.choices import AgreementKind, AgreementStatus, PaperState
from agreements.models.journal import Blocker, Contact, ContactKind, ContactOutcome, Resolution
from agreements.models.others import RegionalPaper, RegionalPaperKind
from agreements.models.paper import Clause, ClauseTemplate, LegalBasis, LegalSubject
from agreements.models.partnerships import Partnership, PartnershipOffice, Party, StageEntry
from agreements.models.quiet import QuietPeriod
from agreements.models.reference import BlockerCategory, BlockerReason, Stage

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementStatus",
    "Blocker",
    "BlockerCategory",
    "BlockerReason",
    "BudgetLine",
    "Clause",
    "ClauseTemplate",
    "Contact",
    "ContactKind",
    "ContactOutcome",
    "LegalBasis",
    "LegalSubject",
    "PaperState",
    "Partnership",
    "PartnershipOffice",
    "Party",
    "QuietPeriod",
    "RegionalPaper",
    "RegionalPaperKind",
    "Resolution",
    "Stage",
    "StageEntry",
]

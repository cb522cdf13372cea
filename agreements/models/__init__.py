"""Cooperation with regional governments: who stands where, since when, and why."""

from .agreements import Agreement, AgreementKind, AgreementStatus, PaperState
from .budget import BudgetKind, BudgetLine, FundingSource
from .journal import Blocker, Contact, ContactKind, ContactOutcome, Resolution
from .paper import Clause, ClauseTemplate, LegalBasis, LegalSubject
from .partnerships import Partnership, Party, StageEntry
from .reference import BlockerCategory, BlockerReason, Stage

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementStatus",
    "Blocker",
    "BlockerCategory",
    "BlockerReason",
    "BudgetKind",
    "BudgetLine",
    "Clause",
    "ClauseTemplate",
    "Contact",
    "ContactKind",
    "ContactOutcome",
    "FundingSource",
    "LegalBasis",
    "LegalSubject",
    "PaperState",
    "Partnership",
    "Party",
    "Resolution",
    "Stage",
    "StageEntry",
]

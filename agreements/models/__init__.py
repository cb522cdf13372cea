"""Cooperation with regional governments: who stands where, since when, and why it does not go on."""

from .agreements import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    BudgetKind,
    BudgetLine,
    FundingSource,
    Standing,
)
from .journal import Blocker, Contact, ContactKind, ContactOutcome, Resolution
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
    "Contact",
    "ContactKind",
    "ContactOutcome",
    "FundingSource",
    "Partnership",
    "Party",
    "Resolution",
    "Stage",
    "StageEntry",
    "Standing",
]

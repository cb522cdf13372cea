"""Forms of the room, one per task; each saves through its service."""

from .agreements import AgreementForm, BudgetLineForm, SignForm
from .journal import BlockerForm, ContactForm, ResolveForm
from .partnerships import (
    HistoricalPartnershipForm,
    MoveForm,
    OpenPartnershipForm,
    PartnershipForm,
    StageEntryForm,
)
from .reference import BlockerReasonEditForm, BlockerReasonForm, StageForm

__all__ = [
    "AgreementForm",
    "BlockerForm",
    "BlockerReasonEditForm",
    "BlockerReasonForm",
    "BudgetLineForm",
    "ContactForm",
    "HistoricalPartnershipForm",
    "MoveForm",
    "OpenPartnershipForm",
    "PartnershipForm",
    "ResolveForm",
    "SignForm",
    "StageEntryForm",
    "StageForm",
]

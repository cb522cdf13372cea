"""Forms of the room, one per task; each saves through its service."""

from agreements.forms.agreements import AgreementForm, BudgetLineForm, SignForm
from agreements.forms.journal import BlockerForm, ContactForm, ResolveForm
from agreements.forms.partnerships import (
    OpenPartnershipForm,
    PartnershipForm,
    PartnershipOfficeForm,
)
from agreements.forms.reference import (
    BlockerReasonEditForm,
    BlockerReasonForm,
    QuietPeriodForm,
    StageForm,
)
from agreements.forms.stages import EarlierStageForm, MoveForm, StageEntryForm

__all__ = [
    "AgreementForm",
    "BlockerForm",
    "BlockerReasonEditForm",
    "BlockerReasonForm",
    "BudgetLineForm",
    "ContactForm",
    "EarlierStageForm",
    "MoveForm",
    "OpenPartnershipForm",
    "PartnershipForm",
    "PartnershipOfficeForm",
    "QuietPeriodForm",
    "ResolveForm",
    "SignForm",
    "StageEntryForm",
    "StageForm",
]

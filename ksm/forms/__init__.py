"""Forms of the registry, for phones and paper notes: little is required, much is understood."""

from .children import (
    DesludgingForm,
    FundingContributionForm,
    OperationForm,
    PaperForm,
    StatusRecordForm,
    WorksCostForm,
    WorksForm,
)
from .facilities import FacilityForm
from .groups import GroupForm

__all__ = [
    "DesludgingForm",
    "FacilityForm",
    "FundingContributionForm",
    "GroupForm",
    "OperationForm",
    "PaperForm",
    "StatusRecordForm",
    "WorksCostForm",
    "WorksForm",
]

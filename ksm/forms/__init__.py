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
from .twins import MergeForm
from .work_orders import WorkOrderForm

__all__ = [
    "DesludgingForm",
    "FacilityForm",
    "FundingContributionForm",
    "GroupForm",
    "MergeForm",
    "OperationForm",
    "PaperForm",
    "StatusRecordForm",
    "WorkOrderForm",
    "WorksCostForm",
    "WorksForm",
]

"""Forms of the registry, for phones and paper notes: little is required, much is understood."""

from ksm.forms.children import (
    DesludgingForm,
    FundingContributionForm,
    PaperForm,
    StatusRecordForm,
    WorksCostForm,
    WorksForm,
)
from ksm.forms.facilities import FacilityForm
from ksm.forms.groups import GroupForm
from ksm.forms.operators import OperationForm, OperatorGroupForm
from ksm.forms.twins import MergeForm
from ksm.forms.work_orders import WorkOrderForm

__all__ = [
    "DesludgingForm",
    "FacilityForm",
    "FundingContributionForm",
    "GroupForm",
    "MergeForm",
    "OperationForm",
    "OperatorGroupForm",
    "PaperForm",
    "StatusRecordForm",
    "WorkOrderForm",
    "WorksCostForm",
    "WorksForm",
]

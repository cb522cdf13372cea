"""Forms of the registry, for phones and paper notes: little is required, much is understood."""

from ksm.forms.cash import CashMonthForm, FeeForm
from ksm.forms.children import (
    FundingContributionForm,
    PaperForm,
    StatusRecordForm,
    WorksCostForm,
    WorksForm,
)
from ksm.forms.desludgings import DesludgingForm
from ksm.forms.facilities import FacilityForm
from ksm.forms.figures import DatedFactForm
from ksm.forms.groups import GroupForm
from ksm.forms.operators import OperationForm, OperatorGroupForm
from ksm.forms.tariffs import TariffForm, TariffsForm
from ksm.forms.twins import MergeForm
from ksm.forms.work_orders import WorkOrderForm

__all__ = [
    "CashMonthForm",
    "DatedFactForm",
    "DesludgingForm",
    "FacilityForm",
    "FeeForm",
    "FundingContributionForm",
    "GroupForm",
    "MergeForm",
    "OperationForm",
    "OperatorGroupForm",
    "PaperForm",
    "StatusRecordForm",
    "TariffForm",
    "TariffsForm",
    "WorkOrderForm",
    "WorksCostForm",
    "WorksForm",
]

"""Forms of the planning room, one per task."""

from planning.forms.advice import AdviceAnswerForm, AdviceForm, DeliveryForm, ReleaseForm, StopForm
from planning.forms.catalogue import (
    BudgetProposalForm,
    DevelopmentPlanForm,
    PickForm,
    ServiceForm,
    ServicePriceForm,
    StrategyProgrammeForm,
)
from planning.forms.plans import (
    ActivityBudgetForm,
    ActivityForm,
    AnnualPlanForm,
    GoalForm,
    ProgressForm,
    VisionForm,
)
from planning.forms.reports import (
    AchievementForm,
    AnnualReportForm,
    AnnualReportStartForm,
    StrategyEditionForm,
    StrategyProcessForm,
)
from planning.forms.steps import (
    CarryForm,
    CheckInForm,
    CountedForm,
    MeetingAdviceForm,
    PromiseKeptForm,
    ReviewMeetingForm,
    StepForm,
    TargetChangeForm,
)

__all__ = [
    "AchievementForm",
    "ActivityBudgetForm",
    "ActivityForm",
    "AdviceAnswerForm",
    "AdviceForm",
    "AnnualPlanForm",
    "AnnualReportForm",
    "AnnualReportStartForm",
    "BudgetProposalForm",
    "CarryForm",
    "CheckInForm",
    "CountedForm",
    "DeliveryForm",
    "DevelopmentPlanForm",
    "GoalForm",
    "MeetingAdviceForm",
    "PickForm",
    "ProgressForm",
    "PromiseKeptForm",
    "ReleaseForm",
    "ReviewMeetingForm",
    "ServiceForm",
    "ServicePriceForm",
    "StepForm",
    "StopForm",
    "StrategyEditionForm",
    "StrategyProcessForm",
    "StrategyProgrammeForm",
    "TargetChangeForm",
    "VisionForm",
]

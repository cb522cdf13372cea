"""Forms of the planning room, one per task."""

from planning.forms.advice import AdviceAnswerForm, AdviceForm, DeliveryForm, ReleaseForm, StopForm
from planning.forms.at_once import ActivityLinesForm, AdviseLinesForm, AnswerLinesForm
from planning.forms.catalogue import (
    BudgetProposalForm,
    DeadlineForm,
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
    IndicatorTargetsForm,
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
    "ActivityLinesForm",
    "AdviceAnswerForm",
    "AdviceForm",
    "AdviseLinesForm",
    "AnnualPlanForm",
    "AnnualReportForm",
    "AnnualReportStartForm",
    "AnswerLinesForm",
    "BudgetProposalForm",
    "CarryForm",
    "CheckInForm",
    "CountedForm",
    "DeadlineForm",
    "DeliveryForm",
    "DevelopmentPlanForm",
    "GoalForm",
    "IndicatorTargetsForm",
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

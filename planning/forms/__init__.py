"""Forms of the planning room, one per task."""

from .advice import AdviceAnswerForm, AdviceForm, DeliveryForm, StopForm
from .plans import (
    ActivityBudgetForm,
    ActivityForm,
    AnnualPlanForm,
    GoalForm,
    ProgressForm,
    VisionForm,
)
from .reports import (
    AchievementForm,
    AnnualReportForm,
    AnnualReportStartForm,
    StrategyEditionForm,
    StrategyProcessForm,
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
    "DeliveryForm",
    "GoalForm",
    "ProgressForm",
    "StopForm",
    "StrategyEditionForm",
    "StrategyProcessForm",
    "VisionForm",
]

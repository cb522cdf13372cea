"""Visions, goals and plans of the chapters; what they achieved; strategies of the regions."""

from planning.models.achievements import Achievement, AnnualReport, Indicator
from planning.models.activities import Activity
from planning.models.advice import Advice, AdviceAnswer
from planning.models.archive import ArchivedReport
from planning.models.catalogue import Service, ServiceKind, ServicePrice
from planning.models.changes import ChangeReason, TargetChange
from planning.models.checkins import CheckIn, Means
from planning.models.choices import FIELDS, MONTHS, Field, Status, Stop
from planning.models.deadlines import Deadline, Duty
from planning.models.horizons import Goal, Vision
from planning.models.kept import ApprovedFigures
from planning.models.meetings import MeetingNote, ReviewMeeting, Step
from planning.models.money import ActivityBudget, Progress, why_no_progress
from planning.models.plans import AnnualPlan
from planning.models.programmes import DevelopmentPlan, StrategyProgramme
from planning.models.proposals import BudgetProposal, Forum, ProposalLine
from planning.models.strategies import (
    Process,
    StrategyEdition,
    StrategyProcess,
    StrategyStatus,
    UpdateReason,
)
from planning.models.targets import IndicatorTarget
from planning.national.codes import SipdCode, SipdEdition
from planning.national.maps import FormColumn, NationalForm

__all__ = [
    "FIELDS",
    "MONTHS",
    "Achievement",
    "Activity",
    "ActivityBudget",
    "Advice",
    "AdviceAnswer",
    "AnnualPlan",
    "AnnualReport",
    "ApprovedFigures",
    "ArchivedReport",
    "BudgetProposal",
    "ChangeReason",
    "CheckIn",
    "Deadline",
    "DevelopmentPlan",
    "Duty",
    "Field",
    "FormColumn",
    "Forum",
    "Goal",
    "Indicator",
    "IndicatorTarget",
    "Means",
    "MeetingNote",
    "NationalForm",
    "Process",
    "Progress",
    "ProposalLine",
    "ReviewMeeting",
    "Service",
    "ServiceKind",
    "ServicePrice",
    "SipdCode",
    "SipdEdition",
    "Status",
    "Step",
    "Stop",
    "StrategyEdition",
    "StrategyProcess",
    "StrategyProgramme",
    "StrategyStatus",
    "TargetChange",
    "UpdateReason",
    "Vision",
    "why_no_progress",
]

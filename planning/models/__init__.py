"""Visions, goals and plans of the chapters; what they achieved; strategies of the regions."""

from planning.models.achievements import Achievement, AnnualReport, Indicator
from planning.models.activities import Activity
from planning.models.advice import Advice, AdviceAnswer
from planning.models.archive import ArchivedReport
from planning.models.catalogue import Service, ServiceKind, ServicePrice
from planning.models.changes import ChangeReason, TargetChange
from planning.models.checkins import CheckIn, Means
from planning.models.choices import MONTHS, Field, Status, Stop
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

__all__ = [
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
    "DevelopmentPlan",
    "Field",
    "Forum",
    "Goal",
    "Indicator",
    "Means",
    "MeetingNote",
    "Process",
    "Progress",
    "ProposalLine",
    "ReviewMeeting",
    "Service",
    "ServiceKind",
    "ServicePrice",
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

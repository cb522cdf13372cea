"""Visions, goals and plans of the chapters; what they achieved; strategies of the regions."""

from .achievements import Achievement, AnnualReport, Indicator
from .activities import Activity
from .advice import Advice, Answer
from .archive import ArchivedReport
from .catalogue import Service, ServiceKind, ServicePrice
from .changes import ChangeReason, TargetChange
from .checkins import CheckIn, Means
from .choices import MONTHS, Field, FundSource, Status, Stop
from .horizons import Goal, Vision
from .meetings import MeetingNote, ReviewMeeting, Step
from .money import ActivityBudget, Progress, why_no_progress
from .plans import AnnualPlan
from .programmes import DevelopmentPlan, StrategyProgramme
from .proposals import BudgetProposal, Forum, ProposalLine
from .strategies import Process, StrategyEdition, StrategyProcess, StrategyStatus, UpdateReason

__all__ = [
    "MONTHS",
    "Achievement",
    "Activity",
    "ActivityBudget",
    "Advice",
    "AnnualPlan",
    "AnnualReport",
    "Answer",
    "ArchivedReport",
    "BudgetProposal",
    "ChangeReason",
    "CheckIn",
    "DevelopmentPlan",
    "Field",
    "Forum",
    "FundSource",
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

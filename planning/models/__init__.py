"""Visions, goals and plans of the chapters; what they achieved; strategies of the regions."""

from .achievements import Achievement, AnnualReport, Indicator
from .activities import Activity
from .advice import Advice, Answer
from .archive import ArchivedReport
from .choices import MONTHS, Field, FundSource, Status, Stop
from .horizons import Goal, Vision
from .money import ActivityBudget, Progress, why_no_progress
from .plans import AnnualPlan
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
    "Field",
    "FundSource",
    "Goal",
    "Indicator",
    "Process",
    "Progress",
    "Status",
    "Stop",
    "StrategyEdition",
    "StrategyProcess",
    "StrategyStatus",
    "UpdateReason",
    "Vision",
    "why_no_progress",
]

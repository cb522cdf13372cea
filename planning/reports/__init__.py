"""Figures of the room, computed once for pages, region overview, control board and report."""

from .board import BoardRow, YearBoard, build_year_board
from .rows import (
    AchievementRow,
    ActivityRow,
    ChangeRow,
    GoalRow,
    Missing,
    MoneyRow,
    PlanPart,
    ReportPart,
    YearReport,
    total_of,
)
from .year import build_year, money_of

__all__ = [
    "AchievementRow",
    "ActivityRow",
    "BoardRow",
    "ChangeRow",
    "GoalRow",
    "Missing",
    "MoneyRow",
    "PlanPart",
    "ReportPart",
    "YearBoard",
    "YearReport",
    "build_year",
    "build_year_board",
    "money_of",
    "total_of",
]

"""Figures of the room, computed once for pages, region overview, control board and report."""

from planning.reports.board import BoardRow, build_year_board, chapters_of, known_in
from planning.reports.rows import (
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
from planning.reports.year import build_year, money_of

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
    "YearReport",
    "build_year",
    "build_year_board",
    "chapters_of",
    "known_in",
    "money_of",
    "total_of",
]

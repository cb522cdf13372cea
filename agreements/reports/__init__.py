"""Figures of the room, computed once for pages, the region overview and the printed report."""

from agreements.reports.board import build_pipeline
from agreements.reports.cooperation import (
    AgreementRow,
    BelowRow,
    BlockerRow,
    ContactRow,
    Cooperation,
    HistoryRow,
    build_cooperation,
    cooperation_below,
)
from agreements.reports.rows import Pipeline, PipelineRow, ReasonCount, StageColumn

__all__ = [
    "AgreementRow",
    "BelowRow",
    "BlockerRow",
    "ContactRow",
    "Cooperation",
    "HistoryRow",
    "Pipeline",
    "PipelineRow",
    "ReasonCount",
    "StageColumn",
    "build_cooperation",
    "build_pipeline",
    "cooperation_below",
]

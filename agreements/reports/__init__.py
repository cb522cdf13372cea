"""Figures of the room, computed once for pages, the region overview and the printed report."""

from .board import Pipeline, PipelineRow, ReasonCount, StageColumn, build_pipeline
from .cooperation import (
    AgreementRow,
    BlockerRow,
    ContactRow,
    Cooperation,
    HistoryRow,
    build_cooperation,
)

__all__ = [
    "AgreementRow",
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
]
